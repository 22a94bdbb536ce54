"""The tags of an episode's sound, as bytes that go before or into its audio.

An ID3v2.3 tag goes before an MP3's frames; M4A and Opus files are dressed in their containers.
`span` finds the audio between a file's existing tags, so that a file of any size can get new tags
without a change to its frames. Only this package uses mutagen.
"""

from __future__ import annotations

from segmentcast.tags.bounds import Bytes, span
from segmentcast.tags.containers import dress_m4a, dress_opus
from segmentcast.tags.id3_frames import TagMeta
from segmentcast.tags.id3_reading import TagRead, read
from segmentcast.tags.id3_tag import MOST_BYTES, MOST_CHAPTERS, Tag, build, says
from segmentcast.tags.recording_tags import RecordingTags, read_recording_tags

__all__ = [
    "MOST_BYTES",
    "MOST_CHAPTERS",
    "RecordingTags",
    "Tag",
    "TagMeta",
    "TagRead",
    "build",
    "dress_m4a",
    "dress_opus",
    "read",
    "read_recording_tags",
    "says",
    "span",
    "strip",
]


def strip(data: Bytes) -> bytes:
    """The audio without the tags before and after it."""
    start, end = span(data)
    return bytes(data[start:end])
