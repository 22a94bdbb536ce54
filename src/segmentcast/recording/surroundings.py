"""The surroundings of a talk: intro and outro that cross-fade with it, stings in its pauses, a bed.

The whole is one stream on one timeline. Short sounds are held in memory and mixed in where they
belong; talk and bed are streamed. Positions are arithmetic on frames, known before any frame exists,
and so are the new times of the cues.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from segmentcast import audio_io
from segmentcast.loudness import Survey
from segmentcast.model import Cue, Finding
from segmentcast.ports import SoundSource
from segmentcast.recording.ducking import Envelope, duck, speech_spans
from segmentcast.recording.findings import damage_findings
from segmentcast.recording.short_pieces import short_piece
from segmentcast.recording.stretch import BLOCK_FRAMES, BlockReader, fitted
from segmentcast.timing import ms_to_samples, samples_to_ms

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STING_ROOM_MS = 250
"""Silence around a sting, in addition to the pause that it's in."""

_CUT_MS = 15
_BED_IN_MS, _BED_OUT_MS = 1_000, 2_000
_LOOP_MS = 1_500


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Files around a talk; each may be None.

    Intro, outro, and sting get the talk's own loudness. `bed_db` is the bed's loudness relative to the
    talk's while nobody speaks, `duck_db` how much lower it is under speech (both negative).
    `crossfade_ms` is how long intro and outro overlap with the talk.
    """

    intro: Path | None = None
    outro: Path | None = None
    sting: Path | None = None
    bed: Path | None = None
    bed_db: float = -14.0
    duck_db: float = -10.0
    crossfade_ms: int = 1_500

    @property
    def files(self) -> tuple[Path, ...]:
        """All files, in a fixed order."""
        named = (self.intro, self.outro, self.sting, self.bed)
        return tuple(path for path in named if path is not None)


@dataclass(frozen=True, slots=True, eq=False)
class Surrounded:
    """A talk with its surroundings; `findings` are about the files around it."""

    source: _Composition
    findings: tuple[Finding, ...] = ()

    @property
    def duration_ms(self) -> int:
        return samples_to_ms(self.source.frames, self.source.rate_hz)

    def shifted(self, cues: Sequence[Cue]) -> tuple[Cue, ...]:
        """The talk's cues at their new times."""
        return tuple(cue.shifted(self.moved_ms(cue.start_ms)) for cue in cues)

    def moved_ms(self, at_ms: int) -> int:
        """How much later a moment of the talk is heard."""
        rate_hz = self.source.rate_hz
        frame = ms_to_samples(at_ms, rate_hz)
        return samples_to_ms(self.source.layout.moved(frame), rate_hz)


@dataclass(frozen=True, slots=True)
class Layout:
    """Frames on the timeline: where the talk begins, where it is cut and for how long, and the end."""

    begin: int
    cuts: tuple[int, ...]
    gap: int
    talk: int
    total: int

    def moved(self, frame: int) -> int:
        """How many frames later a frame of the talk is heard."""
        return self.begin + self.gap * sum(cut <= frame for cut in self.cuts)

    @property
    def talk_end(self) -> int:
        """One past the talk's last frame on the timeline."""
        return self.begin + self.talk + self.gap * len(self.cuts)


def surround(
    talk: SoundSource, survey: Survey, around: Surroundings, cuts_ms: Sequence[int] = ()
) -> Surrounded:
    """Mixes a talk with its surroundings.

    `survey` is that of `talk`; `cuts_ms` are the places in its pauses for stings. Raises SoundError
    for files that can't be used.
    """
    rate_hz = audio_rate(talk.rate_hz)
    files = {path: audio_io.open_source(path) for path in around.files}
    channels = max([talk.channels, *(file.channels for file in files.values())])
    level_lufs = _level_in(survey, talk.channels, channels)
    frames = -(-survey.frames * rate_hz // talk.rate_hz)
    cross = around.crossfade_ms if frames > 4 * ms_to_samples(around.crossfade_ms, rate_hz) else 0

    def piece(path: Path | None, fade_in_ms: int, fade_out_ms: int) -> NDArray[np.float32] | None:
        if path is None:
            return None
        return short_piece(
            files[path],
            rate_hz,
            channels,
            level_lufs,
            fade_in_ms=fade_in_ms,
            fade_out_ms=fade_out_ms,
        )

    intro = piece(around.intro, 10, max(10, cross))
    outro = piece(around.outro, max(10, cross), 10)
    sting = piece(around.sting, 10, 60)
    layout = _lay_out(
        frames,
        rate_hz,
        cross,
        0 if intro is None else len(intro),
        0 if outro is None else len(outro),
        0 if sting is None else len(sting),
        [ms_to_samples(at_ms, rate_hz) for at_ms in cuts_ms],
    )
    room = ms_to_samples(_STING_ROOM_MS, rate_hz)
    overlays: list[tuple[int, NDArray[np.float32]]] = []
    if intro is not None:
        overlays.append((0, intro))
    if sting is not None:
        overlays += [
            (layout.begin + cut + number * layout.gap + room, sting)
            for number, cut in enumerate(layout.cuts)
        ]
    if outro is not None:
        overlays.append((layout.total - len(outro), outro))
    music = files[around.bed] if around.bed else None
    bed = _bed(around, music, survey, layout, rate_hz, channels, level_lufs) if music else None
    source = _Composition(fitted(talk, rate_hz, channels), layout, tuple(overlays), bed)
    findings = (
        finding
        for path, file in files.items()
        for finding in damage_findings(file.damage, str(path))
    )
    return Surrounded(source, tuple(findings))


def audio_rate(rate_hz: int) -> int:
    """The rate at which music is mixed with a talk: 44.1 kHz for its fractions and multiples, else 48 kHz."""
    return 44_100 if rate_hz % 11_025 == 0 else 48_000


def quiet_places(cues: Sequence[Cue], starts_ms: Sequence[int]) -> tuple[int, ...]:
    """The middle of the pause before each of `starts_ms`, for those that have one."""
    places = []
    for start_ms in starts_ms:
        before = [cue.end_ms for cue in cues if cue.end_ms <= start_ms]
        if before and start_ms > 0:
            places.append((max(before) + start_ms) // 2)
    return tuple(sorted(set(places)))


def _level_in(survey: Survey, channels: int, wanted: int) -> float:
    """The talk's loudness with `wanted` channels: BS.1770 adds channels up, so two are 3 dB louder."""
    lufs = survey.loudness.integrated_lufs
    return lufs + (3.0103 if wanted > channels else 0.0)


def _lay_out(
    talk: int, rate_hz: int, cross_ms: int, intro: int, outro: int, sting: int, cuts: Sequence[int]
) -> Layout:
    cross = ms_to_samples(cross_ms, rate_hz)
    begin = max(0, intro - cross)
    places = tuple(sorted({cut for cut in cuts if 0 < cut < talk})) if sting else ()
    gap = sting + 2 * ms_to_samples(_STING_ROOM_MS, rate_hz) if sting else 0
    end = begin + talk + gap * len(places)
    total = max(end, intro)
    if outro:
        total = max(total, end - min(cross, outro) + outro)
    return Layout(begin, places, gap, talk, total)


@dataclass(frozen=True, slots=True, eq=False)
class _Bed:
    """Music under the talk from `first` to `end` of the timeline, repeated as often as needed."""

    source: SoundSource
    first: int
    end: int
    envelope: Envelope

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """Endless music: its end cross-fades into its beginning."""
        overlap = _LOOP_MS * self.source.rate_hz // 1000
        tail = np.zeros((0, self.source.channels), np.float32)
        while True:
            reader = BlockReader(self.source)
            head = reader.take(max(overlap, 1))
            if not len(head):
                return
            melt = min(len(tail), len(head))
            if melt:
                up = np.linspace(0.0, np.pi / 2, melt, dtype=np.float32)[:, None]
                head = head.copy()
                head[:melt] = head[:melt] * np.sin(up) + tail[:melt] * np.cos(up)
            held = head
            while len(block := reader.take(BLOCK_FRAMES)):
                joined = np.concatenate((held, block))
                yield joined[: len(joined) - overlap]
                held = joined[len(joined) - overlap :]
            if len(held) < overlap or melt == len(held):
                # too short to cross-fade with itself
                yield held
                tail = tail[:0]
            else:
                tail = held


def _bed(
    around: Surroundings,
    file: SoundSource,
    survey: Survey,
    layout: Layout,
    rate_hz: int,
    channels: int,
    level_lufs: float,
) -> _Bed:
    music = fitted(file, rate_hz, channels)
    own_lufs = audio_io.measure(music).integrated_lufs
    open_db = level_lufs + around.bed_db - own_lufs if own_lufs > -100 else -100.0
    scale = rate_hz / survey.rate_hz
    spans = []
    for first, end in speech_spans(survey):
        begin, stop = round(first * scale), round(end * scale)
        # a span that was cut for a sting is speech on both sides of it
        for cut in layout.cuts:
            if begin < cut < stop:
                spans.append((begin + layout.moved(begin), cut + layout.moved(cut - 1)))
                begin = cut
        spans.append((begin + layout.moved(begin), stop + layout.moved(stop - 1)))
    envelope = duck(spans, rate_hz, open_db=open_db, under_db=open_db + around.duck_db)
    return _Bed(music, layout.begin, layout.talk_end, envelope)


class _Composition:
    """Everything as one SoundSource of exactly `layout.total` frames."""

    def __init__(
        self,
        talk: SoundSource,
        layout: Layout,
        overlays: tuple[tuple[int, NDArray[np.float32]], ...],
        bed: _Bed | None,
    ) -> None:
        self._talk = talk
        self._overlays = overlays
        self._bed = bed
        self.layout = layout
        self.rate_hz = talk.rate_hz
        self.channels = talk.channels
        self.frames = layout.total

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        talk = BlockReader(_Timed(self._talk, self.layout))
        bed = BlockReader(_Blocks(self._bed)) if self._bed else None
        for at in range(0, self.frames, BLOCK_FRAMES):
            count = min(BLOCK_FRAMES, self.frames - at)
            block = talk.take_all(count).copy()
            for first, samples in self._overlays:
                _add(block, at, first, samples)
            if bed is not None and self._bed is not None:
                self._add_bed(block, at, bed, self._bed)
            yield block

    def _add_bed(self, block: NDArray[np.float32], at: int, music: BlockReader, bed: _Bed) -> None:
        begin, end = max(at, bed.first), min(at + len(block), bed.end)
        if begin >= end:
            return
        gains = bed.envelope.over(begin, end - begin)
        edge_in, edge_out = (ms_to_samples(ms, self.rate_hz) for ms in (_BED_IN_MS, _BED_OUT_MS))
        index = np.arange(begin, end, dtype=np.float32)
        gains *= np.clip((index - bed.first) / edge_in, 0.0, 1.0)
        gains *= np.clip((bed.end - 1 - index) / edge_out, 0.0, 1.0)
        block[begin - at : end - at] += music.take_all(end - begin) * gains[:, None]


class _Blocks:
    """A bed as a SoundSource."""

    def __init__(self, bed: _Bed) -> None:
        self.rate_hz = bed.source.rate_hz
        self.channels = bed.source.channels
        self.blocks = bed.blocks


class _Timed:
    """The talk on the timeline: silent before it and in its cuts, and faded at those."""

    def __init__(self, talk: SoundSource, layout: Layout) -> None:
        self._talk = talk
        self._layout = layout
        self.rate_hz = talk.rate_hz
        self.channels = talk.channels

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        layout = self._layout
        reader = BlockReader(self._talk)
        fade = ms_to_samples(_CUT_MS, self.rate_hz)
        yield self._silence(layout.begin)
        edges = (0, *layout.cuts, layout.talk)
        for number, (first, end) in enumerate(pairwise(edges)):
            yield from _cut_out(reader, first, end, fade, number > 0, end < layout.talk)
            if end < layout.talk:
                yield self._silence(layout.gap)

    def _silence(self, frames: int) -> NDArray[np.float32]:
        return np.zeros((frames, self.channels), np.float32)


def _cut_out(
    reader: BlockReader, first: int, end: int, fade: int, fade_in: bool, fade_out: bool
) -> Iterator[NDArray[np.float32]]:
    """The next frames of the talk, faded at the edges of cuts."""
    for at in range(first, end, BLOCK_FRAMES):
        block = reader.take_all(min(BLOCK_FRAMES, end - at))
        index = np.arange(at, at + len(block), dtype=np.float32)
        factor = np.ones(len(block), np.float32)
        if fade_in:
            factor *= np.clip((index - first) / fade, 0.0, 1.0)
        if fade_out:
            factor *= np.clip((end - 1 - index) / fade, 0.0, 1.0)
        yield block * factor[:, None]


def _add(block: NDArray[np.float32], at: int, first: int, samples: NDArray[np.float32]) -> None:
    """Adds the part of `samples`, which begin at frame `first`, that falls into the block at `at`."""
    begin, end = max(at, first), min(at + len(block), first + len(samples))
    if begin < end:
        block[begin - at : end - at] += samples[begin - first : end - first]
