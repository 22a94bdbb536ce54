"""A transcript of our own, and the voices and lexicon that its reading needs."""

from __future__ import annotations

import pytest

from segmentcast.lexicon import Lexicon, default_lexicon, lexicon_of
from segmentcast.model import Direction, Paragraph, Part, Speaker, Transcript, Turn, Voice


@pytest.fixture
def interview() -> Transcript:
    """Two people, three turns, a stage direction, forms that are not said as they are written."""
    host = Speaker("ada cole", "Ada Cole", Part.HOST)
    guest = Speaker("ben roy", "Ben Roy", Part.GUEST)
    return Transcript(
        (
            Turn(host.key, (
                Paragraph("The harbor opened in 1995, with U.S. support. It cost $3.2 billion.", line=4),
                Paragraph("With me is Dr. Ben Roy. Why Mosul?", line=6),
            )),
            Turn(guest.key, (
                Paragraph("It was near. No one asked.", (Direction(12, "(LAUGHTER)"),), line=9),
            )),
            Turn(host.key, (Paragraph("Thank you.", line=11),)),
        ),
        (host, guest),
        language="en",
    )  # fmt: skip


@pytest.fixture
def voices() -> dict[str, Voice]:
    return {"ada cole": Voice("hibari", "heart"), "ben roy": Voice("piper", "joe")}


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return lexicon_of(default_lexicon())
