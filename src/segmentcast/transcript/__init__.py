"""Any transcript a newsroom has -> Transcript: turns in order, who speaks, and the words that say so.

    bytes ─ decoding ─> text ─ formats: one reader ─> Document ─ assembly ─> Transcript

Pure: no file is opened and nothing is asked of the world.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from segmentcast.errors import TranscriptError
from segmentcast.model import Finding, Transcript
from segmentcast.transcript.assembly import assemble
from segmentcast.transcript.attribution.naming.name_knowledge.persons import begins_with_given_name
from segmentcast.transcript.attribution.voice_evidence import VoiceEvidence
from segmentcast.transcript.document import Document, Source
from segmentcast.transcript.readers import format_table, front_matter, layouts, unknown_formats
from segmentcast.transcript.readers.decoding import (
    WESTERN,
    decode,
    refuse_too_large,
    refuse_unwestern,
)
from segmentcast.transcript.review.machine_draft import with_doubt
from segmentcast.transcript.review.overrides import (
    NONE,
    SpeakerOverrides,
    cast_toml,
    is_inferred,
    overrides_from_toml,
)
from segmentcast.transcript.text import broken_characters, references
from segmentcast.transcript.text.directions import (
    DEFAULT,
    DirectionRule,
    DirectionRules,
    rules_from_toml,
)
from segmentcast.transcript.text.language import other_language
from segmentcast.transcript.text.prose import collapse, excerpt
from segmentcast.vocabulary.languages import named

__all__ = [
    "DEFAULT",
    "NONE",
    "DirectionRule",
    "DirectionRules",
    "SpeakerOverrides",
    "VoiceEvidence",
    "cast_toml",
    "is_inferred",
    "overrides_from_toml",
    "read",
    "rules_from_toml",
    "suffix_of",
]


def read(
    data: bytes,
    name: str,
    *,
    overrides: SpeakerOverrides = NONE,
    directions: DirectionRules = DEFAULT,
    language: str = "",
    roster: Sequence[str] = (),
    voices: VoiceEvidence | None = None,
) -> Transcript:
    """Read a transcript in any known format.

    `name` is the path shown in messages; its extension is a hint, the content decides. `language`
    (BCP 47) is used where the document gives none and its words are not surely of another. `roster`: full
    names of people of the show, as evidence. `voices` tells voices apart in the recording of an
    unlabelled conversation. Doubts are in the Transcript's findings. Raises TranscriptError holding all that makes the transcript impossible to use.
    """
    document = _document(data, name)
    known = with_doubt(assemble(document, name, overrides, directions, roster, voices))
    known = _in_language(known, language, name)
    broken = broken_characters.findings(known.turns, known.language, name)
    known = replace(known, findings=(*known.findings, *broken))
    if any(finding.rule == WESTERN for finding in document.findings):
        refuse_unwestern(known.turns, known.language, name)
    return known


def suffix_of(data: bytes, name: str) -> str:
    """How a file with this transcript is to end: as it does, where its format ends so; `.txt`, `.html`...

    Raises TranscriptError for what is no transcript.
    """
    row, _, _ = _chosen(data, name)
    own = PurePath(name).suffix.casefold()
    return own if own in row.extensions else row.extensions[0]


def _document(data: bytes, name: str) -> Document:
    """What the reader of the format that the content looks most like makes of it."""
    row, source, notes = _chosen(data, name)
    document = format_table.parse(row, source)
    if row.name not in format_table.PAGES:
        document = format_table.pasted_captions(document, name) or document
        document = _decoded(document, name)
    document = layouts.settle(document, name, begins_with_given_name)
    if row.name in format_table.PAGES and not (document.labelled or document.timed):
        unknown_formats.refuse_unlike_talk(source)
    elif document.headed and not (document.labelled or document.timed):
        unknown_formats.refuse_times(name, [line.text for line in document.lines])
    return replace(document, findings=(*notes, *document.findings))


def _decoded(document: Document, name: str) -> Document:
    """The document with the characters that HTML's references in it stand for, and a note of it."""
    shown = [block for block in document.blocks if references.find(block.text)]
    if not shown:
        return document
    reference = references.find(shown[0].text)
    place = f"{name}:{shown[0].line}" if shown[0].line else name
    more = f" ({len(shown)} places)" if len(shown) > 1 else ""
    what = f'"{reference}" was read as "{references.decode(reference)}", as in HTML{more}.'
    blocks = tuple(
        replace(
            block,
            text=collapse(references.decode(block.text)),  # "&nbsp;" between spaces
            label=collapse(references.decode(block.label)) if block.label else block.label,
            lead=collapse(references.decode(block.lead)),
        )
        for block in document.blocks
    )
    finding = Finding("note", "references", place, what)
    return replace(document, blocks=blocks, findings=(*document.findings, finding))


def _chosen(data: bytes, name: str) -> tuple[format_table.Format, Source, tuple[Finding, ...]]:
    """The format, what its reader gets, and what there is to say about how the bytes were read."""
    refuse_too_large(data, name)
    source = Source(name, data, "")
    row = format_table.choose(source, binary=True)
    if row is not None:
        return row, source, ()
    text, notes = decode(data, name)
    if not text.strip():
        raise TranscriptError.at(
            name, "the transcript is empty.", "Put the transcript's text into this file."
        )
    source = Source(name, data, text)
    row = format_table.choose(source)
    if row is None or row.name in format_table.PAGES:
        front = front_matter.find(text)
        unknown_formats.refuse_named(replace(source, text=text[front.end :]) if front else source)
    if row is None:
        raise TranscriptError.at(
            name, "this is no transcript that can be read.", "See: segmentcast read --help"
        )
    return row, source, notes


def _in_language(transcript: Transcript, assumed: str, name: str) -> Transcript:
    """The transcript with its language: what the document says, else what is assumed, unless its words
    are surely those of another. That is a finding then."""
    stated = transcript.language or assumed
    words = [paragraph.text for turn in transcript.turns for paragraph in turn.paragraphs]
    other = other_language(words, stated or "en")
    if not other:
        return replace(transcript, language=stated)
    finding = Finding(
        "warning", "language", name,
        f"the words are {named(other)}{f', not {named(stated)}' if stated else ''}: \"{excerpt(max(words, key=len))}\".",
        f'episode.toml: language = "{other}" if they are, language = "{stated or "en"}" if not.',
    )  # fmt: skip
    return replace(transcript, language=other, findings=(finding, *transcript.findings))
