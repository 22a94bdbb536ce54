"""An episode's text as its folder has it: words, title, dates, and what its settings name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from segmentcast import lexicon
from segmentcast.config import EpisodeConfig, ShowConfig
from segmentcast.errors import ConfigError, Problem
from segmentcast.ledger import Entry
from segmentcast.model import Transcript, Voice
from segmentcast.publish.plan.machine_transcript import declared, is_unchecked
from segmentcast.publish.plan.named_settings import (
    lexicon_of,
    named_voices,
    supplied_artwork,
    supplied_portrait,
)
from segmentcast.publish.plan.publication_dates import (
    future_dates,
    no_date,
    other_day,
    publication_date,
)
from segmentcast.publish.plan.retraction_notice import notice_of
from segmentcast.vocabulary.sound_files import is_sound
from segmentcast.workspace.episode_folder import EpisodeFolder
from segmentcast.workspace.notes_file import NotesFile, notes_of, summary_of
from segmentcast.workspace.show_faults import nobody, voice_faults
from segmentcast.workspace.show_voices import ShowVoices
from segmentcast.workspace.transcript_source import read_transcript

_NO_TITLE = ("no title in the transcript", "no title in the recording's tags or the folder's name")


@dataclass(frozen=True, slots=True)
class EpisodeWords:
    """An episode's text as read: `path` and `data` of the file, and what it contains."""

    config: EpisodeConfig
    path: Path
    data: bytes
    transcript: Transcript
    language: str
    title: str
    published: datetime
    due: datetime
    named: dict[str, Voice]
    lexicon: lexicon.Lexicon
    picture: bytes | None
    portrait: bytes | None
    notes: NotesFile
    unchecked: bool

    @property
    def summary(self) -> str:
        if self.config.retraction:
            return self.transcript.summary
        return summary_of(self.config, self.transcript, self.notes) or self.title


def read_words(
    folder: EpisodeFolder,
    show: ShowConfig,
    show_voices: ShowVoices,
    known: Entry | None,
    now: datetime,
    newest: Callable[[], datetime],
) -> EpisodeWords:
    """Reads the folder.

    `known` is the ledger entry under its name; `newest` returns the newest published date of the
    show. Raises ConfigError with every problem.
    """
    problems: list[Problem] = []
    config, path, data, source = read_transcript(folder, show)
    problems += future_dates(config, show, now, newest)
    try:
        notes = NotesFile() if config.retraction else notes_of(folder)
    except ConfigError as error:
        notes = NotesFile()
        problems += error.problems
    language = config.language or source.language or show.show.language
    unchecked = is_unchecked(source, path, config)
    source = declared(source, path, language, unchecked=unchecked)
    if config.retraction:
        if known is not None and not source.turns:
            source = replace(
                source,
                title=source.title or known.title,
                published=source.published or known.published,
            )
        source = notice_of(source, config.retraction, show.show.author, language)
    source = replace(source, findings=(*source.findings, *other_day(folder, config, source, show)))
    published, due = publication_date(folder, config, source, show, now)
    if published is None:
        problems.append(no_date(folder, source, now))
    title = config.title or source.title
    if not title:
        mend = 'set title = "..." in episode.toml'
        problems.append(Problem(str(path), _NO_TITLE[is_sound(path.name)], mend))
    named = named_voices(show, config, problems)
    problems += voice_faults(config.voices, config.where, show_voices)
    if not config.retraction:
        problems += nobody(config.voices, source.speakers, config.where)
    entries = lexicon_of(show, config, problems)
    picture = supplied_artwork(folder, config, problems)
    portrait = supplied_portrait(folder, config, problems)
    if problems or published is None or due is None:
        raise ConfigError(problems)
    return EpisodeWords(
        config,
        path,
        data,
        source,
        language,
        title,
        published,
        due,
        named,
        entries,
        picture,
        portrait,
        notes,
        unchecked,
    )
