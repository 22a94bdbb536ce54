"""Finds and reads an episode's words, with the settings for them in cast.toml and episode.toml."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from segmentcast import files, toml, transcript
from segmentcast.config import EpisodeConfig, ShowConfig, load_episode
from segmentcast.config.podcasting import Enclosure, HostedFile
from segmentcast.digest import digest
from segmentcast.errors import ConfigError, Problem, TranscriptError
from segmentcast.model import Finding, Role, Transcript
from segmentcast.vocabulary.media_types import media_type
from segmentcast.vocabulary.sound_files import is_sound
from segmentcast.vocabulary.transcript_files import FIRST, TABLES, is_draft
from segmentcast.vocabulary.transcript_files import SUFFIXES as TRANSCRIPT_SUFFIXES
from segmentcast.workspace.episode_folder import EpisodeFolder
from segmentcast.workspace.file_kinds import NOT_TRANSCRIPTS, UNREADABLE_SUFFIXES, is_chapter_file
from segmentcast.workspace.recording_file import as_transcript as as_transcript_of_recording
from segmentcast.workspace.recording_file import completed, whole_recording

if TYPE_CHECKING:
    pass

CAST_FILE = "cast.toml"
"""Next to a transcript: its inferred speakers, for a person to correct."""


def source_file(folder: EpisodeFolder, show: ShowConfig) -> tuple[EpisodeConfig, Path]:
    """The episode's configuration, and the file with its words.

    That is episode.toml itself if the audio was imported, or if only a retraction is left; the
    recording if there is no transcript. Raises ConfigError or TranscriptError with every problem.
    """
    config = _episode_config(folder, show)
    left = config.retraction is not None and not has_transcript(folder, config)
    if left or config.enclosure is not None:
        return config, folder.config_file
    return config, recording_alone(folder, config) or transcript_file(folder, config)


def recording_alone(folder: EpisodeFolder, config: EpisodeConfig) -> Path | None:
    """The recording of an episode without a transcript; None where there is one, or no recording.

    Raises ConfigError when it isn't clear which recording is meant.
    """
    unread = any(name.lower().endswith(UNREADABLE_SUFFIXES) for name in folder.names)
    if config.transcript or unread or has_transcript(folder, config):
        return None
    return whole_recording(folder, config, alone=True)


def read_transcript(
    folder: EpisodeFolder, show: ShowConfig, voices: transcript.VoiceEvidence | None = None
) -> tuple[EpisodeConfig, Path, bytes, Transcript]:
    """The episode's configuration, its transcript file, the file's bytes, and the transcript.

    Without a transcript: the recording, its SHA-256, and what its tags say.
    `cast.toml` next to the transcript overrides the speakers; `[cast]` in episode.toml overrides
    both. `voices` tells voices apart in the recording. Raises ConfigError or TranscriptError with
    every problem.
    """
    config, path = source_file(folder, show)
    data = folder.content(path)
    if is_sound(path.name):
        return config, path, data, as_transcript_of_recording(folder, path, show)
    if path == folder.config_file:
        # A retracted transcript may have been deleted; the retraction note is in episode.toml.
        language = config.language or show.show.language
        hosted = config.enclosure is not None
        known = as_transcript(folder, config, language) if hosted else Transcript((), ())
        return config, path, data, known
    recording = None if config.retraction or config.clips else whole_recording(folder, config)
    if recording is not None and not data.strip():
        # It may be a slip: captions are not dropped because of it.
        mend = "put the text into this file, or delete it to publish the recording without a transcript"
        raise TranscriptError(Problem(str(path), "the transcript is empty", mend))
    source = transcript.read(
        data,
        str(path),
        overrides=speaker_overrides(folder, config),
        directions=transcript.rules_from_toml(show.directions, show.where),
        language=config.language or show.show.language,
        roster=[credit.name for credit in (*show.show.people, *config.people)],
        voices=voices,
    )
    if recording is not None:
        source = completed(source, folder, recording, show)
    return config, path, data, source


def fingerprint_of(config: EpisodeConfig, path: Path, data: bytes) -> str:
    """Identifies the transcript or the imported audio; empty if only a retraction is left."""
    if config.enclosure is not None:
        return config.enclosure.fingerprint
    return "" if path.name == "episode.toml" else digest([data])


def recording_fingerprint(folder: EpisodeFolder, config: EpisodeConfig) -> str:
    """The fingerprint that an episode's recording had, or would have, without a transcript; else empty."""
    if config.enclosure is not None or config.retraction is not None or config.clips:
        return ""
    recording = whole_recording(folder, config)
    return fingerprint_of(config, recording, folder.content(recording)) if recording else ""


def _episode_config(folder: EpisodeFolder, show: ShowConfig) -> EpisodeConfig:
    path = folder.config_file
    if path.name not in folder.names:
        return EpisodeConfig(where=str(path), unsure=show.unsure)
    config = load_episode(folder.read(path.name), str(path), show.timezone)
    return replace(config, unsure=config.unsure or show.unsure)


def speaker_overrides(folder: EpisodeFolder, config: EpisodeConfig) -> transcript.SpeakerOverrides:
    """The speaker settings in cast.toml, overridden by `[cast]` in episode.toml.

    Raises ConfigError.
    """
    by_config = transcript.overrides_from_toml(config.cast, config.where)
    if CAST_FILE not in folder.names:
        return by_config
    where = str(folder.path / CAST_FILE)
    by_file = transcript.overrides_from_toml(toml.parse(folder.read(CAST_FILE), where).table, where)
    return transcript.SpeakerOverrides(
        names={**by_file.names, **by_config.names},
        parts={**by_file.parts, **by_config.parts},
        roles={**by_file.roles, **by_config.roles},
        turns={**by_file.turns, **by_config.turns},
        unsure={**by_file.unsure, **by_config.unsure},
    )


def has_transcript(folder: EpisodeFolder, config: EpisodeConfig) -> bool:
    """Whether a file could be the episode's transcript."""
    if config.transcript:
        return folder.file(config.transcript).is_file()
    return bool(_candidates(folder))


def _candidates(folder: EpisodeFolder) -> list[str]:
    """Possible transcripts: texts, pages and captions; documents and tables only if there are none."""
    names = [
        name
        for name in folder.names
        if name.lower().endswith(TRANSCRIPT_SUFFIXES)
        and name.lower() not in NOT_TRANSCRIPTS
        and not is_draft(name)
        and not is_chapter_file(name)
    ]
    return [name for name in names if name.lower().endswith(FIRST)] or [
        name
        for name in names
        if not name.lower().endswith(TABLES) or Path(name).stem.lower() == "transcript"
    ]


def transcript_file(folder: EpisodeFolder, config: EpisodeConfig) -> Path:
    """The file named in episode.toml, else `transcript.*`, else the only candidate.

    Raises TranscriptError if there is none or several.
    """
    if config.transcript:
        path = folder.file(config.transcript)
        if config.transcript not in folder.names and not path.is_file():
            raise ConfigError(
                Problem(
                    config.where,
                    f'transcript = "{config.transcript}", but there is no such file in the folder',
                    "correct the name, or put the file there",
                )
            )
        return path
    candidates = _candidates(folder)
    named = [name for name in candidates if Path(name).stem.lower() == "transcript"]
    chosen = named or candidates
    if len(chosen) == 1:
        return folder.file(chosen[0])
    if not chosen:
        drafts = [name for name in folder.names if is_draft(name)]
        if drafts:
            raise TranscriptError(_only_a_draft(folder, drafts[0]))
        unread = [name for name in folder.names if name.lower().endswith(UNREADABLE_SUFFIXES)]
        what = f"{unread[0]} cannot be read" if unread else "no transcript in this folder"
        mend = "save it as .docx or .txt" if unread else "put transcript.txt or recording.mp3 there"
        raise TranscriptError(
            Problem(
                str(folder.path),
                what,
                f"{mend} (transcripts end in {', '.join(TRANSCRIPT_SUFFIXES)})",
            )
        )
    raise TranscriptError(
        Problem(
            str(folder.path),
            f"more than one transcript: {', '.join(chosen)}",
            f'choose one in episode.toml: transcript = "{chosen[0]}"',
        )
    )


def _only_a_draft(folder: EpisodeFolder, name: str) -> Problem:
    stem, suffix = Path(name).stem[: -len(".draft")], Path(name).suffix
    return Problem(
        str(folder.path),
        f"no transcript in this folder: {name} is a draft",
        f"correct it and rename it to {stem}{suffix},"
        f' or write transcript = "{name}" into episode.toml',
    )


CAPTION_ROLES: dict[str, Role] = {
    "text/vtt": "vtt",
    "application/x-subrip": "srt",
    "application/srt": "srt",
    "text/srt": "srt",
    "application/json": "captions-json",
    "text/html": "captions-html",
    "text/plain": "captions-text",
}


_TIMED: tuple[Role, ...] = ("vtt", "captions-json", "srt")


def as_transcript(folder: EpisodeFolder, config: EpisodeConfig, language: str) -> Transcript:
    """A transcript for an imported episode: the words of its timed transcript, or no words."""
    timed = timed_transcript(folder, config.enclosure, language, []) if config.enclosure else None
    facts = {
        "title": config.title,
        "summary": config.summary,
        "published": config.date,
        "page_url": config.link,
        "comments_url": config.comments,
        "byline": config.byline,
    }
    known: Transcript = timed or Transcript((), ())
    return replace(known, **facts)  # type: ignore[arg-type]


def timed_transcript(
    folder: EpisodeFolder, enclosure: Enclosure, language: str, findings: list[Finding]
) -> Transcript | None:
    """The words of the best timed transcript in the folder."""
    for role in _TIMED:
        for document in enclosure.transcripts:
            if not document.file or _role(document) != role:
                continue
            path = folder.file(document.file)
            try:
                timed = transcript.read(files.read(path), str(path), language=language)
            except TranscriptError as error:
                findings.append(
                    Finding(
                        "warning", "transcript", str(path), f"not shown: {error.problems[0].what}"
                    )
                )
                continue
            if timed.timed:
                return timed
    return None


def _role(document: HostedFile) -> Role | None:
    return CAPTION_ROLES.get(document.type or media_type(document.file))
