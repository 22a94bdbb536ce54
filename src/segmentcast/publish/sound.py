"""An episode's talk before it is mastered: spoken, recorded, or both; with what is around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from segmentcast import alignment, audio_io, chapters, master, narration, recording
from segmentcast.cache import SpeechCache
from segmentcast.config import ShowConfig
from segmentcast.errors import Problem, SoundError
from segmentcast.model import Chapter, Cue, Finding, Loudness, LoudnessTarget, Part, Utterance
from segmentcast.ports import Engine, Progress, SoundSource
from segmentcast.publish.notices import NOTICE_SPEAKER, NOTICE_TURN
from segmentcast.publish.planning import EpisodePlan
from segmentcast.publish.sources import RECORDED, Around, Clip, Mixed, Narrated, Recorded
from segmentcast.recording.surroundings import quiet_places
from segmentcast.timing import ms_to_samples

_CLIP_LEAD_MS, _CLIP_TAIL_MS = 150, 250
_LEAST_PAUSE_MS = 100
_FEW_WORDS = 6
"""A turn of fewer words is one cue: there is nothing to align within it."""

_MIXED_LEAD_MS, _MIXED_TAIL_MS = 250, 500


@dataclass(frozen=True, slots=True, eq=False)
class Talk:
    """Sound that is ready for the master, and when each sentence is heard in it.

    `untouched` is set for an MP3 that is published as it is, with its `loudness` and `frames`.
    """

    source: SoundSource
    cues: tuple[Cue, ...]
    spoken: int = 0
    reused: int = 0
    findings: tuple[Finding, ...] = ()
    untouched: Path | None = None
    loudness: Loudness | None = None
    frames: int = 0


@dataclass(frozen=True, slots=True)
class Bench:
    """What a talk is made with."""

    plan: EpisodePlan
    show: ShowConfig
    engines: Mapping[str, Engine]
    speech: SpeechCache
    workers: int
    progress: Progress

    @property
    def target(self) -> LoudnessTarget:
        return self.show.audio.target

    @property
    def names(self) -> dict[str, str]:
        """The name to show for each speaker's key."""
        speakers = self.plan.transcript.speakers
        return {**{speaker.key: speaker.name for speaker in speakers}, NOTICE_SPEAKER: ""}


def make_talk(bench: Bench) -> Talk:
    """The talk of an episode's source, set among its surroundings. Raises a SegmentcastError.

    Sentences are spoken and recordings measured and aligned here; what is returned is read later.
    """
    match bench.plan.source:
        case Narrated():
            talk = _narrated(bench)
        case Recorded(path):
            talk = _recorded(bench, path)
        case Mixed(clips):
            talk = _mixed(bench, clips)
    return _surrounded(bench, talk) if bench.plan.around.files else talk


def _narrated(bench: Bench) -> Talk:
    spoken = _speak(bench)
    return Talk(spoken.source, spoken.cues, spoken.spoken, spoken.reused)


def _speak(bench: Bench) -> narration.Narration:
    return narration.narrate(
        bench.plan.spoken,
        bench.engines,
        bench.speech,
        bench.names,
        workers=bench.workers,
        progress=bench.progress,
        task=f"Narrating {bench.plan.folder.name}",
    )


# --- recorded -----------------------------------------------------------------------------------


def _recorded(bench: Bench, path: Path) -> Talk:
    found = recording.open_recording(path, bench.target)
    untouched = (
        master.already_mastered(found.info, found.loudness, bench.target)
        and not bench.plan.around.files
    )
    source: SoundSource = found.whole if untouched else found.source
    cues, findings = _recorded_cues(bench, source, 0 if untouched else found.trimmed_ms, path)
    about = [
        finding
        for finding in found.findings
        if not (untouched and finding.rule == "recording-trimmed")
    ]
    return Talk(
        source,
        cues,
        findings=(*about, *findings),
        untouched=path if untouched else None,
        loudness=found.loudness,
        frames=found.survey.frames,
    )


def _recorded_cues(
    bench: Bench, source: SoundSource, trimmed_ms: int, path: Path
) -> tuple[tuple[Cue, ...], tuple[Finding, ...]]:
    """When the sentences are heard in `source`, which lacks the recording's first `trimmed_ms`."""
    plan = bench.plan
    timed = _timed_cues(bench)
    if timed:
        cues = tuple(cue.shifted(-trimmed_ms) for cue in timed)
        checked = alignment.check_timed(
            cues,
            source,
            language=plan.language,
            workers=bench.workers,
            progress=bench.progress,
            where=str(path),
        )
        moved = tuple(cue.shifted(checked.shift_ms) for cue in cues)
        return _within(moved, source), checked.findings
    sentences = [
        alignment.Sentence(each.turn, each.paragraph, bench.names[each.speaker], each.text)
        for each in plan.reading.utterances
    ]
    return _aligned(bench, source, sentences, str(path))


def _timed_cues(bench: Bench) -> tuple[Cue, ...]:
    """The times that the transcript brings, paragraph by paragraph; none unless all have one."""
    transcript = bench.plan.transcript
    if not transcript.timed:
        return ()
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
                        bench.names[turn.speaker],
                        paragraph.text,
                        number,
                        place,
                    )
                )
    return tuple(cues)


def _aligned(
    bench: Bench, source: SoundSource, sentences: Sequence[alignment.Sentence], where: str
) -> tuple[tuple[Cue, ...], tuple[Finding, ...]]:
    made = alignment.align(
        source,
        sentences,
        language=bench.plan.language,
        workers=bench.workers,
        progress=bench.progress,
        where=where,
    )
    return _within(made.cues, source), made.findings


def _within(cues: Sequence[Cue], source: SoundSource) -> tuple[Cue, ...]:
    """Cues that are heard at all: a start before the sound is its beginning, what ends before it is gone."""
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


# --- turn by turn -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A stint with its cues, which count from its beginning."""

    stint: recording.Stint
    cues: tuple[Cue, ...]


def _mixed(bench: Bench, clips: Sequence[Clip]) -> Talk:
    spoken = _speak(bench) if bench.plan.spoken.utterances else None
    narrated = _narrated_parts(spoken) if spoken else {}
    recordings: dict[Path, recording.Recording] = {}
    findings: list[Finding] = []
    recorded: dict[int, _Part] = {}
    for clip in clips:
        recorded[clip.turn] = _clip_part(bench, clip, recordings, findings)
    order = sorted({*narrated, *recorded}, key=lambda turn: _place(bench, turn))
    parts = [recorded[turn] if turn in recorded else narrated[turn] for turn in order]
    mixture = recording.mix(
        _with_pauses(bench, order, parts),
        rate_hz=_common_rate([found.whole.rate_hz for found in recordings.values()]),
        channels=max(found.whole.channels for found in recordings.values()),
        lead_in_ms=_MIXED_LEAD_MS,
        tail_ms=_MIXED_TAIL_MS,
    )
    cues = tuple(
        cue.shifted(round(start_ms))
        for part, start_ms in zip(parts, mixture.starts_ms, strict=True)
        for cue in part.cues
    )
    return Talk(
        mixture.source,
        cues,
        spoken.spoken if spoken else 0,
        spoken.reused if spoken else 0,
        tuple(findings),
    )


def _place(bench: Bench, turn: int) -> tuple[int, int]:
    """Where a turn stands in the order of the talk; the notice is the first or the last."""
    if turn != NOTICE_TURN:
        return 1, turn
    first = bench.plan.spoken.utterances[0].turn == NOTICE_TURN
    return (0, 0) if first else (2, 0)


def _narrated_parts(spoken: narration.Narration) -> dict[int, _Part]:
    """The narrated turns, each as a stretch of the one narration."""
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
    bench: Bench,
    clip: Clip,
    recordings: dict[Path, recording.Recording],
    findings: list[Finding],
) -> _Part:
    found = recordings.get(clip.path)
    if found is None:
        found = recordings[clip.path] = recording.open_recording(
            clip.path, bench.target, lead_ms=_CLIP_LEAD_MS, tail_ms=_CLIP_TAIL_MS
        )
        findings += [f for f in found.findings if f.rule != "recording-trimmed"]
    first, end = _bounds(clip, found)
    sound = recording.Stretch(found.whole, first, end)
    cues, said = _clip_cues(bench, clip, sound)
    findings += said
    return _Part(recording.Stint(found.whole, first, end, 0), cues)


def _bounds(clip: Clip, found: recording.Recording) -> tuple[int, int]:
    """First and end frame of a clip: as told, else the file without its dead air."""
    rate_hz, frames = found.whole.rate_hz, found.survey.frames
    trimmed = ms_to_samples(found.trimmed_ms, rate_hz)
    first = trimmed if clip.start_ms is None else ms_to_samples(clip.start_ms, rate_hz)
    end = (
        trimmed + found.source.frames
        if clip.end_ms is None
        else ms_to_samples(clip.end_ms, rate_hz)
    )
    if first >= frames or end > frames + rate_hz // 2:
        asked_ms = clip.start_ms if first >= frames else clip.end_ms
        raise SoundError(
            Problem(
                str(clip.path),
                f"the clip of turn {clip.turn + 1} goes to {(asked_ms or 0) / 1000:.1f} s,"
                f" the file lasts {frames / rate_hz:.1f} s",
                "correct start and end of the clip in episode.toml",
            )
        )
    return first, min(end, frames)


def _clip_cues(
    bench: Bench, clip: Clip, sound: recording.Stretch
) -> tuple[tuple[Cue, ...], tuple[Finding, ...]]:
    """The cues of a recorded turn, from the beginning of its clip."""
    utterances = _utterances_of(bench, clip.turn)
    sentences = [
        alignment.Sentence(each.turn, each.paragraph, bench.names[each.speaker], each.text)
        for each in utterances
    ]
    text = " ".join(each.text for each in utterances)
    if len(text.split()) < _FEW_WORDS:
        length_ms = sound.frames * 1000 // sound.rate_hz
        speaker = sentences[0].speaker if sentences else ""
        return (Cue(0, length_ms, speaker, text, clip.turn),) if text else (), ()
    return _aligned(bench, sound, sentences, str(clip.path))


def _with_pauses(
    bench: Bench, order: Sequence[int], parts: Sequence[_Part]
) -> list[recording.Stint]:
    """The stints with the reading's pauses, less the room that a recording brings along."""
    stints: list[recording.Stint] = []
    for number, (turn, part) in enumerate(zip(order, parts, strict=True)):
        pause_ms = 0
        if number + 1 < len(parts):
            utterances = _utterances_of(bench, turn)
            pause_ms = utterances[-1].pause_after_ms if utterances else 0
            pause_ms -= _CLIP_TAIL_MS if part.stint.kind == "recorded" else 0
            pause_ms -= _CLIP_LEAD_MS if parts[number + 1].stint.kind == "recorded" else 0
            pause_ms = max(pause_ms, _LEAST_PAUSE_MS)
        stints.append(replace(part.stint, pause_after_ms=pause_ms))
    return stints


def _utterances_of(bench: Bench, turn: int) -> list[Utterance]:
    plan = bench.plan
    spoken = plan.spoken if turn == NOTICE_TURN else plan.reading
    return [each for each in spoken.utterances if each.turn == turn]


def _common_rate(rates_hz: Sequence[int]) -> int:
    """44.1 kHz when all recordings are of its family, else 48 kHz."""
    return 44_100 if all(rate % 11_025 == 0 for rate in rates_hz) else 48_000


# --- around the talk ----------------------------------------------------------------------------


def _surrounded(bench: Bench, talk: Talk) -> Talk:
    around = bench.plan.around
    survey = audio_io.survey(talk.source)
    starts_ms = tuple(_section_starts(bench, talk, survey.frames)) if around.sting else ()
    whole = recording.surround(
        talk.source,
        survey,
        _surroundings(around),
        quiet_places(talk.cues, starts_ms),
    )
    return replace(talk, source=whole.source, cues=whole.shifted(talk.cues))


def _surroundings(around: Around) -> recording.Surroundings:
    said = around.config
    return recording.Surroundings(
        around.intro,
        around.outro,
        around.sting,
        around.bed,
        said.bed_db,
        said.duck_db,
        said.crossfade_ms,
    )


def _section_starts(bench: Bench, talk: Talk, frames: int) -> Iterator[int]:
    """Where chapters begin together with a turn: there a sting has its place."""
    turn_starts = {
        next(group).start_ms
        for _, group in groupby(talk.cues, key=lambda cue: (cue.turn, cue.speaker))
    }
    duration_ms = frames * 1000 // talk.source.rate_hz
    for section in sections_of(bench.plan, talk.cues, duration_ms)[1:]:
        if section.start_ms in turn_starts:
            yield section.start_ms


def sections_of(plan: EpisodePlan, cues: Sequence[Cue], duration_ms: int) -> tuple[Chapter, ...]:
    """The chapters; the spoken notice is none."""
    hosts = {
        speaker.name
        for speaker in plan.transcript.speakers
        if speaker.part in (Part.HOST, Part.NARRATOR)
    }
    return chapters.plan(
        [cue for cue in cues if cue.turn != NOTICE_TURN],
        questioners=hosts,
        duration_ms=duration_ms,
        opening_title=plan.title,
    )


def is_recorded(utterance: Utterance) -> bool:
    """Whether an utterance is heard in a recording."""
    return utterance.voice == RECORDED
