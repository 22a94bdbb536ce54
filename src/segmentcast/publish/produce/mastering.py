"""The mastered audio of an episode: the published one if its inputs are unchanged, else a new one."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from segmentcast import chapters, files, master, recording
from segmentcast.audio_io import Format
from segmentcast.config import ShowConfig
from segmentcast.model import Chapter, Cue, Finding, Loudness, LoudnessTarget
from segmentcast.ports import Engine
from segmentcast.publish.plan.disclosure import is_notice
from segmentcast.publish.plan.episode_plan import EpisodePlan
from segmentcast.publish.plan.own_inputs import read_own_inputs
from segmentcast.publish.plan.sound_source import Narrated
from segmentcast.publish.produce import alternate_formats
from segmentcast.publish.produce.context import ProductionContext, Programme, Resources
from segmentcast.publish.produce.cue_places import placed_in_turns
from segmentcast.publish.produce.kept_alignments import KeptAlignments
from segmentcast.publish.produce.programme import make_talk
from segmentcast.publish.published_files import whole_file
from segmentcast.records import Record
from segmentcast.store import DirectoryStore
from segmentcast.timing import samples_to_ms

_OFF_LU = 0.3
_MUCH_DB = 12.0
"""A greater reduction of a peak is audible."""


@dataclass(frozen=True, slots=True)
class Sound:
    """The mastered audio without tags, and when each sentence is heard in it.

    `frames` is the MP3. `bare` maps other formats to files, which may still have previous tags.
    `is_published` says that the audio is the published one, `is_mastered` that it was mastered here.
    """

    frames: Path
    cues: tuple[Cue, ...]
    duration_ms: int
    loudness: Loudness | None
    spoken: int
    reused: int
    bare: Mapping[Format, Path] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    is_published: bool = False
    chapters: tuple[Chapter, ...] = ()
    is_mastered: bool = False


@contextlib.contextmanager
def finished_sound(
    plan: EpisodePlan,
    show: ShowConfig,
    engines: dict[str, Engine],
    resources: Resources,
    previous: Record | None,
) -> Iterator[Sound]:
    """Context manager that gives the published audio if it is still valid, else a new master.

    The files are deleted when the block ends. Raises a SegmentcastError.
    """
    files.ensure_folder(resources.work)
    with (
        files.explained(resources.work),
        tempfile.TemporaryDirectory(
            dir=resources.work, prefix="sound-", ignore_cleanup_errors=True
        ) as folder,
    ):
        context = ProductionContext(
            plan,
            show,
            engines,
            resources.speech,
            resources.workers,
            resources.progress,
            Path(folder),
            resources.watermark,
            KeptAlignments(resources.work / "alignments"),
        )
        published = _kept_sound(context, resources, previous, Path(folder))
        yield published or _mastered(context, resources, make_talk(context), Path(folder))


def sound_holds(
    plan: EpisodePlan, show: ShowConfig, store: DirectoryStore, previous: Record | None
) -> bool:
    """Whether the published audio is intact and none of its own inputs changed.

    Other software versions are no reason for new audio.
    """
    if previous is None or not plan.keeps_sound(previous):
        return False
    if whole_file(store, previous.package.file("audio")) is None:
        return False
    formats = show.audio.formats
    others = alternate_formats.published(previous.package, store) if formats else {}
    return all(kind in others for kind in formats)


def _kept_sound(
    context: ProductionContext, resources: Resources, previous: Record | None, folder: Path
) -> Sound | None:
    """The published audio, or None if it has to be produced again."""
    plan, formats = context.plan, context.show.audio.formats
    if previous is None or not sound_holds(plan, context.show, resources.store, previous):
        return None
    audio = previous.package.file("audio")
    if audio is None:
        return None
    published = files.inside(resources.store.root, audio.path)
    others = alternate_formats.published(previous.package, resources.store) if formats else {}
    frames = folder / "frames.mp3"
    recording.copy_frames(published, frames)
    cues = _cues_of_before(previous, plan)
    findings: tuple[Finding, ...] = ()
    sections = previous.package.chapters if plan.chapters.marks else ()
    if cues is None:
        talk = make_talk(context)
        sections, of_chapters = _supplied(plan, talk, previous.package.duration_ms)
        cues, findings = talk.cues, (*talk.findings, *of_chapters)
    return Sound(
        frames,
        cues,
        previous.package.duration_ms,
        previous.package.loudness,
        0,
        len(plan.spoken.utterances),
        {kind: others[kind] for kind in formats},
        findings,
        is_published=True,
        chapters=sections,
    )


def _supplied(
    plan: EpisodePlan, talk: Programme, duration_ms: int
) -> tuple[tuple[Chapter, ...], tuple[Finding, ...]]:
    """The chapters that people supplied, and what was wrong with them."""
    if not talk.marks:
        return (), ()
    return chapters.arrange(
        talk.marks,
        duration_ms=duration_ms,
        opening_title=plan.title,
        where=plan.chapters.where,
    )


def _mastered(
    context: ProductionContext, resources: Resources, talk: Programme, folder: Path
) -> Sound:
    """The talk at the target loudness, encoded. An MP3 published unchanged is passed through."""
    audio, frames = context.show.audio, folder / "frames.mp3"
    findings = talk.findings
    if talk.untouched and talk.loudness:
        recording.copy_frames(talk.untouched, frames)
        duration_ms = samples_to_ms(talk.frames, talk.source.rate_hz)
        loudness, gain_db, channels = talk.loudness, 0.0, talk.source.channels
    else:
        done = master.encode_mp3(
            talk.source,
            frames,
            target=audio.target,
            bitrate_kbps=audio.bitrate_kbps,
            quality=audio.quality,
            workers=resources.workers,
            progress=resources.progress,
            cache=resources.pieces,
            survey=talk.survey,
            where=str(context.plan.folder.path),
        )
        duration_ms, loudness = done.duration_ms, done.loudness
        gain_db, channels = done.gain_db, done.channels
        findings = (*findings, *_limits(done, audio.target, str(context.plan.folder.path)))
    bare = alternate_formats.encode(
        talk.source,
        folder,
        audio.formats,
        gain_db=gain_db,
        channels=channels,
        ceiling_dbtp=audio.target.true_peak_dbtp,
        progress=resources.progress,
    )
    sections, of_chapters = _supplied(context.plan, talk, duration_ms)
    return Sound(
        frames,
        talk.cues,
        duration_ms,
        loudness,
        talk.spoken,
        talk.reused,
        bare,
        (*findings, *of_chapters),
        chapters=sections,
        is_mastered=not talk.untouched,
    )


def _limits(done: master.Mastered, target: LoudnessTarget, where: str) -> Iterator[Finding]:
    """Findings about audio that misses the target or that the limiter reduced audibly."""
    off_lu = done.loudness.integrated_lufs - target.integrated_lufs
    over_db = done.loudness.true_peak_dbtp - target.true_peak_dbtp
    if abs(off_lu) > _OFF_LU or over_db > 0.0:
        yield Finding(
            "warning",
            "sound-off-target",
            where,
            f"the master has {done.loudness.integrated_lufs:.1f} LUFS and"
            f" {done.loudness.true_peak_dbtp:.1f} dBTP instead of {target.integrated_lufs:g} and"
            f" {target.true_peak_dbtp:g}: the limiter reduced peaks by up to {done.reduction_db:.1f} dB",
            "lower the loudest passages of the recording, or the target loudness in show.toml",
        )
    elif done.reduction_db > _MUCH_DB:
        yield Finding(
            "note",
            "sound-limited",
            where,
            f"the limiter reduced peaks by up to {done.reduction_db:.1f} dB to reach"
            f" {target.integrated_lufs:g} LUFS with {done.gain_db:+.1f} dB",
            "listen to the loudest passages; lower knocks and claps if they sound squashed",
        )


def _cues_of_before(previous: Record, plan: EpisodePlan) -> tuple[Cue, ...] | None:
    """The previous cues with the current names; None if the sentences need alignment."""
    cues, before = previous.package.cues, read_own_inputs(previous.own)
    if plan.keeps_files(previous):
        return cues
    if isinstance(plan.source, Narrated):
        return _respelt(cues, plan)
    if previous.products.get("heard") != plan.heard and not plan.own.holds("heard", before):
        return None
    return tuple(replace(cue, speaker=_name(plan, cue.turn)) for cue in cues)


def _respelt(cues: tuple[Cue, ...], plan: EpisodePlan) -> tuple[Cue, ...]:
    """The previous times with the current words and names: the spelling may have changed."""
    utterances = [spoken for spoken in plan.spoken.utterances if not is_notice(spoken.turn)]
    if len(cues) != len(utterances):
        # The text is now split differently; the sentences that were spoken keep their times.
        return placed_in_turns(cues, plan.transcript)
    return tuple(
        replace(
            cue,
            speaker=_name(plan, utterance.turn),
            text=utterance.text,
            turn=utterance.turn,
            paragraph=utterance.paragraph,
            word_times=cue.word_times if cue.text == utterance.text else (),
        )
        for cue, utterance in zip(cues, utterances, strict=True)
    )


def _name(plan: EpisodePlan, turn: int) -> str:
    """The name to show for a turn."""
    return plan.transcript.speaker(plan.transcript.turns[turn].speaker).name
