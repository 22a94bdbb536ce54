"""Kokoro-82M through the package kokoro-onnx: the best voices here, which `segmentcast voices add kokoro` brings.

Settings, for files of your own: `model`, the path of the `.onnx` file, and `voices`, the path of the
voices' `.bin` file. It ignores a lexicon's phonemes.
"""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segmentcast import files
from segmentcast.engines import onnx_model, pitch, quality
from segmentcast.engines.downloads import kokoro_pack
from segmentcast.engines.downloads.data_folder import data_folder
from segmentcast.engines.engine_settings import SettingsReader
from segmentcast.engines.provenance import (
    earlier_fingerprints,
    fingerprint,
    installed,
    release,
    sha256_of,
)
from segmentcast.errors import Problem, VoiceError, VoiceMissing
from segmentcast.libraries import inference, optional_packages
from segmentcast.model import Speech, Spoken, Voice, VoiceInfo
from segmentcast.ports import Unavailable

if TYPE_CHECKING:
    from segmentcast.engines import Decode

SCHEMA = 1
_LANGUAGES = {
    "a": ("en-US", "en-us"), "b": ("en-GB", "en-gb"), "e": ("es", "es"), "f": ("fr-FR", "fr-fr"),
    "h": ("hi", "hi"), "i": ("it", "it"), "p": ("pt-BR", "pt-br"),
}  # fmt: skip
"""By the first letter of a voice's name: its BCP 47 tag, and the phonemizer's language.

Japanese (j) and Mandarin (z) are left out: they need a front end that the package lacks. With espeak's
phonemes a Japanese voice says "Chinese letter" for every kanji.
"""
_ADD = "one download of 90 MB: segmentcast voices add kokoro"
_PEOPLE = {"f": "woman", "m": "man"}


class Kokoro:
    """See the module."""

    name = "kokoro"

    def __init__(self, model: Path | None, voices: Path | None) -> None:
        self._model_path = model
        self._voices_path = voices
        self._loading = threading.Lock()
        self._phonemizing = threading.Lock()
        self._loaded: Any = None

    def unavailable(self) -> Unavailable | None:
        """Why it can't speak: a package, setting, or file is missing."""
        if self._is_addable():
            return Unavailable("Kokoro is not on this machine", _ADD)
        if not installed("kokoro_onnx"):
            return Unavailable(
                "kokoro-onnx is not installed", optional_packages.install_command("kokoro")
            )
        for key, path in (("model", self._model_path), ("voices", self._voices_path)):
            if path is None:
                return Unavailable(
                    f"its {key} file is not set", f"set engines.kokoro.{key} to the file's path"
                )
            if not files.is_file(path):
                return Unavailable(f"{path} does not exist", f"correct engines.kokoro.{key}")
        return None

    def _is_addable(self) -> bool:
        """Whether what is missing is what `voices add kokoro` brings: no file was set, and none is there."""
        own = (kokoro_pack.PACK.model(data_folder()), kokoro_pack.PACK.voices_file(data_folder()))
        if (self._model_path, self._voices_path) != own:
            return False
        return not (installed("kokoro_onnx") and kokoro_pack.PACK.is_there(data_folder()))

    def addable(self) -> tuple[VoiceInfo, ...]:
        """The voices that `segmentcast voices add kokoro` would bring. See `ports.WithAddableVoices`."""
        return self._rows(kokoro_pack.PACK.voices) if self._is_addable() else ()

    def voices(self) -> tuple[VoiceInfo, ...]:
        """The voices in the voices file; none without a file."""
        if self._voices_path is None or not files.is_file(self._voices_path):
            return ()
        try:
            with zipfile.ZipFile(self._voices_path) as archive:
                names = sorted(name.removesuffix(".npy") for name in archive.namelist())
        except (OSError, zipfile.BadZipFile):
            return ()
        return self._rows(names)

    def _rows(self, names: Sequence[str]) -> tuple[VoiceInfo, ...]:
        return tuple(
            VoiceInfo(
                self.name, name, _LANGUAGES[name[0]][0], _PEOPLE.get(name[1:2], ""), "Apache-2.0"
            )
            for name in names
            if name[:1] in _LANGUAGES
        )

    def fingerprint(self, voice: Voice) -> str:
        """Versions, hashes of both files, voice, pitch, pace."""
        return fingerprint(self.name, **self._parts(voice))

    def earlier_fingerprints(self, voice: Voice) -> tuple[str, ...]:
        """Fingerprints of 0.1.0, which named scipy's version."""
        return earlier_fingerprints(self.name, self._parts(voice), "scipy")

    def _parts(self, voice: Voice) -> dict[str, object]:
        self._check(voice)
        return {
            "schema": SCHEMA, "voice": voice.name, "pitch": pitch.ratio(voice.pitch),
            "pace": voice.pace, "model": self._hash(self._model_path),
            "voices": self._hash(self._voices_path), "kokoro_onnx": release("kokoro-onnx"),
            "onnxruntime": release("onnxruntime"), "espeak": release("espeakng-loader"),
        }  # fmt: skip

    def _check(self, voice: Voice) -> None:
        if self._is_addable() and voice.name in kokoro_pack.PACK.voices:
            what = f"{voice.engine}/{voice.name} is not on this machine"
            raise VoiceMissing(Problem("", what, _ADD))
        quality.usable(self)
        quality.known(voice, self.voices(), self.name)

    def synth(self, spoken: Spoken, voice: Voice) -> Speech:
        """Speaks a sentence, without the times of the words. See `ports.Engine`."""
        self._check(voice)
        text = quality.plain(spoken.text, self.name)
        speed = min(2.0, max(0.5, 1 / (voice.pace * float(pitch.ratio(voice.pitch)))))
        with quality.guarded(self.name, text):
            loaded = self._load()
            with self._phonemizing:
                phonemes = loaded.tokenizer.phonemize(text, _LANGUAGES[voice.name[0]][1])
            samples, rate_hz = loaded.create(
                phonemes, voice.name, speed=speed, is_phonemes=True, trim=False
            )
            samples = pitch.shifted(samples, voice.pitch)
        return Speech(quality.checked(samples, rate_hz, text, self.name), rate_hz)

    def _load(self) -> Any:
        with self._loading:
            if self._loaded is None:
                package = inference.load("kokoro_onnx").Kokoro
                session = onnx_model.session(str(self._model_path))
                self._loaded = package.from_session(session, str(self._voices_path))
            return self._loaded

    def _hash(self, path: Path | None) -> str:
        try:
            return sha256_of(path) if path else ""
        except OSError as error:
            what = f"engine kokoro cannot read its file: {error.strerror}"
            raise VoiceError(Problem(str(path), what)) from error


def build(settings: Mapping[str, object], decode: Decode | None = None) -> Kokoro:  # noqa: ARG001
    """The engine; see the module for its settings."""
    reader = SettingsReader("kokoro", settings)
    model, voices = reader.text("model"), reader.text("voices")
    reader.done()
    if not model and not voices:
        home = data_folder()
        return Kokoro(kokoro_pack.PACK.model(home), kokoro_pack.PACK.voices_file(home))
    return Kokoro(
        Path(model).expanduser() if model else None, Path(voices).expanduser() if voices else None
    )
