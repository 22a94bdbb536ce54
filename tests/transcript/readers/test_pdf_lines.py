"""The lines of a PDF: which of them are one paragraph, and where a word ends.

The files are our own, made by hand after ISO 32000-1.
"""

from __future__ import annotations

from collections.abc import Sequence

from segmentcast.transcript import read
from tests.transcript.readers.documents import pdf, pdf_showing
from tests.transcript.readers.spoken import spoken

ASKED = [
    "ROSA LIND: The harbour opens at six in the morning, which",
    "is early for a small town such as this one and for all of",
    "the people who live in it. Why does it open so early, and",
    "who asked for that?",
]
TOLD = [
    "OTTO BRAND: The fishers asked for it. They come in before",
    "the sun is up, and the bakers wait for them at the gate of",
    "the old mill with their carts.",
]


def _talk() -> list[tuple[str, str]]:
    asked, told = (" ".join(lines).partition(": ")[2] for lines in (ASKED, TOLD))
    return [("Rosa Lind", asked), ("Otto Brand", told)]


def test_double_spaced_lines_are_one_paragraph() -> None:
    """The commonest distance between lines is the page's own, however wide it is."""
    apart = [line for lines in (ASKED, TOLD) for line in lines]
    assert spoken(pdf([apart], step=24), "talk.pdf") == _talk()
    assert spoken(pdf([apart], step=28), "talk.pdf") == _talk()


def _paragraphs(page: Sequence[str], step: int) -> list[str]:
    turns = read(pdf([page], step=step), "talk.pdf").turns
    return [paragraph.text for turn in turns for paragraph in turn.paragraphs]


def test_a_wider_gap_and_an_indent_part_double_spaced_paragraphs() -> None:
    """What is wider than the page's own distance parts paragraphs, and so does an indent after a full stop."""
    more = [
        "They buy what the boats bring, and carry it up to the town",
        "before anybody is awake.",
    ]
    words = [_talk()[0][1], _talk()[1][1], " ".join(more)]
    assert _paragraphs([*ASKED, *TOLD, "", *more], 24) == words
    assert _paragraphs([*ASKED, *TOLD, f"     {more[0]}", more[1]], 24) == words


def test_paragraphs_of_one_line_stay_apart() -> None:
    """Where most lines end a sentence, an empty line between them parts paragraphs, as it does elsewhere."""
    lines = [
        f"The {one} stands by the {other}."
        for one in ("mill", "ferry", "bridge")
        for other in ("river", "town", "market")
    ]
    page = ["ROSA LIND: Where is it?", "OTTO BRAND: Here.", *lines]
    assert _paragraphs(page, 24) == ["Where is it?", "Here.", *lines]


def test_a_short_line_that_ends_no_sentence_goes_on() -> None:
    """A labelled line goes on where the page breaks it early."""
    page = ["ROSA LIND: I lived in", "Lindholm, by the ferry, where my mother was a baker for many", *ASKED[1:], *TOLD]  # fmt: skip
    assert spoken(pdf([page]), "talk.pdf")[0][1].startswith("I lived in Lindholm, by the ferry")
    assert len(_paragraphs(page, 12)) == 2


def test_words_are_whole_however_their_letters_are_shown() -> None:
    """The place after a string follows from the font's widths, whichever operators show it."""
    shown = [
        "[(OTTO BRAND: I came from )-1 (the )]TJ (town. )Tj (M)Tj 204 0 Td [(y pa)(r)1 2 (ents)]TJ",
        "[(baked)]TJ 48 0 Td [(bread )(for)]TJ ( )Tj [(a)]TJ (n)Tj ( )Tj [(inn)]TJ 0 Tc (, and I)Tj",
        "(like)Tj 24 0 Td (d )Tj (it)Tj (.)Tj 30 0 Td ( They)Tj 36 0 Td (rose)Tj 30 0 Td (at four.)Tj",
    ]
    content = "\n".join(
        f"BT /F1 10 Tf 1 0 0 1 40 {760 - 12 * at} Tm {line} ET" for at, line in enumerate(shown)
    )
    assert spoken(pdf_showing([content]), "talk.pdf") == [
        (
            "Otto Brand",
            "I came from the town. My parents baked bread for an inn, and I liked it. They rose at four.",
        )
    ]


def test_a_heading_in_capitals_stays_apart_from_the_line_below() -> None:
    """Above double-spaced lines a heading is no beginning of a label: "OTTO BRAND INTERVIEW", "DATE: ..."."""
    page = ["OTTO BRAND INTERVIEW", "DATE: May 3, 2026", *ASKED, *TOLD, *ASKED, *TOLD]
    named = {name for name, _ in spoken(pdf([page], step=24), "talk.pdf")}
    assert named == {"Rosa Lind", "Otto Brand"}
    assert read(pdf([page], step=24), "talk.pdf").title == "OTTO BRAND INTERVIEW"
