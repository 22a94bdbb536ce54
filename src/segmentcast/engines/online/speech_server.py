"""One sentence asked of a speech server: bounded, tried again, its words shown, its key kept secret."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from segmentcast.engines.engine_settings import SettingsReader
from segmentcast.errors import EngineError, Problem
from segmentcast.ports import Unavailable
from segmentcast.retry import LONGEST_WAIT_S, Retry, Transient, retry_after_s

if TYPE_CHECKING:
    from segmentcast.visitor import Exchange, NoAnswer

_SHOWN_BYTES = 300
_SHOWN_CHARACTERS = 200
_NOT_SOUND = ("text/", "application/json", "application/xml")


@dataclass(frozen=True, slots=True)
class SpeechServer:
    """A server, and how to ask it. `key` never appears in a message or the fingerprint.

    `engine` names the settings, `key_variable` the environment variable that the key came from.
    """

    engine: str
    url: str
    timeout_s: float
    max_bytes: int
    retry: Retry
    key_variable: str
    key: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        """The server's name and port, as messages name it."""
        return urlsplit(self.url).netloc

    def unavailable(self, *needed: tuple[object, str, str], decode: object) -> Unavailable | None:
        """Why it can't be asked: the first of `needed` that is empty, with what is missing and the mend.

        Then that nothing decodes what it sends, or that its key can't be sent.
        """
        for value, missing, mend in needed:
            if not value:
                return Unavailable(missing, mend)
        if decode is None:
            return Unavailable("nothing here can decode sound files", "pip install av")
        return self._refused_in_the_clear()

    def _refused_in_the_clear(self) -> Unavailable | None:
        """Why the key can't be sent: somebody between here and there could read it."""
        if not self.key or _is_private(self.url):
            return None
        return Unavailable(
            f"{self.key_variable} would be sent unencrypted to {urlsplit(self.url).hostname}",
            f"use https in engines.{self.engine}.base_url, or unset {self.key_variable}",
        )

    def ask(self, url: str, headers: Mapping[str, str], body: bytes, text: str) -> bytes:
        """The sound file for `text`, asked for again where that helps. Raises EngineError."""
        where = f'{self.engine} ("{text[:60]}")'
        try:
            return self.retry.call(lambda: self._asked(url, headers, body, where))
        except Transient as trouble:
            raise gave_up(trouble, self.host, where, self.retry, "check the server") from trouble

    def _asked(self, url: str, headers: Mapping[str, str], body: bytes, where: str) -> bytes:
        from segmentcast.visitor import HttpVisitor, NoAnswer

        visitor = HttpVisitor([self.url], seconds=self.timeout_s, agent=f"{self.engine} engine")
        try:
            with visitor.exchange(
                "POST", url, headers={"Accept": "audio/*", **headers}, body=body, follow=False
            ) as answer:
                self._refuse(answer, where)
                data, whole = answer.content(self.max_bytes + 1)
        except NoAnswer as none:
            raise self._silence(none, where) from none
        if len(data) > self.max_bytes or answer.body.over:
            what = f"{self.host} sent more than {self.max_bytes} bytes"
            raise EngineError(Problem(where, what, f"raise engines.{self.engine}.max_bytes"))
        if not whole:
            raise Transient("the answer was cut off")
        if not data:
            raise EngineError(Problem(where, f"{self.host} answered without any sound"))
        return data

    def _silence(self, none: NoAnswer, where: str) -> Exception:
        """The error for an answer that didn't arrive, or not completely."""
        if none.reason == "time":
            if none.begun:
                return Transient(
                    f"the answer began and wasn't complete within {self.timeout_s:g} s"
                )
            return Transient(f"no answer within {self.timeout_s:g} s")
        if none.begun:
            return Transient("the answer was cut off")
        what = f"{self.host} cannot be reached ({none})"
        mend = f"start the server, or correct engines.{self.engine}.base_url"
        return EngineError(Problem(where, what, mend))

    def _refuse(self, answer: Exchange, where: str) -> None:
        status = answer.status
        if status == 429 or status >= 500:
            wait_s = retry_after_s(answer.headers.get("retry-after"))
            words = self._words(answer)
            raise Transient(f"HTTP {status} {answer.reason}{words and f': {words}'}", wait_s)
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if status == 200 and not kind.startswith(_NOT_SOUND):
            return
        mend = f"check engines.{self.engine}.base_url, model, and voices"
        if status in {401, 403}:
            mend = (
                f"set the environment variable {self.key_variable} to a key that the server accepts"
            )
        what = (
            f"{self.host} answered HTTP {status} {answer.reason} "
            f"({kind or 'no type'}): {self._words(answer)}"
        )
        raise EngineError(Problem(where, what, mend))

    def _words(self, answer: Exchange) -> str:
        """What the server says about an error: bounded, on one line, without control characters and the key."""
        from segmentcast.visitor import NoAnswer

        try:
            message = answer.content(_SHOWN_BYTES)[0].decode("utf-8", "replace")
        except NoAnswer:
            return ""
        if self.key:
            message = message.replace(self.key, "***")
        printable = "".join(char if char.isprintable() else " " for char in message)
        return " ".join(printable.split())[:_SHOWN_CHARACTERS]


def gave_up(trouble: Transient, host: str, where: str, retry: Retry, mend: str) -> EngineError:
    """The error after the last attempt, or after a server asked for more patience than we have."""
    wait_s = trouble.retry_after_s or 0.0
    if wait_s > LONGEST_WAIT_S:
        minutes = round(wait_s / 60)
        what = f"{host} wants to be left alone for {minutes:,} minutes: {trouble}"
        return EngineError(Problem(where, what, f"publish again in {minutes:,} minutes, or {mend}"))
    what = f"{host} returned no sound after {retry.attempts} attempts: {trouble}"
    return EngineError(Problem(where, what, f"try later, or {mend}"))


def server_at(url: str, reader: SettingsReader, key_variable: str) -> SpeechServer:
    """The server with the settings `timeout_s`, `max_bytes`, `attempts`, and `wait_s`, which every such engine has."""
    return SpeechServer(
        reader.engine,
        url,
        reader.number("timeout_s", 60.0, 0.1, 600),
        reader.count("max_bytes", 64_000_000, 1_000, 1_000_000_000),
        Retry(reader.count("attempts", 4, 1, 20), reader.number("wait_s", 1.0, 0, 300)),
        key_variable,
        os.environ.get(key_variable, "").strip(),
    )


def check_url(base_url: str, reader: SettingsReader, key_variable: str) -> None:
    """Notes what is wrong with the setting `base_url`: only a web address without a secret will do."""
    try:
        parts = urlsplit(base_url)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        reader.wrong("base_url", "is not a URL")
        return
    if parts.scheme not in {"http", "https"} or not named:
        reader.wrong("base_url", "must be an http or https URL")
    elif parts.username is not None or parts.query or parts.fragment:
        what = "must hold neither a user, nor a query, nor a fragment"
        reader.wrong("base_url", what, f"put the key in the environment variable {key_variable}")


def _is_private(url: str) -> bool:
    """Whether nobody between here and there can read what is sent."""
    parts = urlsplit(url)
    if parts.scheme == "https" or parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
