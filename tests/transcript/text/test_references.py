"""Character references of HTML in text and Markdown are read as the characters they stand for."""

from __future__ import annotations

import pytest

from segmentcast.transcript import read
from segmentcast.transcript.text import references

TALK = """The mill

ANNA ROE: What&#39;s next for R&amp;D at AT&T?

BO LUND: Caf&eacute; &lt;Mill&gt;, it&rsquo;s &amp;#39;here&amp;#39;.
"""


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("What&#39;s &#x27;next&#X27;", "What's 'next'"),
        ("R&amp;D", "R&D"),
        ("a&nbsp;b&#10;c", "a b c"),
        ("it&amp;#39;s &amp;amp; more", "it's & more"),
        ("R&D; AT&T; &copy &unknown; &#0; &#55296; &#7; 3 & 4; &in;", None),
    ],
)
def test_references_that_are_known_are_decoded(text: str, decoded: str | None) -> None:
    """Only whole references, with a semicolon; anything else stays as it is written."""
    assert references.decode(text) == (text if decoded is None else decoded)


@pytest.mark.parametrize("name", ["talk.txt", "talk.md"])
def test_a_transcript_with_references_is_spoken_as_its_words(name: str) -> None:
    """Words and labels are those that a page would show, and a note says so with its line."""
    text = TALK if name.endswith("txt") else f"# {TALK}".replace("ANNA ROE:", "**ANNA ROE:**")
    found = read(text.encode(), name)
    assert [turn.text for turn in found.turns] == [
        "What's next for R&D at AT&T?",
        "Café <Mill>, it’s 'here'.",
    ]
    notes = [finding for finding in found.findings if finding.rule == "references"]
    assert [(note.where, note.what) for note in notes] == [
        (f"{name}:3", '"&#39;" was read as "\'", as in HTML (2 lines).')
    ]


def test_a_decoded_character_is_no_mark_of_markdown() -> None:
    """`&#42;` is an asterisk that was meant as one, `\\&amp;` is written out, and code stays as it is."""
    text = (
        "# The mill\n\n**ANNA ROE:** It is 2 &#42;3&#42; 4.\n\n**BO LUND:** Write `&gt;`, I say.\n"
    )
    found = read(text.encode(), "talk.md")
    assert [turn.text for turn in found.turns] == ["It is 2 *3* 4.", "Write &gt;, I say."]


def test_space_around_a_hard_space_of_captions_is_one_space() -> None:
    """A caption's line `&nbsp;` between two others leaves no double space, and alone it says nothing."""
    lines = ("BO LUND: So\n&nbsp;\nyou do.", "&nbsp;", "ANNA ROE:&nbsp; Yes.")
    captions = "\n\n".join(
        f"{number}\n00:00:0{number},000 --> 00:00:0{number},900\n{words}"
        for number, words in enumerate(lines, 1)
    )
    found = read(captions.encode(), "talk.srt")
    assert [turn.text for turn in found.turns] == ["So you do.", "Yes."]


@pytest.mark.parametrize("name", ["talk.txt", "talk.md"])
def test_space_around_a_hard_space_of_a_text_is_one_space(name: str) -> None:
    """A line that is only `&nbsp;` is an empty one."""
    text = "The mill\n\nANNA ROE: So &nbsp; you do.\n\n&nbsp;\n\nBO LUND:&nbsp; Yes.\n"
    marked = text.replace("ANNA ROE:", "**ANNA ROE:**").replace("BO LUND:", "**BO LUND:**")
    found = read((f"# {marked}" if name.endswith("md") else text).encode(), name)
    assert [turn.text for turn in found.turns] == ["So you do.", "Yes."]
