"""SubStation Alpha (.ass, .ssa): dialogue with an actor's name, style overrides, drawings.

Modelled on the "ASS File Format Specification" of the TCax project and on files that Aegisub writes.
Own code and not pysubs2, which passes over damaged lines in silence and keeps no line numbers; the
tests compare with pysubs2.

The field Name holds the actor, as subtitlers use it. In a file in which no line has one, styles called
Speaker00, Speaker01 (as recognisers' exports have them) tell who speaks; any others name nobody.
"""

from __future__ import annotations

import re
from dataclasses import replace

from segmentcast.errors import Problem, TranscriptError
from segmentcast.timing import parse_timestamp
from segmentcast.transcript.document import Document, Facts, Source
from segmentcast.transcript.readers.captions import stray_words
from segmentcast.transcript.readers.cues.caption_timing import document_of
from segmentcast.transcript.readers.cues.source_caption import SourceCaption
from segmentcast.transcript.text.prose import collapse, excerpt

FORMAT = "SubStation Alpha"
_SECTION = re.compile(
    r"\s*\[(?P<name>script info|v4\+{0,2} styles|events|fonts|graphics|aegisub [^\[\]\n]{1,40})\]\s*$",
    re.I,
)
"""Any other brackets may be a sound: "[music]"."""
_OTHER_EVENTS = frozenset({"comment", "picture", "sound", "movie", "command"})
_NEEDED = frozenset({"start", "text"})
"""What a list of fields names in any case: people say "Format:", too."""
_USUAL = (
    "layer",
    "start",
    "end",
    "style",
    "name",
    "marginl",
    "marginr",
    "marginv",
    "effect",
    "text",
)
_OVERRIDE = re.compile(r"\{[^{}]{0,2000}\}")
_DRAWING = re.compile(r"\\p(?P<scale>\d{1,3})")
_UNTITLED = frozenset({"", "default aegisub file", "<untitled>", "untitled", "new subtitles"})
_NOBODY = frozenset({"ntp"})
"""What Sub Station Alpha and editors after it write where no actor was entered."""
_SPEAKER_STYLE = re.compile(r"speaker[ _-]?\d{1,3}", re.I)
_REMARKS = (";", "!:")
_SPOKEN_IN = frozenset({"events", ""})
"""The section of the dialogue, which fragments go without."""
_MOST_PROBLEMS = 50


def sniff(source: Source) -> float:
    """The section that every such file begins with, or lines of dialogue."""
    head = source.text.lstrip()[:4000]
    if head.casefold().startswith("[script info]"):
        return 1.0
    return 0.9 if re.match(r"(?:\[[^\[\]\n]{1,40}\]\s*\n(?:[^\n]*\n){0,40}?)?Dialogue:", head) else 0.0  # fmt: skip


def parse(source: Source) -> Document:
    """The dialogue. Raises TranscriptError for lines of dialogue whose times are none."""
    cues: list[SourceCaption] = []
    strays: list[tuple[int | None, str]] = []
    unread: list[tuple[int | None, str]] = []
    styles: list[str] = []
    problems: list[Problem] = []
    columns: tuple[str, ...] = _USUAL
    section = title = ""
    for number, line in enumerate(source.text.split("\n"), 1):
        if heading := _SECTION.match(line):
            section = heading["name"].casefold()
            continue
        key, _, value = line.partition(":")
        key = key.strip().casefold()
        if key == "title" and section == "script info":
            title = collapse(value)
        elif key == "format" and "styles" not in section and set(_fields(value)) >= _NEEDED:
            columns = _fields(value)
        elif key == "dialogue":
            try:
                cue, style = _cue(value, columns, number)
                cues.append(cue)
                styles.append(style)
            except ValueError:
                if len(problems) < _MOST_PROBLEMS:
                    problems.append(
                        Problem(f"{source.name}:{number}", f'not a line of dialogue: "{excerpt(line)}"',
                                "Dialogue: 0,0:00:01.00,0:00:03.00,Default,Full Name,0,0,0,,What was said.")
                    )  # fmt: skip
        elif section in _SPOKEN_IN and _is_stray(key, value, line, columns):
            if not cues or line.lstrip().startswith(_REMARKS):
                unread.append((number, line))
                continue
            strays.append((number, line))
            cues[-1] = replace(cues[-1], text=f"{cues[-1].text}\n{_words(line)}")
    if problems:
        raise TranscriptError(problems)
    if not any(cue.label for cue in cues):
        cues = [
            replace(cue, label=style) if _SPEAKER_STYLE.fullmatch(style) else cue
            for cue, style in zip(cues, styles, strict=True)
        ]
    facts = Facts(title="" if title.casefold() in _UNTITLED else title)
    return document_of(
        FORMAT, cues, source.name, facts, rolls=False,
        findings=(
            *stray_words.reported(unread, source.name, read=False),
            *stray_words.reported(strays, source.name),
        ),
    )  # fmt: skip


def _fields(value: str) -> tuple[str, ...]:
    return tuple(name.strip().casefold() for name in value.split(","))[:40]


def _is_stray(key: str, value: str, line: str, columns: tuple[str, ...]) -> bool:
    """Whether a line among the events is none: the rest of the line before, which somebody broke in two.

    An event of another kind has all its fields; "Sound: the bell rang." is what somebody says.
    """
    is_event = key in _OTHER_EVENTS and value.count(",") >= len(columns) - 1
    return any(map(str.isalnum, line)) and not is_event


def _cue(value: str, columns: tuple[str, ...], number: int) -> tuple[SourceCaption, str]:
    """A line and its style. Raises ValueError for a line that has no times or fewer fields than the format says."""
    fields = value.strip().split(",", len(columns) - 1)
    if len(fields) < len(columns):
        raise ValueError(value)
    table = dict(zip(columns, fields, strict=True))
    start = parse_timestamp(table.get("start", ""))
    end = parse_timestamp(table.get("end", ""))
    actor = collapse(table.get("name", table.get("actor", "")))
    label = None if actor.casefold() in _NOBODY else actor or None
    style = collapse(table.get("style", ""))
    return SourceCaption(_words(table.get("text", "")), start, end, label, number), style


def _words(text: str) -> str:
    """The text without overrides and drawings; `\\N` is a line, `\\h` a space."""
    kept: list[str] = []
    position = 0
    drawing = False
    for override in _OVERRIDE.finditer(text):
        if not drawing:
            kept.append(text[position : override.start()])
        position = override.end()
        if scale := _DRAWING.search(override[0]):
            drawing = scale["scale"] != "0"
    if not drawing:
        kept.append(text[position:])
    flat = "".join(kept)
    return flat.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ")
