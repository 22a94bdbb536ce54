"""Proof by ear of one episode: what is heard in its sound beside what is written."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from segmentcast import alignment, audio_io, files, layout
from segmentcast.alignment import WrittenSentence
from segmentcast.errors import Problem, UsageError
from segmentcast.listening.proof import Mishearing, describe, prove_sound
from segmentcast.listening.recogniser import SpeechRecogniser
from segmentcast.model import Cue, Finding, Transcript
from segmentcast.ports import Progress, SoundSource
from segmentcast.publish.memories import RECORDS
from segmentcast.records import Records
from segmentcast.timing import seconds
from segmentcast.workspace.episode_folder import episode_folder
from segmentcast.workspace.recording_file import whole_recording
from segmentcast.workspace.show_files import read_show
from segmentcast.workspace.show_folder import ShowFolder, locate
from segmentcast.workspace.transcript_source import read_transcript


@dataclass(frozen=True, slots=True)
class ProofOfEpisode:
    """What was heard: how many sentences of which sound, and every place that is heard otherwise."""

    episode: Path
    sound: Path
    cues: tuple[Cue, ...]
    mishearings: tuple[Mishearing, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """A finding for each place."""
        where = str(self.episode)
        return tuple(describe(where, self.cues[one.sentence], one) for one in self.mishearings)

    def as_json(self) -> dict[str, object]:
        """One object with stable keys, for `segmentcast listen --json`."""
        return {
            "episode": str(self.episode),
            "sound": str(self.sound),
            "sentences": len(self.cues),
            "heard_otherwise": [
                {
                    "at_seconds": seconds(one.at_ms),
                    "speaker": self.cues[one.sentence].speaker,
                    "sentence": self.cues[one.sentence].text,
                    "written": one.written,
                    "heard": one.heard,
                    "log_ratio": one.log_ratio,
                }
                for one in self.mishearings
            ],
        }


def prove_episode(
    path: Path, recogniser: SpeechRecogniser, *, workers: int, progress: Progress
) -> ProofOfEpisode:
    """Hears an episode's published sound; before the first publish, its recording.

    Raises UsageError for what is no episode, or has no sound yet; SoundError for one that cannot be
    read.
    """
    place = _show_of(path)
    published = _published(place, path)
    if published:
        sound, cues, language = published
        source: SoundSource = audio_io.open_source(sound)
    else:
        sound, transcript, language = _recorded(place, path)
        source = audio_io.open_source(sound)
        cues = _placed(source, transcript, language, workers, progress, sound)
    heard = prove_sound(source, cues, recogniser, language, progress)
    return ProofOfEpisode(path, sound, tuple(cues), tuple(heard))


def _show_of(path: Path) -> ShowFolder:
    if not path.is_dir() or any(
        (path / name).is_file() for name in ("show.toml", "episodes/show.toml")
    ):
        what = "this is no episode's folder"
        raise UsageError(Problem(str(path), what, "give the folder of an episode, or several"))
    try:
        return locate(path.resolve().parent)
    except UsageError:
        what = "this folder is no episode of a show"
        raise UsageError(Problem(str(path), what, "give the folder of an episode")) from None


def _published(place: ShowFolder, path: Path) -> tuple[Path, Sequence[Cue], str] | None:
    """The published sound, its sentences, and their language; None if it isn't published from here."""
    if not (place.work / RECORDS).is_file():
        return None
    with contextlib.closing(Records.reading(place.work / RECORDS)) as records:
        record = records.get(layout.episode_id(path.resolve().name))
    audio = record.package.file("audio") if record else None
    if record is None or audio is None or audio.url:
        return None
    sound = files.inside(place.output, audio.path)
    return (sound, record.package.cues, record.package.language) if sound.is_file() else None


def _recorded(place: ShowFolder, path: Path) -> tuple[Path, Transcript, str]:
    folder = episode_folder(path.resolve())
    show = read_show(place)
    config, _, _, transcript = read_transcript(folder, show)
    recording = whole_recording(folder, config) if transcript.turns else None
    if recording is None:
        raise UsageError(
            Problem(
                str(path),
                "there is nothing to hear yet",
                f"publish it first ({place.command('publish')} --listen hears it before anybody else)",
            )
        )
    return recording, transcript, config.language or transcript.language or show.show.language


def _placed(
    source: SoundSource,
    transcript: Transcript,
    language: str,
    workers: int,
    progress: Progress,
    sound: Path,
) -> Sequence[Cue]:
    """The transcript's sentences where they are in the recording."""
    names = {speaker.key: speaker.name for speaker in transcript.speakers}
    if transcript.timed:
        return [
            Cue(paragraph.start_ms, paragraph.end_ms, names.get(turn.speaker, ""), paragraph.text)
            for turn in transcript.turns
            for paragraph in turn.paragraphs
            if paragraph.start_ms is not None and paragraph.end_ms is not None
        ]
    sentences: Sequence[WrittenSentence] = alignment.sentences_of(transcript, language)
    return alignment.align(
        source,
        sentences,
        language=language,
        workers=workers,
        progress=progress,
        where=str(sound),
    ).cues
