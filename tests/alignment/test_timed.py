"""Times that a transcript brings, held against the sound."""

from __future__ import annotations

import pytest

from segmentcast.alignment import PocketSphinx, check_timed
from segmentcast.errors import TranscriptError
from segmentcast.model import Cue


class Foreign(PocketSphinx):
    """A model of a language that nobody speaks here."""

    def knows(self, language: str) -> bool:
        return False


@pytest.fixture(scope="module", params=["by words", "by sound"])
def model(request):
    return None if request.param == "by words" else Foreign()


@pytest.fixture(scope="module")
def cues(interview):
    return tuple(
        Cue(round(time[0]), round(time[1]), sentence.speaker, sentence.text, sentence.turn)
        for sentence, time in zip(interview.sentences, interview.times_ms, strict=True)
    )


def test_right_times(interview, cues, model):
    """Times that are right are left alone, without a word."""
    check = check_timed(cues, interview.sound, model=model, workers=2)
    assert check.shift_ms == 0
    assert check.findings == ()
    assert check.agreement > 0.85


@pytest.mark.parametrize("later_ms", [900, -300])
def test_a_constant_shift(interview, cues, model, later_ms):
    """Times that are all off by the same are told by how much, within 60 ms, and can be mended."""
    told = tuple(cue.shifted(later_ms) for cue in cues)
    check = check_timed(told, interview.sound, model=model, workers=2)
    assert check.shift_ms == pytest.approx(-later_ms, abs=60)
    assert [finding.rule for finding in check.findings] == ["timed-shifted"]
    mended = [cue.shifted(check.shift_ms) for cue in told]
    assert all(abs(a.start_ms - b.start_ms) <= 60 for a, b in zip(mended, cues, strict=True))


def test_drift(interview, cues):
    """Times that run away are reported and not shifted."""
    told = [cue.shifted(cue.start_ms // 15) for cue in cues]
    check = check_timed(told, interview.sound, workers=2)
    assert check.shift_ms == 0
    assert check.findings[0].rule == "timed-drift"


def test_cut_recording(interview, cues, model):
    """Cues after the end of the recording are counted."""
    half = type(interview.sound)(interview.sound.samples[: len(interview.sound.samples) // 2])
    check = check_timed(cues, half, model=model, workers=2)
    beyond = sum(cue.end_ms > len(half.samples) / 16 + 500 for cue in cues)
    found = next(one for one in check.findings if one.rule == "timed-beyond-end")
    assert f"{beyond} cues" in found.what
    assert check.shift_ms == 0


@pytest.mark.parametrize("hours", [1, 9_000])
def test_a_cue_far_behind_the_end_is_a_finding_about_that_cue(interview, cues, model, hours):
    """One wrong time doesn't say that transcript and sound are strangers; the cue is named, with its words."""
    far = cues[-1].shifted(hours * 3_600_000)
    told = (*cues[:-1], far)
    check = check_timed(told, interview.sound, model=model, workers=2)
    assert check.shift_ms == 0
    (found,) = check.findings
    assert found.rule == "timed-beyond-end"
    assert found.what.startswith("1 cue is after the end of the recording at ")
    assert f"“{far.text[:20]}" in found.what


def test_cue_in_silence(interview, cues, model):
    """A cue where there is no sound is reported with its time."""
    quiet = interview.sound.samples.copy()
    quiet[cues[7].start_ms * 16 - 200 : cues[7].end_ms * 16 + 200] = 0
    check = check_timed(cues, type(interview.sound)(quiet), model=model, workers=2)
    assert [finding.rule for finding in check.findings] == ["timed-silent"]
    assert "1 cue" in check.findings[0].what


def test_words_of_something_else(interview, cues):
    """A timed transcript of another recording is refused."""
    other = (
        "Two onions and a pound of carrots are cut finely.",
        "Heat the oil in a wide pan until it shimmers.",
        "My grandmother never measured anything, she tasted it.",
    )
    told = [Cue(cue.start_ms, cue.end_ms, "Ann", other[at % 3]) for at, cue in enumerate(cues)]
    with pytest.raises(TranscriptError, match="do not belong together"):
        check_timed(told, interview.sound, workers=2)


def test_nothing_to_check(interview):
    """No cues, or cues without words, are an error."""
    with pytest.raises(TranscriptError, match="no words"):
        check_timed([Cue(0, 500, "Ann", "…")], interview.sound)
