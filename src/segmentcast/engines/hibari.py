"""hibari: small American and British voices that need only their wheel.

Settings: `home`, the folder with the model files of further voices (hibari's own default without it).
Only `heart` comes with the package; `segmentcast voices add hibari/fenrir` downloads another.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segmentcast.engines import onnx_model, pitch, quality
from segmentcast.engines.engine_settings import SettingsReader
from segmentcast.engines.phonemes import alphabets, word_alignment
from segmentcast.engines.provenance import (
    earlier_fingerprints,
    fingerprint,
    folder,
    installed,
    release,
)
from segmentcast.errors import EngineError, Problem, VoiceMissing
from segmentcast.libraries import inference
from segmentcast.model import Speech, Spoken, Voice, VoiceInfo
from segmentcast.ports import Unavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from segmentcast.engines import Decode

SCHEMA = 2
SEED = 0
RATE_HZ = 24_000
DURATIONS = "/Round_output_0"
SAMPLES_PER_STEP = 600
HEARD_MS = -40
"""A phoneme is heard this much earlier than the model says."""


@dataclass(frozen=True, slots=True)
class HibariModel:
    """A voice's row: its model's file, length, and SHA-256 as the package has them."""

    language: str
    description: str
    file: str
    sha256: str
    length_bytes: int = 7_936_868

    @property
    def british(self) -> bool:
        return self.language == "en-GB"


VOICES = {
    "heart": HibariModel(
        "en-US", "American woman", "hibari.onnx",
        "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8",
    ),
    "kore": HibariModel(
        "en-US", "American woman", "af_kore.int8.onnx",
        "346885752673e45d42f9864c9e2432094bc4b6385df060d4b83273da764d2fa9",
    ),
    "fenrir": HibariModel(
        "en-US", "American man", "am_fenrir_v2.int8.onnx",
        "f59fbd87908c91f827bc21b1b89443757b9a8580db9eee20aa948deb731321f4", 8_031_158,
    ),
    "emma": HibariModel(
        "en-GB", "British woman", "bf_emma.int8.onnx",
        "f709f0488ee63b583a22189a955aaf4257b9806dd330be3490661e53af0a89c1",
    ),
    "fable": HibariModel(
        "en-GB", "British man", "bm_fable.int8.onnx",
        "c28529302f2d27cd12f62625c24425888c4e3c2675583100ec530259136b8bc6",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _HibariVoice:
    """A loaded voice. `word_phonemes` remembers the phonemes of single words."""

    tts: Any
    british: bool
    word_phonemes: dict[str, str] = field(default_factory=dict)

    def say(self, word: str) -> str:
        if word not in self.word_phonemes:
            if len(self.word_phonemes) > 20_000:
                self.word_phonemes.clear()
            self.word_phonemes[word] = self.tts.g2p(word)
        return self.word_phonemes[word]


class Hibari:
    """See the module."""

    name = "hibari"

    def __init__(self, home: Path) -> None:
        self.home = home
        self._models = onnx_model.Loader(self._load)

    def unavailable(self) -> Unavailable | None:
        """Why it can't speak: a package is missing."""
        missing = [name for name in ("hibari", "onnxruntime") if not installed(name)]
        if not missing:
            return None
        return Unavailable(f"{' and '.join(missing)} not installed", "pip install hibari-tts")

    def voices(self) -> tuple[VoiceInfo, ...]:
        """`heart`, and each further voice whose model is on this machine."""
        return tuple(
            VoiceInfo("hibari", name, row.language, row.description, "Apache-2.0")
            for name, row in VOICES.items()
            # a home that can't be read has no voices; that's no failure
            if name == "heart" or os.path.isfile(self.home / row.file)  # noqa: PTH113
        )

    def addable(self) -> tuple[VoiceInfo, ...]:
        """The voices that `segmentcast voices add` would bring. See `ports.WithAddableVoices`."""
        here = {info.name for info in self.voices()}
        return tuple(
            VoiceInfo("hibari", name, row.language, row.description, "Apache-2.0")
            for name, row in VOICES.items()
            if name not in here
        )

    def fingerprint(self, voice: Voice) -> str:
        """Versions, the model's hash, seed, voice, pitch, pace, and which library's transforms it uses."""
        transforms = "numpy" if release("scipy") == "none" else "scipy"
        return fingerprint(self.name, **self._parts(voice), transforms=transforms)

    def earlier_fingerprints(self, voice: Voice) -> tuple[str, ...]:
        """Fingerprints of 0.1.0, which named scipy's version; all of them have the same transforms."""
        return earlier_fingerprints(self.name, self._parts(voice), "scipy")

    def _parts(self, voice: Voice) -> dict[str, object]:
        self.check_voice(voice)
        return {
            "schema": SCHEMA, "voice": voice.name, "pitch": pitch.ratio(voice.pitch),
            "pace": voice.pace, "model": VOICES[voice.name].sha256, "seed": SEED,
            "rate_hz": RATE_HZ, "hibari": release("hibari-tts"),
            "onnxruntime": release("onnxruntime"), "numpy": release("numpy"),
        }  # fmt: skip

    def check_voice(self, voice: Voice) -> None:
        """Raises VoiceError if this engine can't speak in the voice."""
        if voice.engine == self.name and voice.name in {info.name for info in self.addable()}:
            megabytes = VOICES[voice.name].length_bytes / 1e6
            raise VoiceMissing(
                Problem(
                    "",
                    f"{voice.engine}/{voice.name} is not on this machine",
                    f"one download of {megabytes:.0f} MB: segmentcast voices add hibari/{voice.name}",
                )
            )
        quality.known(voice, self.voices(), self.name)

    def synth(self, spoken: Spoken, voice: Voice) -> Speech:
        """Speaks a sentence, with the times of the words. See `ports.Engine`.

        Also raises EngineError if a word has no letter that the engine can read, because the engine
        would silently leave it out.
        """
        self.check_voice(voice)
        text = quality.plain(spoken.text, self.name)
        model = self._models.get(voice.name)
        with quality.guarded(self.name, text):
            samples, words = self._speak(model, text, spoken, voice)
        return Speech(quality.checked(samples, RATE_HZ, text, self.name), RATE_HZ, words)

    def _speak(
        self, model: _HibariVoice, text: str, spoken: Spoken, voice: Voice
    ) -> tuple[Any, Any]:
        import numpy as np

        parts = word_alignment.pieces(text, spoken.phonemes)
        _refuse_unreadable(text, parts, model)
        phonemes = list(word_alignment.BREAK.join(model.tts.phonemize(text)))
        aligned = word_alignment.align(text, parts, phonemes, model.say)
        if aligned is not None:
            spellings = [
                alphabets.for_misaki(p.ipa, british=model.british) if p.ipa else None for p in parts
            ]
            aligned = word_alignment.respelled(aligned, spellings)
            phonemes = list(aligned.symbols)
        length = voice.pace * float(pitch.ratio(voice.pitch))
        noise = np.random.default_rng(SEED)
        rendered = [
            _made(model, symbols, length, noise) for symbols in word_alignment.sentences(phonemes)
        ]
        if not rendered:
            return np.zeros(0, np.float32), None
        samples = pitch.shifted(np.concatenate([sound for sound, _ in rendered]), voice.pitch)
        if aligned is None:
            return samples, None
        scale = 1 / float(pitch.ratio(voice.pitch))
        lengths = word_alignment.joined([durations for _, durations in rendered], scale)
        return samples, word_alignment.times(
            text, parts, aligned, lengths, RATE_HZ, shift_ms=HEARD_MS
        )

    def _load(self, name: str) -> _HibariVoice:
        quality.usable(self)
        row = VOICES[name]
        own = folder("hibari")
        path = own / "assets" / row.file if own and name == "heart" else self.home / row.file
        model = onnx_model.read(path, row.sha256, self.name)
        with quality.guarded(self.name, f"the model of voice {name}"):
            package = inference.load("hibari").Hibari
            tts = package(voice=name, model=onnx_model.with_output(model, DURATIONS))
            # the library creates both on first use without a lock: here only one thread does
            _ = tts.g2p.oov
            _read_names_as_names()
        return _HibariVoice(tts, row.british)


def _read_names_as_names() -> None:
    """Disables the package's Roman numerals.

    Version 0.2.1 finds an empty numeral before any capital I, V, X, L, or C, and speaks "Peter Lang" as
    "Peter the zeroth Lang". The reading spells out real numerals before any engine sees them.
    """
    # by its full name: the package shadows the module with a function of the same name
    normalize = inference.load("hibari.g2p.normalize")
    never = re.compile(r"(?!)")
    normalize.RE_ROMAN_C = never
    normalize.RE_ROMAN_O = never


def build(settings: Mapping[str, object], decode: Decode | None = None) -> Hibari:  # noqa: ARG001
    """The engine; see the module for its settings."""
    reader = SettingsReader("hibari", settings)
    home = reader.text("home")
    reader.done()
    return Hibari(Path(home).expanduser() if home else _own_home())


def _own_home() -> Path:
    """Where the package itself looks for further voices (hibari.voices.cache_dir), without importing it."""
    if home := os.environ.get("HIBARI_HOME"):
        return Path(home)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "hibari"


def _made(
    model: _HibariVoice, symbols: Sequence[str], length: float, noise: np.random.Generator
) -> tuple[NDArray[np.float32], list[int]]:
    """One sentence's samples, and how many each symbol lasts, including the padding at the ends."""
    import numpy as np

    dsp = inference.load("hibari.dsp")
    vocabulary = model.tts.vocab
    ids = model.tts.ids("".join(symbols))
    feed = {"ids": np.asarray([ids], np.int64), "speed": np.asarray([1 / length], np.float32)}
    *spectrum, durations = model.tts.sess.run(None, feed)
    sound = dsp.synth(*(part[0] for part in spectrum), noise)
    steps = [round(float(step)) * SAMPLES_PER_STEP for step in np.ravel(durations)]
    inner = iter(steps[1:-1])
    lengths = [next(inner, 0) if symbol in vocabulary else 0 for symbol in symbols]
    return sound, [steps[0], *lengths, steps[-1]]


def _refuse_unreadable(
    text: str, parts: Sequence[word_alignment.TextPiece], model: _HibariVoice
) -> None:
    lost = [
        text[part.start : part.end]
        for part in parts
        if not part.ipa
        and not any(char.isalpha() for char in model.say(text[part.start : part.end]))
    ]
    if lost:
        raise EngineError(
            Problem(
                "",
                f"engine hibari cannot read {', '.join(repr(word) for word in lost[:5])}",
                "give its pronunciation in the lexicon, or the speaker a voice of another engine",
            )
        )
