"""WebVTT (W3C): cues with voices (`<v Name>`), classes, entities, NOTE, STYLE and REGION blocks.

Reads what players read: unknown settings and tags are passed over (WebVTT §4, parsing). And more,
for words that a player drops are words lost: a time line right after the header, one without a blank
line before it, words behind a blank line. Voices are labels; words without one may hold `NAME:` or
`>>`, which are looked for later.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace

from segmentcast.errors import Problem, TranscriptError
from segmentcast.model import Finding
from segmentcast.timing import parse_timestamp
from segmentcast.transcript.document import Block, Document, Facts, Source
from segmentcast.transcript.readers import as_written_marks
from segmentcast.transcript.readers.cues.caption_timing import document_of
from segmentcast.transcript.readers.cues.missing_ends import mend_of, with_ends
from segmentcast.transcript.readers.cues.source_caption import SourceCaption, without_tags
from segmentcast.transcript.text.prose import collapse, excerpt

FORMAT = "WebVTT"
_TIMES = re.compile(r"\s*([\d:.,]{1,16})\s*-->\s*([\d:.,]{1,16})(?:\s.*)?$")
_START_ALONE = re.compile(r"\s*([\d:.,]{1,16})\s*-->\s*$")
_SECONDS = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?")
_TAG = re.compile(r"<([^<>]{0,300})>")
_META = re.compile(r"(Kind|Language|Title|Turns|X-TIMESTAMP-MAP)\s*[:=]\s*(.{0,300})", re.I)
_SIGNATURE = re.compile(r"WEBVTT(?=\s|$)")
_IDENTIFIER = re.compile(r"\d{1,9}|[0-9a-f]{8}-[0-9a-f-]{27}\S{0,40}")
_ASIDE = re.compile(r"(?:STYLE|REGION)\s*$|Region\s*:\s*id\s*=")
"""Blocks that are no words; regions were lines in the drafts before the standard."""
_NOTE = re.compile(r"NOTE(?=\s|$)")
_LIKE_TIME = re.compile(r"\d\d:\d\d")
_MOST_PROBLEMS = 50


def sniff(source: Source) -> float:
    """The signature of the file."""
    return 1.0 if _SIGNATURE.match(source.text.lstrip()) else 0.0


def parse(source: Source) -> Document:
    """Cues as blocks with their times. Raises TranscriptError for time lines that are none."""
    reading = _Reading(source.name)
    braces = 0
    for number, lines in _chunks(source.text):
        first = lines[0]
        if braces > 0 and not any("-->" in line for line in lines):
            # A player stops at a blank line; tools write one within a rule all the same.
            braces += _braces(lines)
        elif _SIGNATURE.match(first):
            reading.header(number, lines)
        elif _NOTE.match(first):
            if note := collapse(" ".join([first[4:], *lines[1:]])):
                reading.notes.append(note)
        elif _ASIDE.match(first):
            braces = _braces(lines) if first.startswith("STYLE") else 0
        else:
            braces = 0
            reading.chunk(number, lines)
    if reading.problems:
        raise TranscriptError(reading.problems)
    if reading.as_written:
        return reading.document_as_written()
    findings = [*reading.findings, *reading.endless()]
    return document_of(
        FORMAT, reading.spoken(), source.name, reading.facts, notes=reading.notes, findings=findings
    )


def _braces(lines: list[str]) -> int:
    return sum(line.count("{") - line.count("}") for line in lines)


def _chunks(text: str) -> list[tuple[int, list[str]]]:
    chunks: list[tuple[int, list[str]]] = []
    fresh = True
    for number, line in enumerate(text.split("\n"), 1):
        # A line of spaces ends nothing right after the times: live captions begin with one.
        if not line.strip() and not (line and not fresh and "-->" in chunks[-1][1][-1]):
            fresh = True
        elif fresh:
            chunks.append((number, [line]))
            fresh = False
        else:
            chunks[-1][1].append(line)
    return chunks


class _Reading:
    """The cues so far, and what there is to say about them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.facts = Facts()
        self.notes: list[str] = []
        self.findings: list[Finding] = []
        self.problems: list[Problem] = []
        self._cues: list[SourceCaption] = []
        self._late: dict[int, list[str]] = {}  # words after a blank line, by their cue
        self._has_words = False
        self.as_written = False

    def header(self, number: int, lines: list[str]) -> None:
        """The signature with its title, metadata, and whatever a tool wrote without a blank line."""
        at = next((at for at, line in enumerate(lines) if "-->" in line), len(lines))
        metas = (found for line in lines[1:at] if (found := _META.match(line)))
        values = {found[1].casefold(): found[2].strip() for found in metas}
        title = collapse(lines[0].removeprefix("WEBVTT").strip(" \t-–:"))
        if at == 0:
            lines, title = [lines[0].strip().removeprefix("WEBVTT"), *lines[1:]], ""
        if not self._cues:
            language = values.get("language", "")
            self.facts = Facts(title=values.get("title", title), language=language)
            self.as_written = as_written_marks.is_marked(values.items())
        if at < len(lines):
            self.chunk(number + at, lines[at:])

    def chunk(self, number: int, lines: list[str]) -> None:
        """Lines without a blank one between them: a cue, or several, or words of the one before."""
        marks = [at for at, line in enumerate(lines) if "-->" in line]
        begins = [at - (at > 0 and _is_identifier(lines, at - 1, marks)) for at in marks]
        self._stray(number, lines[: begins[0]] if begins else lines)
        for at, until in zip(marks, [*begins, len(lines)][1:], strict=bool(marks)):
            self._cue(number + at, lines[at], lines[at + 1 : until])

    def endless(self) -> list[Finding]:
        """The finding for cues without an end; each now ends where the next one begins."""
        self._cues, findings = with_ends(self._cues, self.name)
        return findings

    def spoken(self) -> list[SourceCaption]:
        """The cues cut at their voices.

        Where nearly all have one, one without is nobody's whom the file names; elsewhere, it goes on
        with the speaker before.
        """
        for at, texts in self._late.items():
            self._cues[at] = replace(self._cues[at], text="\n".join([self._cues[at].text, *texts]))
        cut = [_voices(cue) for cue in self._cues if cue.text.strip()]
        voiced = sum(any(piece.label is not None for piece in pieces) for pieces in cut)
        always = len(cut) > 2 and voiced * 5 >= len(cut) * 4
        return [
            replace(piece, label="")
            if always and all(other.label is None for other in pieces)
            else piece
            for pieces in cut
            for piece in pieces
        ]

    def document_as_written(self) -> Document:
        """The cues in their order, each with its label and its marked directions; see `as_written_marks`."""
        directions = as_written_marks.HiddenDirections(captions=True)
        for at, texts in self._late.items():
            self._cues[at] = replace(self._cues[at], text="\n".join([self._cues[at].text, *texts]))
        blocks = [
            directions.restored(
                Block(
                    collapse(piece.text),
                    piece.line,
                    label=piece.label or None,
                    start_ms=piece.start_ms,
                    end_ms=piece.end_ms,
                )
            )
            for cue in self._cues
            for piece in _voices(replace(cue, text=directions.hide(cue.text)))
        ]
        return Document(
            FORMAT, tuple(blocks), self.facts, labelled=True, timed=True, as_written=True,
            notes=tuple(self.notes), findings=tuple(self.findings),
        )  # fmt: skip

    def _cue(self, number: int, line: str, words: list[str]) -> None:
        times = _TIMES.match(line) or _START_ALONE.match(line)
        try:
            if times is None:
                raise ValueError(line)
            start, *ends = map(_time, times.groups())
        except ValueError:
            self._problem(f":{number}:1", f'not a time line: "{excerpt(line)}"', mend_of("00:00:01.000 --> 00:00:03.000"))  # fmt: skip
            return
        end = ends[0] if ends else None
        cue = SourceCaption("\n".join(words), start, end, line=number + 1)
        self._has_words = bool(cue.text.strip())
        self._cues.append(cue)

    def _stray(self, number: int, lines: list[str]) -> None:
        text = "\n".join(lines)
        if not text.strip() or _IDENTIFIER.fullmatch(text.strip()):
            return
        if not self._cues or _LIKE_TIME.search(text):
            self._problem(f":{number}", f'words outside a cue: "{excerpt(text)}"', "Put a time line (00:01.000 --> 00:03.000) before them, or NOTE for a remark.")  # fmt: skip
            return
        if self._has_words:
            self.findings.append(
                Finding(
                    "warning", "words-after-blank", f"{self.name}:{number}",
                    f'words after a blank line are read with the caption before: "{excerpt(text)}"',
                    "Delete the blank line, or put a time line before the words.",
                )
            )  # fmt: skip
        self._late.setdefault(len(self._cues) - 1, []).append(text)
        self._has_words = True

    def _problem(self, place: str, what: str, mend: str) -> None:
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(Problem(f"{self.name}{place}", what, mend))


def _time(text: str) -> int:
    """Milliseconds; some tools write seconds alone, "75.860". Raises ValueError for no time."""
    if _SECONDS.fullmatch(text):
        return round(float(text.replace(",", ".")) * 1000)
    return parse_timestamp(text)


def _is_identifier(lines: list[str], at: int, marks: list[int]) -> bool:
    """Whether the line before the times is the cue's name: any at the start, only a number further on."""
    if at in marks:
        return False
    return at == 0 or bool(_IDENTIFIER.fullmatch(lines[at].strip()))


def _voices(cue: SourceCaption) -> list[SourceCaption]:
    """The cue cut at `<v Name>`; other tags go, entities become their characters."""
    pieces: list[tuple[str | None, list[str]]] = [(None, [])]
    position = 0
    reading_aid = False
    for tag in _TAG.finditer(cue.text):
        if not reading_aid:
            pieces[-1][1].append(cue.text[position : tag.start()])
        # Ruby writes beside a word how it sounds; it is said once.
        reading_aid = tag[1].strip() == "rt"
        position = tag.end()
        inside = tag[1]
        if re.match(r"v(?:\.[^\s]{0,100})?(?:\s|$)", inside):
            pieces.append((_voice(inside), []))
        elif inside.strip() == "/v":
            pieces.append((None, []))
    pieces[-1][1].append(cue.text[position:])
    texts = [(voice, without_tags(html.unescape("".join(parts)))) for voice, parts in pieces]
    spoken = [(voice, text) for voice, text in texts if text.strip()]
    return [
        replace(cue, text=text, label=voice, part=part) for part, (voice, text) in enumerate(spoken)
    ]


def _voice(inside: str) -> str:
    """The name in a voice tag; "" for one that tools write for a speaker whom nobody knows (`<v ->`, `<v >`)."""
    words = inside.split(None, 1)
    if len(words) < 2:
        return ""
    name = collapse(html.unescape(words[1]))
    return name if any(char.isalnum() for char in name) else ""
