"""Finds a recording's chapters in the first of four sources that has any.

The sources are `[[chapters]]` in episode.toml, a chapter file (JSON, Podlove, lines, cue sheet, in
this order), the recording's own tags, and else the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from segmentcast import files
from segmentcast.chapters import ChapterMark, read_marks
from segmentcast.config import EpisodeConfig
from segmentcast.errors import SoundError
from segmentcast.model import Finding
from segmentcast.workspace.episode_folder import EpisodeFolder
from segmentcast.workspace.file_kinds import CHAPTER_ENDINGS, is_chapter_file
from segmentcast.workspace.recording_file import tags_of

_ONLY_BY_CODEC = frozenset({".mp4", ".m4a", ".m4v", ".mov", ".3gp", ".mkv", ".webm"})


@dataclass(frozen=True, slots=True)
class SuppliedChapters:
    """Marks in the recording's own time, their source, and the file if it is one."""

    marks: tuple[ChapterMark, ...] = ()
    where: str = ""
    file: str = ""
    findings: tuple[Finding, ...] = ()
    inside: bool = False

    @property
    def decided(self) -> tuple[tuple[int, str], ...]:
        """Those that people wrote down. A recording's own change with its bytes alone, so that what was
        published with other chapters before they were read stays as it is."""
        return () if self.inside else tuple((mark.start_ms, mark.title) for mark in self.marks)


NO_CHAPTERS = SuppliedChapters()


def supplied_chapters(
    folder: EpisodeFolder, config: EpisodeConfig, recording: Path
) -> SuppliedChapters:
    """The chapters supplied for a recording. Findings name unused sources.

    Raises StoreError for a file that can't be read.
    """
    names = sorted(filter(is_chapter_file, folder.names), key=_rank)
    findings: list[Finding] = []
    if config.chapters:
        marks = tuple(ChapterMark(row.start, row.title) for row in config.chapters)
        findings += _passed_over(folder, names, "[[chapters]] in episode.toml")
        return SuppliedChapters(marks, config.where, "", tuple(findings))
    for place, name in enumerate(names):
        where = str(folder.path / name)
        try:
            marks = read_marks(folder.read(name), name)
        except ValueError as error:
            findings.append(
                Finding("warning", "chapters", where, f"its chapters cannot be read: {error}.",
                        "Correct the file, or remove it.")
            )  # fmt: skip
            continue
        findings += _passed_over(folder, names[place + 1 :], name)
        return SuppliedChapters(marks, where, name, tuple(findings))
    return SuppliedChapters(_inside(recording), str(recording), "", tuple(findings), inside=True)


def _passed_over(folder: EpisodeFolder, names: Sequence[str], used: str) -> list[Finding]:
    return [
        Finding("note", "chapters", str(folder.path / name), f"not used: {used} has the chapters.")
        for name in names
    ]


def _inside(recording: Path) -> tuple[ChapterMark, ...]:
    rows = tags_of(recording).chapters
    if not rows and recording.suffix.lower() in _ONLY_BY_CODEC:
        # Only here: reading a transcript needs no codec.
        from segmentcast.audio_io import file_chapters

        try:
            with files.explained(recording):
                rows = file_chapters(recording)
        except SoundError:  # decoding the audio reports this
            return ()
    # Some programs write a single chapter at the start that repeats the title.
    return tuple(ChapterMark(*row) for row in rows) if len(rows) > 1 else ()


def _rank(name: str) -> tuple[int, str]:
    return CHAPTER_ENDINGS.index(PurePath(name).suffix.lower()), name
