"""The names and the people of all episodes of a show, kept so that a page of them is quick.

Reading an episode takes a tenth of a second or more, and a show may have thousands. What each says is
kept in a small SQLite file with the signature of its folder, so that only changed folders are read
again, the newest first. The show's own word list is applied when the names are asked for: a name that
is kept leaves the list without any episode being read. The file is only a memory.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from segmentcast.config import ShowConfig
from segmentcast.errors import SegmentcastError
from segmentcast.model import Part
from segmentcast.queries.preview import preview_folder
from segmentcast.queries.transcript_preview import Preview
from segmentcast.sqlite_file import Schema, SqliteFile
from segmentcast.workspace.episode_folder import EpisodeFolder, episode_folders
from segmentcast.workspace.show_files import read_cast
from segmentcast.workspace.show_folder import ShowFolder

NAMES = "names.sqlite"
_SCHEMA = Schema(
    1,
    """
CREATE TABLE IF NOT EXISTS episode (
    folder TEXT PRIMARY KEY, signature TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS word (
    word TEXT NOT NULL, folder TEXT NOT NULL, count INTEGER NOT NULL, example TEXT NOT NULL,
    voice TEXT NOT NULL, PRIMARY KEY (word, folder)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS word_folder ON word (folder);
CREATE TABLE IF NOT EXISTS person (
    key TEXT NOT NULL, folder TEXT NOT NULL, name TEXT NOT NULL, part TEXT NOT NULL,
    language TEXT NOT NULL, voice TEXT NOT NULL, why TEXT NOT NULL, example TEXT NOT NULL,
    PRIMARY KEY (key, folder)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS person_folder ON person (folder);
""",
)
_RULES = 1
"""Raised when other words count as names, so that all episodes are read again."""
_UNREAD = "unread"
_PERSON = "key, name, part, language, voice, why, example, count(*) AS episodes, max(folder)"  # its newest
_LONGEST_EXAMPLE = 160
_LONGEST_SENTENCE = 120


@dataclass(frozen=True, slots=True)
class ShowName:
    """A name or odd form that nobody has told how to say: how often in how many episodes, a sentence
    that has it, and the voice of the person who says it there."""

    word: str
    count: int
    episodes: int
    example: str
    voice: str


@dataclass(frozen=True, slots=True)
class ShowPerson:
    """Somebody who speaks, by the newest episode: the voice there and why, and a sentence of theirs."""

    key: str
    name: str
    part: str
    language: str
    voice: str
    why: str
    example: str
    episodes: int


def open_names(place: ShowFolder) -> AbstractContextManager[ShowNames]:
    """What is kept of a show; it is empty at first."""
    return contextlib.closing(ShowNames(SqliteFile(place.work / NAMES, _SCHEMA)))


class ShowNames:
    """What was kept at the last reading."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self.schema = _SCHEMA
        self.close = file.close

    def read(self, place: ShowFolder, show: ShowConfig, *, seconds: float = 0.0) -> bool:
        """Reads the episodes whose folders have changed, the newest first.

        Ends after about `seconds` if that is not 0, and one episode at the least. Returns whether
        all are read.
        """
        begun = time.monotonic()
        folders = {folder.name: folder for folder in episode_folders(place)}
        known = dict(self._file.run("SELECT folder, signature FROM episode").all())
        for name in known.keys() - folders.keys():
            self._forget(name)
        cast, plain = read_cast(place), replace(show, lexicon={})
        parts = [f"{part} {show.voices[part]}" for part in Part if part in show.voices]
        rules = f"{_RULES} {show.show.language} {' '.join(parts)}"
        newly_read = 0
        for name in sorted(folders, reverse=True):
            signature = f"{rules} {folders[name].signature}"
            if known.get(name) == signature:
                continue
            if seconds and newly_read and time.monotonic() - begun > seconds:
                return False
            self._keep(folders[name], signature, plain, cast)
            newly_read += 1
        return True

    def episodes(self) -> int:
        """How many episodes are read."""
        return int(self._file.run("SELECT count(*) FROM episode").fetchone()[0])

    def words(self, lexicon: Mapping[str, object], limit: int) -> tuple[list[ShowName], int]:
        """The most frequent `limit` names that no entry of `lexicon` covers, and how many there are."""
        entries = [entry.casefold() for entry in lexicon]
        single = {entry for entry in entries if " " not in entry}
        phrases = [entry for entry in entries if " " in entry]
        together = "\n".join(phrases)  # one search for each word, and not one for each phrase
        rows = self._file.run(
            "SELECT word, sum(count) AS times FROM word GROUP BY word ORDER BY times DESC, word"
        ).all()
        first: list[ShowName] = []
        uncovered = 0
        for word, times in rows:
            folded = word.casefold()
            around = (
                [phrase for phrase in phrases if folded in phrase] if folded in together else []
            )
            if folded in single:
                continue
            if around or len(first) < limit:
                name = self._name(word, times)
                if any(phrase in name.example.casefold() for phrase in around):
                    continue
                if len(first) < limit:
                    first.append(name)
            uncovered += 1
        return first, uncovered

    def _name(self, word: str, times: int) -> ShowName:
        row = self._file.run(
            "SELECT count(*), example, voice, max(folder) FROM word WHERE word = ?", (word,)
        ).fetchone()
        return ShowName(word, times, *row[:3])

    def people(self, limit: int) -> list[ShowPerson]:
        """The `limit` people who speak in most episodes, those of most first."""
        rows = self._file.run(
            f"SELECT {_PERSON} FROM person GROUP BY key ORDER BY episodes DESC, name LIMIT ?",  # noqa: S608 - ours
            (limit,),
        )
        return [ShowPerson(*row[:8]) for row in rows]

    def person(self, key: str) -> ShowPerson | None:
        """Somebody by the key, or None if nobody of this key speaks."""
        row = self._file.run(
            f"SELECT {_PERSON} FROM person WHERE key = ? GROUP BY key",  # noqa: S608 - ours
            (key,),
        ).fetchone()
        return ShowPerson(*row[:8]) if row else None

    def count_people(self) -> int:
        """How many people speak."""
        return int(self._file.run("SELECT count(DISTINCT key) FROM person").fetchone()[0])

    def _keep(
        self, folder: EpisodeFolder, signature: str, show: ShowConfig, cast: Mapping[str, str]
    ) -> None:
        try:
            preview = preview_folder(folder.path, show, cast)
        except SegmentcastError:  # the list of episodes says what is wrong with it
            preview, signature = None, _UNREAD
        with self._file.at_once():
            self._delete(folder.name)
            self._file.run("INSERT INTO episode VALUES (?, ?)", (folder.name, signature))
            if preview is None:
                return
            self._file.run_many(
                "INSERT OR REPLACE INTO word VALUES (?, ?, ?, ?, ?)", _words(folder.name, preview)
            )
            self._file.run_many(
                "INSERT OR REPLACE INTO person VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                _people(folder.name, preview),
            )

    def _forget(self, name: str) -> None:
        with self._file.at_once():
            self._delete(name)

    def _delete(self, name: str) -> None:
        for table in ("episode", "word", "person"):
            self._file.run(f"DELETE FROM {table} WHERE folder = ?", (name,))  # noqa: S608 - ours


def _words(folder: str, preview: Preview) -> Iterator[tuple[object, ...]]:
    speakers = {row.text: str(row.voice) for row in preview.reading.utterances}
    for word in (*preview.unknown, *preview.unread):
        voice = speakers.get(word.example, "")
        yield word.word, folder, word.count, word.example[:_LONGEST_EXAMPLE], voice


def _people(folder: str, preview: Preview) -> Iterator[tuple[object, ...]]:
    sentences: dict[str, str] = {}
    for row in preview.reading.utterances:
        best = sentences.get(row.speaker, "")
        if len(best) < len(row.text) <= _LONGEST_SENTENCE or not best:
            sentences[row.speaker] = row.text[:_LONGEST_SENTENCE]
    for speaker in preview.transcript.speakers:
        if speaker.key in preview.voices:
            yield (
                speaker.key,
                folder,
                speaker.name,
                speaker.part.value,
                preview.reading.language,
                str(preview.voices[speaker.key]),
                preview.why.get(speaker.key, ""),
                sentences.get(speaker.key, ""),
            )
