"""Damaged files of every format with times: a transcript, or one error that says where, what, and how to mend it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from segmentcast.errors import TranscriptError
from segmentcast.transcript import read
from tests.transcript.readers.documents import odt, pdf, rtf

CASES = Path(__file__).parents[1] / "cases"
SAMPLES = {
    path.name: path.read_bytes()
    for path in sorted(CASES.glob("*.in.*"))
    if path.suffix not in {".txt", ".md", ".otr"} or path.name == "console.in.txt"
}
TALK = ["ROSA LIND: Why so early?", "", "OTTO BRAND: They asked (in 2019).", "", "ROSA LIND: And?"]
SAMPLES |= {
    "talk.pdf": pdf([TALK * 4, TALK]),
    "talk.odt": odt("".join(f"<text:p>{line}</text:p>" for line in TALK)),
    "talk.rtf": rtf(r"\par ".join(TALK) + r"\trowd\cellx1 a\cell b\cell\row "),
    "talk.csv": b"speaker,text,start\nRosa Lind,Why?,0:01\nOtto Brand,So.,0:02\nRosa Lind,Good.,0:03\n",
    "talk.otr": (CASES / "otranscribe.in.otr").read_bytes(),
}
EACH = 60
_TOKENS = [
    b"-->", b"<", b"&", b">>", b"{", b"}", b"[", b"]", b'"', b"\n", b"\n\n", b"\t", b"\0", b"\xff", b"00:00:01,000", b"99:99:99.9",
    b"-1", b"1e999", b"9" * 30, b"<v ", b"]]>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"\\N", b"9420", b"null", b"NaN", "🦆".encode(),
]  # fmt: skip


def _damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with up to three faults: cut off, cut out, doubled, overwritten, words of another kind put in."""
    for _ in range(chance.randrange(1, 4)):
        at, until = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        until = min(until, at + 60)
        data = chance.choice(
            [
                data[:at],
                data[:at] + data[until:],
                data[:until] + data[at:],
                data[:at] + bytes(chance.randrange(256) for _ in range(3)) + data[at + 3 :],
                data[:at] + chance.choice(_TOKENS) + data[at:],
                data[:at] + chance.choice(_TOKENS) + data[until:],
            ]
        )
        if not data:
            return b" "
    return data


@pytest.mark.parametrize("name", SAMPLES)
def test_damaged_files_raise_nothing_but_one_error(name: str) -> None:
    """Each sample damaged sixty times, always the same way: no traceback, no empty error, no turn without words."""
    chance = random.Random(name)
    for _ in range(EACH):
        data = _damaged(SAMPLES[name], chance)
        try:
            turns, problems = read(data, name).turns, ()
        except TranscriptError as error:
            turns, problems = (), error.problems
        assert bool(turns) != bool(problems), data
        assert all(turn.text.strip() for turn in turns), data
        assert all(problem.what and problem.where for problem in problems), data


def test_every_format_with_times_is_damaged() -> None:
    """A thousand files and more; a new format's golden case is damaged, too."""
    assert len(SAMPLES) * EACH > 1000
    endings = {Path(name).suffix for name in SAMPLES}
    assert endings >= {".vtt", ".srt", ".sbv", ".ass", ".tsv", ".ttml", ".srv3", ".scc", ".stl", ".json", ".html"}  # fmt: skip
