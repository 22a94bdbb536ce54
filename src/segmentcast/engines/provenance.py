"""Whatever decides the bytes besides the text: versions of packages and hashes of files."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

_hashes: dict[tuple[str, int, int], str] = {}
_versions: dict[str, str] = {}


SCIPY = ("1.17.1", "1.18.1")
"""The scipy of 0.1.0's locks, which every fingerprint named though five of six engines never used it."""

AV = ("18.1.0", "19.0.2")
"""The codec library of 0.1.0's locks. A server's sound is the same whichever version decodes it."""

GTTS = ("2.5.4",)
"""The gTTS of 0.1.0's locks, which only formulates the request."""


def release(package: str) -> str:
    """The installed version of a distribution, or `none`, without importing it."""
    if package not in _versions:
        try:
            _versions[package] = version(package)
        except PackageNotFoundError:
            _versions[package] = "none"
    return _versions[package]


def installed(module: str) -> bool:
    """Whether a top-level module could be imported, without importing it."""
    return find_spec(module) is not None


def folder(module: str) -> Path | None:
    """The folder of a top-level package, without importing it."""
    spec = find_spec(module)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


def sha256_of(path: Path) -> str:
    """The file's SHA-256, computed once for each size and time of change. Raises OSError."""
    state = path.stat()
    key = (str(path), state.st_size, state.st_mtime_ns)
    if key not in _hashes:
        with path.open("rb") as file:
            _hashes[key] = hashlib.file_digest(file, "sha256").hexdigest()
    return _hashes[key]


def releases(package: str, locked: tuple[str, ...]) -> tuple[str, ...]:
    """The installed version of a distribution and those of some locks, without repeats."""
    return tuple(dict.fromkeys((release(package), *locked)))


def fingerprint(engine: str, **parts: object) -> str:
    """`engine; key=value; ...` in the given order, so that people can see what changed."""
    return "; ".join([engine, *(f"{key}={value}" for key, value in parts.items())])
