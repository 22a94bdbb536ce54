"""JSON with a list of segments that have a speaker and a text, by whatever usual names.

A list, or an object with `segments`, `turns`, `utterances`, `transcript`, `results` or `monologues`;
`segmentcast read --json` writes one of these. So are Whisper's, whisperX's and OpenAI's (`segments`),
Podlove's (`transcripts`, with the name in `voice`), and that of Microsoft Stream and Teams (`entries`). JSON of a service with a shape of its own is
recogniser_json's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from segmentcast.errors import Problem, TranscriptError
from segmentcast.model import Finding
from segmentcast.transcript.document import Block, Document, Facts, Source
from segmentcast.transcript.readers import bounded_json
from segmentcast.transcript.readers.cues.caption_timing import gap_after, in_order
from segmentcast.transcript.readers.cues.source_caption import SourceCaption, without_tags
from segmentcast.transcript.readers.display_names import names_by_label
from segmentcast.transcript.readers.language_names import code_of
from segmentcast.transcript.readers.recognisers import recogniser_json
from segmentcast.transcript.text.dates import parse_date
from segmentcast.transcript.text.prose import collapse, excerpt

FORMAT = "JSON"
_LISTS = (
    "segments",
    "entries",
    "transcripts",
    "sentences",
    "chunks",
    "turns",
    "utterances",
    "transcript",
    "results",
    "monologues",
    "paragraphs",
    "cues",
    "items",
    "audio_segments",
    "blocks",
)
_SPEAKER = (
    "voice",
    "speaker",
    "speaker_name",
    "speakerName",
    "speaker_label",
    "speakerLabel",
    "speakerDisplayName",
    "senderName",
    "sender_name",
    "participantName",
    "participant_name",
    "displayName",
    "display_name",
    "userName",
    "user_name",
    "authorName",
    "name",
    "who",
    "sender",
    "participant",
    "author",
    "speaker_id",
)
_TEXT = (
    "text",
    "body",
    "content",
    "transcript",
    "value",
    "words",
    "utterance",
    "paragraph",
    "sentence",
)
_START = (
    "start_ms",
    "startMs",
    "start_timestamp_millis",
    "startTime",
    "startOffset",
    "start_time",
    "start",
    "from",
    "begin",
    "timestamp",
)
_END = (
    "end_ms",
    "endMs",
    "end_timestamp_millis",
    "endTime",
    "endOffset",
    "end_time",
    "end",
    "to",
    "timestamp",
)
_MOST_PROBLEMS = 50
_MOST_TIMES = 3
_DEEPEST = 3
_SLOWEST = 0.5
"""Characters a second: where talk is slower by its times, they are in milliseconds."""
_LEAST_CHARACTERS = 20


def sniff(source: Source) -> float:
    """Text that starts like JSON; whether it is, the parser says."""
    head = source.text.lstrip()[:4000]
    if head.startswith("{") and (head[1:].lstrip().startswith(('"', "}"))):
        return 0.9
    if head.startswith("[") and head[1:].lstrip().startswith(("{", "]", "[", '"')):
        return 0.85
    return 0.0


def parse(source: Source) -> Document:
    """The segments as blocks. Raises TranscriptError where there is no list of segments."""
    data = bounded_json.loads(source)
    document = recogniser_json.document_in(data, source)
    if document is not None:
        return document
    if isinstance(data, list):
        return document_of({}, data, source, FORMAT)
    if isinstance(data, dict):
        for key in _LISTS:
            if isinstance(data.get(key), list):
                return document_of(data, data[key], source, FORMAT)
        if isinstance(data.get("text"), str) and data["text"].strip():
            return document_of(data, [{"text": data["text"]}], source, FORMAT)
    if (inner := _within(data)) is not None:
        return document_of(inner[0], inner[1], source, FORMAT)
    keys = ", ".join(f'"{excerpt(str(key), 30)}"' for key in list(data)[:8]) if isinstance(data, dict) else ""  # fmt: skip
    raise TranscriptError.at(
        source.name,
        f"this JSON holds no list of segments{f' (it has {keys})' if keys else ''}.",
        'Export the transcript in another form, or write {"segments": [{"speaker": "Full Name", "text": "..."}]}',
    )


def _within(data: object) -> tuple[dict[str, object], list[object]] | None:
    """The first list of segments inside of objects within objects, as answers of services have it."""
    level = [value for value in data.values() if isinstance(value, dict)] if isinstance(data, dict) else []  # fmt: skip
    for _ in range(_DEEPEST):
        for table in level:
            for key in _LISTS:
                listed = table.get(key)
                if isinstance(listed, list) and _first(listed).keys() & {*_TEXT, "elements"}:
                    return table, listed
        level = [value for table in level for value in table.values() if isinstance(value, dict)]
    return None


def document_of(
    data: dict[str, object], segments: list[object], source: Source, form: str
) -> Document:
    """A Document of an object's facts and its list of segments."""
    cues: list[SourceCaption] = []
    problems = _no_objects(segments, source.name)
    findings: list[Finding] = []
    names = _names(data)
    for at, segment in enumerate(segments):
        where = f"{source.name}: segment {at + 1}"
        if not isinstance(segment, dict):
            continue  # see _no_objects
        text = without_tags(bounded_json.text_of(segment, *_TEXT) or _joined_words(segment))
        speaker = _speaker(segment)
        if not text:
            _wordless(segment, speaker, where, problems, findings)
            continue
        start, end = _times(segment)
        if len(findings) < _MOST_PROBLEMS:
            findings.extend(_odd_times(segment, start, end, where))
        cues.append(SourceCaption(text, start, end, names.get(speaker, speaker) or None))
    if (
        not problems
        and segments
        and not cues
        and not _first(segments).keys() & {*_TEXT, "elements"}
    ):
        keys = ", ".join(f'"{excerpt(str(key), 30)}"' for key in list(_first(segments))[:8])
        problems.append(
            Problem(source.name, f"no segment has its words under a name that is known (they have {keys or 'nothing'}).",
                    '{"speaker": "Full Name", "text": "what was said"}')
        )  # fmt: skip
    if problems:
        raise TranscriptError(problems)
    findings = _counted(findings)
    cues, odd = in_order(_in_seconds(cues), source.name)
    blocks = _blocks(cues)
    return Document(
        form,
        tuple(blocks),
        _facts(data),
        labelled=any(block.label for block in blocks),
        timed=any(block.start_ms is not None for block in blocks),
        findings=(*findings, *odd),
    )


def _speaker(segment: dict[str, object]) -> str:
    """Who speaks, also where that is within an object: Draft.js's `data`, Bedrock's `speaker`."""
    named = bounded_json.text_of(segment, *_SPEAKER)
    inner = (segment.get(key) for key in ("data", "speaker"))
    found = (bounded_json.text_of(table, *_SPEAKER) for table in inner if isinstance(table, dict))
    return named or next(filter(None, found), "")


def _first(segments: list[object]) -> dict[str, object]:
    return next((segment for segment in segments if isinstance(segment, dict)), {})


def _times(segment: dict[str, object]) -> tuple[int | None, int | None]:
    """Its start and end; Hugging Face's pipelines have both in one list, `timestamp`."""
    both = segment.get("timestamp")
    data = segment.get("data")
    if isinstance(data, dict) and not segment.keys() & {*_START}:
        segment = data
    if isinstance(both, list) and len(both) == 2:
        start, end = ({"start": value} for value in both)
        return bounded_json.time_of(start, "start"), bounded_json.time_of(end, "start")
    return bounded_json.time_of(segment, *_START), bounded_json.time_of(segment, *_END)


def _no_objects(segments: list[object], name: str) -> list[Problem]:
    """One problem for all segments that are no objects, with the first of them."""
    others = [at for at, segment in enumerate(segments) if not isinstance(segment, dict)]
    if not others:
        return []
    count = f" ({len(others)} of {len(segments)} segments are none)" if len(others) > 1 else ""
    what = f"is no object: {bounded_json.shown(segments[others[0]])}{count}"
    return [Problem(f"{name}: segment {others[0] + 1}", what, '{"speaker": "...", "text": "..."}')]


def _wordless(
    segment: dict[str, object],
    speaker: str,
    where: str,
    problems: list[Problem],
    findings: list[Finding],
) -> None:
    """A segment without a text: damage where one is meant to be, a finding where somebody says nothing."""
    odd = next((key for key in _TEXT if segment.get(key) not in (None, "", [])), None)
    if odd is not None and not isinstance(segment[odd], str):
        if len(problems) < _MOST_PROBLEMS:
            what = f'"{odd}" is no text: {bounded_json.shown(segment[odd])}'
            problems.append(Problem(where, what, f'"{odd}": "what was said"'))
    elif speaker and len(findings) < _MOST_PROBLEMS:
        findings.append(
            Finding(
                "warning", "empty-turn", where, f'"{excerpt(speaker, 80)}" has no words.',
                "Delete the segment, or add what was said.",
            )
        )  # fmt: skip


def _in_seconds(cues: list[SourceCaption]) -> list[SourceCaption]:
    """The cues; times in thousandths of what they were taken for, where nobody could speak so slowly."""
    spans = [
        (len(cue.text), cue.end_ms - cue.start_ms)
        for cue in cues
        if cue.start_ms is not None and cue.end_ms is not None and cue.end_ms > cue.start_ms
    ]
    characters, length_ms = sum(span[0] for span in spans), sum(span[1] for span in spans)
    if characters < _LEAST_CHARACTERS or characters * 1000 > length_ms * _SLOWEST:
        return cues
    return [
        replace(
            cue,
            start_ms=cue.start_ms // 1000 if cue.start_ms is not None else None,
            end_ms=cue.end_ms // 1000 if cue.end_ms is not None else None,
        )
        for cue in cues
    ]


def _blocks(cues: Sequence[SourceCaption]) -> list[Block]:
    """The cues as blocks, single words joined; one without a speaker among others is nobody's known."""
    named = any(cue.label for cue in cues)
    names = names_by_label(cue.label for cue in cues if cue.label)
    blocks: list[Block] = []
    for cue in cues:
        label = names[cue.label] if cue.label else "" if named else None
        last = blocks[-1] if blocks else None
        if last is not None and _goes_on(last, cue.text, label):
            text = last.text + ("" if cue.text[:1] in ".,;:?!" else " ") + cue.text
            blocks[-1] = replace(last, text=text, end_ms=cue.end_ms)
            continue
        gap = gap_after(last.end_ms, cue.start_ms) if last and cue.start_ms is not None else 1
        blocks.append(
            Block(cue.text, gap=gap, label=label, start_ms=cue.start_ms, end_ms=cue.end_ms)
        )
    return blocks


def _joined_words(segment: dict[str, object]) -> str:
    """The text of a segment that lists its words, or words and marks with the spaces between them."""
    for key, joint in (("elements", ""), ("words", " ")):
        listed = segment.get(key)
        if isinstance(listed, list):
            parts = [part for part in listed if isinstance(part, dict)]
            values = [part.get("value") or part.get("text") or part.get("word") for part in parts]
            return collapse(joint.join(value for value in values if isinstance(value, str)))
    return ""


def _counted(findings: list[Finding]) -> list[Finding]:
    """The findings, those of times that are none as one where they are many."""
    times = [finding for finding in findings if finding.rule == "time-unread"]
    if len(times) <= _MOST_TIMES:
        return findings
    first = replace(times[0], what=f"{times[0].what} ({len(times)} segments or more)")
    return [finding for finding in findings if finding not in times] + [first]


def _odd_times(
    segment: dict[str, object], start: int | None, end: int | None, where: str
) -> Iterator[Finding]:
    unread: list[str] = []
    for found, keys in ((start, _START), (end, _END)):
        key = next((key for key in keys if segment.get(key) is not None), None)
        if found is None and key is not None and not isinstance(segment[key], list):
            unread.append(key)
    if unread:
        keys_shown = " and ".join(f'"{key}"' for key in unread)
        verb = "is no time and is" if len(unread) == 1 else "are no times and are"
        values = ", ".join(bounded_json.shown(segment[key]) for key in unread)
        yield Finding(
            "warning", "time-unread", where, f"{keys_shown} {verb} left out: {values}",
            f'Write the seconds: "{unread[0]}": 12.5',
        )  # fmt: skip


def _goes_on(last: Block, text: str, label: str | None) -> bool:
    """Word by word transcripts: a segment of a single word goes on with the one before."""
    if " " in text or len(last.text) > 400 or label != last.label:
        return False
    return last.start_ms is not None and not last.text.endswith((".", "?", "!", "…"))


def _names(data: dict[str, object]) -> dict[str, str]:
    """Names for speakers' keys, where the object has a list or a table of speakers."""
    speakers = data.get("speakers")
    names: dict[str, str] = {}
    if isinstance(speakers, dict):
        for key, value in speakers.items():
            name = (
                value
                if isinstance(value, str)
                else bounded_json.text_of(value, "name")
                if isinstance(value, dict)
                else ""
            )
            if name.strip():
                names[key] = collapse(name)
    elif isinstance(speakers, list):
        for value in speakers:
            if isinstance(value, dict):
                key = bounded_json.text_of(value, "key", "id", "label")
                name = bounded_json.text_of(value, "name")
                if key and name:
                    names[key] = name
    return names


def _facts(data: dict[str, object]) -> Facts:
    return Facts(
        title=bounded_json.text_of(data, "title", "headline", "name"),
        summary=bounded_json.text_of(data, "summary", "description", "dek"),
        published=parse_date(
            bounded_json.text_of(data, "published", "date", "datePublished", "pubDate")
        ),
        language=code_of(bounded_json.text_of(data, "language", "lang", "inLanguage")),
        byline=bounded_json.text_of(data, "byline", "author"),
        page_url=bounded_json.text_of(data, "url", "link", "page_url", "canonical"),
        image_url=bounded_json.text_of(data, "image", "image_url"),
        comments_url=bounded_json.text_of(data, "comments_url", "discussionUrl"),
    )
