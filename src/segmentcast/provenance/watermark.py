"""The seam for a watermark: a program of the newsroom's choice marks the narrated sound.

It gets two paths, of a WAV file to read (mono or stereo, 16 bits) and of one to write. The watermark
must leave length, rate, channels and level as they are, so that captions and chapters stay true.
"""

from __future__ import annotations

import shutil
import threading
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from segmentcast import files
from segmentcast.audio_io import FileSource, open_source
from segmentcast.config.provenance_settings import ProvenanceConfig
from segmentcast.digest import digest
from segmentcast.errors import ConfigError, Problem, SoundError
from segmentcast.ports import SoundSource
from segmentcast.programs.limited_program import run_program

if TYPE_CHECKING:
    from numpy.typing import NDArray

IN, OUT = "{in}", "{out}"
_VERSION_SECONDS = 20.0
_LEAST_SECONDS = 600.0
_SECONDS_PER_SECOND = 10
"""A program may take so many times as long as the sound lasts, and at least `_LEAST_SECONDS`."""
_MOST_OFF_DB = 3.0
_WHERE = "[provenance] watermark"


@dataclass(frozen=True, slots=True)
class Watermark:
    """A program that marks sound, run in `folder`; `name` and `version` are published."""

    command: tuple[str, ...] = field(repr=False)
    folder: Path
    name: str
    version: str
    passed: tuple[str, ...] = field(default=(), repr=False)

    @property
    def identity(self) -> str:
        """What decides the marked sound besides the sound itself: name, version, and a hash of the
        command, whose arguments may be a secret."""
        return f"{self.name} {self.version}\t{digest(self.command)[:16]}"

    def marked(self, sound: SoundSource, work: Path) -> MarkedSound:
        """The sound with the watermark, made when it is first read. Its files are in `work`."""
        return MarkedSound(self, sound, work)


class MarkedSound:
    """A marked sound as a `ports.SoundSource`."""

    def __init__(self, watermark: Watermark, sound: SoundSource, work: Path) -> None:
        self.rate_hz, self.channels = sound.rate_hz, sound.channels
        self._watermark, self._sound, self._work = watermark, sound, work
        self._making = threading.Lock()
        self._made: FileSource | None = None

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """float32 blocks of shape (frames, channels). Raises SoundError if the program failed."""
        with self._making:
            if self._made is None:
                self._made = self._make()
        return self._made.blocks()

    def _make(self) -> FileSource:
        given, out = self._work / "unmarked.wav", self._work / "marked.wav"
        with files.explained(given):
            frames, power = _write(self._sound, given)
        command = _filled(self._watermark.command, given, out)
        seconds = max(_LEAST_SECONDS, frames / self.rate_hz * _SECONDS_PER_SECOND)
        mark = self._watermark
        ended = run_program(command, mark.folder, passed=mark.passed, seconds=seconds)
        if ended.reason:
            raise _refused(f"the program {ended.failure}")
        if not out.is_file():
            raise _refused("the program wrote no file")
        made = open_source(out)
        found = (made.rate_hz, made.info.channels)
        if found != (self.rate_hz, self.channels):
            raise _refused(
                f"the program's file has {found[0]} Hz and {found[1]} channels instead of"
                f" {self.rate_hz} Hz and {self.channels}"
            )
        length, after = _measured(made)
        if length != frames:
            raise _refused(
                f"the program's file has {length / self.rate_hz:.3f} s instead of"
                f" {frames / self.rate_hz:.3f} s, so that captions would be wrong"
            )
        off_db = 10 * np.log10((after + 1e-12) / (power + 1e-12))
        if abs(off_db) > _MOST_OFF_DB:
            raise _refused(f"the program changed the level by {off_db:+.1f} dB")
        given.unlink()
        return made


def open_watermark(config: ProvenanceConfig | None, folder: Path) -> Watermark | None:
    """The show's watermark, or None. `folder` is the show's. Asks the program for its version.

    Raises ConfigError if it cannot say it.
    """
    if config is None or not config.watermark:
        return None
    command = config.watermark
    version = config.watermark_version or _version(
        command, folder, config.signer_environment, _stamps(command, folder)
    )
    return Watermark(command, folder, _name(command, folder), version, config.signer_environment)


@lru_cache(maxsize=64)
def _version(
    command: tuple[str, ...],
    folder: Path,
    passed: tuple[str, ...],
    stamps: tuple[int, ...],  # noqa: ARG001 - part of the cache's key
) -> str:
    """What the program says. It is asked again when its files are others, as `stamps` say."""
    program = (*_program(command, folder), "--version")
    ended = run_program(program, folder, passed=passed, seconds=_VERSION_SECONDS)
    lines = ended.output.splitlines()
    if ended.reason or not lines:
        why = ended.failure or "says nothing"
        raise ConfigError(
            Problem(
                _WHERE,
                f"the program does not say its version: {' '.join(program)}: {why}",
                "install it, or write its version into [provenance] watermark_version",
            )
        )
    return lines[0].strip()[:100]


def _program(command: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    """The program without its arguments; a script of the show's folder is part of it."""
    scripts = [word for word in command[1:2] if (folder / word).is_file()]
    return (command[0], *scripts)


def _stamps(command: tuple[str, ...], folder: Path) -> tuple[int, ...]:
    """When the program's files were last written: a page that stays open must notice an update."""
    name, *scripts = _program(command, folder)
    paths = [Path(shutil.which(name) or folder / name), *(folder / row for row in scripts)]
    return tuple(path.stat().st_mtime_ns if path.is_file() else 0 for path in paths)


def _name(command: tuple[str, ...], folder: Path) -> str:
    return Path(_program(command, folder)[-1]).name


def _filled(command: tuple[str, ...], given: Path, out: Path) -> list[str]:
    if not any(IN in word or OUT in word for word in command):
        return [*command, str(given), str(out)]
    return [word.replace(IN, str(given)).replace(OUT, str(out)) for word in command]


def _write(sound: SoundSource, path: Path) -> tuple[int, float]:
    """Writes the sound as a WAV file; returns its frames and its power."""
    frames, total = 0, 0.0
    with wave.open(str(path), "wb") as writer:
        writer.setnchannels(sound.channels)
        writer.setsampwidth(2)
        writer.setframerate(sound.rate_hz)
        for block in sound.blocks():
            samples = np.clip(np.rint(block * 32768.0), -32768, 32767).astype("<i2")
            writer.writeframes(samples.tobytes())
            frames += len(block)
            total += float(np.square(block, dtype=np.float64).sum())
    return frames, total / max(1, frames * sound.channels)


def _measured(sound: FileSource) -> tuple[int, float]:
    frames, total = 0, 0.0
    for block in sound.blocks():
        frames += len(block)
        total += float(np.square(block, dtype=np.float64).sum())
    return frames, total / max(1, frames * sound.channels)


def _refused(why: str) -> SoundError:
    return SoundError(Problem(_WHERE, why, "run the program by hand on a WAV file"))
