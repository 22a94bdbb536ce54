"""Sound in and out: the only user of the codec libraries (PyAV for decoding, lameenc for MP3)."""

from __future__ import annotations

from segmentcast.audio_io.alternates import Format, encode_alternate, with_chapters
from segmentcast.audio_io.decoding import decode_bytes, decode_mp3
from segmentcast.audio_io.lame import Lame, encoder_name
from segmentcast.audio_io.metering import Meter, measure, survey
from segmentcast.audio_io.resampling import resampled
from segmentcast.audio_io.source import FileSource, SoundInfo, open_source, probe

__all__ = [
    "FileSource",
    "Format",
    "Lame",
    "Meter",
    "SoundInfo",
    "decode_bytes",
    "decode_mp3",
    "encode_alternate",
    "encoder_name",
    "measure",
    "open_source",
    "probe",
    "resampled",
    "survey",
    "with_chapters",
]
