"""The formats beside the MP3: the same master as AAC in M4A and as Opus, each with its own tags."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from segmentcast import audio_io, files, layout, master, tags
from segmentcast.audio_io import Format
from segmentcast.errors import Problem, SoundError
from segmentcast.model import Package, PackageFile
from segmentcast.ports import Progress, SoundSource
from segmentcast.publish.published_files import whole_file
from segmentcast.store import DirectoryStore

_HEADROOM_DB = 1.0
"""How far below the ceiling the limiter works: these codecs overshoot more than MP3 does."""

_ROUNDS = 4
_MARGIN_DB = 0.05


def encode(
    source: SoundSource,
    folder: Path,
    formats: Sequence[Format],
    *,
    gain_db: float,
    channels: int,
    ceiling_dbtp: float,
    progress: Progress,
) -> dict[Format, Path]:
    """Writes each format without tags into `folder`, with no decoded peak above `ceiling_dbtp`.

    `gain_db` and `channels` are those of the MP3. Raises SoundError if a format still exceeds the
    ceiling after several rounds with a lower limit.
    """
    paths: dict[Format, Path] = {}
    for kind in formats:
        progress.say(f"Encoding {kind}")
        path = folder / f"bare.{kind}"
        limit_dbtp = ceiling_dbtp - _HEADROOM_DB
        for _ in range(_ROUNDS):
            sound = master.levelled(
                source, gain_db=gain_db, channels=channels, ceiling_dbtp=limit_dbtp
            )
            with files.explained(path):
                peak_dbtp = audio_io.encode_alternate(sound, path, kind).true_peak_dbtp
            if peak_dbtp <= ceiling_dbtp:
                break
            limit_dbtp -= peak_dbtp - ceiling_dbtp + _MARGIN_DB
        else:
            raise SoundError(
                Problem(
                    kind,
                    f"this format still peaks at {peak_dbtp:.1f} dBTP",
                    f'remove "{kind}" from [audio] formats',
                )
            )
        paths[kind] = path
    return paths


def published(package: Package, store: DirectoryStore) -> dict[Format, Path]:
    """The package's alternate files that are intact, by format."""
    paths: dict[Format, Path] = {}
    for file in package.files:
        path = whole_file(store, file) if file.role == "alternate" else None
        kind = file.path.rpartition(".")[2]
        if path is not None and kind in ("m4a", "opus"):
            paths[kind] = path  # type: ignore[index]
    return paths


def dress(bare: Mapping[Format, Path], folder: Path, meta: tags.TagMeta) -> dict[Format, Path]:
    """Copies of the files with new tags, chapters and cover; existing tags in `bare` are replaced."""
    paths: dict[Format, Path] = {}
    for kind, path in bare.items():
        out = folder / f"dressed.{kind}"
        with files.explained(out):
            if kind == "m4a":
                audio_io.with_chapters(path, out, meta.chapters, meta.title)
            else:
                shutil.copyfile(path, out)
            with out.open("r+b") as stream:
                (tags.dress_m4a if kind == "m4a" else tags.dress_opus)(stream, meta)
        paths[kind] = out
    return paths


def path_of(package_id: str, sha256: str, kind: Format) -> str:
    """The published path of an alternate format."""
    return layout.audio_path(package_id, sha256, f".{kind}")


def unchanged(package: Package, formats: Sequence[Format]) -> list[PackageFile]:
    """The package's alternate files in the order of `formats`. Missing ones are left out."""
    by_kind = {
        file.path.rpartition(".")[2]: file for file in package.files if file.role == "alternate"
    }
    return [by_kind[kind] for kind in formats if kind in by_kind]
