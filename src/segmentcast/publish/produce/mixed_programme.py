"""A talk of narrated and recorded turns: their order, pauses and sample format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from segmentcast import alignment, narration, recording
from segmentcast.errors import Problem, SoundError
from segmentcast.model import Cue, Finding, Utterance
from segmentcast.publish.plan.disclosure import NOTICE_TURN, is_notice, place_of_turn
from segmentcast.publish.plan.sound_source import Clip
from segmentcast.publish.produce.context import (
    ProductionContext,
    Programme,
    aligned,
    speak,
)
from segmentcast.publish.produce.recorded_times import sentences_of
from segmentcast.timing import ms_to_samples

_CLIP_LEAD_MS, _CLIP_TAIL_MS = 150, 250
_LEAST_PAUSE_MS = 100
_FEW_WORDS = 6
"""A turn with fewer words is a single cue: there is nothing to align within it."""

_LEAD_IN_MS, _TAIL_MS = 250, 500


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A stint with its cues, timed from its start."""

    stint: recording.Stint
    cues: tuple[Cue, ...]


def mixed_talk(context: ProductionContext, clips: Sequence[Clip]) -> Programme:
    """The talk with the clips for recorded turns and narration for all others.

    Raises a SegmentcastError.
    """
    spoken = speak(context) if context.plan.spoken.utterances else None
    narrated = _narrated_parts(spoken) if spoken else {}
    recordings: dict[Path, recording.Recording] = {}
    findings: list[Finding] = []
    recorded: dict[int, _Part] = {}
    with alignment.PocketSphinx() as model:
        for clip in clips:
            recorded[clip.turn] = _clip_part(context, clip, model, recordings, findings)
    first = bool(spoken) and context.plan.spoken.utterances[0].turn == NOTICE_TURN
    order = sorted({*narrated, *recorded}, key=lambda turn: place_of_turn(turn, notice_first=first))
    parts = [recorded[turn] if turn in recorded else narrated[turn] for turn in order]
    mixture = recording.mix(
        _with_pauses(context, order, parts),
        rate_hz=_common_rate([opened.whole.rate_hz for opened in recordings.values()]),
        channels=max(opened.whole.channels for opened in recordings.values()),
        lead_in_ms=_LEAD_IN_MS,
        tail_ms=_TAIL_MS,
    )
    cues = tuple(
        cue.shifted(round(start_ms))
        for part, start_ms in zip(parts, mixture.starts_ms, strict=True)
        for cue in part.cues
    )
    return Programme(
        mixture.source,
        cues,
        spoken.spoken if spoken else 0,
        spoken.reused if spoken else 0,
        tuple(findings),
    )


def _narrated_parts(spoken: narration.Narration) -> dict[int, _Part]:
    """Each narrated turn as a part of the narration, by turn."""
    rate_hz = spoken.source.rate_hz
    parts: dict[int, _Part] = {}
    for turn, group in groupby(spoken.cues, key=lambda cue: cue.turn):
        cues = tuple(group)
        start_ms, end_ms = cues[0].start_ms, cues[-1].end_ms
        stint = recording.Stint(
            spoken.source,
            ms_to_samples(start_ms, rate_hz),
            ms_to_samples(end_ms, rate_hz),
            0,
            "narrated",
        )
        parts[turn] = _Part(stint, tuple(cue.shifted(-start_ms) for cue in cues))
    return parts


def _clip_part(
    context: ProductionContext,
    clip: Clip,
    model: alignment.AlignmentModel,
    recordings: dict[Path, recording.Recording],
    findings: list[Finding],
) -> _Part:
    opened = recordings.get(clip.path)
    if opened is None:
        opened = recordings[clip.path] = recording.open_recording(
            clip.path, context.target, lead_ms=_CLIP_LEAD_MS, tail_ms=_CLIP_TAIL_MS
        )
        findings += [f for f in opened.findings if f.rule != "recording-trimmed"]
    first, end = _bounds(clip, opened)
    sound = recording.SourceSlice(opened.whole, first, end)
    cues, notes = _clip_cues(context, clip, model, sound)
    findings += notes
    return _Part(recording.Stint(opened.whole, first, end, 0), cues)


def _bounds(clip: Clip, opened: recording.Recording) -> tuple[int, int]:
    """First and end frame of a clip: as configured, else the file without silence at its ends."""
    rate_hz, frames = opened.whole.rate_hz, opened.survey.frames
    trimmed = ms_to_samples(opened.trimmed_ms, rate_hz)
    first = trimmed if clip.start_ms is None else ms_to_samples(clip.start_ms, rate_hz)
    end = (
        trimmed + opened.source.frames
        if clip.end_ms is None
        else ms_to_samples(clip.end_ms, rate_hz)
    )
    if first >= frames or end > frames + rate_hz // 2:
        asked_ms = clip.start_ms if first >= frames else clip.end_ms
        raise SoundError(
            Problem(
                str(clip.path),
                f"the clip of turn {clip.turn + 1} ends at {(asked_ms or 0) / 1000:.1f} s,"
                f" but the file lasts {frames / rate_hz:.1f} s",
                "correct the clip's start and end in episode.toml",
            )
        )
    return first, min(end, frames)


def _clip_cues(
    context: ProductionContext,
    clip: Clip,
    model: alignment.AlignmentModel,
    sound: recording.SourceSlice,
) -> tuple[tuple[Cue, ...], tuple[Finding, ...]]:
    """The cues of a recorded turn, timed from the start of its clip, and findings."""
    utterances = _utterances_of(context, clip.turn)
    sentences = sentences_of(utterances, context.names)
    text = " ".join(utterance.text for utterance in utterances)
    if len(text.split()) < _FEW_WORDS:
        length_ms = sound.frames * 1000 // sound.rate_hz
        speaker = sentences[0].speaker if sentences else ""
        return (Cue(0, length_ms, speaker, text, clip.turn),) if text else (), ()
    return aligned(context, sound, sentences, str(clip.path), model)


def _with_pauses(
    context: ProductionContext, order: Sequence[int], parts: Sequence[_Part]
) -> list[recording.Stint]:
    """The stints separated by the reading's pauses, less the silence that recordings already have."""
    stints: list[recording.Stint] = []
    for number, (turn, part) in enumerate(zip(order, parts, strict=True)):
        pause_ms = 0
        if number + 1 < len(parts):
            utterances = _utterances_of(context, turn)
            pause_ms = utterances[-1].pause_after_ms if utterances else 0
            pause_ms -= _CLIP_TAIL_MS if part.stint.kind == "recorded" else 0
            pause_ms -= _CLIP_LEAD_MS if parts[number + 1].stint.kind == "recorded" else 0
            pause_ms = max(pause_ms, _LEAST_PAUSE_MS)
        stints.append(replace(part.stint, pause_after_ms=pause_ms))
    return stints


def _utterances_of(context: ProductionContext, turn: int) -> list[Utterance]:
    plan = context.plan
    spoken = plan.spoken if is_notice(turn) else plan.reading
    return [utterance for utterance in spoken.utterances if utterance.turn == turn]


def _common_rate(rates_hz: Sequence[int]) -> int:
    """44.1 kHz if every recording has that rate or a multiple or fraction of it, else 48 kHz."""
    return 44_100 if all(rate % 11_025 == 0 for rate in rates_hz) else 48_000
