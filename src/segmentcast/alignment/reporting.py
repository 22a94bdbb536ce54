"""The alignment's findings and errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from segmentcast.alignment.activity import Activity
from segmentcast.alignment.data import WrittenSentence
from segmentcast.alignment.placing import Placed
from segmentcast.errors import Problem, TranscriptError
from segmentcast.model import Finding
from segmentcast.timing import clock

_UNSURE = 0.6
_QUOTED = 60


def describe_missing(
    where: str,
    sentences: Sequence[WrittenSentence],
    run: Sequence[int],
    placed: Sequence[Placed | None],
    *,
    unclear: bool,
) -> Finding:
    """A run of sentences without a time. `unclear`: there is sound, whose words nobody made out."""
    before = next((now for at in range(run[0] - 1, -1, -1) if (now := placed[at])), None)
    place = f"after {clock(before.end_ms)}" if before else "at the start"
    sentence = f"{len(run)} sentences" if len(run) > 1 else "1 sentence"
    quoted = _quoted(sentences[run[0]].text)
    without = "the page shows them without a time, and no captions are made there"
    if unclear:
        return Finding(
            "warning", "alignment-unclear", where,
            f"{sentence} could not be made out in the sound {place}: {quoted}; {without}",
            "listen there; give a timed transcript (VTT, SRT) if the words are said",
        )  # fmt: skip
    verb = "are" if len(run) > 1 else "is"
    return Finding(
        "warning", "alignment-missing", where,
        f"{sentence} {verb} not in the recording ({place}): {quoted}; {without}",
        "take the words out of the transcript, or attach the whole recording",
    )  # fmt: skip


def describe_extra(where: str, start_ms: int, end_ms: int) -> Finding:
    """Sound for which the transcript has no words."""
    return Finding(
        "note", "alignment-extra", where,
        f"{(end_ms - start_ms) / 1000:.1f} s of sound from {clock(start_ms)} to {clock(end_ms)} have no words in the transcript",
        "add the words if somebody speaks there",
    )  # fmt: skip


def describe_unsure(
    where: str, sentences: Sequence[WrittenSentence], placed: Sequence[Placed | None]
) -> Iterator[Finding]:
    """Sentences that were only partly recognised."""
    for sentence, now in zip(sentences, placed, strict=True):
        if now and now.confidence < _UNSURE:
            yield Finding(
                "note", "alignment-unsure", where,
                f"{now.confidence:.0%} of the words were recognised at {clock(now.start_ms)}: {_quoted(sentence.text)}",
                "listen there: the words or the times may be wrong",
            )  # fmt: skip


def describe_approximate(where: str, why: str) -> Finding:
    """Times without a model."""
    return Finding(
        "warning", "alignment-approximate", where,
        f"the times come only from pauses and sentence lengths: {why}",
        "listen to the captions; a timed transcript (VTT, SRT) is better",
    )  # fmt: skip


def refuse(where: str, share: float | None, count: int, activity: Activity) -> TranscriptError:
    """The error for a transcript of something else. Without `share`, no words were recognised."""
    seconds = int(np.count_nonzero(activity.active)) / 100
    sound = f"{seconds:.0f} s of sound in {clock(activity.duration_ms)}"
    what = (
        f"{count} sentences do not fit into {sound}"
        if share is None
        else f"{share:.0%} of the transcript's words were recognised, in order, in {sound}"
    )
    return TranscriptError(
        Problem(
            where,
            f"the transcript and the recording do not belong together: {what}",
            "attach the recording of this transcript, or give a timed transcript (VTT, SRT)",
        )
    )


def _quoted(text: str) -> str:
    short = text if len(text) <= _QUOTED else f"{text[:_QUOTED].rsplit(' ', 1)[0]} …"
    return f'"{short}"'
