"""Any server with OpenAI's interface `POST /v1/audio/speech`, as many local engines have.

Settings: `base_url` (with or without `/v1`), `model`, `voices` (a list of names, or a table of
name to language), `language` (of voices that name none), `format` (wav, mp3, flac, opus),
`licence`, `revision` (any text; change it when the server's voices change), `timeout_s`, `attempts`,
`wait_s`, `max_bytes`. The key comes from the environment variable SEGMENTCAST_HTTP_KEY. It ignores a
lexicon's phonemes.
"""

from __future__ import annotations

import ipaddress
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from segmentcast.engines import pitch, quality
from segmentcast.engines.engine_settings import SettingsReader
from segmentcast.engines.online.received_sound import sound_of
from segmentcast.engines.provenance import AV, SCIPY, fingerprint, releases
from segmentcast.errors import EngineError, Problem
from segmentcast.model import Speech, Spoken, Voice, VoiceInfo
from segmentcast.ports import Unavailable
from segmentcast.retry import Retry, Transient, retry_after_s

if TYPE_CHECKING:
    from segmentcast.engines import Decode
    from segmentcast.visitor import Exchange, NoAnswer

SCHEMA = 1
KEY = "SEGMENTCAST_HTTP_KEY"
FORMATS = ("wav", "mp3", "flac", "opus")
SLOWEST, FASTEST = 0.25, 4.0
"""The range of `speed` in OpenAI's interface."""


@dataclass(frozen=True, slots=True)
class SpeechServer:
    """The server, and how to ask it. `key` never appears in a message or the fingerprint."""

    url: str
    model: str
    format: str
    revision: str
    timeout_s: float
    max_bytes: int
    retry: Retry
    key: str = field(default="", repr=False)


class Http:
    """See the module."""

    name = "http"

    def __init__(
        self, server: SpeechServer, voices: tuple[VoiceInfo, ...], decode: Decode | None
    ) -> None:
        self._server = server
        self._voices = voices
        self._decode = decode

    def unavailable(self) -> Unavailable | None:
        """Why it can't speak: a setting is missing. Only a request can test the server."""
        if not self._server.url:
            return Unavailable("no server is named", "set engines.http.base_url")
        if not self._voices:
            return Unavailable(
                "no voice is named", "list the server's voices in engines.http.voices"
            )
        if self._decode is None:
            return Unavailable("nothing here can decode sound files", "pip install av")
        if self._server.key and not _private(self._server.url):
            return Unavailable(
                f"{KEY} would be sent unencrypted to {urlsplit(self._server.url).hostname}",
                f"use https in engines.http.base_url, or unset {KEY}",
            )
        return None

    def voices(self) -> tuple[VoiceInfo, ...]:
        """The voices that the settings name."""
        return self._voices

    def fingerprint(self, voice: Voice) -> str:
        """URL, model, format, revision, voice, pitch, pace."""
        return fingerprint(self.name, **self._parts(voice))

    def earlier_fingerprints(self, voice: Voice) -> tuple[str, ...]:
        """Fingerprints of 0.1.0, which named the versions of the decoder and scipy."""
        parts = self._parts(voice)
        return tuple(
            fingerprint(self.name, **parts, av=av, scipy=scipy)
            for av in releases("av", AV)
            for scipy in releases("scipy", SCIPY)
        )

    def _parts(self, voice: Voice) -> dict[str, object]:
        quality.known(voice, self.voices(), self.name)
        server = self._server
        return {
            "schema": SCHEMA, "url": server.url, "model": server.model, "voice": voice.name,
            "pitch": pitch.ratio(voice.pitch), "pace": voice.pace, "format": server.format,
            "revision": server.revision,
        }  # fmt: skip

    def synth(self, spoken: Spoken, voice: Voice) -> Speech:
        """Asks the server for a sentence, without the times of the words. See `ports.Engine`."""
        quality.usable(self)
        assert self._decode is not None
        quality.known(voice, self.voices(), self.name)
        text = quality.plain(spoken.text, self.name)
        length = voice.pace * float(pitch.ratio(voice.pitch))
        body = {
            "model": self._server.model,
            # a server may interpret SSML; the space breaks every tag
            "input": text.replace("<", "< "),
            "voice": voice.name,
            "response_format": self._server.format,
        } | ({} if length == 1 else {"speed": min(FASTEST, max(SLOWEST, round(1 / length, 4)))})
        data = self._fetched(body, text)
        with quality.guarded(self.name, text):
            samples, rate_hz = sound_of(data, self._decode)
            samples = pitch.shifted(samples, voice.pitch)
        return Speech(quality.checked(samples, rate_hz, text, self.name), rate_hz)

    def _fetched(self, body: dict[str, Any], text: str) -> bytes:
        where = f'http ("{text[:60]}")'
        try:
            return self._server.retry.call(lambda: _asked(self._server, body, where))
        except Transient as trouble:
            what = f"{_host(self._server)} returned no sound after {self._server.retry.attempts} attempts: {trouble}"
            raise EngineError(Problem(where, what, "check the server, or try later")) from trouble


def build(settings: Mapping[str, object], decode: Decode | None = None) -> Http:
    """The engine; see the module for its settings."""
    reader = SettingsReader("http", settings)
    base_url = reader.text("base_url")
    if base_url:
        _check_url(base_url, reader)
    language = reader.text("language", "en")
    licence = reader.text("licence", "as the server says")
    model = reader.text("model", "tts-1")
    server = SpeechServer(
        url=_speech_url(base_url) if base_url else "",
        model=model,
        format=reader.choice("format", "wav", FORMATS),
        revision=reader.text("revision"),
        timeout_s=reader.number("timeout_s", 60.0, 0.1, 600),
        max_bytes=reader.count("max_bytes", 64_000_000, 1_000, 1_000_000_000),
        retry=Retry(reader.count("attempts", 4, 1, 20), reader.number("wait_s", 1.0, 0, 300)),
        key=os.environ.get(KEY, "").strip(),
    )
    rows = []
    for name, tag in reader.table("voices").items():
        if not isinstance(tag, str):
            reader.wrong("voices", f"{name} needs a language tag, not {tag!r}")
            continue
        rows.append(VoiceInfo("http", name, tag or language, f"{model} on a server", licence))
    reader.done()
    return Http(server, tuple(rows), decode)


def _asked(server: SpeechServer, body: dict[str, Any], where: str) -> bytes:
    """The sound file. Raises Transient or EngineError."""
    from segmentcast.visitor import HttpVisitor, NoAnswer

    headers = {"Accept": "audio/*", "Content-Type": "application/json"}
    if server.key:
        headers["Authorization"] = f"Bearer {server.key}"
    visitor = HttpVisitor([server.url], seconds=server.timeout_s, agent="http engine")
    try:
        with visitor.exchange(
            "POST", server.url, headers=headers, body=json.dumps(body).encode(), follow=False,
        ) as answer:  # fmt: skip
            _refuse(answer, server, where)
            data, whole = answer.content(server.max_bytes + 1)
    except NoAnswer as none:
        raise _silence(none, server, where) from none
    if len(data) > server.max_bytes or answer.body.over:
        what = f"{_host(server)} sent more than {server.max_bytes} bytes"
        raise EngineError(Problem(where, what, "raise engines.http.max_bytes"))
    if not whole:
        raise Transient("the answer was cut off")
    if not data:
        raise EngineError(Problem(where, f"{_host(server)} answered without any sound"))
    return data


def _silence(none: NoAnswer, server: SpeechServer, where: str) -> Exception:
    """The error for an answer that didn't arrive, or not completely."""
    if none.reason == "time":
        return Transient(f"no answer within {server.timeout_s:g} s")
    if none.begun:
        return Transient("the answer was cut off")
    what = f"{_host(server)} cannot be reached ({none})"
    mend = "start the server, or correct engines.http.base_url"
    return EngineError(Problem(where, what, mend))


def _refuse(answer: Exchange, server: SpeechServer, where: str) -> None:
    status = answer.status
    if status == 429 or status >= 500:
        wait_s = retry_after_s(answer.headers.get("retry-after"))
        raise Transient(f"HTTP {status} {answer.reason}", wait_s)
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if status == 200 and not kind.startswith(("text/", "application/json")):
        return
    mend = "check engines.http.base_url, model, and voices"
    if status in {401, 403}:
        mend = f"set the environment variable {KEY} to a key that the server accepts"
    message = answer.content(300)[0].decode("utf-8", "replace")
    if server.key:
        message = message.replace(server.key, "***")
    message = " ".join(message.split())[:200]
    what = (
        f"{_host(server)} answered HTTP {status} {answer.reason} ({kind or 'no type'}): {message}"
    )
    raise EngineError(Problem(where, what, mend))


def _check_url(base_url: str, reader: SettingsReader) -> None:
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
        reader.wrong("base_url", what, f"put the key in the environment variable {KEY}")


def _speech_url(base_url: str) -> str:
    base = base_url.rstrip("/")
    return f"{base}/audio/speech" if base.endswith("/v1") else f"{base}/v1/audio/speech"


def _host(server: SpeechServer) -> str:
    return urlsplit(server.url).netloc


def _private(url: str) -> bool:
    """Whether nobody between here and there can read what is sent."""
    parts = urlsplit(url)
    if parts.scheme == "https" or parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
