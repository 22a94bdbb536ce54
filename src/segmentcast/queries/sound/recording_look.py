"""Looks at a recording: measures it, and places the sentences as a publish does, which is kept for the publish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import msgspec

from segmentcast import audio_io, files, recording
from segmentcast.alignment import WrittenSentence
from segmentcast.config import EpisodeConfig, ShowConfig
from segmentcast.errors import Problem, SegmentcastError
from segmentcast.model import Cue
from segmentcast.ports import Progress
from segmentcast.publish.plan.sound_source import Recorded, find_around, find_source
from segmentcast.publish.produce.kept_alignments import KeptAlignments
from segmentcast.publish.produce.recorded_times import (
    RecordedTalk,
    RecordedTimes,
    sentences_of,
    stays_untouched,
    times_in_recording,
)
from segmentcast.queries.preview import preview_folder
from segmentcast.queries.sound.measurement import format_words, measure, waveform_columns
from segmentcast.queries.sound.recording_account import (
    PlacedSentence,
    RecordingAccount,
    SentenceState,
    TurnLoudness,
    account_key,
    account_path,
)
from segmentcast.recording import VoiceTurn
from segmentcast.workspace.episode_folder import EpisodeFolder
from segmentcast.workspace.recording_file import whole_recording
from segmentcast.workspace.show_files import read_cast
from segmentcast.workspace.show_folder import ShowFolder
from segmentcast.workspace.transcript_source import read_transcript

_COLUMNS = 600
_UNSURE = 0.6
"""As in the findings of the alignment."""
_EVERYWHERE_CONTAINERS = frozenset({"mp3", "wav", "flac", "ogg", "mp4", "mov,mp4,m4a,3gp,3g2,mj2"})
_EVERYWHERE_CODECS = frozenset(
    {"mp3", "aac", "flac", "opus", "vorbis", "pcm_s16le", "pcm_s24le", "pcm_u8", "pcm_f32le"}
)
_PREVIEW_KBPS = 96
_SHOWN_ONE_BY_ONE = frozenset(
    {"alignment-missing", "alignment-unclear", "alignment-unsure", "alignment-extra"}
)


def make_account(
    place: ShowFolder,
    folder: EpisodeFolder,
    show: ShowConfig,
    id_: str,
    progress: Progress,
    *,
    workers: int,
) -> RecordingAccount:
    """Measures a recording, places the sentences, and keeps the account of it.

    Raises a SegmentcastError if there is no recording or it can't be read.
    """
    config, _, _, read = read_transcript(folder, show)
    origin = find_source(folder, config, len(read.turns))
    path = origin.path if isinstance(origin, Recorded) else whole_recording(folder, config)
    if path is None:
        raise SegmentcastError(
            Problem(str(folder.path), "there is no recording of the whole talk", "add one")
        )
    key = account_key(folder, show, path)
    progress.say(f"Reading {path.name}")
    problems: tuple[Problem, ...] = ()
    placing = _Placing()
    try:
        placing = _place(place, folder, show, path, config, progress, workers)
    except SegmentcastError as error:
        problems = error.problems
    times, cues = placing.times, placing.cues
    progress.say(f"Measuring {path.name}")
    measured = measure(path, show.audio.target, tuple(_turns(cues)))
    loudness = measured.as_json()
    converted = _needs_copy(measured.info)
    if converted:
        progress.say("Making a copy that browsers play")
        write_copy(path, account_path(place.work, id_, ".mp3"))
    account = RecordingAccount(
        key,
        format_words(measured.info),
        measured.duration_ms,
        loudness["integrated_lufs"],
        loudness["range_lu"],
        loudness["true_peak_dbtp"],
        show.audio.target.integrated_lufs,
        measured.objections,
        tuple(
            (round(peak, 4), round(level, 4))
            for peak, level in waveform_columns(measured, _COLUMNS)
        ),
        tuple(
            TurnLoudness(turn.start_ms, turn.voice, None if lufs is None else round(lufs, 1))
            for turn, lufs in (measured.turns if cues else ())
        ),
        tuple(_sentences(placing)),
        placing.extra,
        tuple(one for one in times.findings if one.rule not in _SHOWN_ONE_BY_ONE),
        problems,
        approximate=times.aligned is not None and times.aligned.approximate,
        own_times=bool(times.cues) and times.aligned is None,
        converted=converted,
    )
    files.write(account_path(place.work, id_), msgspec.json.encode(account), durable=False)
    return account


def _turns(cues: Sequence[Cue]) -> Iterator[VoiceTurn]:
    for (_, speaker), group in groupby(cues, key=lambda cue: (cue.turn, cue.speaker)):
        own = list(group)
        yield VoiceTurn(own[0].start_ms, own[-1].end_ms, speaker)


@dataclass(frozen=True, slots=True)
class _Placing:
    """Times in a sound that lacks the file's first `trimmed_ms`, and the sentences that were looked for."""

    times: RecordedTimes = field(default_factory=RecordedTimes)
    sentences: tuple[WrittenSentence, ...] = ()
    trimmed_ms: int = 0

    @property
    def cues(self) -> tuple[Cue, ...]:
        """The cues, at their times in the file."""
        return tuple(cue.shifted(self.trimmed_ms) for cue in self.times.cues)

    @property
    def extra(self) -> tuple[tuple[int, int], ...]:
        """Sound without words, at its times in the file."""
        spans = self.times.aligned.extra if self.times.aligned else ()
        return tuple((start + self.trimmed_ms, end + self.trimmed_ms) for start, end in spans)


def _place(
    place: ShowFolder,
    folder: EpisodeFolder,
    show: ShowConfig,
    path: Path,
    config: EpisodeConfig,
    progress: Progress,
    workers: int,
) -> _Placing:
    preview = preview_folder(folder.path, show, read_cast(place))
    opened = recording.open_recording(path, show.audio.target)
    around = find_around(folder, config, show)
    untouched = stays_untouched(opened, show.audio.target, surrounded=bool(around.files))
    trimmed_ms = 0 if untouched else opened.trimmed_ms
    names = {one.key: one.name for one in preview.transcript.speakers}
    sentences = sentences_of(preview.reading.utterances, names)
    times = times_in_recording(
        RecordedTalk(preview.transcript, sentences, preview.reading.language),
        opened.whole if untouched else opened.source,
        path,
        trimmed_ms=trimmed_ms,
        sha256=files.sha256_of(path),
        kept=KeptAlignments(place.work / "alignments"),
        workers=workers,
        progress=progress,
    )
    return _Placing(times, sentences, trimmed_ms)


def _sentences(placing: _Placing) -> Iterator[PlacedSentence]:
    """Every sentence in the order of the transcript."""
    aligned, later_ms = placing.times.aligned, placing.trimmed_ms
    if aligned is None:
        last_ms = max((cue.end_ms for cue in placing.cues), default=0)
        outside = [cue.shifted(later_ms) for cue in placing.times.outside]
        rows: list[tuple[Cue, SentenceState]] = [(cue, "placed") for cue in placing.cues]
        rows += [(cue, "missing") for cue in outside]
        for cue, state in sorted(rows, key=lambda row: (row[0].turn, row[0].start_ms)):
            start_ms, end_ms = (max(0, min(at, last_ms)) for at in (cue.start_ms, cue.end_ms))
            yield PlacedSentence(cue.turn + 1, cue.speaker, cue.text, state, start_ms, end_ms)
        return
    placed = dict(zip(aligned.matched, aligned.cues, strict=True))
    missing, unclear = frozenset(aligned.missing), frozenset(aligned.unclear)
    after_ms = 0
    for at, written in enumerate(placing.sentences):
        now = placed.get(at)
        turn, speaker, text = written.turn + 1, written.speaker, written.text
        if now is not None:
            share = None if aligned.approximate else aligned.confidence[at]
            state = "unsure" if share is not None and share < _UNSURE else "placed"
            start_ms, after_ms = now.start_ms + later_ms, now.end_ms + later_ms
            yield PlacedSentence(turn, speaker, text, state, start_ms, after_ms, share)
        elif at in missing:  # in others, nothing is spoken
            state = "unclear" if at in unclear else "missing"
            yield PlacedSentence(turn, speaker, text, state, after_ms, after_ms)


def _needs_copy(info: audio_io.SoundInfo) -> bool:
    """Whether some browser can't play the file itself."""
    return info.container not in _EVERYWHERE_CONTAINERS or info.codec not in _EVERYWHERE_CODECS


def write_copy(path: Path, out: Path) -> None:
    """Writes a recording as an MP3 to listen to, as loud as it is. Raises SoundError or StoreError."""
    from segmentcast.master.chain import output_rate
    from segmentcast.master.sixteen_bits import to_int16

    source = audio_io.open_source(path)
    sound = audio_io.resampled(source, output_rate(source.rate_hz))
    encoder = audio_io.Lame(sound.rate_hz, sound.channels, _PREVIEW_KBPS, "fast")
    files.ensure_folder(out.parent)
    with files.replacing(out, durable=False) as stream:
        for block in sound.blocks():
            for frames in encoder.encode(to_int16(block)):
                stream.write(frames)
        stream.write(encoder.finish())
