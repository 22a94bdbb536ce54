"""Damaged files, by a fixed seed and without any tool: a transcript or a TranscriptError, whatever is in them."""

from __future__ import annotations

import random
from pathlib import Path

from segmentcast.errors import Problem, TranscriptError
from segmentcast.transcript import read
from segmentcast.transcript.review.certainty import certainty_of

SAMPLES = sorted(Path(__file__).parents[1].joinpath("cases").glob("*.in.*"))
COUNT = 1_000
PIECES = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\n\n\n", b"\r", b"<", b">>", b"</v>", b"{", b"]", b'"', b"\\", b"(((", b":",
    b"\xef\xbc\x9a", b": 00:00:99 ", b"00:00:00.000 --> ", b"-->", b"NOTE", b"WEBVTT", b"[", b"**", b"---\n", b"\t",
    "\u200f\u202e".encode(), "\u0915\u094d\u0930:".encode(), "\ud55c:".encode(), b"&#x0;", b"&#xd800;", b"1e999", b"Q. ",
    b"99999999999999999999", b"The Prime Minister (A B): ", b"Roe, Jane: ", b"9" * 400, b"A" * 3000,
)  # fmt: skip


def _mutated(chance: random.Random, data: bytes, other: bytes) -> bytes:
    """A few cuts, repetitions, exchanges and insertions."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(changed))
        end = min(len(changed), at + chance.choice((1, 2, 8, 64, 400)))
        kind = chance.randrange(6)
        if kind == 0:
            del changed[at:end]
        elif kind == 1:
            changed[at:at] = changed[at:end] * chance.randint(1, 4)
        elif kind == 2:
            changed[at:at] = chance.choice(PIECES)
        elif kind == 3:
            start = chance.randint(0, len(other))
            changed[at:end] = other[start : start + (end - at)]
        elif kind == 4 and changed:
            changed[min(at, len(changed) - 1)] = chance.randrange(256)
        else:
            del changed[at:]
    return bytes(changed)


def test_a_thousand_damaged_files() -> None:
    """Samples of every format, damaged at random: read, or refused with a problem that names the file."""
    chance = random.Random(15)
    contents = [path.read_bytes() for path in SAMPLES]
    outcomes = {"read": 0, "refused": 0}
    problems: list[tuple[str, Problem]] = []
    for number in range(COUNT):
        path, data = SAMPLES[number % len(SAMPLES)], contents[number % len(SAMPLES)]
        damaged = _mutated(chance, data, chance.choice(contents))
        try:
            transcript = read(damaged, path.name)
        except TranscriptError as error:
            problems += [(path.name, problem) for problem in error.problems]
            outcomes["refused"] += 1
            continue
        assert certainty_of(transcript).turns > 0
        assert all(turn.text.strip() for turn in transcript.turns)
        assert all(0 <= turn.confidence <= 1 for turn in transcript.turns)
        outcomes["read"] += 1
    assert min(outcomes.values()) > COUNT // 20
    assert all(problem.where.startswith(name) and problem.what for name, problem in problems)
