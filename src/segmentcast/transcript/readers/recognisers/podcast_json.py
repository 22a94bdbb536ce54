"""Podcast Index JSON transcript: {"version", "segments": [{"speaker", "startTime", "endTime", "body"}]}."""

from __future__ import annotations

import re

from segmentcast.errors import TranscriptError
from segmentcast.transcript.document import Document, Source
from segmentcast.transcript.readers import bounded_json
from segmentcast.transcript.readers.recognisers.segments_json import document_of

FORMAT = "Podcast Index JSON"
_MARKS = re.compile(r'"(?:startTime|body)"\s*:')


def sniff(source: Source) -> float:
    """An object with segments that have a body."""
    head = source.text.lstrip()[:20_000]
    return 0.98 if head.startswith("{") and '"segments"' in head and _MARKS.search(head) else 0.0


def parse(source: Source) -> Document:
    """The segments as blocks. Raises TranscriptError for what is no such document."""
    data = bounded_json.loads(source)
    if not isinstance(data, dict) or not isinstance(data.get("segments"), list):
        raise TranscriptError.at(
            source.name, 'no list "segments".', "See the Podcast Index transcript specification."
        )
    return document_of(data, data["segments"], source, FORMAT)
