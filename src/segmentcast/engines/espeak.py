"""espeak-ng: a robotic voice for most languages, by the library in piper's wheel or the program.

The last resort: a machine that listens gets a third to two thirds of its French, Spanish, Italian, and
Portuguese words wrong. Languages whose writing it spells out are not offered (see UNREADABLE).

Settings: `program`, the path of an espeak-ng program to use instead of the wheel's library. It ignores
a lexicon's phonemes and reads the word as written.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from segmentcast.engines import pitch, quality
from segmentcast.engines.engine_settings import SettingsReader
from segmentcast.engines.provenance import earlier_fingerprints, fingerprint, folder, release
from segmentcast.errors import EngineError, Problem, VoiceError
from segmentcast.model import Speech, Spoken, Voice, VoiceInfo
from segmentcast.ports import Unavailable

if TYPE_CHECKING:
    from segmentcast.engines import Decode

SCHEMA = 1
WORDS_PER_MINUTE = 165
SLOWEST, FASTEST = 80, 450
TIMEOUT_S = 120
OWN_NAMES = {"en-gb": "en", "fr-fr": "fr"}
"""Voices that espeak knows only by their file's name."""
UNREADABLE = {
    "cmn": "Mandarin", "ja": "Japanese", "kok": "Konkani", "my": "Burmese", "th": "Thai", "yue": "Cantonese",
}  # fmt: skip
"""Languages that espeak has but cannot read: it says "Chinese letter" for kanji, names the vowel signs of
Konkani, drops vowels of Thai and Burmese, and of Mandarin nothing was understood (58 of 59 characters wrong)."""
CHILD = Path(__file__).with_name("espeak_child.py")
_LANGUAGES = """
en-us American|en-gb British|en-gb-x-rp Received Pronunciation|en-gb-scotland Scottish English|en-029 Caribbean English
af Afrikaans|am Amharic|an Aragonese|ar Arabic|as Assamese|az Azerbaijani|ba Bashkir|be Belarusian|bg Bulgarian
bn Bengali|bpy Bishnupriya Manipuri|bs Bosnian|ca Catalan|cs Czech|cv Chuvash|cy Welsh|da Danish|de German
el Greek|eo Esperanto|es Spanish|es-419 Latin American Spanish|et Estonian|eu Basque|fa Persian|fi Finnish
fr-fr French|fr-be Belgian French|fr-ch Swiss French|ga Irish|gd Scottish Gaelic|gn Guarani|gu Gujarati|haw Hawaiian
he Hebrew|hi Hindi|hr Croatian|ht Haitian Creole|hu Hungarian|hy Armenian|ia Interlingua|id Indonesian|is Icelandic
it Italian|ka Georgian|kk Kazakh|kl Greenlandic|kn Kannada|ko Korean|ku Kurdish|ky Kyrgyz
la Latin|lb Luxembourgish|lt Lithuanian|lv Latvian|mi Māori|mk Macedonian|ml Malayalam|mr Marathi|ms Malay|mt Maltese
nb Norwegian|ne Nepali|nl Dutch|om Oromo|or Oriya|pa Punjabi|pap Papiamento|pl Polish
pt Portuguese|pt-br Brazilian Portuguese|qu Quechua|ro Romanian|ru Russian|sd Sindhi|si Sinhala|sk Slovak|sl Slovenian
sq Albanian|sr Serbian|sv Swedish|sw Swahili|ta Tamil|te Telugu|tk Turkmen|tn Setswana|tr Turkish|tt Tatar
ug Uyghur|uk Ukrainian|ur Urdu|uz Uzbek|vi Vietnamese
"""


@lru_cache(maxsize=1)
def _voices() -> tuple[VoiceInfo, ...]:
    rows = [row for line in _LANGUAGES.split("\n") for row in line.split("|") if row]
    pairs = [row.split(" ", 1) for row in rows]
    return tuple(
        VoiceInfo("espeak", name, _tag(name), f"{text}, robotic", "GPL-3.0-or-later")
        for name, text in pairs
    )


class Espeak:
    """See the module."""

    name = "espeak"

    def __init__(self, program: str) -> None:
        self._program = program

    def unavailable(self) -> Unavailable | None:
        """Why it can't speak: neither the wheel's library nor the program is there."""
        if self._program and shutil.which(self._program) is None:
            return Unavailable(
                f"{self._program} is not a program", "correct engines.espeak.program"
            )
        if self._program or _library() or shutil.which("espeak-ng"):
            return None
        return Unavailable(
            "neither piper's wheel nor an espeak-ng program is installed",
            "pip install piper-tts, or install espeak-ng",
        )

    def voices(self) -> tuple[VoiceInfo, ...]:
        """A voice for each language or accent."""
        return _voices()

    def fingerprint(self, voice: Voice) -> str:
        """The version of the library or program, voice, pitch, pace."""
        return fingerprint(self.name, **self._parts(voice), speaker=self._speaker())

    def earlier_fingerprints(self, voice: Voice) -> tuple[str, ...]:
        """Fingerprints of 0.1.0, which named scipy's version."""
        return earlier_fingerprints(self.name, self._parts(voice), "scipy", speaker=self._speaker())

    def _parts(self, voice: Voice) -> dict[str, object]:
        _check(voice)
        return {
            "schema": SCHEMA, "voice": voice.name, "pitch": pitch.ratio(voice.pitch),
            "pace": voice.pace, "wpm": WORDS_PER_MINUTE,
        }  # fmt: skip

    def _speaker(self) -> str:
        """The library or program that speaks, with its version."""
        library = None if self._program else _library()
        return f"piper-tts {release('piper-tts')}" if library else _version(self._found())

    def synth(self, spoken: Spoken, voice: Voice) -> Speech:
        """Speaks a sentence, without the times of the words. See `ports.Engine`."""
        _check(voice)
        quality.usable(self)
        text = quality.plain(spoken.text, self.name)
        length = voice.pace * float(pitch.ratio(voice.pitch))
        rate = min(FASTEST, max(SLOWEST, round(WORDS_PER_MINUTE / length)))
        library = None if self._program else _library()
        own_name = OWN_NAMES.get(voice.name, voice.name)
        with quality.guarded(self.name, text):
            import numpy as np

            if library:
                data = library.with_name("espeak-ng-data")
                command = [sys.executable, "-I", str(CHILD), str(library), str(data)]
                answer = _run([*command, own_name, str(rate)], text)
                rate_hz, sound = int.from_bytes(answer[:4], "little"), answer[4:]
            else:
                command = [self._found(), "-v", own_name, "-s", str(rate), "--stdin", "--stdout"]
                rate_hz, sound = _wave(_run(command, text))
            samples = np.frombuffer(sound, "<i2").astype(np.float32) / np.float32(32768)
            samples = pitch.shifted(samples, voice.pitch)
        return Speech(quality.checked(samples, rate_hz, text, self.name), rate_hz)

    def _found(self) -> str:
        return shutil.which(self._program or "espeak-ng") or ""


def build(settings: Mapping[str, object], decode: Decode | None = None) -> Espeak:  # noqa: ARG001
    """The engine; see the module for its settings."""
    reader = SettingsReader("espeak", settings)
    program = reader.text("program")
    reader.done()
    return Espeak(program)


def _check(voice: Voice) -> None:
    """Raises VoiceError for an unknown voice, and for a language that espeak would only spell out."""
    if voice.name in UNREADABLE:
        language = UNREADABLE[voice.name]
        raise VoiceError(
            Problem(
                "",
                f"{voice} cannot read {language}: espeak spells out its writing or drops parts of it",
                f"name a voice that reads {language}: gtts (online) or http (a speech server)",
            )
        )
    quality.known(voice, _voices(), "espeak")


def _library() -> Path | None:
    """The shared library in piper's wheel; a Windows extension module doesn't export espeak."""
    package = folder("piper")
    libraries = sorted(package.glob("espeakbridge*.so")) if package else []
    return libraries[0] if libraries else None


def _run(command: list[str], text: str) -> bytes:
    done = subprocess.run(  # the text goes to standard input, never through a shell
        command, input=text.encode(), capture_output=True, timeout=TIMEOUT_S, check=False
    )
    if done.returncode != 0:
        message = done.stderr.decode("utf-8", "replace").strip()[:200]
        what = f"engine espeak stopped with code {done.returncode}: {message or 'no message'}"
        raise EngineError(Problem("", what, "segmentcast voices"))
    return done.stdout


def _wave(data: bytes) -> tuple[int, bytes]:
    """Rate and samples of the WAV that espeak-ng streams; its header doesn't know the length."""
    at = data.find(b"data", 12)
    if data[:4] != b"RIFF" or at < 0:
        raise EngineError(Problem("", "engine espeak returned something other than a WAV"))
    sound = data[at + 8 :]
    return int.from_bytes(data[24:28], "little"), sound[: len(sound) // 2 * 2]


@lru_cache(maxsize=4)
def _version(program: str) -> str:
    if not program:
        return "none"
    done = subprocess.run(
        [program, "--version"], capture_output=True, timeout=TIMEOUT_S, check=False
    )
    return done.stdout.decode("utf-8", "replace").split("  Data at")[0].strip()


def _tag(name: str) -> str:
    language, *rest = name.split("-")
    if rest and len(rest[0]) == 2:
        rest[0] = rest[0].upper()
    return "-".join([language, *rest])
