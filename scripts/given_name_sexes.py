"""Write the list of given names that nearly always belong to a woman, or to a man.

python3 scripts/given_name_sexes.py FAKER_WHEEL NAMES_SDIST

FAKER_WHEEL: faker-*.whl from PyPI (MIT). NAMES_SDIST: names-*.tar.gz from PyPI, which holds the
lists of the census of the United States (public domain). Both are read as archives, nothing is run.
Each locale of Faker that lists a name is a vote; the census is five for a name that one in 20,000 has,
else one. A name needs two votes, and no more than one in twelve for the other side: Andrea, Jean, Kim,
and Robin are left out.
"""

from __future__ import annotations

import ast
import gzip
import re
import sys
import tarfile
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]

from segmentcast.transcript.attribution.naming.name_knowledge.given_names import folded  # noqa: E402

DATA = (
    ROOT
    / "src"
    / "segmentcast"
    / "transcript"
    / "attribution"
    / "naming"
    / "name_knowledge"
    / "given_name_sexes.txt.gz"
)
VOTES_OF_CENSUS, LEAST_VOTES, MOST_AGAINST = 5, 2, 1 / 12
TIMES_AS_OFTEN, LEAST_SHARE = 50, 0.005
_LATIN = re.compile(r"[A-Za-zÀ-ɏ'’-]+")
_UNTOLD = ("zh", "ko", "vi", "th")
"""Languages whose names, in Latin letters, no longer tell."""
_SEX = {"female": "woman", "male": "man"}


def of_faker(wheel: Path) -> dict[str, Counter[str]]:
    """How many locales that are written in Latin letters list each first name for which sex."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            place = re.fullmatch(r"faker/providers/person/(\w+)/__init__\.py", member)
            if place is None or place[1].partition("_")[0] in _UNTOLD:
                continue
            listed: set[tuple[str, str]] = set()
            for node in ast.walk(ast.parse(archive.read(member))):
                if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
                    continue
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                named = re.fullmatch(r"first_names?_(female|male)\w*", getattr(target, "id", ""))
                if named is None:
                    continue
                for part in ast.walk(node.value):
                    if isinstance(part, ast.Constant) and _LATIN.fullmatch(str(part.value)):
                        listed.add((folded(str(part.value)), _SEX[named[1]]))
            for name, sex in listed:
                votes[name][sex] += 1
    return votes


def of_census(source: Path) -> dict[str, dict[str, float]]:
    """How many of a hundred women, and of a hundred men, have a name."""
    shares: dict[str, dict[str, float]] = {}
    with tarfile.open(source) as archive:
        for member in archive.getmembers():
            kind = re.search(r"dist\.(female|male)\.first$", member.name)
            if kind is None:
                continue
            for line in archive.extractfile(member) or ():
                if line.strip():
                    name, share, *_ = line.decode().split()
                    shares.setdefault(folded(name), {})[_SEX[kind[1]]] = float(share)
    return shares


def settled(faker: dict[str, Counter[str]], census: dict[str, dict[str, float]]) -> dict[str, str]:
    """The names of one sex."""
    names = {}
    for name in faker.keys() | census.keys():
        votes = Counter(faker.get(name, Counter()))
        shares = sorted(census.get(name, {}).items(), key=lambda row: -row[1])
        if len(shares) == 2 and shares[0][1] < TIMES_AS_OFTEN * shares[1][1]:
            continue
        for sex, share in shares[:1]:
            votes[sex] += VOTES_OF_CENSUS if share >= LEAST_SHARE else 1
        ((sex, most), *_) = votes.most_common()
        if len(name) > 1 and most >= LEAST_VOTES and votes.total() - most <= MOST_AGAINST * most:
            names[name] = sex
    return names


def main() -> int:
    """The command."""
    names = settled(of_faker(Path(sys.argv[1])), of_census(Path(sys.argv[2])))
    lines = [
        f"{sex} {' '.join(sorted(name for name in names if names[name] == sex))}"
        for sex in ("woman", "man")
    ]
    DATA.write_bytes(gzip.compress("\n".join([*lines, ""]).encode(), 9, mtime=0))
    print(f"{len(names)} names, {DATA.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
