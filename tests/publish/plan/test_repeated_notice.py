"""The spoken notice is repeated in long narrations: between turns, and in no published episode."""

from __future__ import annotations

import json
from itertools import pairwise

from segmentcast.model import Spoken, Utterance, Voice
from segmentcast.publish.plan.disclosure import NOTICE_TURN, place_of_turn, with_repetitions
from tests.showcase import ShowUnderTest

VOICE = Voice("tone", "low")
MINUTE = "x" * 923
"""About a minute of speech."""


def utterance(turn: int, text: str = MINUTE) -> Utterance:
    return Utterance(
        turn=turn, paragraph=0, speaker="a", text=text, spoken=Spoken(text), voice=VOICE,
        pause_after_ms=0,
    )  # fmt: skip


def turns_of(minutes: list[int], every: int) -> list[int]:
    """The turn numbers of what is spoken; `minutes` has the length of each turn."""
    whole = [utterance(turn) for turn, length in enumerate(minutes) for _ in range(length)]
    notice = [utterance(NOTICE_TURN, "A synthetic voice.")]
    spoken = with_repetitions([*notice, *whole], notice, whole, every)
    return list(dict.fromkeys(row.turn for row in spoken))


def test_the_notice_comes_again_between_turns_and_not_at_the_end() -> None:
    """After ten minutes it waits for the next turn; right before the end it is not needed."""
    assert turns_of([6, 6, 6, 6], 10) == [-1, 0, 1, -4, 2, 3]
    assert turns_of([25, 2], 10) == [-1, 0, -3, 1]
    assert turns_of([12], 10) == [-1, 0]
    assert turns_of([6, 6, 6], 0) == [-1, 0, 1, 2]


def test_a_repetition_is_heard_before_its_turn_in_a_mixture_too() -> None:
    """Turns, recorded or not, keep their order around the repetitions."""
    order = sorted([2, -4, -1, 0, 1], key=lambda turn: place_of_turn(turn, notice_first=True))
    assert order == [-1, 0, 1, -4, 2]


def test_captions_have_only_the_transcripts_words_around_a_repetition(
    show: ShowUnderTest,
) -> None:
    """The repeated notice is heard in a gap between two turns, and is in no caption."""
    words = "This is a long sentence about the harbour and the boats in it today. " * 8
    text = "\n\n".join(f"{'ANN LEE' if n % 2 else 'BO RAY'}: {words}" for n in range(4))
    folder = show.episode("2026-03-14-long", "Title\n\n" + text)
    (folder / "episode.toml").write_text("[notice]\nevery_minutes = 1\n")
    assert not show.publish().failed
    (captions,) = (show.feed / "captions").glob("*long*.json")
    segments = json.loads(captions.read_text())["segments"]
    assert {row["body"] for row in segments} == {words[:68].strip()}
    gaps = [b["startTime"] - a["endTime"] for a, b in pairwise(segments)]
    assert max(range(len(gaps)), key=gaps.__getitem__) == 15
    assert gaps[15] > 3 * sorted(gaps)[-2]
