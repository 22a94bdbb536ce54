"""Write the filter of given names that attribution looks candidates up in.

python3 scripts/given_names.py FAKER_WHEEL NAMES_SDIST

FAKER_WHEEL: faker-*.whl from PyPI (MIT). NAMES_SDIST: names-*.tar.gz from PyPI, which holds the
lists of the census of the United States (public domain). Both are read as archives, nothing is run.
"""

from __future__ import annotations

import ast
import re
import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]

from segmentcast.transcript.attribution.naming.name_knowledge.given_names import (  # noqa: E402
    folded,
    places_of,
)

DATA = (
    ROOT
    / "src"
    / "segmentcast"
    / "transcript"
    / "attribution"
    / "naming"
    / "name_knowledge"
    / "given_names.bin"
)
BITS_A_NAME = 9.6
_LATIN = re.compile(r"[A-Za-zÀ-ɏ'’-]+")


def of_faker(wheel: Path) -> set[str]:
    """The first names of all locales that are written in Latin letters."""
    names: set[str] = set()
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            if not re.fullmatch(r"faker/providers/person/\w+/__init__\.py", member):
                continue
            for node in ast.walk(ast.parse(archive.read(member))):
                if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                    if "first_name" in getattr(target, "id", ""):
                        names |= {
                            part.value
                            for part in ast.walk(node.value)
                            if isinstance(part, ast.Constant) and isinstance(part.value, str)
                        }
    return {name for name in names if _LATIN.fullmatch(name)}


def of_census(source: Path) -> set[str]:
    """First names of women and men."""
    names: set[str] = set()
    with tarfile.open(source) as archive:
        for member in archive.getmembers():
            if member.name.endswith(("dist.female.first", "dist.male.first")):
                text = archive.extractfile(member)
                names |= {line.split()[0].decode() for line in text or () if line.strip()}
    return names


def main() -> int:
    """The command."""
    names = {folded(name) for name in of_faker(Path(sys.argv[1])) | of_census(Path(sys.argv[2]))}
    size = int(len(names) * BITS_A_NAME / 8)
    table = bytearray(size)
    for name in names:
        for place in places_of(name, 8 * size):
            table[place >> 3] |= 1 << (place & 7)
    DATA.write_bytes(table)
    print(f"{len(names)} names, {size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
