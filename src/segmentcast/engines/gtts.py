"""gTTS: Google Translate's voices, over the network; the one engine that needs it.

Settings: `timeout_s` (of each request), `attempts`, `wait_s` (before the second attempt; doubles),
`pause_s` (between requests). A lexicon's phonemes are not used.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segmentcast.engines import pitch, quality
from segmentcast.engines.gtts_voices import VOICES, Online
from segmentcast.engines.provenance import fingerprint, installed, release
from segmentcast.engines.received import joined, sound_of
from segmentcast.engines.retry import Retry, Transient, patiently, retry_after_s
from segmentcast.engines.settings import Reader
from segmentcast.errors import EngineError, Problem
from segmentcast.model import Speech, Spoken, Voice, VoiceInfo
from segmentcast.ports import Unavailable

if TYPE_CHECKING:
    from segmentcast.engines import Decode

SCHEMA = 1
MOST_CHARACTERS = 100
"""What the server takes at a time."""
_CLAUSE_ENDS = (";", ":", ",", ".", "?", "!", "…", "—", "。", "，", "、", "؟", "،")


@dataclass(frozen=True, slots=True)
class Manners:
    """How the server is treated."""

    timeout_s: float
    pause_s: float
    retry: Retry


class Gtts:
    """See the module."""

    name = "gtts"

    def __init__(self, manners: Manners, decode: Decode | None) -> None:
        self._manners = manners
        self._decode = decode
        self._turn = threading.Lock()
        self._next_s = 0.0

    def unavailable(self) -> Unavailable | None:
        """Says when the package or a decoder is missing. The network shows only when asked."""
        if not installed("gtts"):
            return Unavailable("gTTS is not installed", "pip install gTTS")
        if self._decode is None:
            return Unavailable("nothing here can decode MP3", "pip install av")
        return None

    def voices(self) -> tuple[VoiceInfo, ...]:
        """The accents of English, then the languages."""
        return tuple(
            VoiceInfo(
                "gtts", name, row.tag, f"{row.description}, online", "Google's terms of service"
            )
            for name, row in VOICES.items()
        )

    def fingerprint(self, voice: Voice) -> str:
        """Versions, voice, pitch, pace; what the server changes cannot be known."""
        quality.known(voice, self.voices(), self.name)
        row = VOICES[voice.name]
        return fingerprint(
            self.name, schema=SCHEMA, tld=row.tld, lang=row.lang, pitch=pitch.ratio(voice.pitch),
            pace=voice.pace, gtts=release("gTTS"), av=release("av"), scipy=release("scipy"),
        )  # fmt: skip

    def synth(self, spoken: Spoken, voice: Voice) -> Speech:
        """Ask for it piece by piece; without the times of the words."""
        quality.known(voice, self.voices(), self.name)
        quality.usable(self)
        assert self._decode is not None
        text = quality.plain(spoken.text, self.name)
        sounds = []
        pieces = packed(text)
        for number, piece in enumerate(pieces, start=1):
            where = f'gtts, piece {number} of {len(pieces)} ("{piece}")'
            data = self._fetched(piece, VOICES[voice.name], where)
            with quality.guarded(self.name, text):
                sounds.append(sound_of(data, self._decode))
        with quality.guarded(self.name, text):
            pauses = [piece.endswith(_CLAUSE_ENDS) for piece in pieces]
            samples, rate_hz = joined(sounds, pauses)
            length = voice.pace * float(pitch.ratio(voice.pitch))
            samples = pitch.shifted(pitch.stretched(samples, rate_hz, length), voice.pitch)
        return Speech(quality.checked(samples, rate_hz, text, self.name), rate_hz)

    def _fetched(self, piece: str, row: Online, where: str) -> bytes:
        def ask() -> bytes:
            self._wait_for_turn()
            return _asked(piece, row, self._manners.timeout_s, where)

        try:
            data = patiently(ask, self._manners.retry)
        except Transient as trouble:
            raise EngineError(
                Problem(
                    where,
                    f"the server gave no sound after {self._manners.retry.attempts} attempts: {trouble}",
                    "try later, or give the speaker an offline voice: segmentcast voices",
                )
            ) from trouble
        if not data:
            raise EngineError(
                Problem(
                    where,
                    "the server answered without sound, as a consent page does",
                    "try from another network, or give the speaker an offline voice: segmentcast voices",
                )
            )
        return data

    def _wait_for_turn(self) -> None:
        with self._turn:
            now_s = time.monotonic()
            start_s = max(now_s, self._next_s)
            self._next_s = start_s + self._manners.pause_s
        time.sleep(start_s - now_s)


def build(settings: Mapping[str, object], decode: Decode | None = None) -> Gtts:
    """The engine; see the module for its settings."""
    reader = Reader("gtts", settings)
    timeout_s = reader.number("timeout_s", 15.0, 0.1, 300)
    pause_s = reader.number("pause_s", 0.3, 0, 60)
    retry = Retry(reader.count("attempts", 5, 1, 20), reader.number("wait_s", 1.0, 0, 300))
    reader.done()
    return Gtts(Manners(timeout_s, pause_s, retry), decode)


def packed(text: str, most: int = MOST_CHARACTERS) -> tuple[str, ...]:
    """The text in as few pieces of at most `most` characters as its clauses allow; no word is lost.

    A clause that is too long is cut at a space, a word that is too long anywhere.
    """
    units: list[str] = []
    clause: list[str] = []
    for word in text.split():
        clause.append(word)
        if word.endswith(_CLAUSE_ENDS):
            units += _fitting(clause, most)
            clause = []
    units += _fitting(clause, most)
    pieces: list[str] = []
    for unit in units:
        if pieces and len(pieces[-1]) + 1 + len(unit) <= most:
            pieces[-1] += f" {unit}"
        else:
            pieces.append(unit)
    return tuple(piece for piece in pieces if any(char.isalnum() for char in piece))


def _fitting(words: list[str], most: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        for start in range(0, len(word), most):
            part = word[start : start + most]
            if lines and start == 0 and len(lines[-1]) + 1 + len(part) <= most:
                lines[-1] += f" {part}"
            else:
                lines.append(part)
    return lines


def _asked(piece: str, row: Online, timeout_s: float, where: str) -> bytes:
    """The MP3 of one piece; empty when the answer holds none. Raises Transient or EngineError."""
    import requests
    from gtts import gTTS, gTTSError

    try:
        speech = gTTS(
            piece, tld=row.tld, lang=row.lang, lang_check=False, timeout=timeout_s,
            pre_processor_funcs=[], tokenizer_func=lambda text: [text],
        )  # fmt: skip
        return b"".join(speech.stream())
    except gTTSError as error:
        if error.rsp is not None:
            raise _refusal(error.rsp, where) from error
        if isinstance(error.__context__, requests.exceptions.Timeout):
            raise Transient(f"no answer within {timeout_s:g} s") from error
        raise EngineError(
            Problem(
                where,
                f"translate.google.{row.tld} cannot be reached",
                "connect to the network, or give the speaker an offline voice: segmentcast voices",
            )
        ) from error
    except (AssertionError, ValueError) as error:
        raise EngineError(Problem(where, f"the answer cannot be read: {error}")) from error


def _refusal(response: Any, where: str) -> Exception:
    status = int(response.status_code)
    if status == 429 or status >= 500:
        what = f"HTTP {status} {response.reason}"
        return Transient(what, retry_after_s(response.headers.get("Retry-After")))
    return EngineError(
        Problem(
            where,
            f"the server refuses with HTTP {status} {response.reason}",
            "give the speaker an offline voice: segmentcast voices",
        )
    )
