"""A page of which more words stand before the first label than behind it: an article, or a talk in doubt."""

from __future__ import annotations

import pytest

from segmentcast.model import Transcript
from segmentcast.transcript import read

PROSE = [
    "The mill by the river was built for grain, and grain alone, by people who had little else to do.",
    "Its wheel turns in spring, when the snow of the hills has gone, and it stands still in summer.",
    "A second wheel was planned twice, and the money for it went into the bridge both times.",
    "Today the town keeps the mill open on two days of the week, and pays for the oil and the rope.",
    "What the wheel brings in goes back to the town, so that it pays for a part of itself.",
]
REFERENCES = {
    "authors": ["Vera Lunn: Mills and their millers.", "Otto Brand: The price of a wheel.", "Otto Brand: Rope.", "Vera Lunn Brand: On oil."],
    "inverted": ["Lunn, Vera: Mills and their millers.", "Brand, Otto: The price of a wheel.", "Brand, Otto: Rope and its makers."],
    "additions": ["Addition 1: The wheel stands still this year.", "Addition 2: The bridge is open again."],
    "one": ["The criteria: who lives by the river may ask for a key."],
}  # fmt: skip
EXCHANGE = ["Vera Lunn: Why so early?", "Otto Brand: The bakers ask for it.", "Vera Lunn: And now?", "Otto Brand: We wait."]  # fmt: skip


def _page(*paragraphs: str) -> Transcript:
    """What is read from a page of an article's title and these paragraphs."""
    text = "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
    page = f"<html><head><title>The mill</title></head><body><article><h1>The mill</h1>{text}</article></body></html>"
    return read(page.encode(), "mill.html")


def _spoken(transcript: Transcript) -> str:
    return "\n".join(turn.text for turn in transcript.turns)


@pytest.mark.parametrize("kind", REFERENCES)
def test_labels_behind_an_article_are_not_its_talk(kind: str) -> None:
    """References, additions and the like at the end of an article make no turns of it, and it is unsure."""
    transcript = _page(*PROSE[:4], *REFERENCES[kind])
    spoken = _spoken(transcript)
    assert [words for words in PROSE[:4] if words not in spoken] == []
    assert min(turn.confidence for turn in transcript.turns) < 0.6
    assert not {"Vera Lunn", "Otto Brand", "Addition 1", "The criteria"} & {
        speaker.name for speaker in transcript.speakers
    }


def test_a_head_longer_than_the_talk_is_told_and_the_talk_unsure() -> None:
    """Where two people talk behind more words than they say, these words are told of, and no turn is sure."""
    transcript = _page(*PROSE, *EXCHANGE)
    assert [turn.text for turn in transcript.turns] == [words.split(": ")[1] for words in EXCHANGE]
    assert [finding.rule for finding in transcript.findings].count("head-unspoken") == 1
    assert {turn.confidence for turn in transcript.turns} == {0.5}


def test_a_mark_of_the_transcript_makes_a_long_head_the_pages() -> None:
    """Behind the line "Transcript" a talk is sure, though the page has more words before it."""
    transcript = _page(*PROSE, "Read the full transcript", *EXCHANGE, *EXCHANGE, *EXCHANGE)
    assert "head-unspoken" not in {finding.rule for finding in transcript.findings}
    assert {turn.confidence for turn in transcript.turns} == {1.0}
