"""Finds the recording of the whole talk in an episode's folder, and reads its tags."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from segmentcast import files, layout
from segmentcast.config import EpisodeConfig, ShowConfig
from segmentcast.config.episode_settings import as_moment
from segmentcast.errors import ConfigError, Problem
from segmentcast.model import Credit, Finding, Part, Speaker, Transcript
from segmentcast.transcript.text.names import key_of
from segmentcast.vocabulary.sound_files import EARLIER_FILE, TURN_FILE, is_sound
from segmentcast.workspace.episode_folder import EpisodeFolder

if TYPE_CHECKING:
    from segmentcast.tags import RecordingTags

_WITH_PICTURES = frozenset(
    ".mp4 .mov .m4v .webm .mkv .3gp .3g2 .avi .flv .wmv .mpg .mpeg .mts .m2ts".split()
)
_PARTS = {part.value: part for part in Part}


def whole_recording(
    folder: EpisodeFolder, config: EpisodeConfig, *, alone: bool = False
) -> Path | None:
    """The file named in episode.toml, else `recording.*`; None if there is neither.

    `alone` says that there is no transcript: the only audio file next to episode.toml then counts,
    whatever its name, unless that is an earlier recording's. Raises ConfigError if the choice is ambiguous.
    """
    if config.recording:
        path = folder.file(config.recording)
        if path.is_file():
            return path
        what = f'recording: there is no file "{config.recording}" in the folder'
        raise ConfigError(Problem(config.where, what, "correct the name, or put the file there"))
    sounds = [name for name in folder.names if is_sound(name)]
    names = [name for name in sounds if PurePath(name).stem.lower() == "recording"]
    if not names and alone and folder.config_file.name in folder.names:
        used = {clip.file for clip in config.clips}
        if config.around is not None:
            around = config.around
            used |= {around.intro, around.outro, around.bed, around.sting}
        names = [
            name
            for name in sounds
            if name not in used
            and not TURN_FILE.fullmatch(PurePath(name).stem)
            and not EARLIER_FILE.fullmatch(PurePath(name).stem)
        ]
    if len(names) > 1:
        raise ConfigError(
            Problem(
                str(folder.path),
                f"more than one recording: {', '.join(names)}",
                f'choose one in episode.toml: recording = "{names[0]}"',
            )
        )
    return folder.file(names[0]) if names else None


def tags_of(path: Path) -> RecordingTags:
    """The recording's tags. Raises StoreError for a file that can't be read."""
    # Only here: reading a transcript needs no tags.
    from segmentcast.tags import read_recording_tags

    with files.explained(path), path.open("rb") as file:
        return read_recording_tags(file)


def as_transcript(folder: EpisodeFolder, path: Path, show: ShowConfig) -> Transcript:
    """A transcript without words for a recording: title, date, people and comment.

    They are from the recording's tags, else from the folder's name.
    """
    known = tags_of(path)
    where = str(path)
    findings = [
        Finding(
            "note", "no-transcript", where,
            "there is no transcript; the page says so, and there are no captions.",
            "Add the transcript when you have one; GUID and audio stay the same."
            " segmentcast transcribe drafts one.",
        )
    ]  # fmt: skip
    title = known.title or layout.title_in_name(folder.name)
    if known.rejected_title and title:
        findings.append(
            Finding(
                "note", "recording-title", where,
                f'the tag\'s title is "{known.rejected_title}", so the folder\'s name is used: "{title}".',
                'episode.toml: title = "..."',
            )
        )  # fmt: skip
    if known.unreadable:
        findings.append(
            Finding(
                "note", "recording-tags", where, f"its tags cannot be read: {known.unreadable}."
            )
        )
    if path.suffix.lower() in _WITH_PICTURES:
        findings.append(
            Finding(
                "note", "recording-film", where, "this is a video; only its audio is published."
            )
        )
    return Transcript(
        turns=(),
        speakers=_people(known, show),
        title=title,
        summary=known.comment,
        published=day_of(known, show),
        format=path.suffix[1:].upper(),
        findings=tuple(findings),
    )


def completed(
    source: Transcript, folder: EpisodeFolder, path: Path, show: ShowConfig
) -> Transcript:
    """The transcript with missing title, summary and date filled in from its recording's tags."""
    dated = source.published is not None or layout.date_in_folder(folder.name) is not None
    if source.title and source.summary and dated:
        return source
    known = tags_of(path)
    return replace(
        source,
        title=source.title or known.title or layout.title_in_name(folder.name),
        summary=source.summary or known.comment,
        published=source.published if dated else day_of(known, show),
    )


def day_of(known: RecordingTags, show: ShowConfig) -> datetime | None:
    """Noon of the date in the tags; None for a bare year."""
    return as_moment(known.day, show.timezone) if known.day else None


def _people(known: RecordingTags, show: ShowConfig) -> tuple[Speaker, ...]:
    """The artists as speakers, with the part that the show assigns. The show itself is not a
    speaker."""
    own = {name.casefold() for name in (show.show.title, show.show.author)}
    rows: dict[str, Credit] = {credit.name.casefold(): credit for credit in show.show.people}
    speakers: dict[str, Speaker] = {}
    for name in known.people:
        key = key_of(name) or name.casefold()
        if name.casefold() not in own:
            credit = rows.get(name.casefold())
            part = _PARTS.get(credit.part.lower(), Part.HOST) if credit else Part.HOST
            speakers[key] = Speaker(key, name, part)
    return tuple(speakers.values())
