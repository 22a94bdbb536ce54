"""Makes the talk before mastering: narrated, recorded or both, with the audio around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from segmentcast import audio_io, chapters, recording
from segmentcast.chapters import ChapterMark
from segmentcast.loudness import Survey
from segmentcast.model import Chapter, Cue, Finding, Part
from segmentcast.ports import SoundSource
from segmentcast.publish.plan.disclosure import is_notice
from segmentcast.publish.plan.episode_plan import EpisodePlan
from segmentcast.publish.plan.sound_source import Around, Mixed, Narrated, Recorded
from segmentcast.publish.produce.context import ProductionContext, Programme, speak
from segmentcast.publish.produce.mixed_programme import mixed_talk
from segmentcast.publish.produce.recorded_times import (
    RecordedTalk,
    RecordedTimes,
    sentences_of,
    stays_untouched,
    times_in_recording,
)
from segmentcast.recording.surroundings import quiet_places


def make_talk(context: ProductionContext) -> Programme:
    """The talk of an episode, framed by intro, outro, stings and bed. Raises a SegmentcastError.

    Speaks the sentences, and measures and aligns recordings. The audio of the result is read
    lazily.
    """
    match context.plan.source:
        case Narrated():
            talk = _narrated(context)
        case Recorded(path):
            talk = _recorded(context, path)
        case Mixed(clips):
            talk = mixed_talk(context, clips)
    talk = _surrounded(context, talk) if context.plan.around.files else talk
    # Captions and chapters cover the transcript's words only.
    return replace(talk, cues=tuple(cue for cue in talk.cues if not is_notice(cue.turn)))


def _narrated(context: ProductionContext) -> Programme:
    spoken = speak(context)
    return Programme(spoken.source, spoken.cues, spoken.spoken, spoken.reused)


# --- recorded -----------------------------------------------------------------------------------


def _recorded(context: ProductionContext, path: Path) -> Programme:
    opened = recording.open_recording(path, context.target)
    surrounded = bool(context.plan.around.files)
    untouched = stays_untouched(opened, context.target, surrounded=surrounded)
    source: SoundSource = opened.whole if untouched else opened.source
    times = _recorded_times(context, source, 0 if untouched else opened.trimmed_ms, path)
    cues, findings = times.cues, times.findings
    about = [
        finding
        for finding in opened.findings
        if not (untouched and finding.rule == "recording-trimmed")
    ]
    own = opened.survey_of(source)
    if context.show.audio.reduce and not untouched:
        source = recording.reduced(source, own, context.show.audio.reduce)
        own = audio_io.survey(source)
    survey: Survey | None = own
    levels = _voice_levels(context, source, own, cues)
    if levels:
        findings = (*findings, _uneven(levels, str(path), untouched=untouched))
        if not untouched:
            source, survey = levels.source, None
    return Programme(
        source,
        cues,
        findings=(*about, *findings),
        untouched=path if untouched else None,
        loudness=opened.loudness,
        frames=opened.survey.frames,
        survey=survey,
        marks=_marks(context, 0 if untouched else opened.trimmed_ms),
    )


def _voice_levels(
    context: ProductionContext, source: SoundSource, survey: Survey, cues: Sequence[Cue]
) -> recording.VoiceLevels | None:
    """The recording with its voices levelled, if they are far apart and nobody switched that off."""
    if not context.show.audio.level_voices:
        return None
    turns = [recording.VoiceTurn(cue.start_ms, cue.end_ms, cue.speaker) for cue in cues]
    return recording.level_voices(source, survey, turns)


def _uneven(levels: recording.VoiceLevels, where: str, *, untouched: bool) -> Finding:
    done = (
        "the MP3 is at the target and stays as it is" if untouched else "the quiet ones were raised"
    )
    return Finding(
        "note",
        "recording-uneven",
        where,
        f"the voices are up to {levels.apart_lu:.0f} LU apart; {done}",
        "record each voice near its own microphone; [audio] level_voices = false leaves them alone",
    )


def _marks(context: ProductionContext, trimmed_ms: int) -> tuple[ChapterMark, ...]:
    """The supplied chapters in a sound that lacks the recording's first `trimmed_ms`."""
    marks = context.plan.chapters.marks
    return tuple(replace(mark, start_ms=max(0, mark.start_ms - trimmed_ms)) for mark in marks)


def _recorded_times(
    context: ProductionContext, source: SoundSource, trimmed_ms: int, path: Path
) -> RecordedTimes:
    """When the sentences are heard in `source`, which lacks the recording's first `trimmed_ms`."""
    plan = context.plan
    sentences = sentences_of(plan.reading.utterances, context.names)
    return times_in_recording(
        RecordedTalk(plan.transcript, sentences, plan.language),
        source,
        path,
        trimmed_ms=trimmed_ms,
        sha256=plan.sources[str(path)],
        kept=context.alignments,
        workers=context.workers,
        progress=context.progress,
    )


# --- around the talk ----------------------------------------------------------------------------


def _surrounded(context: ProductionContext, talk: Programme) -> Programme:
    around = context.plan.around
    survey = talk.survey or audio_io.survey(talk.source)
    starts_ms = tuple(_section_starts(context, talk, survey.frames)) if around.sting else ()
    whole = recording.surround(
        talk.source,
        survey,
        _surroundings(around),
        quiet_places(talk.cues, starts_ms),
    )
    return replace(
        talk,
        source=whole.source,
        cues=whole.shifted(talk.cues),
        marks=tuple(
            replace(mark, start_ms=mark.start_ms + whole.moved_ms(mark.start_ms))
            for mark in talk.marks
        ),
        survey=None,
        findings=(*talk.findings, *whole.findings),
    )


def _surroundings(around: Around) -> recording.Surroundings:
    config = around.config
    return recording.Surroundings(
        around.intro,
        around.outro,
        around.sting,
        around.bed,
        config.bed_db,
        config.duck_db,
        config.crossfade_ms,
    )


def _section_starts(context: ProductionContext, talk: Programme, frames: int) -> Iterator[int]:
    """Frames at which a chapter and a turn both begin, where a sting is inserted."""
    turn_starts = {
        next(group).start_ms
        for _, group in groupby(talk.cues, key=lambda cue: (cue.turn, cue.speaker))
    }
    duration_ms = frames * 1000 // talk.source.rate_hz
    for section in sections_of(context.plan, talk.cues, duration_ms)[1:]:
        if section.start_ms in turn_starts:
            yield section.start_ms


def sections_of(plan: EpisodePlan, cues: Sequence[Cue], duration_ms: int) -> tuple[Chapter, ...]:
    """The chapters. The spoken notice is not one of them."""
    if not plan.transcript.turns:
        return ()
    hosts = {
        speaker.name
        for speaker in plan.transcript.speakers
        if speaker.part in (Part.HOST, Part.NARRATOR)
    }
    return chapters.plan(
        [cue for cue in cues if not is_notice(cue.turn)],
        questioners=hosts,
        duration_ms=duration_ms,
        opening_title=plan.title,
    )
