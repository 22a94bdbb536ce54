"""Sound in and out: the only user of the codec libraries (PyAV for decoding, lameenc for MP3)."""

from __future__ import annotations

from segmentcast.audio_io.ahead import ReadAhead
from segmentcast.audio_io.alternates import Format, encode_alternate, with_chapters
from segmentcast.audio_io.film import read_span, write_film
from segmentcast.audio_io.filtering.channels import (
    Converted,
    first_channel,
    interpolated,
    mean_channel,
    two_channels,
)
from segmentcast.audio_io.filtering.denoising import with_less_noise, without_tones
from segmentcast.audio_io.filtering.high_pass import high_passed
from segmentcast.audio_io.filtering.resampling import resampled
from segmentcast.audio_io.lame import Lame, encoder_name
from segmentcast.audio_io.metering import Meter, measure, survey
from segmentcast.audio_io.reading.clip_decoding import Mp3Decoder, decode_bytes
from segmentcast.audio_io.reading.damage import Damage, Loss
from segmentcast.audio_io.reading.file_chapters import file_chapters
from segmentcast.audio_io.reading.file_source import FileSource, SoundInfo, open_source, probe

__all__ = [
    "Converted",
    "Damage",
    "FileSource",
    "Format",
    "Lame",
    "Loss",
    "Meter",
    "Mp3Decoder",
    "ReadAhead",
    "SoundInfo",
    "decode_bytes",
    "encode_alternate",
    "encoder_name",
    "file_chapters",
    "first_channel",
    "high_passed",
    "interpolated",
    "mean_channel",
    "measure",
    "open_source",
    "probe",
    "read_span",
    "resampled",
    "survey",
    "two_channels",
    "with_chapters",
    "with_less_noise",
    "without_tones",
    "write_film",
]
