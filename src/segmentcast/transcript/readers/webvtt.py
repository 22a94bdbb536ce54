"""WebVTT (W3C): cues with voices (`<v Name>`), classes, entities, NOTE, STYLE and REGION blocks.

Reads what players read: unknown settings and tags are passed over (WebVTT §4, parsing). Voices are
labels; words without one may hold `NAME:` or `>>`, which are looked for later.
"""

from __future__ import annotations

import html
import re

from segmentcast.errors import Problem, TranscriptError
from segmentcast.timing import parse_timestamp
from segmentcast.transcript.document import Block, Document, Facts, Source
from segmentcast.transcript.readers.caption_timing import (
    dashed,
    gap_after,
    repeated_lines,
    without_first,
)
from segmentcast.transcript.text.prose import collapse, excerpt

FORMAT = "WebVTT"
_TIMES = re.compile(r"\s*([\d:.,]{4,16})\s*-->\s*([\d:.,]{4,16})(?:\s.*)?$")
_TAG = re.compile(r"<([^<>]{0,300})>")
_META = re.compile(r"(Kind|Language|Title|X-TIMESTAMP-MAP)\s*[:=]\s*(.{0,300})", re.I)
_MOST_PROBLEMS = 50


def sniff(source: Source) -> float:
    """The signature of the file."""
    return 1.0 if re.match(r"WEBVTT(?=\s|$)", source.text) else 0.0


def parse(source: Source) -> Document:
    """Cues as blocks with their times. Raises TranscriptError for time lines that are none."""
    blocks: list[Block] = []
    notes: list[str] = []
    problems: list[Problem] = []
    facts = Facts()
    cues: list[tuple[int, list[str]]] = []
    for number, lines in _chunks(source.text):
        first = lines[0]
        if number == 1 or first.startswith("WEBVTT"):
            facts = _header(lines)
        elif re.match(r"NOTE(?=\s|$)", first):
            if note := collapse(" ".join([first[4:], *lines[1:]])):
                notes.append(note)
        elif re.match(r"(?:STYLE|REGION)\s*$", first):
            continue
        else:
            cues.append((number, lines))
    shown = [[_TAG.sub("", line) for line in _payload(lines)] for _, lines in cues]
    for (number, lines), again in zip(cues, repeated_lines(shown), strict=True):
        _cue(number, lines, again, source.name, blocks, problems)
    if problems:
        raise TranscriptError(problems)
    labelled = any(block.label for block in blocks)
    return Document(FORMAT, tuple(blocks), facts, labelled=labelled, timed=True, notes=tuple(notes))


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


def _header(lines: list[str]) -> Facts:
    said = {
        found[1].casefold(): found[2].strip() for line in lines[1:] if (found := _META.match(line))
    }
    title = collapse(lines[0].removeprefix("WEBVTT").strip(" \t-–:"))
    return Facts(title=said.get("title", title), language=said.get("language", ""))


def _payload(lines: list[str]) -> list[str]:
    at = next((at for at, line in enumerate(lines[:2]) if "-->" in line), len(lines))
    return lines[at + 1 :]


def _cue(
    number: int,
    lines: list[str],
    again: int,
    name: str,
    blocks: list[Block],
    problems: list[Problem],
) -> None:
    at = next((at for at, line in enumerate(lines[:2]) if "-->" in line), None)
    if at is None:
        if len(problems) < _MOST_PROBLEMS:
            problems.append(
                Problem(f"{name}:{number}", f'words outside a cue: "{excerpt(" ".join(lines))}"',
                        "Put a time line (00:01.000 --> 00:03.000) before them, or NOTE for a remark.")
            )  # fmt: skip
        return
    times = _TIMES.match(lines[at])
    try:
        if times is None:
            raise ValueError(lines[at])
        start, end = parse_timestamp(times[1]), parse_timestamp(times[2])
    except ValueError:
        if len(problems) < _MOST_PROBLEMS:
            problems.append(
                Problem(f"{name}:{number + at}:1", f'not a time line: "{excerpt(lines[at])}"', "00:00:01.000 --> 00:00:03.000")
            )  # fmt: skip
        return
    previous = blocks[-1] if blocks else None
    for offset, (voice, text) in enumerate(
        _voices("\n".join(without_first(lines[at + 1 :], again)))
    ):
        gap = gap_after(previous.end_ms if previous else None, start) if not offset else 0
        for change, words in dashed(text):
            label = voice if voice is not None else "" if change else None
            blocks.append(
                Block(words, number + at + 1, gap, label=label, start_ms=start, end_ms=end)
            )


def _voices(payload: str) -> list[tuple[str | None, str]]:
    """The cue's text cut at `<v Name>`; other tags go, entities become their characters."""
    pieces: list[tuple[str | None, list[str]]] = [(None, [])]
    position = 0
    for tag in _TAG.finditer(payload):
        pieces[-1][1].append(payload[position : tag.start()])
        position = tag.end()
        inside = tag[1]
        if re.match(r"v(?:\.[^\s]{0,100})?\s", inside):
            pieces.append(
                (
                    collapse(html.unescape(inside.split(None, 1)[1]))
                    if len(inside.split(None, 1)) > 1
                    else None,
                    [],
                )
            )
        elif inside.strip() == "/v":
            pieces.append((None, []))
    pieces[-1][1].append(payload[position:])
    done: list[tuple[str | None, str]] = []
    for voice, parts in pieces:
        text = html.unescape("".join(parts)).strip()
        if text:
            done.append((voice, text))
    return done
