"""Proof by ear with the real recogniser: what is said comes back, what is not is named."""

from typing import Any

import pytest

from segmentcast import audio_io
from segmentcast.listening.proof import SpokenSentence, describe, grouped, prove_sound, span_of
from segmentcast.listening.recogniser import SpeechRecogniser
from segmentcast.model import Cue
from tests.interview import TURNS


@pytest.fixture(scope="module")
def source(spoken: Any, write: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The interview as a file."""
    path = write(tmp_path_factory.mktemp("sound") / "interview.mp3", spoken.samples)
    return audio_io.open_source(path)


def cues_of(spoken: Any, *changes: tuple[str, str]) -> list[Cue]:
    """The sentences at their times, with some words changed."""
    cues = []
    for turn, (speaker, sentences) in enumerate(TURNS):
        for text, (start_ms, end_ms) in zip(sentences, spoken.times_ms[turn], strict=True):
            changed = text
            for said, other in changes:
                changed = changed.replace(said, other)
            cues.append(Cue(start_ms, end_ms, speaker, changed, turn))
    return cues


def test_what_is_said_comes_back(source: Any, spoken: Any, recogniser: SpeechRecogniser) -> None:
    """A right transcript has no place that is heard otherwise, names included."""
    assert prove_sound(source, cues_of(spoken), recogniser, "en") == []


def test_what_is_not_said_is_named(source: Any, spoken: Any, recogniser: SpeechRecogniser) -> None:
    """Another number, and a negation, are found with both wordings, their sentence, and their time."""
    changes = ("for nine years", "for five years"), ("She did not,", "She did,")
    cues = cues_of(spoken, *changes)
    found = prove_sound(source, cues, recogniser, "en")
    assert [(cues[one.sentence].text.split()[0], one.written) for one in found] == [
        ("The", "five"),
        ("She", ""),
    ]
    assert "nine" in found[0].heard or "9" in found[0].heard
    assert found[1].heard.startswith("not")
    assert abs(found[1].at_ms - cues[found[1].sentence].start_ms) < 1_500
    told = describe("episodes/x", cues[0], found[0])
    assert (told.rule, told.where) == ("heard-otherwise", "episodes/x")
    assert '"five" is written, "' in told.what


def test_sentences_are_heard_together_within_bounds() -> None:
    """Groups follow each other, hold every sentence once, and none is longer than a hearing."""
    sentences = [SpokenSentence(f"S{at}.", at * 7_000, at * 7_000 + 6_500) for at in range(10)]
    groups = list(grouped(sentences))
    assert [at for group in groups for at in group] == list(range(10))
    for group in groups:
        start_ms, end_ms = span_of(sentences, group)
        assert end_ms - start_ms <= 25_300
    assert list(grouped([])) == []
