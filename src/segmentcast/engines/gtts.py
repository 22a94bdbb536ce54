"""gTTS: Google Translate's voices, over the network; the one engine that needs it.

Settings: `timeout_s` (of each request), `attempts`, `wait_s` (before the second attempt; doubles),
`pause_s` (between requests). It ignores a lexicon's phonemes.
"""

from __future__ import annotations

import re
import threading
import time
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentcast.engines import pitch, quality
from segmentcast.engines.engine_settings import SettingsReader
from segmentcast.engines.online.gtts_voices import VOICES, Online
from segmentcast.engines.online.received_sound import joined, sound_of
from segmentcast.engines.online.speech_server import gave_up
from segmentcast.engines.provenance import earlier_fingerprints, fingerprint, installed
from segmentcast.errors import EngineError, Problem
from segmentcast.model import Speech, Spoken, Voice, VoiceInfo
from segmentcast.ports import Unavailable
from segmentcast.retry import Retry, Transient, retry_after_s

if TYPE_CHECKING:
    from segmentcast.engines import Decode
    from segmentcast.visitor import Exchange

SCHEMA = 1
MOST_CHARACTERS = 100
"""The most characters that the server accepts at a time."""
_PATH = "_/TranslateWebserverUi/data/batchexecute"
_SOUND = re.compile(rb'jQ1olc","\[\\"([A-Za-z0-9+/=]*)\\"\]')
_MOST_BYTES = 8_000_000
"""A bound for the answer; a hundred characters are about 50 kB of sound."""
_CLAUSE_ENDS = (";", ":", ",", ".", "?", "!", "…", "—", "。", "，", "、", "؟", "،")


@dataclass(frozen=True, slots=True)
class Manners:
    """How often, how long, and at what interval to ask the server."""

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
        """Why it can't speak: the package or a decoder is missing. Only a request can test the network."""
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
        """Voice, pitch, pace; changes at the server can't be known.

        It has no package version: the server answers all of them alike, and shouldn't be asked twice.
        """
        return fingerprint(self.name, **self._parts(voice))

    def earlier_fingerprints(self, voice: Voice) -> tuple[str, ...]:
        """Fingerprints of 0.1.0, which named the versions of libraries that only transport and decode."""
        return earlier_fingerprints(self.name, self._parts(voice), "gtts", "av", "scipy")

    def _parts(self, voice: Voice) -> dict[str, object]:
        quality.known(voice, self.voices(), self.name)
        row = VOICES[voice.name]
        return {
            "schema": SCHEMA, "tld": row.tld, "lang": row.lang, "pitch": pitch.ratio(voice.pitch),
            "pace": voice.pace,
        }  # fmt: skip

    def synth(self, spoken: Spoken, voice: Voice) -> Speech:
        """Asks for a sentence piece by piece, without the times of the words. See `ports.Engine`."""
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
            data = self._manners.retry.call(ask)
        except Transient as trouble:
            mend = "give the speaker an offline voice: segmentcast voices"
            raise gave_up(trouble, "the server", where, self._manners.retry, mend) from trouble
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
    reader = SettingsReader("gtts", settings)
    timeout_s = reader.number("timeout_s", 15.0, 0.1, 300)
    pause_s = reader.number("pause_s", 0.3, 0, 60)
    retry = Retry(reader.count("attempts", 5, 1, 20), reader.number("wait_s", 1.0, 0, 300))
    reader.done()
    return Gtts(Manners(timeout_s, pause_s, retry), decode)


def packed(text: str, most: int = MOST_CHARACTERS) -> tuple[str, ...]:
    """Divides the text into pieces of at most `most` characters, as few as its clauses allow.

    A clause that is too long is cut at a space, a word that is too long anywhere. No word is lost.
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
    """The MP3 of one piece; empty if the answer has none. Raises Transient or EngineError.

    gTTS formulates the request, but we send it, because gTTS checks no certificates and sets no bounds.
    """
    from gtts import gTTS

    from segmentcast.visitor import HttpVisitor, NoAnswer

    question = gTTS(
        piece, tld=row.tld, lang=row.lang, lang_check=False,
        pre_processor_funcs=[], tokenizer_func=lambda text: [text],
    )  # fmt: skip
    host = f"translate.google.{row.tld}"
    visitor = HttpVisitor(seconds=timeout_s, agent="gtts engine")
    try:
        with visitor.exchange(
            "POST",
            f"https://{host}/{_PATH}",
            headers=question.GOOGLE_TTS_HEADERS,
            body=question.get_bodies()[0].encode(),
            follow=False,
            compressed=True,
        ) as answer:
            if answer.status != 200:
                raise _refusal(answer, where)
            data, whole = answer.content(_MOST_BYTES)
    except NoAnswer as none:
        if none.reason == "time":
            raise Transient(f"no answer within {timeout_s:g} s") from none
        mend = "connect to the network, or give the speaker an offline voice: segmentcast voices"
        raise EngineError(Problem(where, f"{host} cannot be reached ({none})", mend)) from none
    if not whole:
        raise Transient("the answer was cut off")
    try:
        return b"".join(b64decode(sound, validate=True) for sound in _sounds(data, where))
    except ValueError as error:
        raise EngineError(Problem(where, f"the answer cannot be read: {error}")) from error


def _sounds(data: bytes, where: str) -> Iterator[bytes]:
    """The MP3s of an answer, as base64. Raises EngineError for an answer without sound."""
    for line in data.splitlines():
        if b"jQ1olc" in line:
            sound = _SOUND.search(line)
            if sound is None:
                what = "the server answered without sound for this text"
                mend = "give the speaker another voice: segmentcast voices"
                raise EngineError(Problem(where, what, mend))
            yield sound[1]


def _refusal(answer: Exchange, where: str) -> Exception:
    status = answer.status
    if status == 429 or status >= 500:
        wait_s = retry_after_s(answer.headers.get("retry-after"))
        return Transient(f"HTTP {status} {answer.reason}", wait_s)
    return EngineError(
        Problem(
            where,
            f"the server refuses with HTTP {status} {answer.reason}",
            "give the speaker an offline voice: segmentcast voices",
        )
    )
