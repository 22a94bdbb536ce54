"""A reading spoken: with the shipped tone engine, and with the default voices where it matters."""

import threading
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from segmentcast import engines, narration
from segmentcast.cache import KeptSpeech, SpeechCache
from segmentcast.errors import EngineError, Problem
from segmentcast.model import Reading, Speech, Spoken, Utterance, Voice
from segmentcast.narration.heard_pauses import heard_pauses_ms

LOW = Voice("tone", "low")


class Recorder:
    """A progress display that keeps what it was told."""

    def __init__(self) -> None:
        self.done = 0.0
        self.total = 0.0
        self._lock = threading.Lock()

    def start(self, task: str, total: float, unit: str) -> None:
        self.total += total

    def advance(self, task: str, amount: float) -> None:
        with self._lock:
            self.done += amount

    def finish(self, task: str) -> None: ...

    def say(self, message: str) -> None: ...


def reading(*sentences: str, pause_ms: int = 300) -> Reading:
    voices = engines.get("tone").voices()
    return Reading(
        tuple(
            Utterance(
                turn=index,
                paragraph=0,
                speaker=f"person-{index % 2}",
                voice=Voice("tone", voices[index % 2].name),
                text=sentence,
                spoken=Spoken(sentence),
                pause_after_ms=pause_ms,
            )
            for index, sentence in enumerate(sentences)
        )
    )


NAMES = {"person-0": "Ana Ruiz", "person-1": "Ben Okoro"}


def narrate(
    text: Reading, folder: Path, workers: int = 2, progress: Recorder | None = None
) -> tuple[narration.Narration, Recorder]:
    progress = progress or Recorder()
    made = narration.narrate(
        text,
        {"tone": engines.get("tone")},
        SpeechCache(folder),
        NAMES,
        workers=workers,
        progress=progress,
        task="Narrating",
    )
    return made, progress


def sound_of(made: narration.Narration) -> np.ndarray:
    return np.concatenate(list(made.source.blocks()))[:, 0]


def test_each_cue_holds_its_sentence_and_the_pauses_are_silent(tmp_path: Path) -> None:
    """Sound is where the cues say, and nowhere else."""
    text = reading("The first sentence is heard.", "Then the second one.", "And a third, at last.")
    made, _ = narrate(text, tmp_path)
    sound = sound_of(made)
    heard = np.zeros(len(sound), bool)
    for cue, utterance in zip(made.cues, text.utterances, strict=True):
        span = slice(cue.start_ms * 24, cue.end_ms * 24)
        heard[span] = True
        assert np.abs(sound[span]).max() > 0.02
        assert (cue.text, cue.speaker) == (utterance.text, NAMES[utterance.speaker])
    assert np.abs(sound[~heard]).max() == 0
    gaps = [b.start_ms - a.end_ms for a, b in pairwise(made.cues)]
    meant = heard_pauses_ms(text.utterances)
    assert all(wanted - 1 <= gap <= wanted + 25 for gap, wanted in zip(gaps, meant, strict=False))


def test_every_sentence_begins_on_the_grid_of_mp3_frames(tmp_path: Path) -> None:
    """A pause is lengthened by less than 24 ms, so that what follows begins on an MP3 frame."""
    text = reading(*[f"Sentence number {n} says {n * n}." for n in range(1, 7)])
    made, _ = narrate(text, tmp_path)
    sound = sound_of(made)
    assert len(sound) % 576 == 0
    for cue in made.cues[1:]:
        off = cue.start_ms * 24 % 576
        assert min(off, 576 - off) <= 24


def test_an_edit_leaves_the_other_sections_as_they_were(tmp_path: Path) -> None:
    """Sections are told by what they hold: another sentence changes its own and no more than one beside it."""
    said = [
        f"Sentence number {n} speaks at some length of {n * n} boats and a harbour."
        for n in range(90)
    ]
    before, _ = narrate(reading(*said), tmp_path)
    said[40] = "Nobody had expected a sentence such as this, which is quite another."
    after, _ = narrate(reading(*said), tmp_path)
    old, new = ({each.key for each in made.source.sections} for made in (before, after))
    assert len(old) >= 6
    assert len(new - old) <= 2
    whole = np.concatenate([after.source.section(n) for n in range(len(after.source.sections))])
    assert np.array_equal(whole[:, 0], sound_of(after))
    assert [len(after.source.section(n)) for n in range(3)] == [
        each.frames for each in after.source.sections[:3]
    ]


def test_sections_of_a_long_paragraph_are_bounded(tmp_path: Path) -> None:
    """Without a long pause a section ends after a sentence all the same, and behind an edit they are those of before."""
    said = [f"sentence {n} of {n * n} boats goes on" for n in range(160)]
    before, _ = narrate(reading(*said, pause_ms=100), tmp_path)
    lengths = [section.frames / narration.RATE_HZ for section in before.source.sections]
    assert len(lengths) >= 4
    assert all(60 <= length < 95 for length in lengths[:-1])
    said[3] = "nobody had expected this"
    after, _ = narrate(reading(*said, pause_ms=100), tmp_path)
    changed = {each.key for each in after.source.sections} - {
        each.key for each in before.source.sections
    }
    assert len(changed) < len(lengths)


def test_the_same_bytes_whatever_the_number_of_threads(tmp_path: Path) -> None:
    """One thread or four: the joined sound and the cues are the same."""
    text = reading(*[f"Sentence number {n} of the reading." for n in range(8)])
    one, _ = narrate(text, tmp_path / "one", workers=1)
    four, _ = narrate(text, tmp_path / "four", workers=4)
    assert np.array_equal(sound_of(one), sound_of(four))
    assert one.cues == four.cues


def test_only_what_changed_is_spoken_again(tmp_path: Path) -> None:
    """A second narration speaks nothing; one changed sentence is one sentence spoken."""
    first, progress = narrate(reading("One thing.", "Two things.", "Three things."), tmp_path)
    assert (first.spoken, first.reused) == (3, 0)
    assert progress.done == progress.total > 0
    again, _ = narrate(reading("One thing.", "Two things.", "Three things."), tmp_path)
    assert (again.spoken, again.reused) == (0, 3)
    edited, _ = narrate(reading("One thing.", "Two other things.", "Three things."), tmp_path)
    assert (edited.spoken, edited.reused) == (1, 2)


def test_a_damaged_sentence_is_spoken_again(tmp_path: Path) -> None:
    """A cache entry that was cut is noticed and replaced."""
    text = reading("One thing.", "Two things.")
    first, _ = narrate(text, tmp_path)
    whole = sound_of(first)
    victim = next(tmp_path.rglob("*.speech"))
    victim.write_bytes(victim.read_bytes()[:-100])
    again, _ = narrate(text, tmp_path)
    assert np.array_equal(sound_of(again), whole)


def test_another_take_of_a_sentence_is_another_section(tmp_path: Path) -> None:
    """An engine may say a sentence in two ways: a piece that was kept of one is not taken for the other."""
    text = reading("One thing.", "Two things.")
    first, _ = narrate(text, tmp_path)
    cache = SpeechCache(tmp_path)
    (key, *_) = narration.sentence_keys(text, {"tone": engines.get("tone")})
    before = cache.get(key)
    assert before is not None
    cache.put(key, KeptSpeech(before.samples[::-1].copy(), before.rate_hz, before.words))
    second, _ = narrate(text, tmp_path)
    lengths = [[each.frames for each in made.source.sections] for made in (first, second)]
    assert lengths[0] == lengths[1]
    assert first.source.sections != second.source.sections
    cache.put(key, KeptSpeech(np.tile(before.samples, 3), before.rate_hz))
    with pytest.raises(EngineError, match="disappeared"):
        sound_of(second)


def test_a_cache_that_loses_a_sentence_is_an_error_and_no_silence(tmp_path: Path) -> None:
    """What was spoken and is not there afterwards is told; no episode without words is made of it."""

    class Emptying(Recorder):
        """Somebody empties the cache while the sentences are spoken."""

        def advance(self, task: str, amount: float) -> None:
            for kept in tmp_path.rglob("*.speech"):
                kept.unlink(missing_ok=True)

    with pytest.raises(EngineError, match="disappeared from the cache"):
        narrate(reading("One thing.", "Two things."), tmp_path, progress=Emptying())


def test_the_sound_key_moves_with_all_that_is_heard() -> None:
    """Words, voice and pauses change the key; what is only shown does not."""
    tone = {"tone": engines.get("tone")}
    base = narration.sound_key(reading("A sentence."), tone)
    assert narration.sound_key(reading("A sentence!"), tone) != base
    assert narration.sound_key(reading("A sentence.", pause_ms=301), tone) != base
    assert narration.sound_key(reading("A sentence."), tone) == base


def test_a_failing_engine_stops_the_work_with_its_own_error(tmp_path: Path) -> None:
    """The first failure ends the narration; no sentence is half kept."""

    class Broken:
        name = "tone"

        def unavailable(self) -> None:
            return None

        def voices(self):
            return engines.get("tone").voices()

        def fingerprint(self, voice: Voice) -> str:
            return f"broken {voice}"

        def synth(self, spoken: Spoken, voice: Voice) -> Speech:
            raise EngineError(Problem("", f"cannot say {spoken.text!r}", "try another engine"))

    with pytest.raises(EngineError, match="cannot say"):
        narration.narrate(
            reading("One.", "Two."), {"tone": Broken()}, SpeechCache(tmp_path), NAMES,
            workers=2, progress=Recorder(), task="x",
        )  # fmt: skip
    assert list(tmp_path.rglob("*.part")) == []


def test_quiet_and_loud_voices_come_out_alike() -> None:
    """Two engines 20 dB apart are brought within 1 dB of each other, and never past full scale."""
    rng = np.random.default_rng(1)
    speech = (rng.standard_normal(24_000) * 0.1).astype(np.float32)
    speech[8_000:12_000] = 0
    quiet, loud = narration.levelled(speech * 0.1), narration.levelled(speech)
    assert 20 * np.log10(np.std(loud) / np.std(quiet)) == pytest.approx(0, abs=1)
    spike = np.zeros(24_000, np.float32)
    spike[5_000:5_010] = 1
    assert np.abs(narration.levelled(spike)).max() <= 0.991


def test_silence_around_a_sentence_is_trimmed_to_a_margin_and_no_word_is_cut() -> None:
    """Leading and trailing silence go; what is heard stays to the last sample."""
    rate = 22_050
    tone = (0.3 * np.sin(2 * np.pi * 220 * np.arange(rate) / rate)).astype(np.float32)
    samples = np.concatenate([np.zeros(rate, np.float32), tone, np.zeros(rate, np.float32)])
    kept = narration.prepare(Speech(samples, rate)).samples
    assert 24_000 <= len(kept) <= 24_000 * 1.15
    loud = np.flatnonzero(np.abs(kept) > 300)
    assert loud[0] > 0
    assert loud[-1] - loud[0] > 23_500
