"""Whatever decides the bytes besides the text: versions of packages and hashes of files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.util import find_spec
from itertools import product
from pathlib import Path

_hashes: dict[tuple[str, int, int], str] = {}
_versions: dict[str, str] = {}


_LOCKED = {
    # every fingerprint named it, though five of six engines never used it
    "scipy": ("scipy", ("1.17.1", "1.18.1")),
    # a server's sound is the same whichever version decodes it
    "av": ("av", ("18.1.0", "19.0.2")),
    # it only formulates the request
    "gtts": ("gTTS", ("2.5.4",)),
}
"""What fingerprints of 0.1.0 named beside what decides the bytes: each distribution, and its versions in the locks."""


def release(package: str) -> str:
    """The installed version of a distribution, or `none`, without importing it."""
    if package not in _versions:
        # Only here: a voice is chosen without it, and it takes long to import.
        from importlib.metadata import PackageNotFoundError, version

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


def fingerprint(engine: str, **parts: object) -> str:
    """`engine; key=value; ...` in the given order, so that people can see what changed."""
    return "; ".join([engine, *(f"{key}={value}" for key, value in parts.items())])


def earlier_fingerprints(
    engine: str, parts: Mapping[str, object], *libraries: str, **after: object
) -> tuple[str, ...]:
    """Fingerprints of 0.1.0, which named the versions of these libraries behind `parts`, too.

    One for each combination of the versions that are installed or in 0.1.0's locks.
    """
    versions = [
        dict.fromkeys((release(package), *locked))
        for package, locked in (_LOCKED[name] for name in libraries)
    ]
    return tuple(
        fingerprint(engine, **parts, **dict(zip(libraries, row, strict=True)), **after)
        for row in product(*versions)
    )
