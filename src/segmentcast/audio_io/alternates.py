"""The formats beside MP3: AAC in M4A, and Opus in Ogg, with their chapters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal, cast

import av

from segmentcast.audio_io.av_frames import to_frame
from segmentcast.audio_io.filtering.resampling import resampled
from segmentcast.audio_io.metering import Meter
from segmentcast.audio_io.reading.file_source import open_source
from segmentcast.model import Chapter, Loudness
from segmentcast.ports import SoundSource

Format = Literal["m4a", "opus"]


@dataclass(frozen=True, slots=True)
class _Recipe:
    container: str
    codec: str
    rates_hz: tuple[int, ...]
    mono_kbps: int
    stereo_kbps: int


_RECIPES: dict[Format, _Recipe] = {
    "m4a": _Recipe("ipod", "aac", (44_100, 48_000), 80, 128),
    "opus": _Recipe("ogg", "libopus", (48_000,), 40, 80),
}


def encode_alternate(source: SoundSource, path: Path, kind: Format) -> Loudness:
    """Writes a mastered sound to `path` as `kind`, without tags; measures what a decoder gives back.

    At the bitrates used, speech is as good as in the MP3. The same sound gives the same bytes: one
    thread, no dates.
    """
    recipe = _RECIPES[kind]
    rate_hz = source.rate_hz if source.rate_hz in recipe.rates_hz else recipe.rates_hz[-1]
    sound = resampled(source, rate_hz)
    kbps = recipe.mono_kbps if sound.channels == 1 else recipe.stereo_kbps
    with av.open(
        str(path), "w", format=recipe.container, options={"fflags": "+bitexact"}
    ) as container:
        layout = "mono" if sound.channels == 1 else "stereo"
        added = container.add_stream(recipe.codec, rate=rate_hz, layout=layout)
        stream = cast(av.AudioStream, added)
        stream.bit_rate = kbps * 1000
        context = stream.codec_context
        context.thread_count = 1
        if kind == "opus":
            context.options = {"application": "audio", "vbr": "constrained"}
        planar = av.AudioResampler(format=context.format, layout=context.layout, rate=rate_hz)
        position = 0
        for block in sound.blocks():
            if not len(
                block
            ):  # a pause of zero length between two turns: FFmpeg takes no empty frame
                continue
            for frame in planar.resample(to_frame(block, rate_hz, position)):
                container.mux(stream.encode(frame))
            position += len(block)
        for frame in planar.resample(None):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return _measured(path)


def with_chapters(path: Path, out: Path, chapters: Sequence[Chapter], title: str) -> None:
    """Copies the packets to a new M4A file with these chapters and no tag but the title."""
    with (
        av.open(str(path)) as source,
        av.open(
            str(out), "w", format="ipod", options={"fflags": "+bitexact", "movflags": "+faststart"}
        ) as target,
    ):
        given = source.streams.audio[0]
        stream = target.add_stream_from_template(given)
        target.metadata["title"] = title
        target.set_chapters(
            [
                {
                    "id": number,
                    "start": chapter.start_ms,
                    "end": chapter.end_ms,
                    "time_base": Fraction(1, 1000),
                    "metadata": {"title": chapter.title},
                }
                for number, chapter in enumerate(chapters)
            ]
        )
        for packet in source.demux(given):
            if packet.dts is None:
                continue
            packet.stream = stream
            target.mux(packet)


def _measured(path: Path) -> Loudness:
    sound = open_source(path)
    meter = Meter(sound.rate_hz, sound.channels)
    for block in sound.blocks():
        meter.push(block)
    return meter.finish()
