"""Estimates what subscribers would get from a publish: identity, URLs and bytes."""

from __future__ import annotations

from segmentcast import layout
from segmentcast.audio_io import probe
from segmentcast.config import ShowConfig
from segmentcast.ledger import Entry
from segmentcast.publish.identity.retractions import is_notice
from segmentcast.publish.outcome import Forecast
from segmentcast.publish.plan.episode_plan import Plan
from segmentcast.publish.plan.own_inputs import NOTHING_KNOWN, read_own_inputs
from segmentcast.publish.plan.sound_source import Recorded
from segmentcast.records import Record

_MS_A_WORD = 390
"""About 155 words per minute, the pace of both people and engines."""
_MONO_KBPS = 96
_BYTES_BESIDE = 250_000
"""Approximate size of an episode's pictures, captions and page."""


def estimate(plan: Plan, record: Record | None, entry: Entry, show: ShowConfig) -> Forecast:
    """The forecast for a plan.

    `record` is the published version that may be kept; `entry` has the identity.
    """
    current = entry.current
    new_sound = current is None or record is None or not _same_file(plan, record)
    episode = plan.sound_plan
    sound_ms = _length_ms(plan, record)
    beside = _beside(record)
    return Forecast(
        guid=entry.guid,
        published=entry.published,
        page_url=layout.page_url(show.show.base_url, layout.page_path(plan.id)),
        enclosure_url=current.url if current else "",
        new_sound=new_sound,
        tags_only=bool(new_sound and episode and episode.keeps_sound(record)),
        sound_removed=bool(
            plan.config.retraction and current and current.path and not is_notice(current)
        ),
        upload_bytes=beside + (_sound_bytes(plan, sound_ms, show) if new_sound else 0),
        sound_ms=sound_ms,
    )


def _same_file(plan: Plan, record: Record) -> bool:
    """Whether audio and tags are unchanged, so that the file keeps its address."""
    package = record.package
    episode = plan.sound_plan
    if episode is None:
        return record.inputs == plan.inputs
    if episode.keeps_files(record):
        return True
    if NOTHING_KNOWN not in (episode.own, read_own_inputs(record.own)):
        return False
    return (  # a record of an earlier version, which doesn't hold all that is in the tags
        episode.keeps_sound(record)
        and package.title == plan.title
        and package.summary == plan.summary
        and all(
            record.inputs.get(name) == plan.inputs.get(name)
            for name in {plan.config.artwork} - {""}
        )
    )


def _length_ms(plan: Plan, record: Record | None) -> int:
    if plan.enclosure:
        return plan.enclosure.duration_ms
    episode = plan.sound_plan
    turns = episode.transcript.turns if episode else ()
    if not turns and episode and isinstance(episode.source, Recorded):
        return probe(episode.source.path).duration_ms
    words = sum(len(turn.text.split()) for turn in turns)
    if record is not None and record.package.duration_ms and not record.package.retracted:
        # Prefer the measured duration if the text is about as long as before.
        before = record.package.duration_ms
        if 0.5 < words * _MS_A_WORD / before < 2:
            return before
    return words * _MS_A_WORD


def _sound_bytes(plan: Plan, sound_ms: int, show: ShowConfig) -> int:
    if plan.enclosure:
        name = plan.enclosure.file
        return plan.folder.file(name).stat().st_size if name else 0
    formats = 1 + len(show.audio.formats)
    return formats * sound_ms * (show.audio.bitrate_kbps or _MONO_KBPS) // 8


def _beside(record: Record | None) -> int:
    if record is None:
        return _BYTES_BESIDE
    return sum(
        file.length_bytes
        for file in record.package.files
        if not file.url
        and file.role not in ("audio", "alternate", "artwork", "thumbnail", "social")
    )
