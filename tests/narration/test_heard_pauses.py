"""Pauses vary by the words around them, as people's do."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from segmentcast.model import Spoken, Utterance, Voice
from segmentcast.narration.heard_pauses import heard_pauses_ms

WORDS = st.text("abc ", min_size=1, max_size=60)


def _said(*rows: tuple[int, str, int]) -> list[Utterance]:
    return [
        Utterance(turn, 0, "ana", Voice("tone", "low"), text, Spoken(text), pause_ms)
        for turn, text, pause_ms in rows
    ]


def _mean(rows: Sequence[int]) -> float:
    return sum(rows) / len(rows)


def test_an_answer_comes_sooner_than_a_new_subject() -> None:
    """On average by a third; within a turn a short sentence is followed sooner than a long one."""
    numbers = range(200)
    answers = [
        heard_pauses_ms(_said((0, f"Who paid {n}?", 600), (1, "I did.", 0)))[0] for n in numbers
    ]
    others = [
        heard_pauses_ms(_said((0, f"She paid {n}.", 600), (1, "Next.", 0)))[0] for n in numbers
    ]
    assert 0.6 < _mean(answers) / _mean(others) < 0.75
    short = [heard_pauses_ms(_said((0, f"No {n}.", 250), (0, "Yes.", 0)))[0] for n in numbers]
    long = [heard_pauses_ms(_said((0, f"It {n} " * 20, 250), (0, "Yes.", 0)))[0] for n in numbers]
    assert _mean(short) < 0.9 * _mean(long)
    assert len({*answers}) > 50


@given(st.lists(st.tuples(st.integers(0, 3), WORDS, st.integers(0, 2000)), max_size=12))
def test_pauses_follow_from_the_words_alone(rows: list[tuple[int, str, int]]) -> None:
    """The same words have the same pauses; each is within two fifths of what was meant, short ones and the last as meant."""
    said = _said(*rows)
    pauses = heard_pauses_ms(said)
    assert pauses == heard_pauses_ms(_said(*rows))
    assert len(pauses) == len(said)
    for utterance, pause in zip(said, pauses, strict=True):
        meant = utterance.pause_after_ms
        assert 0.59 * meant - 1 <= pause <= 1.33 * meant + 1
        if meant < 150:
            assert pause == meant
    assert not said or pauses[-1] == said[-1].pause_after_ms


def test_an_edit_moves_only_the_pauses_beside_it() -> None:
    """The pauses before and after a changed sentence may be others; the rest stay."""
    rows = [(n // 3, f"Sentence {n} of the talk.", 300) for n in range(30)]
    before = heard_pauses_ms(_said(*rows))
    rows[10] = (3, "Quite another one.", 300)
    after = heard_pauses_ms(_said(*rows))
    moved = {n for n in range(30) if before[n] != after[n]}
    assert moved
    assert moved <= {9, 10}
