"""Files of one format within those of another, with what people's editors leave in them, by a fixed seed.

The inputs don't depend on the code that reads them, so a change of code is only ever told of faults of
its own. The search for new ones is fuzz_readers.py, by hand.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import PurePath

from segmentcast.vocabulary.transcript_files import SUFFIXES
from tests.transcript.readers.promises import CASES, examine
from tests.transcript.readers.test_tei import PARLIAMENT, PLAY
from tests.transcript.test_kinds import KINDS

COUNT = 1_000
LEFTOVERS = (
    "\u00a0", "&nbsp;", "&amp;nbsp;", "\u00ad", "&shy;", "\u200b", "\u200d", "\u2060", "\ufeff", "\u2028", "\x85", "\x0b", "\x0c", "\x1c",
    "\x00", "\u200e", "\u200f", "\u202e", "\u2069", "\U0001f600", "\U0001f468\u200d\U0001f469", "\ufe0f", "&#10;", "&#9;", "&#0;",
    "&#xd800;", "&#xD83D;&#xDE00;", "&lt;", "&amp;amp;", "<![CDATA[x & y]]>", "]]>", "<!-- c -->", "<!--", "<td>", "</td>", "<br/>",
    "<table><tr><td>a<table><tr><td>b</td></tr></table></td></tr></table>", "</p>", "<i>", "<div>", "<style>", "<pre>", "<dd>",
    "<h2>H</h2>", "<cite>Al</cite>", "<v Bo Lund>", "</v>", "<c.x>", "{\\an8}", "\\N", "\\h", "\n", "\n\n\n", "\r", "\t", "   ", " . ",
    ". . .", "…", "—", "- ", ">> ", "» ", "(LAUGHTER)", "[music]", "(", "]", "♪", "(♪)", "[Music]:", "JANE ROE: ", "Jane Roe: ", "Q. ",
    ":", "：", '"', "“", "*", "**", "__", "`", "# ", "---", "|", "\\", "[^1]", "{", "}", ",", "00:00:01,000 --> 00:00:02,000", "0:01",
    "(00:01)", "\n\n1\n00:00:01,000 --> 00:00:02,000\n", "WEBVTT\n\n", "NOTE x\n\n", "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,",
    "Read more", "Copyright 2020", "END", "-30-", "Page 3 of 9", "I", "e\u0301", "ﬁ", "İ", "\u3000", "\u180e", "\u3164", "\ufffd",
    "\uffff", "\U0010ffff", "\ue000", "中文。", "नमस्ते", "مرحبا", "№", "½", "٣", "R&D;", "x" * 3000, "(" * 400, "A B " * 300,
)  # fmt: skip
ENCODINGS = ("utf-8",) * 5 + ("utf-16", "utf-16-be", "cp1252", "utf-8-sig", "utf-32")


def _texts() -> list[tuple[str, str]]:
    samples = [(path.name, path.read_bytes()) for path in sorted(CASES.glob("*.in.*"))]
    read = [(name, data.decode("utf-8", "replace")) for name, data in samples]
    read += [(name, text) for name, text, _ in KINDS.values()]
    return [*read, ("play.tei", PLAY), ("parliament.tei", PARLIAMENT)]


def _spliced(chance: random.Random, text: str, other: str) -> str:
    """The text with pieces of another in it, and with leftovers of editors."""
    for _ in range(chance.randrange(3)):
        at = chance.choice([0, *(mark.end() for mark in re.finditer(r"[\n> ]", text))])
        start = chance.randrange(max(1, len(other)))
        text = text[:at] + other[start : start + chance.choice((5, 40, 300, 2000))] + text[at:]
    for _ in range(chance.choice((0, 1, 2, 4, 8))):
        at = chance.choice([0, *(mark.end() for mark in re.finditer(r"\s|[<>:\"\[(]", text))])
        text = text[:at] + chance.choice(LEFTOVERS) + text[at:]
    if not chance.randrange(8):
        text = text.replace(chance.choice("\n ::.,<>\t"), chance.choice(LEFTOVERS[:60]))
    return text[:60_000]


def test_a_thousand_spliced_files() -> None:
    """Whatever the mixture, a reading keeps what every reading promises, or says why there is none."""
    chance = random.Random(16)
    samples = _texts()
    outcomes: Counter[bool] = Counter()
    for _ in range(COUNT):
        name, text = chance.choice(samples)
        spliced = _spliced(chance, text, chance.choice(samples)[1])
        suffix = chance.choice([PurePath(name).suffix] * 3 + [chance.choice(SUFFIXES)])
        data = spliced.encode(chance.choice(ENCODINGS), "replace")
        outcomes[examine(data, f"spliced{suffix}") is not None] += 1
    assert min(outcomes.values()) > COUNT // 10
