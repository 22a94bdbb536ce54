"""When the sentences of a transcript are heard in the recording of the whole talk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from segmentcast import alignment, master
from segmentcast.alignment import Alignment, WrittenSentence
from segmentcast.model import Cue, Finding, LoudnessTarget, Transcript, Utterance
from segmentcast.ports import Progress, SoundSource
from segmentcast.publish.produce.kept_alignments import KeptAlignments
from segmentcast.recording import Recording


@dataclass(frozen=True, slots=True)
class RecordedTalk:
    """A transcript to be found in its recording: its sentences, and the language in which they are said."""

    transcript: Transcript
    sentences: tuple[WrittenSentence, ...]
    language: str


@dataclass(frozen=True, slots=True)
class RecordedTimes:
    """When the sentences are heard. `aligned` is None for a transcript with its own times, of which
    those of the cues `outside` are not in the recording.
    """

    cues: tuple[Cue, ...] = ()
    findings: tuple[Finding, ...] = ()
    aligned: Alignment | None = None
    outside: tuple[Cue, ...] = ()


def sentences_of(
    utterances: Sequence[Utterance], names: Mapping[str, str]
) -> tuple[WrittenSentence, ...]:
    """The utterances as sentences to align with a recording; `names` maps a speaker's key to the name to show."""
    return tuple(
        WrittenSentence(row.turn, row.paragraph, names[row.speaker], row.text) for row in utterances
    )


def stays_untouched(opened: Recording, target: LoudnessTarget, *, surrounded: bool) -> bool:
    """Whether a recording is published as it is: an MP3 at its target, without intro or repairs."""
    return (
        master.already_mastered(opened.info, opened.loudness, target)
        and not opened.repaired
        and not surrounded
    )


def times_in_recording(
    talk: RecordedTalk,
    source: SoundSource,
    path: Path,
    *,
    trimmed_ms: int,
    sha256: str,
    kept: KeptAlignments | None,
    workers: int,
    progress: Progress,
) -> RecordedTimes:
    """When the sentences are heard in `source`, which lacks the first `trimmed_ms` of the file at `path`.

    `sha256` is that of the file, for `kept`. Raises TranscriptError if transcript and recording do
    not belong together, and SoundError.
    """
    if not talk.transcript.turns:
        return RecordedTimes()
    timed = _timed_cues(talk.transcript)
    if timed:
        cues = tuple(cue.shifted(-trimmed_ms) for cue in timed)
        checked = alignment.check_timed(
            cues,
            source,
            language=talk.language,
            workers=workers,
            progress=progress,
            where=str(path),
        )
        moved = tuple(cue.shifted(checked.shift_ms) for cue in cues)
        heard = within(moved, source)
        return RecordedTimes(
            heard,
            (*checked.findings, *_outside(path, moved, len(heard))),
            outside=tuple(cue for cue in moved if not within((cue,), source)),
        )
    known = None
    if kept is not None:
        key = kept.key(sha256, trimmed_ms, talk.sentences, talk.language)
        known = kept.get(key, talk.sentences, str(path))
    result = known or alignment.align(
        source,
        talk.sentences,
        language=talk.language,
        workers=workers,
        progress=progress,
        where=str(path),
    )
    if kept is not None and known is None:
        kept.put(key, result)
    return RecordedTimes(within(result.cues, source), result.findings, result)


def within(cues: Sequence[Cue], source: SoundSource) -> tuple[Cue, ...]:
    """The cues clipped to the length of `source`, without those outside it."""
    frames = getattr(source, "frames", None)
    end_ms = frames * 1000 // source.rate_hz if frames else None
    return tuple(
        replace(
            cue,
            start_ms=max(0, cue.start_ms),
            end_ms=cue.end_ms if end_ms is None else min(cue.end_ms, end_ms),
        )
        for cue in cues
        if cue.end_ms > 0 and (end_ms is None or cue.start_ms < end_ms)
    )


def _outside(path: Path, cues: Sequence[Cue], heard: int) -> Iterator[Finding]:
    """A warning if paragraphs have times outside the recording."""
    count = len(cues) - heard
    if count:
        yield Finding(
            "warning",
            "alignment-missing",
            str(path),
            f"{count} of {len(cues)} timed paragraphs are outside the recording, which is shorter;"
            " they are shown on the page without times, and have no captions",
            "remove the words from the transcript, or supply the whole recording",
        )


def _timed_cues(transcript: Transcript) -> tuple[Cue, ...]:
    """Cues from the transcript's own times, one per paragraph; none unless all paragraphs have
    times."""
    if not transcript.timed:
        return ()
    names = {speaker.key: speaker.name for speaker in transcript.speakers}
    cues: list[Cue] = []
    for number, turn in enumerate(transcript.turns):
        for place, paragraph in enumerate(turn.paragraphs):
            if paragraph.start_ms is None or paragraph.end_ms is None:
                return ()
            if paragraph.text.strip():
                cues.append(
                    Cue(
                        paragraph.start_ms,
                        paragraph.end_ms,
                        names[turn.speaker],
                        paragraph.text,
                        number,
                        place,
                    )
                )
    return tuple(cues)
