"""Cues -> captions in the four forms that podcast apps read: WebVTT, SubRip, JSON and HTML.

All four come from the same cues and keep the source's spelling, word for word. They follow W3C
WebVTT and the Podcast Index transcript specification (JSON 1.0.0; SRT in two lines of 32 characters,
with a name where the speaker changes; HTML of cite, time, and p).

A sentence that doesn't fit two lines becomes several captions, cut at clause boundaries where there
are any. A caption's time comes from `Cue.word_times` if known, otherwise from its characters' share
of the sentence. Captions never overlap and never end before they start.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from segmentcast import timing
from segmentcast.captions.lines import Unit, break_into_pieces, clean, units_of, wrap
from segmentcast.model import Cue

VTT_LINE_CHARACTERS = 65
SRT_LINE_CHARACTERS = 32
SHORTEST_MS = 700
"""How long a caption stays on the screen if the next one isn't due yet."""


@dataclass(frozen=True, slots=True)
class Caption:
    """One caption as displayed: at most two lines (a word longer than a line has one to itself)."""

    start_ms: int
    end_ms: int
    speaker: str
    lines: tuple[str, ...]


def render_vtt(cues: Iterable[Cue], *, language: str, title: str = "", remark: str = "") -> bytes:
    """A WebVTT file, UTF-8, each caption in a voice span `<v Name>`, lines of 65 characters at most.

    The 65 characters are those that people read; tags and escapes don't count. `language` (BCP 47)
    and `title` go into a NOTE at the top, and a `remark` on the transcript.
    """
    notes = [
        f"{key}: {_vtt_note(value)}" for key, value in (("title", title), ("language", language))
    ]
    notes += [_vtt_note(remark)] if remark else []
    blocks = ["WEBVTT", "NOTE\n" + "\n".join(notes)]
    for caption in split(cues, line_characters=VTT_LINE_CHARACTERS):
        text = "\n".join(_vtt_escape(line) for line in caption.lines)
        voice = f"<v {_vtt_escape(caption.speaker)}>" if caption.speaker else ""
        blocks.append(
            f"{timing.vtt(caption.start_ms)} --> {timing.vtt(caption.end_ms)}\n{voice}{text}"
        )
    return ("\n\n".join(blocks) + "\n").encode("utf-8")


def render_srt(cues: Iterable[Cue], *, remark: str = "") -> bytes:
    """A SubRip file, UTF-8: two lines of 32 characters; `Name: ` where the speaker changes.

    SubRip has no notes: a `remark` on the transcript is a line above the first caption. It has no
    escapes either: an arrow `-->` in the text, which would end a caption in some readers,
    becomes `->`.
    """
    captions = split(cues, line_characters=SRT_LINE_CHARACTERS, name_turns=True)
    blocks = []
    for number, caption in enumerate(captions, start=1):
        lines = (_one_line(remark), *caption.lines) if remark and number == 1 else caption.lines
        text = "\n".join(line.replace("-->", "->") for line in lines)
        times = f"{timing.srt(caption.start_ms)} --> {timing.srt(caption.end_ms)}"
        blocks.append(f"{number}\n{times}\n{text}\n")
    return "\n".join(blocks).encode("utf-8")


def render_json(cues: Iterable[Cue], *, remark: str = "") -> bytes:
    """The Podcast Index JSON transcript, version 1.0.0: one segment a cue, times in seconds.

    A `remark` on the transcript is a key of its own, which the specification leaves open.
    """
    segments = []
    for cue in _in_order(cues):
        segment: dict[str, str | float] = {"speaker": _one_line(cue.speaker)} if cue.speaker else {}
        segment["startTime"] = timing.seconds(cue.start_ms)
        segment["endTime"] = timing.seconds(cue.end_ms)
        segment["body"] = _one_line(cue.text)
        segments.append(segment)
    notes = {"remark": _one_line(remark)} if remark else {}
    document = {"version": "1.0.0", **notes, "segments": segments}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def render_html(cues: Iterable[Cue], *, language: str, title: str = "", remark: str = "") -> bytes:
    """The Podcast Index HTML transcript as a whole document, UTF-8; a `remark` on it is in its head."""
    described = escape(_one_line(remark), quote=True)
    meta = f'<meta name="description" content="{described}">\n' if remark else ""
    heading = escape(_one_line(title))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(_one_line(language), quote=True)}">\n<head>\n'
        f'<meta charset="utf-8">\n{meta}<title>{heading}</title>\n</head>\n<body>\n'
        f"{render_html_fragment(cues)}</body>\n</html>\n"
    ).encode()


def render_html_fragment(cues: Iterable[Cue]) -> str:
    """The body of that document: cite where the speaker changes, then time and p for each paragraph."""
    lines: list[str] = []
    shown: tuple[int, str] | None = None
    for (turn, speaker, _), group in groupby(
        _in_order(cues), key=lambda cue: (cue.turn, cue.speaker, cue.paragraph)
    ):
        paragraph = list(group)
        if speaker and (turn, speaker) != shown:
            lines.append(f"<cite>{escape(_one_line(speaker))}:</cite>")
        shown = (turn, speaker)
        lines.append(f"<time>{timing.clock(paragraph[0].start_ms)}</time>")
        text = " ".join(_one_line(cue.text) for cue in paragraph)
        lines.append(f"<p>{escape(text, quote=False)}</p>")
    return "".join(f"{line}\n" for line in lines)


def split(
    cues: Iterable[Cue], *, line_characters: int, name_turns: bool = False
) -> tuple[Caption, ...]:
    """Cues -> captions of at most two lines of `line_characters`, in order and without overlap.

    With `name_turns`, the first caption of each turn starts with the speaker's name and a colon.
    """
    captions: list[Caption] = []
    shown: tuple[int, str] | None = None
    free_ms = 0
    for cue in _in_order(cues):
        units = units_of(cue.text)
        if name_turns and cue.speaker and (cue.turn, cue.speaker) != shown:
            name = clean(cue.speaker).split()
            units = (
                [Unit(word, " ", 0, bound=True) for word in name[:-1]]
                + [Unit(f"{word}:", " ", 0, bound=True) for word in name[-1:]]
                + units
            )
        shown = (cue.turn, cue.speaker)
        pieces = break_into_pieces(units, line_characters)
        starts = [_time_at(cue, piece[0].offset) for piece in pieces[1:]]
        edges = _rising([max(cue.start_ms, free_ms), *starts, cue.end_ms])
        for piece, start_ms, end_ms in zip(pieces, edges, edges[1:], strict=False):
            lines = wrap(piece, line_characters)
            captions.append(Caption(start_ms, end_ms, _one_line(cue.speaker), lines))
        free_ms = edges[-1]
    return _linger(captions)


def _in_order(cues: Iterable[Cue]) -> Iterator[Cue]:
    """The cues that have text, each cut off where the next one starts: simultaneous voices follow each other."""
    spoken = [cue for cue in cues if clean(cue.text).split()]
    ready_ms = 0
    for place, cue in enumerate(spoken):
        start_ms = max(cue.start_ms, ready_ms)
        end_ms = max(cue.end_ms, start_ms + 1)
        if place + 1 < len(spoken) and start_ms < spoken[place + 1].start_ms < end_ms:
            end_ms = spoken[place + 1].start_ms
        ready_ms = end_ms
        yield Cue(start_ms, end_ms, cue.speaker, cue.text, cue.turn, cue.paragraph, cue.word_times)


def _time_at(cue: Cue, offset: int) -> int:
    """When the character at `offset` is heard: from the words' times, or interpolated between them."""
    words = cue.word_times
    place = bisect_right(words, offset, key=lambda word: word.start)
    before, before_ms = (
        (words[place - 1].start, words[place - 1].start_ms) if place else (0, cue.start_ms)
    )
    after, after_ms = (
        (words[place].start, words[place].start_ms)
        if place < len(words)
        else (max(len(cue.text), 1), cue.end_ms)
    )
    if after <= before or offset <= before:
        return before_ms
    return before_ms + (after_ms - before_ms) * (offset - before) // (after - before)


def _rising(edges: Sequence[int]) -> list[int]:
    """The edges, strictly rising; the first and last stay where they are if there's room."""
    risen = list(edges)
    risen[-1] = max(risen[-1], risen[0] + len(risen) - 1)
    for place in range(1, len(risen) - 1):
        latest = risen[-1] - (len(risen) - 1 - place)
        risen[place] = min(max(risen[place], risen[place - 1] + 1), latest)
    return risen


def _linger(captions: Sequence[Caption]) -> tuple[Caption, ...]:
    lingering: list[Caption] = []
    for place, caption in enumerate(captions):
        wanted_ms = max(caption.end_ms, caption.start_ms + SHORTEST_MS)
        if place + 1 < len(captions):
            wanted_ms = min(wanted_ms, captions[place + 1].start_ms)
            lingering.append(Caption(caption.start_ms, wanted_ms, caption.speaker, caption.lines))
        else:
            lingering.append(caption)
    return tuple(lingering)


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


def _vtt_escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _vtt_note(text: str) -> str:
    # WebVTT §4.1: a comment block must not contain an arrow.
    return _one_line(text).replace("-->", "->")
