"""Previews the episodes of a show, with all their settings."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from segmentcast import cast, layout, reading
from segmentcast.config import EpisodeConfig, ShowConfig
from segmentcast.errors import (
    ConfigError,
    Problem,
    SegmentcastError,
)
from segmentcast.model import Reading, Transcript
from segmentcast.publish.changes.unsure_words import reason_by_words, remembered_digest
from segmentcast.publish.failure import failure_of
from segmentcast.publish.memories import RECORDS
from segmentcast.publish.plan.named_settings import lexicon_of, named_voices
from segmentcast.publish.plan.planning import read_aloud
from segmentcast.publish.plan.publication_dates import other_day, stated_date
from segmentcast.publish.plan.retraction_notice import notice_of
from segmentcast.publish.plan.sound_source import Narrated, find_source
from segmentcast.queries.transcript_preview import Preview, preview_of
from segmentcast.records import Records
from segmentcast.transcript.review.certainty import certainty_of
from segmentcast.workspace.episode_folder import EpisodeFolder, episode_folder, episode_folders
from segmentcast.workspace.notes_file import NotesFile, notes_of, summary_of
from segmentcast.workspace.show_faults import nobody
from segmentcast.workspace.show_folder import ShowFolder
from segmentcast.workspace.show_voices import ShowVoices
from segmentcast.workspace.transcript_source import read_transcript

if TYPE_CHECKING:
    from segmentcast.queries.recorded_voices import RecordedVoices


def preview_folder(
    path: Path,
    show: ShowConfig,
    cast_so_far: Mapping[str, str],
    place: ShowFolder | None = None,
    voices: RecordedVoices | None = None,
) -> Preview:
    """The preview of an episode's folder with all settings. Raises a SegmentcastError.

    `place` is the show whose records say for which words `checked = true` was written. `voices` are
    those of the recording, as evidence for who speaks.
    """
    folder = episode_folder(path)
    config, _, _, source = read_transcript(folder, show, voices)
    if voices is not None:
        heard = voices.findings(source, str(path))
        source = replace(source, findings=(*source.findings, *heard))
    if config.retraction and not source.turns:  # only the retraction is left
        language = config.language or show.show.language
        source = notice_of(source, config.retraction, show.show.author, language)
    origin = Narrated() if config.retraction else find_source(folder, config, len(source.turns))
    problems: list[Problem] = []
    words = lexicon_of(show, config, problems)
    named = named_voices(show, config, problems)
    if not config.retraction:
        problems += nobody(config.voices, source.speakers, config.where)
    if problems:
        raise ConfigError(problems)
    language = config.language or source.language or show.show.language
    notes = NotesFile() if config.retraction else notes_of(folder)
    source = replace(
        source,
        title=config.title or source.title,
        summary=summary_of(config, source, notes),
        published=stated_date(folder, config, source, show),
        findings=(
            *source.findings,
            *notes.findings,
            *other_day(folder, config, source, show),
        ),
        byline=config.byline or source.byline,
        page_url=config.link or source.page_url,
        comments_url=config.comments or source.comments_url,
    )
    show_voices = ShowVoices(show.engines, show.where)
    pauses = show.pauses

    def aloud(language: str) -> tuple[Reading, cast.Cast]:
        return read_aloud(
            source,
            origin,
            words,
            reading.Pauses(pauses.sentence_ms, pauses.paragraph_ms, pauses.turn_ms),
            cast.CastRequest(
                previous=cast_so_far,
                named=named,
                infos=show_voices.usable(),
                language=language,
                own=config.voices.keys(),
                usual=show.show.language,
            ),
        )

    preview = preview_of(str(path), source, words, show_voices, aloud, language)
    return replace(preview, hold=_is_held_if_new(folder, config, source, place))


def _is_held_if_new(
    folder: EpisodeFolder, config: EpisodeConfig, source: Transcript, place: ShowFolder | None
) -> bool:
    certainty = certainty_of(source)
    remembered = ""
    # Read the records, which may be large, only if needed.
    if place is not None and config.checked == "true" and certainty.doubtful:
        with contextlib.closing(Records.reading(place.work / RECORDS)) as records:
            remembered = remembered_digest(records, layout.episode_id(folder.name))
    return bool(reason_by_words(config, certainty, remembered))


def previews(
    show_folder: ShowFolder, show: ShowConfig, cast_so_far: Mapping[str, str]
) -> Iterator[tuple[EpisodeFolder, Preview | SegmentcastError]]:
    """The preview of every episode, or the error that prevents it."""
    for folder in episode_folders(show_folder):
        try:
            yield folder, preview_folder(folder.path, show, cast_so_far)
        except Exception as error:  # noqa: BLE001 - other episodes must not fail with this one
            yield folder, failure_of(error, str(folder.path))
