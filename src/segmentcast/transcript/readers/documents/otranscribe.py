"""oTranscribe (.otr): JSON that holds the transcript as HTML, with the times that a person set in it.

The format is described in oTranscribe's README ("OTR file format"): `text`, `media`, `media-source`,
`media-time`. Times stand anywhere in the words, `<span class="timestamp" data-timestamp="63.5">`;
they are taken out, and the first of a paragraph is the time at which it begins.
"""

from __future__ import annotations

import re
from dataclasses import replace
from math import isfinite

from segmentcast.errors import TranscriptError
from segmentcast.timing import parse_timestamp
from segmentcast.transcript.document import Block, Document, Facts, Source
from segmentcast.transcript.readers import bounded_json
from segmentcast.transcript.readers.documents.web_pages.html import left_open, tree_of
from segmentcast.transcript.readers.documents.web_pages.html_blocks import PageText
from segmentcast.transcript.text.prose import collapse

FORMAT = "oTranscribe"
_KEYS = re.compile(r'"media(?:-source|-time)?"\s*:')
_MARK = "\ue001"
_MARKED = re.compile(f"{_MARK}([^{_MARK}]{{0,40}}){_MARK}")
_LONGEST_S = 1_000_000


def sniff(source: Source) -> float:
    """An object with a text of HTML, and the name of the sound beside it."""
    head = source.text.lstrip()[:2000]
    ends = f"{head} {source.text[-2000:]}"
    return 0.97 if head.startswith("{") and '"text"' in ends and _KEYS.search(ends) else 0.0


def parse(source: Source) -> Document:
    """The paragraphs. Raises TranscriptError for what is no such document."""
    data = bounded_json.loads(source)
    text = data.get("text") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(text, str):
        raise TranscriptError.at(
            source.name, 'no "text" in this oTranscribe file.', "Export it from oTranscribe again."
        )
    page = replace(source, text=f"<body>{text.replace(_MARK, '')}</body>")
    root = tree_of(page)
    if root is None:
        return Document(FORMAT, ())
    for span in root.iter("span"):
        if "timestamp" in (span.get("class") or "").split():
            shown = span.get("data-timestamp") or "".join(span.itertext())
            for child in list(span):
                span.remove(child)
            span.text = f"{_MARK}{shown[:40].replace(_MARK, '')}{_MARK}"
    blocks = tuple(
        block
        for found in PageText(root).blocks_in(root)
        if (block := _timed(found)).text or block.label
    )
    media = bounded_json.text_of(data, "media")
    notes = (f"media: {media}",) if media else ()
    return Document(FORMAT, blocks, Facts(), headed=True, notes=notes, findings=left_open(page))


def _timed(block: Block) -> Block:
    if _MARK not in block.text:
        return block
    starts = [ms for found in _MARKED.finditer(block.text) if (ms := _ms(found[1])) is not None]
    lead = collapse(_MARKED.sub(" ", block.lead))
    text = collapse(_MARKED.sub(" ", block.text))
    lead = lead if text.startswith(lead) else ""
    return replace(block, text=text, lead=lead, start_ms=starts[0] if starts else None)


def _ms(text: str) -> int | None:
    """Milliseconds of "63.5" or "1:03"; None for what is no time."""
    try:
        seconds = float(text)
    except ValueError:
        try:
            return parse_timestamp(text)
        except ValueError:
            return None
    return round(seconds * 1000) if isfinite(seconds) and 0 <= seconds <= _LONGEST_S else None
