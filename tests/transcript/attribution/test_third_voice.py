"""What the words say of a third person, on pages that alternate like a talk of two."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from segmentcast.model import SURE, Evidence, Part
from segmentcast.transcript.attribution import (
    confidence,
    headcount,
    host_model,
    people,
    sequence,
    third_voice,
)
from segmentcast.transcript.attribution.naming import participants
from segmentcast.transcript.attribution.naming.participants import About, Candidate

_TALK = ["How is the ice this year?", "It is cold, it is old, and I like it as it is."] * 12


def _signs(*opening: str, page: str = "") -> dict[str, float]:
    """The signs of a talk that begins with these turns, the leader's first."""
    turns = [*opening, *_TALK]
    known = participants.gathered(About(page), turns)
    row = third_voice.row_of(known, (None, None), turns)
    return dict(zip(third_voice.KINDS, row, strict=True))


@pytest.mark.parametrize(
    ("kind", "opening"),
    [
        ("both_at_the_edges", ("Thank you both for coming. How are the two of you?", "Very well.")),
        ("greeted_together", ("Welcome to the show.", "Good morning Anna, good morning Peter.")),
        ("greeted_together", ("Thanks so much.", "Thank you, Anna, and thank you, Peter.")),
        ("introduced_together", ("This is our conversation with Anna and Peter.", "Hello.")),
        ("co_host", ("Welcome. Here is Anna, my co-host.", "Hello.")),
        ("and_i", ("Today Anna and I talk about the ice.", "Hello.")),
        ("point_of", ("To come to Anna's earlier point, is it cold?", "It is.")),
        ("more_greeted", ("Hi Anna!", "Hey Peter.", "Welcome, Mary.", "Hello.")),
    ],
)
def test_words_that_tell_of_a_third_are_counted(kind: str, opening: tuple[str, ...]) -> None:
    """What a host and a guest hardly ever say, and three often do, is a sign; each by itself."""
    assert _signs(*opening)[kind] > 0


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("Thanks to Anna and Peter for the music.", 0),
        ("Special thanks to Anna Lind, and thanks to Peter.", 0),
        ("Our thanks to Anna and Peter for joining us.", 1),
        ("Thanks to Anna and Peter so very much and once again for joining us.", 1),
    ],
)
def test_who_made_the_programme_is_not_in_it(words: str, count: int) -> None:
    """A closing thanks people who aren't there; those who joined are."""
    assert _signs("Welcome.", "Hello.", *_TALK, words)["greeted_together"] == count


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("My name is Anna and I will ask you about the ice.", 0),
        ("I'm Anna and I am here on the lake.", 0),
        ("I'm Anna Maria Louisa Lind and I am here on the lake.", 0),
        ("We look at President Peter and I begin with the ice.", 0),
        ("It was on Peter and I knew that.", 0),
        ("I have a lot of respect for Peter and I said so.", 0),
        ("Anna and I will ask you about the ice.", 1),
        ("Today you talk with Anna and I will listen.", 1),
    ],
)
def test_a_name_that_ends_a_clause_is_nobody_beside_the_speaker(words: str, count: int) -> None:
    """ "... is Anna and I will ask" begins a sentence; "Anna and I will ask" tells of a second one who asks."""
    assert _signs(words, "Hello.")["and_i"] == count


@pytest.mark.parametrize(
    ("words", "is_sign"),
    [
        ("Gentlemen, good morning.", True),
        ("Thank you, gentlemen.", True),
        ("Ladies and gentlemen, good morning.", False),
        ("Both gentlemen want the lake. I gave it to those gentlemen.", False),
        ("What do you two think?", True),
        ("I talked to you two years before.", False),
    ],
)
def test_two_are_spoken_to_and_not_of(words: str, is_sign: bool) -> None:
    """Who speaks to two people says "gentlemen", and not "both gentlemen want it"."""
    assert (_signs(words, "Hello.")["both_at_the_edges"] > 0) is is_sign


@pytest.mark.parametrize(
    ("goodbye", "more"),
    [("I was your host, my name is Anna Lynd.", False), ("My name is Mary Lynd. Bye.", True)],
)
def test_a_host_whose_name_is_heard_twice_is_one(goodbye: str, more: bool) -> None:
    """Software hears a surname in two ways; two given names on one side are two people."""
    turns = [
        "Welcome, my name is Anna Lind.", "My name is Peter Brand. Thank you for having me.",
        *_TALK, f"That was the ice. {goodbye}", "Thank you.",
    ]  # fmt: skip
    company = people.gather(About(), turns, [3.0, -3.0] * 14, [1.0, 0.0] * 14)
    assert company.more_named is more


def test_two_who_greet_each_other_are_no_sign() -> None:
    """A host and a guest who call each other by name, and mention others in full, have no sign of a third."""
    signs = _signs(
        "Welcome, Anna. Ladies and gentlemen, this is Anna Reed.",
        "Hi Peter, good to be here.",
        "Anna, is it true that Mary Stone went along with the plan?",
        "Yes, Peter. My colleague Otto Brand said so.",
    )
    assert not any(signs.values())


def test_each_sign_makes_one_leader_less_likely() -> None:
    """No fitted weight of a sign speaks for one person; without a sign the order of pages stays."""
    first, *weights, _ = host_model.shipped().third_voice
    assert first > 0
    assert max(weights) <= 0
    assert len(weights) == len(third_voice.KINDS)
    none = (0.0,) * len(weights)
    shares = [third_voice.one_leads(headcount.Headcount(one_leads=one), none) for one in (0.7, 0.9)]
    assert shares[0] < shares[1]


def _worths(**known: float) -> list[float]:
    """What the turns of a talk are worth: questions, and in turn short and full answers."""
    persons = (
        people.Person("Host", Part.HOST, named=False),
        people.Person("Guest", Part.GUEST, named=False),
    )
    counted = headcount.Headcount(0.99, 0.99, known.pop("one_answers", 0.99))
    company = people.Company(persons, False, {}, {}, {}, counted=counted)
    answer = "It is cold and it is old, and I like it as it is. "
    turns = ("How is the ice this year?", answer, "And what do you do there?", answer * 4) * 10
    odds = (4.0, -4.0) * 20
    talk = sequence.Talk(turns, odds, (False,) * len(turns), True)
    evidence = (Evidence("words", ""),)
    given = [sequence.Attribution(at % 2, 0.999, evidence) for at in range(len(turns))]
    return confidence.confidences(talk, replace(company, **known), given)


def test_where_two_may_lead_only_full_answers_are_sure() -> None:
    """The leader's turns are unsure then, and so are short ones of the other: they may be the second leader's."""
    assert min(_worths()) >= SURE
    assert min(_worths(one_leads=0.9)) >= SURE
    worth = _worths(one_leads=0.6)
    assert max(*worth[::2], *worth[1::4]) < SURE <= min(worth[3::4])
    assert max(_worths(one_leads=0.6, one_answers=0.9)) < SURE


def test_where_hardly_a_turn_sounds_like_the_other_side_one_leads_is_surer() -> None:
    """Two who share a side seldom sound like one: signs that are weak alone are enough then."""
    assert min(_worths(one_leads=0.7, alike=0.1)) >= SURE
    assert max(_worths(one_leads=0.7, alike=0.3)[::2]) < SURE
    assert max(_worths(one_leads=0.5, alike=0.1)[::2]) < SURE


def test_a_page_that_names_a_second_host_has_no_sure_questions() -> None:
    """The same strict alternation is one of two people alone, and may be one of three with a co-host's name."""
    opening = "Welcome to the show. With me is my co-host Anna, and our guest is Peter Reed."
    turns = [opening, "Hello Anna, hello Mary.", *_TALK]
    shares = []
    for talk in (_TALK, turns):
        odds = sequence.talk_of(talk, boundaries_known=True)
        shares.append(people.gather(About(), talk, odds.odds, sequence.leading(odds)).one_leads)
    assert shares[1] < shares[0]


@pytest.mark.parametrize(
    ("title", "more"),
    [
        ("Interview with Rosa Lind and Otto Brand, Radio 4", True),
        ("Radio interview with Rosa Lind & Otto Brand – Triple Q", True),
        ("Interview with Rosa Lind, Radio 4", False),
        ("Interview with Rosa Lind", False),
    ],
)
def test_an_interview_with_two_is_a_talk_of_three(title: str, more: bool) -> None:
    """Whichever side the two are on, somebody has the other one."""
    odds = sequence.talk_of(_TALK, boundaries_known=True)
    company = people.gather(About("", title), _TALK, odds.odds, sequence.leading(odds))
    assert company.more_named is more


def _greeted(name: str, **counts: int) -> Candidate:
    return Candidate(name, signs=[("greets", 0)], counts=Counter(counts))


@pytest.mark.parametrize(
    ("other", "together"),
    [
        (_greeted("Otto Brand"), True),
        (_greeted("Rosa"), False),
        (_greeted("Paris", thing=1), False),
        (_greeted("Will", spelled_small=1), False),
    ],
)
def test_two_who_are_greeted_in_one_turn_are_a_sign(other: Candidate, together: bool) -> None:
    """Whatever stands between the greetings; one person by two names is not, and no thing or word is."""
    row = third_voice.row_of([_greeted("Rosa Lind"), other], (None, None), _TALK)
    assert (row[third_voice.KINDS.index("greeted_together")] > 0) is together


@pytest.mark.parametrize("known", [True, False])
def test_names_that_no_list_has_are_greeted_together_where_the_talk_calls_them(known: bool) -> None:
    """ "Welcome to Brunmar and Zuidhaven" welcomes nobody."""
    called = [Candidate(name, signs=[("opens", 3)]) for name in ("Brunmar", "Zuidhaven")]
    turns = ["Welcome to Brunmar and Zuidhaven.", *_TALK]
    row = third_voice.row_of(called if known else [], (None, None), turns)
    assert (row[third_voice.KINDS.index("greeted_together")] > 0) is known


@pytest.mark.parametrize(
    ("from_the_end", "kind"), [(2, "both_at_the_edges"), (9, "both_within")]
)  # fmt: skip
def test_leave_is_taken_in_the_last_turns(from_the_end: int, kind: str) -> None:
    """ "The two of you" before them is another sign, which weighs less."""
    turns = [*_TALK[:-from_the_end], "My thanks to the two of you.", *_TALK[-from_the_end:]]
    row = dict(zip(third_voice.KINDS, third_voice.row_of([], (None, None), turns), strict=True))
    assert [sign for sign, value in row.items() if value] == [kind]
