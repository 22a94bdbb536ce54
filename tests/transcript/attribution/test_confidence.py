"""Where nothing may be sure: changed places, other languages, more people named than two."""

from __future__ import annotations

from dataclasses import replace

from segmentcast.model import SURE, Evidence, Part
from segmentcast.transcript.attribution import confidence, people, sequence
from segmentcast.transcript.attribution.naming.participants import About

_ENGLISH = "What do you say of the ice that we have, and is it so for you?"
_ITALIAN = "Che cosa dice del ghiaccio che abbiamo qui, secondo lei, oggi?"
_PAIR = people.Company(
    (
        people.Person("Host", Part.HOST, named=False),
        people.Person("Guest", Part.GUEST, named=False),
    ),
    crowded=False,
    introductions={},
    selves={},
    forms={},
    two=0.99,
)


def _confidences(persons: list[int], words: str = _ENGLISH) -> list[float]:
    odds = tuple(4.0 if person == 0 else -4.0 for person in persons)
    talk = sequence.Talk((words,) * len(persons), odds, (False,) * len(persons), True)
    evidence = (Evidence("words", words),)
    turns = [sequence.Attribution(person, 0.999, evidence) for person in persons]
    return confidence.confidences(talk, _PAIR, turns)


def test_a_passage_in_which_two_change_places_is_unsure() -> None:
    """A guest who asks the host for a while sounds like the host; the rest of the talk stays sure."""
    persons = [at % 2 for at in range(40)]
    for at in range(15, 23):
        persons[at] ^= 1
    worth = _confidences(persons)
    assert all(value < SURE for value in worth[15:23])
    assert all(value >= SURE for value in (*worth[:13], *worth[25:]))


def test_nobody_is_sure_in_another_language() -> None:
    """The same alternation is sure in English, and only likely in Italian."""
    persons = [at % 2 for at in range(40)]
    assert min(_confidences(persons)) >= SURE
    assert max(_confidences(persons, _ITALIAN)) < SURE


def test_two_hosts_who_ask_in_turn_make_nobody_sure() -> None:
    """Where the page has three take part, a strict alternation is no proof of two people."""
    turns = ["How is the ice?", "It is cold, and it is old, and I like it."] * 12
    talk = sequence.talk_of(turns, boundaries_known=True)
    leads = sequence.leading(talk)
    alone = people.gather(About(), turns, talk.odds, leads)
    named = people.gather(
        About("Hosts: Ada Rowe and Otto Brand. Guest: Rosa Lind."), turns, talk.odds, leads
    )
    assert named.more_named
    assert not alone.more_named
    assert named.two < alone.two


def test_a_call_in_passing_makes_none_of_several_sure() -> None:
    """Which of two guests answers is sure only where the whole talk agrees with the call before."""
    guests = (people.Person(name, Part.GUEST) for name in ("Ada Rowe", "Otto Brand"))
    company = replace(_PAIR, people=(*_PAIR.people[:1], *guests))
    talk = sequence.Talk((_ENGLISH,) * 12, (-4.0,) * 12, (False,) * 12, True)
    called = (Evidence("spoken-to", "Otto?"),)

    def worth(probability: float) -> float:
        turns = [sequence.Attribution(2, probability, called)] * 12
        return confidence.confidences(talk, company, turns)[6]

    assert worth(0.97) < SURE <= worth(0.99)
