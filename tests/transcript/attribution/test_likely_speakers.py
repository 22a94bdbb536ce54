"""Who of those named speaks: the bounds that tell a person from a thing, and who asks from who answers."""

from __future__ import annotations

from collections import Counter

import pytest

from segmentcast.transcript.attribution import likely_speakers
from segmentcast.transcript.attribution.naming.candidates import Candidate

_SIDES = [at % 2 == 0 for at in range(40)]
_TURNS = ["Why is the ice so old?", "It is what the winters left."] * 20


@pytest.mark.parametrize(("by_other", "asks"), [(3, False), (5, True)])
def test_whom_the_title_has_asks_if_the_other_calls_much_oftener(by_other: int, asks: bool) -> None:
    """Nobody calls oneself; one call from the leader's side may be of a turn that is told wrongly."""
    calls = [("opens", 0), *(("opens", 2 * at + 1) for at in range(by_other))]
    one = Candidate("Rosa Lind", signs=calls, counts=Counter(title_either=1))
    leader, _ = likely_speakers.pair_of([one], _SIDES, _TURNS, one_leads=0.99)
    assert (leader is one) is asks


@pytest.mark.parametrize(("as_a_thing", "speaks"), [(5, True), (15, False)])
def test_who_is_said_as_things_are_is_no_speaker(as_a_thing: int, speaks: bool) -> None:
    """ "The Echo" and "in Echo" are a product's, if they come often, though turns call "Echo" as well."""
    one = Candidate(
        "Echo", signs=[("opens", 1), ("opens", 3)], counts=Counter(with_article=as_a_thing)
    )
    one.answers = 0.9
    assert (one in likely_speakers.several_of([one], 3)) is speaks
