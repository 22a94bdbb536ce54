"""Transcripts found in recordings whose sentence times are known."""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from segmentcast import audio_io
from segmentcast.alignment import (
    Alignment,
    Heard,
    PocketSphinx,
    Window,
    Word,
    WrittenSentence,
    align,
    sentences_of,
)
from segmentcast.errors import SoundError, TranscriptError
from segmentcast.model import Paragraph, Part, Speaker, Transcript, Turn
from segmentcast.ports import Unavailable


@pytest.fixture(scope="session")
def clean(interview) -> Alignment:
    return align(interview.sound, interview.sentences, workers=2)


class Deaf:
    """A model that cannot run here."""

    name = "deaf"

    def unavailable(self) -> Unavailable | None:
        return Unavailable("the model is not here", "fetch it")

    def knows(self, language: str) -> bool:
        return True

    def listen(
        self, windows: Iterable[Window], phrases: Sequence[Sequence[Word]], *, workers: int
    ) -> Iterator[tuple[Heard, ...]]:
        raise AssertionError("must not be asked")


def test_clean_speech(interview, clean):
    """In clean speech all sentences are found, half of them within 25 ms, 95 % within 60 ms."""
    assert clean.matched == tuple(range(len(interview.sentences)))
    assert not clean.missing
    assert not clean.extra
    errors = interview.errors_ms(clean)
    assert np.median(errors) <= 25
    assert np.percentile(errors, 95) <= 60


def test_cues_say_what_the_transcript_says(interview, clean):
    """A cue has the sentence's own text, speaker and place, and the cues follow one another."""
    for cue, sentence in zip(clean.cues, interview.sentences, strict=True):
        assert (cue.text, cue.speaker, cue.turn) == (sentence.text, sentence.speaker, sentence.turn)
        assert cue.start_ms < cue.end_ms
    for before, after in pairwise(clean.cues):
        assert before.end_ms <= after.start_ms


def test_ends(interview, clean):
    """A cue ends with its sentence: within 150 ms."""
    for cue, time in zip(clean.cues, interview.times_ms, strict=True):
        assert abs(cue.end_ms - time[1]) <= 150


def test_word_times(interview, clean):
    """Words have times within their cue, in order; `41` and `$3.2 million` have one as they are written."""
    for cue in clean.cues:
        for before, after in pairwise(cue.word_times):
            assert before.end_ms <= after.start_ms
            assert before.end <= after.start
        for word in cue.word_times:
            assert cue.start_ms <= word.start_ms < word.end_ms <= cue.end_ms + 1
    written = {cue.text[word.start : word.end] for cue in clean.cues for word in cue.word_times}
    assert {"41", "1998", "Kessel", "harbour"} <= written


def test_any_number_of_workers(interview, clean):
    """One worker gives exactly what two and three give."""
    for workers in (1, 3):
        assert align(interview.sound, interview.sentences, workers=workers) == clean


def test_a_file(interview, clean, tmp_path: Path):
    """A stereo file at another rate gives the same times within 30 ms, and progress is told in seconds."""

    class Told:
        def __init__(self) -> None:
            self.total = self.done = 0.0
            self.finished: list[str] = []

        def start(self, task: str, total: float, unit: str) -> None:
            self.total = total

        def advance(self, task: str, amount: float) -> None:
            self.done += amount

        def finish(self, task: str) -> None:
            self.finished.append(task)

        def say(self, message: str) -> None:
            raise AssertionError(message)

    mono = audio_io.resampled(interview.sound, 44_100)
    path = tmp_path / "recording.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44_100)
        for block in mono.blocks():
            file.writeframes((np.repeat(block, 2, axis=1) * 32767).astype("<i2").tobytes())
    told = Told()
    again = align(audio_io.open_source(path), interview.sentences, workers=2, progress=told)
    assert again.matched == clean.matched
    assert interview.errors_ms(again).max() <= interview.errors_ms(clean).max() + 30
    assert told.done == pytest.approx(told.total, abs=0.2)
    assert told.finished == ["Aligning"]


def test_noise(interview, add_noise):
    """With noise at 20 dB nearly all sentences are found, 95 % of them within 150 ms."""
    alignment = align(add_noise(interview, 20).sound, interview.sentences, workers=2)
    assert len(alignment.missing) <= 1
    assert np.percentile(interview.errors_ms(alignment), 95) <= 150


def test_music_in_front(record, tune: NDArray[np.float32]):
    """A signature tune is reported as sound without words, and moves no sentence."""
    recorded = record(lead=tune)
    alignment = align(recorded.sound, recorded.sentences, workers=2)
    assert not alignment.missing
    assert np.percentile(recorded.errors_ms(alignment), 95) <= 60
    ((start, end),) = alignment.extra
    assert start <= 200
    assert 7_400 <= end <= 8_300
    assert [finding.rule for finding in alignment.findings] == ["alignment-extra"]


def test_ad_lib_and_missing_paragraphs(record, spoken):
    """Sentences that are not in the sound get no time, an ad lib no words; the others hold."""
    recorded = record(ad_lib_after=4, without=(3, 7))
    alignment = align(recorded.sound, recorded.sentences, workers=2)
    assert alignment.missing == recorded.absent()
    assert all(alignment.confidence[at] == 0 for at in alignment.missing)
    assert recorded.errors_ms(alignment).max() <= 150
    ((start, end),) = alignment.extra
    before = recorded.times_ms[4]
    after = recorded.times_ms[5]
    assert before[1] - 100 <= start
    assert end <= after[0] + 100
    assert end - start >= 6_000
    said = [str(finding) for finding in alignment.findings]
    assert any("3 sentences are not in the recording" in one and "I counted" in one for one in said)


def test_the_same_in_strong_noise(record, add_noise):
    """At 12 dB, too, no time is made up for sentences that are not there, and the others are near."""
    recorded = add_noise(record(ad_lib_after=4, without=(1, 3, 4, 7)), 12)
    alignment = align(recorded.sound, recorded.sentences, workers=2)
    assert set(recorded.absent()) <= set(alignment.missing)
    assert len(alignment.missing) <= len(recorded.absent()) + 1
    assert np.percentile(recorded.errors_ms(alignment), 95) <= 150


def test_part_of_a_recording(interview):
    """A transcript of a part of the recording belongs to it."""
    part = interview.sentences[6:12]
    alignment = align(interview.sound, part, workers=2)
    assert len(alignment.cues) == len(part)
    for cue, time in zip(alignment.cues, interview.times_ms[6:12], strict=True):
        assert abs(cue.start_ms - time[0]) <= 150
    assert len(alignment.extra) == 2


def test_another_transcript(interview):
    """A transcript of something else is refused, with what was made out."""
    recipe = (
        "The recipe begins with two onions and a pound of carrots.", "Cut them finely.",
        "Heat the oil in a wide pan until it shimmers.", "Add the vegetables and stir.",
        "My grandmother never measured anything, she tasted.",
        "When the soup is thick, take it off the fire and let it rest for an hour.",
    )  # fmt: skip
    with pytest.raises(TranscriptError, match=r"recording: .*do not belong together: \d+%"):
        align(interview.sound, [WrittenSentence(0, 0, "Ann", text) for text in recipe], workers=2)


@pytest.mark.parametrize("what", ["silence", "nothing", "a tune"])
def test_sound_without_speech(interview, tune, what):
    """Silence, no samples at all, or music alone: refused, never timed."""
    sound = {
        "silence": np.zeros(160_000, np.float32),
        "nothing": np.empty(0, np.float32),
        "a tune": tune,
    }[what]
    with pytest.raises(TranscriptError, match="do not belong together"):
        align(type(interview.sound)(sound), interview.sentences)


def test_no_words(interview):
    """A transcript of punctuation has nothing to align."""
    with pytest.raises(TranscriptError, match="no words"):
        align(interview.sound, [WrittenSentence(0, 0, "Ann", "…")])


def test_a_sentence_without_words_is_neither_found_nor_missing(interview, clean):
    """A line of dashes between the sentences gets no cue and is not reported."""
    sentences = (
        *interview.sentences[:5],
        WrittenSentence(1, 0, "Ann", "— —"),
        *interview.sentences[5:],
    )
    alignment = align(interview.sound, sentences, workers=2)
    assert not alignment.missing
    assert 5 not in alignment.matched
    assert len(alignment.cues) == len(clean.cues)


@pytest.mark.parametrize(
    ("language", "model", "why"),
    [("fi", None, "'fi'"), ("en", Deaf(), "the model is not here (fetch it)")],
)
def test_without_a_model(interview, language, model, why):
    """Without a model for the language every sentence gets an approximate time, and a finding says why."""
    alignment = align(interview.sound, interview.sentences, language=language, model=model)
    assert alignment.approximate
    assert len(alignment.cues) == len(interview.sentences)
    (finding,) = alignment.findings
    assert finding.rule == "alignment-approximate"
    assert why in finding.what
    assert np.median(interview.errors_ms(alignment)) <= 500


def test_without_a_model_it_still_refuses(interview):
    """Far too many words for the sound are refused without a model as well."""
    with pytest.raises(TranscriptError, match="do not fit"):
        align(interview.sound, interview.sentences * 6, language="fi")


def test_a_model_that_is_not_there(interview, tmp_path, monkeypatch):
    """A package without its model is an error with a remedy, not a traceback."""
    monkeypatch.setenv("POCKETSPHINX_PATH", str(tmp_path))
    with pytest.raises(SoundError, match="reinstall pocketsphinx"):
        align(interview.sound, interview.sentences)


def test_a_damaged_model(interview, tmp_path, monkeypatch):
    """When the process that listens ends, the error says so."""
    (tmp_path / "en-us" / "en-us").mkdir(parents=True)
    (tmp_path / "en-us" / "cmudict-en-us.dict").write_text("good G UH D\n", encoding="utf-8")
    monkeypatch.setenv("POCKETSPHINX_PATH", str(tmp_path))
    with pytest.raises(SoundError, match="the aligner stopped with exit code"):
        align(interview.sound, interview.sentences, workers=2)


def test_an_error_of_the_recording_passes(interview):
    """What the recording raises while it is read is raised, and nothing hangs."""

    class Broken:
        rate_hz, channels = 16_000, 1

        def blocks(self) -> Iterator[NDArray[np.float32]]:
            yield interview.sound.samples[: 16_000 * 30, None]
            raise SoundError.at("recording.wav", "the file is cut short")

    with pytest.raises(SoundError, match="cut short"):
        align(Broken(), interview.sentences, workers=2)


def test_sentences_of_a_transcript():
    """Sentences carry the name to show and the place of their paragraph."""
    transcript = Transcript(
        turns=(
            Turn("ruth", (Paragraph("Good evening. How are you?"), Paragraph("Well?"))),
            Turn("tomas", (Paragraph("Mr. Arvid is fine."),)),
        ),
        speakers=(Speaker("ruth", "Ruth Calder", Part.HOST), Speaker("tomas", "Tomas", Part.GUEST)),
    )
    assert sentences_of(transcript) == (
        WrittenSentence(0, 0, "Ruth Calder", "Good evening."),
        WrittenSentence(0, 0, "Ruth Calder", "How are you?"),
        WrittenSentence(0, 1, "Ruth Calder", "Well?"),
        WrittenSentence(1, 0, "Tomas", "Mr. Arvid is fine."),
    )


def test_unknown_names_are_made_out(say: Callable[..., NDArray[np.float32]], interview):
    """A name that is in no dictionary is sounded out well enough to start a sentence."""
    texts = (
        "Tigranakert lies on a hill above the river.",
        "Zoverian Bulk sold eleven of the ships.",
    )
    gap = np.zeros(8_000, np.float32)
    pieces = [gap, say(texts[0]), gap, say(texts[1]), gap]
    alignment = align(
        type(interview.sound)(np.concatenate(pieces)),
        [WrittenSentence(0, 0, "Ann", text) for text in texts],
    )
    starts = [8_000 / 16, (16_000 + len(pieces[1])) / 16]
    assert [cue.start_ms for cue in alignment.cues] == pytest.approx(starts, abs=80)


def test_the_model_knows_english_alone():
    """British or American, but no other language."""
    model = PocketSphinx()
    assert model.knows("en-GB")
    assert not model.knows("enm")
    assert model.unavailable() is None


def test_one_model_serves_many_clips(interview, clean):
    """With its processes kept, each clip is heard as by a model of its own, and none is left behind."""
    parts = [(0, 5), (6, 12), (0, len(interview.sentences))]
    alone = [align(interview.sound, interview.sentences[first:end]) for first, end in parts]
    with PocketSphinx() as model:
        shared = []
        children = set()
        for first, end in parts:
            shared.append(align(interview.sound, interview.sentences[first:end], model=model))
            children |= {process._child.pid for process in model._idle}
        assert len(children) == 1
    assert shared == alone
    assert not model._idle
