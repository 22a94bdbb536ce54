"""Drafts of transcripts from recordings, for a person to correct."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from segmentcast import alignment, audio_io, files
from segmentcast.alignment import Window, WrittenSentence
from segmentcast.alignment.activity import LevelRecorder, listen
from segmentcast.config import EpisodeConfig, load_episode
from segmentcast.digest import digest
from segmentcast.errors import Problem, SegmentcastError, SoundError, UsageError
from segmentcast.listening.drafting import (
    DraftSentence,
    Marker,
    at_aligned_times,
    key_of_draft,
    render_draft,
    sentences_of_words,
)
from segmentcast.listening.partial_hearing import PartialHearing
from segmentcast.listening.recogniser import HeardWord, SpeechRecogniser, SpokenLanguage
from segmentcast.listening.voice_turns import by_voices
from segmentcast.model import Finding
from segmentcast.ports import Progress
from segmentcast.vocabulary.languages import check_language
from segmentcast.vocabulary.sound_files import is_sound
from segmentcast.workspace.episode_folder import episode_folder
from segmentcast.workspace.recording_file import whole_recording
from segmentcast.workspace.transcript_source import has_transcript

TASK = "Listening"
DRAFT_STEM = "transcript"
_KEY_CHARACTERS = 12
_LANGUAGE_WINDOWS = 3
_UNSURE_LANGUAGE = 0.5
_UNSURE_WORDS = 0.6


@dataclass(frozen=True, slots=True)
class Transcription:
    """A planned transcription: the recording, its length, and the path of the draft.

    `language` (BCP 47) is stated by the episode, or empty. `present_key` is the key of an existing
    unedited draft. `edited` says that a file exists which a person wrote or edited.
    """

    where: Path
    recording: Path
    draft: Path
    language: str
    duration_ms: int
    present_key: str
    edited: bool


@dataclass(frozen=True, slots=True)
class TranscriptDraft:
    """A draft that was written, or kept because its inputs are unchanged."""

    transcription: Transcription
    status: Literal["written", "unchanged", "planned"]
    language: SpokenLanguage | None = None
    sentences: tuple[DraftSentence, ...] = ()
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The output of `segmentcast transcribe --json`: one object with stable keys."""
        done = self.status == "written"
        return {
            "episode": str(self.transcription.where),
            "recording": str(self.transcription.recording),
            "draft": str(self.transcription.draft),
            "status": self.status,
            "duration_seconds": self.transcription.duration_ms / 1000,
            "language": self.language.tag if self.language else self.transcription.language or None,
            "language_probability": self.language.probability if self.language else None,
            "sentences": len(self.sentences) if done else None,
            "turns": self.turns if done else None,
            "words": self.words if done else None,
            "findings": [finding.as_json() for finding in self.findings],
        }

    @property
    def turns(self) -> int:
        return sum(sentence.new_turn for sentence in self.sentences)

    @property
    def words(self) -> int:
        return sum(len(sentence.text.split()) for sentence in self.sentences)


def plan_transcription(source: Path, *, force: bool = False) -> Transcription:
    """Plans the transcription of an episode's recording, or of an audio file.

    Raises UsageError for an edited draft, unless `force`, and for what is not an episode;
    SoundError or ConfigError if the recording is missing or ambiguous.
    """
    config = EpisodeConfig(where=str(source))
    if source.is_file():
        recording, stem = source, source.stem
        if not is_sound(source.name):
            what = "this is not an audio file"
            raise UsageError(Problem(str(source), what, "give an episode's folder, or a recording"))
        stem = DRAFT_STEM if stem.lower() == "recording" else stem
        folder = source.parent
    else:
        recording, config = _recording_in(source)
        folder, stem = source, DRAFT_STEM
    draft = folder / f"{stem}.draft.vtt"
    known = files.read(draft) if draft.exists() else b""
    key = key_of_draft(known)
    if known and not key and not force:
        raise UsageError(
            Problem(
                str(draft),
                "this draft was edited and would be overwritten",
                "keep editing it, or replace it with --force",
            )
        )
    info = audio_io.probe(recording)
    language = config.language
    return Transcription(
        source, recording, draft, language, info.duration_ms, key, bool(known) and not key
    )


def transcribe(
    planned: Transcription,
    recogniser: SpeechRecogniser,
    *,
    language: str = "",
    force: bool = False,
    marker: Marker | None = None,
    progress: Progress,
) -> TranscriptDraft:
    """Transcribes the recording and writes the draft in one step. Resumes after an interruption.

    `language` (BCP 47) is detected if neither the caller nor the episode states it. An unedited
    draft of the same audio, model and language is kept, unless `force`. Turns are proposed by the
    voices heard, or by `marker`. Raises a SegmentcastError, also if another transcription of this
    recording is at work.
    """
    with _alone(planned.draft):
        return _transcribed(planned, recogniser, language, force, marker, progress)


@contextlib.contextmanager
def _alone(draft: Path) -> Iterator[None]:
    """Two transcriptions would write what was heard so far into the same file. Raises StoreError."""
    lock = draft.with_name(f".{draft.name}.lock")
    with files.only_one(lock, "transcription of this recording"):
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # Windows doesn't remove a file that is open
                lock.unlink()


def _transcribed(
    planned: Transcription,
    recogniser: SpeechRecogniser,
    language: str,
    force: bool,
    marker: Marker | None,
    progress: Progress,
) -> TranscriptDraft:
    source = audio_io.open_source(planned.recording)
    if language := language or planned.language:
        check_language(language)
        spoken = SpokenLanguage(language, 1.0)
    else:
        first = islice(_with_sound(listen(source, LevelRecorder())), _LANGUAGE_WINDOWS)
        spoken = recogniser.language_of(first)
    sha256 = files.sha256_of(planned.recording)
    key = digest([sha256, recogniser.fingerprint, spoken.tag])[:_KEY_CHARACTERS]
    if planned.present_key == key and not force:
        return TranscriptDraft(planned, "unchanged", spoken)
    partial = PartialHearing(planned.draft.with_name(f".{planned.draft.name}.part"), key)
    words = _hear(source, recogniser, spoken.tag, partial, planned.duration_ms, progress)
    if not words:
        partial.remove()
        what = "no speech was recognised in this recording"
        raise SoundError(Problem(str(planned.recording), what, "check the audio, and --language"))
    sentences = sentences_of_words(words, spoken.tag)
    sentences = _placed(source, sentences, spoken.tag, recogniser.workers, planned, progress)
    sentences = tuple((marker or by_voices(source))(sentences))
    made_by = f"{recogniser.model_name}, {spoken.tag}"
    data = render_draft(sentences, source=planned.recording.name, made_by=made_by, key=key)
    files.write(planned.draft, data)
    partial.remove()
    findings = tuple(_doubts(planned, spoken, sentences))
    return TranscriptDraft(planned, "written", spoken, sentences, findings)


def _recording_in(path: Path) -> tuple[Path, EpisodeConfig]:
    """The recording in an episode's folder, and the episode's settings."""
    if (path / "show.toml").is_file() or (path / "episodes" / "show.toml").is_file():
        what = "this is a show; transcribe its episodes"
        raise UsageError(Problem(str(path), what, "give one or more episode folders"))
    folder = episode_folder(path.absolute())
    config = EpisodeConfig(where=str(folder.config_file))
    if folder.config_file.name in folder.names:
        config = load_episode(folder.read(folder.config_file.name), str(folder.config_file))
    recording = whole_recording(folder, config, alone=not has_transcript(folder, config))
    if recording is None:
        raise SoundError(
            Problem(
                str(path),
                "no recording in this folder",
                'add recording.mp3, or name the file in episode.toml: recording = "talk.mp3"',
            )
        )
    return recording, config


def _with_sound(windows: Iterator[Window]) -> Iterator[Window]:
    return (window for window in windows if window.samples.any())


def _hear(
    source: audio_io.FileSource,
    recogniser: SpeechRecogniser,
    language: str,
    partial: PartialHearing,
    duration_ms: int,
    progress: Progress,
) -> list[HeardWord]:
    """All words of the recording, including those from an interrupted run."""
    progress.start(TASK, duration_ms / 1000, "s")
    windows = listen(source, LevelRecorder())
    for known in islice(windows, len(partial.windows)):
        progress.advance(TASK, (known.end_ms - known.start_ms) / 1000)
    partial.begin()
    for window in recogniser.listen(windows, language):
        partial.add(window)
        progress.advance(TASK, (window.end_ms - window.start_ms) / 1000)
    progress.finish(TASK)
    return [word for window in partial.windows for word in window.words]


def _placed(
    source: audio_io.FileSource,
    sentences: tuple[DraftSentence, ...],
    language: str,
    workers: int,
    planned: Transcription,
    progress: Progress,
) -> tuple[DraftSentence, ...]:
    """The sentences with times from the aligner, if it supports the language."""
    written = [WrittenSentence(at, 0, "", one.text) for at, one in enumerate(sentences)]
    try:
        aligned = alignment.align(
            source,
            written,
            language=language,
            workers=workers,
            progress=progress,
            where=str(planned.recording),
        )
    except SegmentcastError:  # the recogniser's own times are good enough to navigate by
        return sentences
    return at_aligned_times(sentences, aligned)


def _doubts(
    planned: Transcription, spoken: SpokenLanguage, sentences: tuple[DraftSentence, ...]
) -> Iterator[Finding]:
    where = str(planned.draft)
    if spoken.probability < _UNSURE_LANGUAGE:
        yield Finding(
            "warning",
            "language-unsure",
            where,
            f"the language was detected as {spoken.tag}, with {spoken.probability:.0%} confidence",
            "state it with --language",
        )
    unsure = [one for one in sentences if one.probability < _UNSURE_WORDS]
    for sentence in unsure[:20]:
        yield Finding(
            "note",
            "words-unsure",
            where,
            f"{sentence.start_ms / 1000:.1f} s: possibly not said: {sentence.text}",
            "listen to it first",
        )
