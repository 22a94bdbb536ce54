"""Previews an episode: what will be said, by whom, in which voice, and why."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from segmentcast import cast, engines, files, layout, lexicon, reading, transcript
from segmentcast.config import EpisodeConfig, ShowConfig
from segmentcast.errors import (
    ConfigError,
    Problem,
    SegmentcastError,
    UsageError,
    VoiceError,
    VoiceMissing,
)
from segmentcast.model import Finding, Reading, Transcript, Voice
from segmentcast.publish.changes.unsure_words import reason_by_words, remembered_digest
from segmentcast.publish.failure import failure_of
from segmentcast.publish.memories import RECORDS
from segmentcast.publish.plan.named_settings import lexicon_of, named_voices
from segmentcast.publish.plan.planning import read_aloud
from segmentcast.publish.plan.publication_dates import other_day, stated_date
from segmentcast.publish.plan.retraction_notice import notice_of
from segmentcast.publish.plan.sound_source import Narrated, Source, find_source
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

_NARRATED = Narrated()


@dataclass(frozen=True, slots=True)
class Preview:
    """An episode before it is spoken.

    `unknown` are names without a pronunciation; `why` gives the reason for each voice.
    """

    where: str
    transcript: Transcript
    reading: Reading
    voices: Mapping[str, Voice]
    why: Mapping[str, str]
    unknown: tuple[lexicon.UnknownWord, ...]
    unread: tuple[lexicon.UnknownWord, ...]
    findings: tuple[Finding, ...]
    hold: bool = True
    """Whether a new episode with doubtful turns would be held."""


def preview_file(path: Path, language: str = "") -> Preview:
    """The preview of a transcript file without a show. Raises a SegmentcastError."""
    source = transcript.read(files.read(path), str(path), language=language)
    return _preview(str(path), source, lexicon.Lexicon(lexicon.default_lexicon()), {}, {}, language)


def preview_address(url: str, language: str = "") -> Preview:
    """The preview of a web page, fetched with the guarded client. Raises a SegmentcastError."""
    # Only here: a file needs no network.
    from segmentcast.intake.web_page import fetch_page
    from segmentcast.visitor import HttpVisitor

    page = fetch_page(url, HttpVisitor([url], agent="read"))
    source = transcript.read(page.data, page.url, language=language)
    source = replace(source, page_url=source.page_url or page.url)
    return _preview(page.url, source, lexicon.Lexicon(lexicon.default_lexicon()), {}, {}, language)


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
    preview = _preview(str(path), source, words, cast_so_far, named, language, show, origin)
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
    show_folder: ShowFolder,
    show: ShowConfig,
    cast_so_far: Mapping[str, str],
    only: tuple[str, ...] = (),
) -> Iterator[tuple[EpisodeFolder, Preview | SegmentcastError]]:
    """The preview of every episode, or the error that prevents it."""
    folders = list(episode_folders(show_folder))
    unknown = sorted(set(only) - {folder.name for folder in folders})
    if unknown:
        raise UsageError(
            Problem(name, "there is no such episode folder", f"look in {show_folder.path}")
            for name in unknown
        )
    for folder in folders:
        if only and folder.name not in only:
            continue
        try:
            yield folder, preview_folder(folder.path, show, cast_so_far)
        except Exception as error:  # noqa: BLE001 - other episodes must not fail with this one
            yield folder, failure_of(error, str(folder.path))


def as_json(preview: Preview) -> dict[str, object]:
    """The output of `segmentcast read --json`: one object with stable keys."""
    source = preview.transcript
    names = {speaker.key: speaker.name for speaker in source.speakers}
    certainty = certainty_of(source)
    return {
        "turns_unsure": certainty.unsure,
        "held_if_new": bool(certainty.doubtful and preview.hold),
        "checked": certainty.digest,
        "title": source.title,
        "summary": source.summary,
        "published": source.published.isoformat() if source.published else None,
        "source": {"file": preview.where, "format": source.format, "url": source.page_url},
        "language": preview.reading.language,
        "byline": source.byline,
        "image": source.image_url,
        "comments": source.comments_url,
        "speakers": [
            {
                "name": speaker.name,
                "part": speaker.part.value,
                "role": speaker.role,
                "voice": str(preview.voices[speaker.key])
                if speaker.key in preview.voices
                else None,
                "confidence": round(speaker.confidence, 3),
                "evidence": [{"rule": e.rule, "words": e.words} for e in speaker.evidence],
                "sex": speaker.sex or None,
                "sex_evidence": [{"rule": e.rule, "words": e.words} for e in speaker.sex_evidence],
            }
            for speaker in source.speakers
        ],
        "turns": [
            {
                "speaker": names[turn.speaker],
                "text": turn.text,
                "confidence": round(turn.confidence, 3),
                "evidence": [{"rule": e.rule, "words": e.words} for e in turn.evidence],
                "directions": [
                    d.text for paragraph in turn.paragraphs for d in paragraph.directions
                ],
                "start_seconds": _seconds(turn.paragraphs[0].start_ms),
                "end_seconds": _seconds(turn.paragraphs[-1].end_ms),
            }
            for turn in source.turns
        ],
        "notes": list(source.notes),
        "edits": [
            {"written": edit.written, "spoken": edit.spoken, "kind": edit.kind}
            for utterance in preview.reading.utterances
            for edit in utterance.edits
        ],
        "unknown_names": [asdict(word) for word in preview.unknown],
        "said_as_written": [asdict(word) for word in preview.unread],
        "findings": [finding.as_json() for finding in preview.findings],
    }


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else ms / 1000


def _preview(
    where: str,
    source: Transcript,
    words: lexicon.Lexicon,
    cast_so_far: Mapping[str, str],
    named: Mapping[str, Voice],
    language: str,
    show: ShowConfig | None = None,
    origin: Source = _NARRATED,
) -> Preview:
    show_voices = ShowVoices(show.engines if show else {}, show.where if show else "")
    language = language or source.language or "en"
    pauses = show.pauses if show else None

    def spoken_in(language: str) -> tuple[Reading, cast.Cast]:
        return read_aloud(
            source,
            origin,
            words,
            reading.Pauses(pauses.sentence_ms, pauses.paragraph_ms, pauses.turn_ms)
            if pauses
            else reading.Pauses(),
            cast_so_far=cast_so_far,
            named=named,
            usable=show_voices.usable(),
            language=language,
        )

    try:
        spoken, chosen = spoken_in(language)
    except VoiceError as error:
        # The attribution can still be shown, though publishing the episode fails.
        if not any(finding.rule == "language" for finding in source.findings):
            raise
        problem = error.problems[0]
        silent = Finding("error", "voice", where, problem.what, problem.mend)
        source = replace(source, findings=(*source.findings, silent))
        spoken, chosen = spoken_in("en")
        spoken = replace(spoken, language=language)
        chosen = cast.Cast(())
    return Preview(
        where=where,
        transcript=source,
        reading=spoken,
        voices=chosen.voices,
        why=chosen.reasons,
        unknown=lexicon.unknown_words([spoken], words),
        unread=lexicon.unread_forms([spoken], words),
        findings=(
            *source.findings,
            *chosen.findings,
            *spoken.findings,
            *show_voices.unreadable(spoken),
            *_missing(show_voices, spoken),
            *reading.prove(source, spoken),
        ),
    )


def _missing(show_voices: ShowVoices, spoken: Reading) -> Iterator[Finding]:
    """The voices that this machine lacks; publishing fails without them."""
    known = frozenset(engines.names())
    narrated = [row for row in spoken.utterances if row.voice.engine in known]
    try:
        show_voices.for_reading(replace(spoken, utterances=tuple(narrated)))
    except VoiceMissing as error:
        for row in error.problems:
            yield Finding("error", "voice-missing", row.where, row.what, row.mend)
    except VoiceError:
        pass  # the publish says what is wrong with the episode
