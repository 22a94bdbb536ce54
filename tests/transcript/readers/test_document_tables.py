"""Tables in word processors' files: which of them are the transcript, and what stands around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tests.transcript.readers.documents import odt
from tests.transcript.readers.spoken import rules, spoken

Part = str | list[tuple[str, ...]]
WORD, OPENDOCUMENT = "page.docx", "page.odt"
ROWS = [("Speaker", "Text"), ("Anna", "Who tends the light?"), ("Ben", "I do, at night.")]
MORE = [("Speaker", "Text"), ("Anna", "And by day?"), ("Ben", "Nobody does.")]
TALK = [("Anna", "Who tends the light?"), ("Ben", "I do, at night.")]
INTERVIEW = [
    "ANNA: When did you come to the harbour, and who was here before you came?",
    "BEN: I came in spring, and nobody was here but the gulls and the keeper.",
    "ANNA: Was the keeper glad about it?",
    "BEN: He was not, for a while, and then he was.",
]


@pytest.fixture(params=[WORD, OPENDOCUMENT])
def page(
    request: pytest.FixtureRequest, word_document: Callable[..., bytes]
) -> tuple[Callable[..., bytes], str]:
    """A function that makes a document of paragraphs and tables, and the name of the file."""

    def in_word(*parts: Part) -> bytes:
        def paragraph(text: str) -> str:
            return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"

        return word_document(_body(parts, paragraph, "w:tbl", "w:tr", "w:tc"))

    def in_opendocument(*parts: Part) -> bytes:
        names = ("table:table", "table:table-row", "table:table-cell")
        return odt(_body(parts, lambda text: f"<text:p>{text}</text:p>", *names))

    return (in_word if request.param == WORD else in_opendocument), request.param


def _body(
    parts: Sequence[Part], paragraph: Callable[[str], str], table: str, row: str, cell: str
) -> str:
    body = ""
    for part in parts:
        if isinstance(part, str):
            body += paragraph(part)
            continue
        rows = (
            f"<{row}>"
            + "".join(f"<{cell}>{paragraph(text)}</{cell}>" for text in one)
            + f"</{row}>"
            for one in part
        )
        body += f"<{table}>{''.join(rows)}</{table}>"
    return body


@pytest.mark.parametrize(
    "table", [[*ROWS, ("Anna", "Good.")], [("Time", "Content"), ("9:00", "Opening"), ("9:30", "Tea")]]
)  # fmt: skip
def test_a_small_table_takes_no_words_from_an_interview(
    page: tuple[Callable[..., bytes], str], table: list[tuple[str, ...]]
) -> None:
    """Labelled turns around a table with headings are all spoken."""
    make, name = page
    words = " ".join(text for _, text in spoken(make(*INTERVIEW, table), name))
    assert all(turn.partition(": ")[2] in words for turn in INTERVIEW)


def test_a_transcript_in_two_tables(page: tuple[Callable[..., bytes], str]) -> None:
    """Tables with the same headings are one, and what is between them is a note with a finding."""
    make, name = page
    data = make(ROWS, "After the break", MORE)
    assert spoken(data, name) == [*TALK, ("Anna", "And by day?"), ("Ben", "Nobody does.")]
    assert "outside-table" in rules(data, name)


def test_a_labelled_paragraph_after_a_table_is_spoken(
    page: tuple[Callable[..., bytes], str],
) -> None:
    """A turn outside of the table is nobody's loss: the document is read as a page then."""
    make, name = page
    found = spoken(make(ROWS, "Carla: I was there, too."), name)
    assert [*TALK, ("Carla", "I was there, too.")] == [
        turn for turn in found if turn[0] != "Speaker"
    ]


def test_what_stands_around_a_table_is_a_finding(page: tuple[Callable[..., bytes], str]) -> None:
    """Facts around a table are not spoken, and a finding names them."""
    make, name = page
    data = make("Date: 4 May", "Recorded at the harbour", ROWS, MORE)
    assert len(spoken(data, name)) == 4
    assert "outside-table" in rules(data, name)
