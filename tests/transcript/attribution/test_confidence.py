"""Where nothing may be sure: changed places, other languages, more people named than two."""

from __future__ import annotations

from dataclasses import replace

from segmentcast.model import SURE, Evidence, Part
from segmentcast.transcript.attribution import confidence, headcount, people, sequence
from segmentcast.transcript.attribution.naming.participants import About

_ENGLISH = "What do you say of the ice that we have, and is it so for you?"
_ITALIAN = "Che cosa dice del ghiaccio che abbiamo qui, secondo lei, oggi?"
_BY_PAGE = (Evidence("summary-joins", "Ada Rowe joins Otto Brand."),)
_PAIR = people.Company(
    (
        people.Person("Host", Part.HOST, named=False),
        people.Person("Guest", Part.GUEST, named=False),
    ),
    crowded=False,
    introductions={},
    selves={},
    forms={},
    counted=headcount.Headcount(0.99, 0.99, 0.99),
)


def _confidences(
    persons: list[int], words: str = _ENGLISH, company: people.Company = _PAIR
) -> list[float]:
    odds = tuple(4.0 if person == 0 else -4.0 for person in persons)
    talk = sequence.Talk((words,) * len(persons), odds, (False,) * len(persons), True)
    evidence = (Evidence("words", words),)
    turns = [sequence.Attribution(person, 0.999, evidence) for person in persons]
    return confidence.confidences(talk, company, turns)


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
    assert named.counted.two < alone.counted.two


def test_two_who_ask_one_guest_leave_the_guest_sure() -> None:
    """Where two may share the side that asks, its turns are unsure, and those of the one who answers are not."""
    askers = replace(_PAIR, counted=headcount.Headcount(0.6, 0.6, 0.97))
    worth = _confidences([at % 2 for at in range(40)], company=askers)
    assert max(worth[::2]) < SURE <= min(worth[1::2])


def test_two_equals_make_nobody_sure() -> None:
    """Where neither side sounds like the one who leads, the names may stand on the wrong sides."""
    equals = [0.1, -0.1] * 20
    assert not headcount.is_asymmetric(equals, [at % 2 == 0 for at in range(40)])
    assert headcount.is_asymmetric([2.0, -2.0] * 20, [at % 2 == 0 for at in range(40)])
    worth = _confidences([at % 2 for at in range(40)], company=replace(_PAIR, asymmetric=False))
    assert max(worth) < SURE


def test_names_that_may_be_exchanged_make_nobody_sure() -> None:
    """Two names that are each likely are not sure together; alone, each of them would be."""

    def worth(leads: float, answers: float) -> float:
        persons = (
            people.Person("Ada Rowe", Part.HOST, confidence=leads, evidence=_BY_PAGE),
            people.Person("Otto Brand", Part.GUEST, confidence=answers, evidence=_BY_PAGE),
        )
        return max(_confidences([0, 1] * 20, company=replace(_PAIR, people=persons)))

    assert worth(0.87, 0.87) < SURE <= worth(0.99, 0.87)


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


def test_no_turn_is_surer_than_its_name() -> None:
    """A person who is named with 0.87 has no sure turn, though the names together are likely enough."""
    persons = (
        people.Person("Ada Rowe", Part.HOST, confidence=0.99, evidence=_BY_PAGE),
        people.Person("Otto Brand", Part.GUEST, confidence=0.87, evidence=_BY_PAGE),
    )
    worth = _confidences([0, 1] * 20, company=replace(_PAIR, people=persons))
    assert max(worth[1::2]) == 0.87
    assert min(worth[::2]) >= SURE


def test_a_few_turns_need_surer_sides() -> None:
    """What makes twelve turns of two people sure leaves eight of them unsure."""
    company = replace(_PAIR, counted=headcount.Headcount(0.99, 0.89, 0.89))
    persons = [0, 1] * 6
    assert min(_confidences(persons, company=company)) >= SURE
    assert max(_confidences(persons[:8], company=company)) < SURE
    assert min(_confidences(persons[:8])) >= SURE


def test_three_who_are_introduced_make_nobody_sure() -> None:
    """Three people who are introduced as a talk begins are more than a host and a guest."""
    turns = [
        "Hello, I'm Ada Rowe, and my guest today is Otto Brand. Otto, how is the ice?",
        "It is cold, and it is old, and I like it.",
        "With us is Rosa Lind, who is a captain. Rosa, welcome to the show. How old is it?",
        *["It is cold, and it is old, and I like it.", "How is the ice?"] * 12,
    ]
    talk = sequence.talk_of(turns, boundaries_known=True)
    leads = sequence.leading(talk)
    assert people.gather(About(), turns, talk.odds, leads).more_named
    turns[2] = "How old is it?"
    assert not people.gather(About(), turns, talk.odds, leads).more_named
    assert max(_confidences([0, 1] * 20, company=replace(_PAIR, more_named=True))) < SURE
