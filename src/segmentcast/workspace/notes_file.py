"""Reads notes.md in an episode's folder: show notes written by a person."""

from __future__ import annotations

from dataclasses import dataclass

from segmentcast.config import EpisodeConfig
from segmentcast.errors import ConfigError, Problem
from segmentcast.markdown_notes import MOST_BYTES, read_notes
from segmentcast.model import Finding, Transcript, WrittenNotes
from segmentcast.workspace.episode_folder import EpisodeFolder

NAMES = ("notes.md", "notes.markdown")


@dataclass(frozen=True, slots=True)
class NotesFile:
    """The notes and their first paragraph. `name` is the file's, empty without one."""

    name: str = ""
    notes: WrittenNotes | None = None
    summary: str = ""
    findings: tuple[Finding, ...] = ()


def notes_of(folder: EpisodeFolder) -> NotesFile:
    """The show notes in a folder. Raises ConfigError for another encoding or too long ones."""
    name = next((name for name in folder.names if name.lower() in NAMES), "")
    if not name:
        return NotesFile()
    where, data = str(folder.path / name), folder.read(name)
    if len(data) > MOST_BYTES:
        what = f"{len(data):,} bytes of show notes; at most {MOST_BYTES:,} are read"
        raise ConfigError(Problem(where, what, "shorten them"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            Problem(f"{where}:{line}", "not UTF-8", "save the file as UTF-8")
        ) from None
    read = read_notes(text)
    if not read.notes.text:
        return NotesFile(name)
    findings = [Finding("note", "show-notes", where, "published as the episode's show notes.")]
    if read.left_out:
        what = f"left out of the show notes: {', '.join(read.left_out)}."
        findings.append(Finding("warning", "show-notes", where, what))
    return NotesFile(name, read.notes, read.summary, tuple(findings))


def summary_of(config: EpisodeConfig, source: Transcript, notes: NotesFile) -> str:
    """The summary from episode.toml, the page, the notes or the recording's tags, in that order."""
    first, second = source.summary, notes.summary
    if not source.turns:
        first, second = second, first
    return config.summary or first or second
