"""Links to other stories on a page are its furniture: a box of teasers, and the page's last words."""

from __future__ import annotations

from segmentcast.transcript import read

TURNS = (
    ("Mr Brand, why do you open the library at six?", "I talked to the bakers, and they asked me."),
    ("And do they come to you at six?", "They do come, and I am glad of it."),
    ("Would you do it once more?", "I would do it again tomorrow."),
)
TALK = "".join(f"<p><b>{question}</b></p><p>{answer}</p>" for question, answer in TURNS)
TEASERS = (
    ("Otto Brand: “We read”", "Why bread from the oven saves the town"),
    ("Harbour news", "The bakers and the ferry"),
    ("Early hours", "Who reads at six?"),
)


def _said(before: str, behind: str) -> str:
    page = f"<html><body><article><h1>The early library</h1>{before}{TALK}{behind}</article></body></html>"
    return " ".join(turn.text for turn in read(page.encode(), "page.html").turns)


def _box(ends: str) -> str:
    rows = (
        f'<p><a href="https://town.example/{at}">{linked}</a> {words}{ends}</p>'
        for at, (linked, words) in enumerate(TEASERS)
    )
    return f'<div class="beside">{"".join(rows)}</div>'


def test_a_box_of_teasers_is_not_said() -> None:
    assert "bread from the oven" not in _said(_box(""), "")
    assert _said(_box(""), "") == _said("", "")


def test_paragraphs_that_begin_with_links_and_are_sentences_are_said() -> None:
    assert "The bakers and the ferry." in _said("", _box("."))


def test_a_link_below_the_last_heading_is_not_said() -> None:
    link = '<p><a href="https://town.example/next">Read another fine story here …</a></p>'
    assert "another fine story" not in _said("", f"<h2>More of this</h2>{link}")
    assert "another fine story" in _said("", link)


def test_a_link_that_answers_is_said() -> None:
    link = '<p><a href="https://town.example/bread">On my page of bread and books.</a></p>'
    assert "page of bread" in _said("", f"<h2>Where can people find you?</h2>{link}")


def test_a_talk_beside_links_stays() -> None:
    rows = "".join(
        f'<p><a href="https://town.example/{at}">{linked}</a></p>'
        for at, (linked, _) in enumerate(TEASERS)
    )
    talk = "".join(
        f"<div>{name}: {words}</div>"
        for turn in TURNS
        for name, words in zip(("LIND", "BRAND"), turn, strict=True)
    )
    page = f"<html><body><div>{talk}{rows}</div></body></html>"
    turns = read(page.encode(), "page.html").turns
    assert [turn.text for turn in turns][: len(TURNS)] == [
        words for turn in TURNS for words in turn
    ][: len(TURNS)]
