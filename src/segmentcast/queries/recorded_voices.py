"""The voices in an episode's recording beside its transcript: evidence for who speaks, and findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from segmentcast import alignment, audio_io, timing
from segmentcast.alignment import WrittenSentence
from segmentcast.config import ShowConfig
from segmentcast.errors import Problem, UsageError
from segmentcast.listening.two_voices import APART, are_two, tell_apart
from segmentcast.listening.voice_check import contrary_voices
from segmentcast.listening.voice_statistics import NOTHING, VoiceStatistics, statistics_of_spans
from segmentcast.model import Finding, Paragraph, Transcript
from segmentcast.ports import Progress
from segmentcast.reading import split_sentences
from segmentcast.workspace.episode_folder import EpisodeFolder
from segmentcast.workspace.recording_file import whole_recording
from segmentcast.workspace.transcript_source import CAST_FILE, source_file

_EXCERPT = 60
_SURE = 2.0
"""Log-odds from which a paragraph is called the other voice's: 19 of 20 such are right."""
_PLACES = 5


@dataclass(slots=True)
class RecordedVoices:
    """What is heard of each turn of a transcript in its recording. Aligns and measures once."""

    recording: Path
    language: str
    workers: int
    progress: Progress
    _known: dict[tuple[str, ...], tuple[list[VoiceStatistics], list[int]]] = field(
        default_factory=dict
    )

    def __call__(
        self, turns: Sequence[Sequence[Paragraph]], second: Sequence[float]
    ) -> Sequence[float]:
        """Log-odds that each turn is the second voice's: a `VoiceEvidence`."""
        statistics, _ = self._heard(turns)
        voices = tell_apart(statistics, [probability > 0.5 for probability in second])
        if voices is None or not are_two(statistics, voices):
            return [0.0] * len(turns)
        return [float(odds) for odds in voices.log_odds]

    def findings(self, transcript: Transcript, where: str) -> Iterator[Finding]:
        """A finding for each turn in the voice of another of its speakers, or for a voice too many."""
        statistics, starts = self._heard([turn.paragraphs for turn in transcript.turns])
        names = {speaker.key: speaker.name for speaker in transcript.speakers}
        speakers = [turn.speaker for turn in transcript.turns]
        for contrary in contrary_voices(statistics, speakers):
            turn = transcript.turns[contrary.turn]
            number, clock = contrary.turn + 1, timing.clock(starts[contrary.turn])
            text = turn.text if len(turn.text) <= _EXCERPT else f"{turn.text[:_EXCERPT]}…"
            yield Finding(
                "warning",
                "voice-otherwise",
                where,
                f"turn {number}, at {clock}, is given to {names[turn.speaker]}, but the voice is"
                f' {names[contrary.voice]}\'s: "{text}"',
                f'listen to it; if so, {CAST_FILE}: [turns] {number} = "{contrary.voice}"',
            )

        if len(set(speakers)) == 1:
            yield from self._other_voice(transcript, where)

    def _other_voice(self, transcript: Transcript, where: str) -> Iterator[Finding]:
        """A finding if all is given to one person, and two are heard."""
        paragraphs = [paragraph for turn in transcript.turns for paragraph in turn.paragraphs]
        statistics, starts = self._heard([[paragraph] for paragraph in paragraphs])
        voices = tell_apart(statistics)
        if voices is None or voices.apart < APART or not are_two(statistics, voices):
            return
        frames = np.array([one.frames for one in statistics])
        odds = voices.log_odds
        if frames[odds > 0].sum() > frames[odds < 0].sum():
            odds = -odds  # the one who says more is the one who is named
        places = [timing.clock(starts[at]) for at in np.flatnonzero(odds >= _SURE).tolist()]
        if not places:
            return
        more = f", and at {len(places) - _PLACES} more places" if len(places) > _PLACES else ""
        (name,) = {speaker.name for speaker in transcript.speakers if speaker.key == transcript.turns[0].speaker}  # fmt: skip
        yield Finding(
            "warning",
            "voice-unlabelled",
            where,
            f"everything is given to {name}, but two voices are heard: the other one at"
            f" {', '.join(places[:_PLACES])}{more}",
            "listen to it; if so, write before each turn who says it (NAME: text)",
        )

    def _heard(
        self, turns: Sequence[Sequence[Paragraph]]
    ) -> tuple[list[VoiceStatistics], list[int]]:
        """The statistics of each turn, and where in ms it starts."""
        key = tuple(" ".join(paragraph.text for paragraph in turn) for turn in turns)
        if key not in self._known:
            source = audio_io.open_source(self.recording)
            spans = sorted(_timed(turns) or self._aligned(source, turns))
            statistics = [NOTHING] * len(turns)
            starts = [0] * len(turns)
            measured = statistics_of_spans(source, [(start, end) for start, end, _ in spans])
            for (start_ms, _, at), one in zip(spans, measured, strict=True):
                starts[at] = starts[at] if statistics[at].frames else start_ms
                statistics[at] += one
            self._known[key] = statistics, starts
        return self._known[key]

    def _aligned(
        self, source: audio_io.FileSource, turns: Sequence[Sequence[Paragraph]]
    ) -> list[tuple[int, int, int]]:
        """Start, end, and turn of each sentence; nothing where times would be guesses."""
        sentences = [
            WrittenSentence(at, number, "", paragraph.text[start:end])
            for at, turn in enumerate(turns)
            for number, paragraph in enumerate(turn)
            for start, end in split_sentences(paragraph.text, self.language)
        ]
        placed = alignment.align(
            source,
            sentences,
            language=self.language,
            workers=self.workers,
            progress=self.progress,
            where=str(self.recording),
        )
        if placed.approximate:
            return []
        return [
            (cue.start_ms, cue.end_ms, sentences[at].turn)
            for at, cue in zip(placed.matched, placed.cues, strict=True)
        ]


def recorded_voices(
    folder: EpisodeFolder, show: ShowConfig, *, workers: int, progress: Progress
) -> RecordedVoices:
    """The voices of this episode's recording. Raises UsageError if it has none beside a transcript."""
    config, words = source_file(folder, show)
    recording = None if config.retraction or config.clips else whole_recording(folder, config)
    if recording is None or recording == words:
        what = "there is no recording with a transcript to compare"
        raise UsageError(Problem(str(folder.path), what, "add both, or leave out --by-voice"))
    language = config.language or show.show.language
    return RecordedVoices(recording, language, workers, progress)


def _timed(turns: Sequence[Sequence[Paragraph]]) -> list[tuple[int, int, int]]:
    """Start, end, and turn of each paragraph; empty unless all have times."""
    spans: list[tuple[int, int, int]] = []
    for at, turn in enumerate(turns):
        for paragraph in turn:
            if paragraph.start_ms is None or paragraph.end_ms is None:
                return []
            spans.append((paragraph.start_ms, max(paragraph.start_ms, paragraph.end_ms), at))
    return spans
