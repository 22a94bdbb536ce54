"""Damaged files, by a fixed seed and without any tool: a transcript or a TranscriptError, whatever is in them."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterable
from functools import partial

from lxml import etree

from segmentcast.transcript.review.certainty import certainty_of
from tests.transcript.readers.documents import odt, pdf, rtf
from tests.transcript.readers.promises import CASES, examine
from tests.transcript.readers.test_tei import PARLIAMENT, PLAY
from tests.transcript.readers.test_tei import TALK as TALK_IN_TEI
from tests.transcript.test_kinds import KINDS

SAMPLES = sorted(CASES.glob("*.in.*"))
COUNT = 1_000
PIECES = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\n\n\n", b"\r", b"<", b">>", b"</v>", b"{", b"]", b'"', b"\\", b"(((", b":",
    b"\xef\xbc\x9a", b": 00:00:99 ", b"00:00:00.000 --> ", b"-->", b"NOTE", b"WEBVTT", b"[", b"**", b"---\n", b"\t",
    "\u200f\u202e".encode(), "\u0915\u094d\u0930:".encode(), "\ud55c:".encode(), b"&#x0;", b"&#xd800;", b"1e999", b"Q. ",
    b"99999999999999999999", b"The Prime Minister (A B): ", b"Roe, Jane: ", b"9" * 400, b"A" * 3000,
)  # fmt: skip


TALK = [("Rosa Lind", "Why so early?"), ("Otto Brand", "They asked."), ("Rosa Lind", "Good.")]
LINES = [f"{name}: {words}" for name, words in TALK]


def _repacked(member: str, content: bytes, archive: bytes) -> bytes:
    """The archive with other content in one of its files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.infolist():
            new.writestr(part, content if part.filename == member else old.read(part))
    return packed.getvalue()


def _balanced(member: str, content: bytes, archive: bytes) -> bytes:
    """As _repacked, with all tags closed: elements at odd places, which no parser refuses."""
    try:
        root = etree.fromstring(content, etree.XMLParser(recover=True, resolve_entities=False))
    except etree.XMLSyntaxError:
        root = None
    return _repacked(
        member, content if root is None else etree.tostring(root, encoding="utf-8"), archive
    )


def _documents(
    word_document: Callable[..., bytes],
) -> Iterable[tuple[str, bytes, Callable[[bytes], bytes]]]:
    """(name, what is damaged, what makes the file of it) of each format that the cases lack.

    Of archives it is the XML within: damage to their own bytes is found by its checksums.
    """
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in LINES)
    table = "<w:tbl>" + "<w:tr><w:tc>a</w:tc><w:tc>b</w:tc></w:tr>" * 2 + "</w:tbl>"
    archives = (
        ("talk.docx", "word/document.xml", word_document(paragraphs + table)),
        ("talk.odt", "content.xml", odt("".join(f"<text:p>{line}</text:p>" for line in LINES))),
    )
    for name, member, archive in archives:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            content = opened.read(member)
        yield name, content, partial(_repacked, member, archive=archive)
        yield name, content, partial(_balanced, member, archive=archive)
        yield name, archive, bytes
    yield "talk.rtf", rtf(r"\par ".join(LINES)), bytes
    yield "talk.pdf", pdf([LINES, LINES]), bytes
    rows = ["speaker,start,text", *(f'{name},0:0{at},"{w}"' for at, (name, w) in enumerate(TALK))]
    yield "talk.csv", "\n".join(rows).encode(), bytes


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


def test_a_thousand_damaged_files(word_document: Callable[..., bytes]) -> None:
    """Samples of every format, damaged at random: read, or refused with a problem that names the file."""
    chance = random.Random(15)
    samples: list[tuple[str, bytes, Callable[[bytes], bytes]]] = [
        (path.name, path.read_bytes(), bytes) for path in SAMPLES
    ]
    samples += _documents(word_document)
    samples += [(name, text.encode(), bytes) for name, text, _ in KINDS.values()]
    samples += [("talk.tei", text.encode(), bytes) for text in (PARLIAMENT, TALK_IN_TEI, PLAY)]
    assert len(samples) * 5 < COUNT
    outcomes = {"read": 0, "refused": 0}
    for number in range(COUNT):
        name, data, file_of = samples[number % len(samples)]
        transcript = examine(file_of(_mutated(chance, data, chance.choice(samples)[1])), name)
        if transcript is None:
            outcomes["refused"] += 1
            continue
        assert certainty_of(transcript).turns > 0
        outcomes["read"] += 1
    assert min(outcomes.values()) > COUNT // 20
