"""An alignment that was made before is used by whoever needs it next, and only for the same words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from segmentcast.alignment import Alignment, WrittenSentence
from segmentcast.errors import TranscriptError
from segmentcast.model import Cue, Finding, Paragraph, Part, Speaker, Transcript, Turn, WordTime
from segmentcast.ports import SilentProgress
from segmentcast.publish.produce.kept_alignments import KeptAlignments
from segmentcast.publish.produce.recorded_times import (
    RecordedTalk,
    RecordedTimes,
    times_in_recording,
)

SHA256 = "0" * 64
SENTENCES = (
    WrittenSentence(0, 0, "Ann", "The bay has a ferry."),
    WrittenSentence(1, 0, "Otto", "It left on time."),
)


class Silence:
    """Ten seconds in which nothing is said."""

    rate_hz, channels, frames = 16_000, 1, 160_000

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        yield np.zeros((160_000, 1), np.float32)


def times(folder: Path, sentences: tuple[WrittenSentence, ...]) -> RecordedTimes:
    speakers = (Speaker("ann", "Ann", Part.HOST),)
    turns = tuple(Turn("ann", (Paragraph(one.text),)) for one in sentences)
    return times_in_recording(
        RecordedTalk(Transcript(turns, speakers), sentences, "en"),
        Silence(),
        Path("recording.wav"),
        trimmed_ms=0,
        sha256=SHA256,
        kept=KeptAlignments(folder),
        workers=1,
        progress=SilentProgress(),
    )


def test_the_same_words_are_not_aligned_again(tmp_path: Path) -> None:
    """Another person's name is shown; other words, or a damaged file, are aligned, here in vain."""
    kept = KeptAlignments(tmp_path)
    made = Alignment(
        (Cue(500, 1500, "Ann", SENTENCES[0].text, 0, 0, (WordTime(500, 700, 0, 3),)),),
        (0,),
        (1,),
        ((2000, 9000),),
        (0.9, 0.0),
        (Finding("warning", "alignment-unclear", "elsewhere.wav", "not made out", "listen"),),
        duration_ms=10_000,
        unclear=(1,),
    )
    key = kept.key(SHA256, 0, SENTENCES, "en")
    kept.put(key, made)
    renamed = (replace(SENTENCES[0], speaker="Anna Roe"), SENTENCES[1])
    found = times(tmp_path, renamed)
    assert found.cues == (replace(made.cues[0], speaker="Anna Roe"),)
    assert found.findings[0].where == "recording.wav"
    assert found.aligned is not None
    assert (found.aligned.missing, found.aligned.unclear, found.aligned.extra) == (
        (1,),
        (1,),
        ((2000, 9000),),
    )
    for other in (replace(SENTENCES[0], text="Other words."), SENTENCES[1]), SENTENCES[:1]:
        with pytest.raises(TranscriptError):
            times(tmp_path, other)  # type: ignore[arg-type]
    (path,) = tmp_path.glob(f"{key}.json")
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(TranscriptError):
        times(tmp_path, SENTENCES)
    assert not path.exists()
