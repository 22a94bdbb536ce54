"""Lines of talk with a time before each: consoles of recognisers, copies of a video's transcript.

    [00:43.810 --> 00:47.850]  Good morning.    Whisper's console; faster-whisper and whisper.cpp alike
    00:00:05 Good morning.                      and [0:05], (00:05), 00:00:05.000:
    [00:12.00]Good morning.                     LRC, with [ti:Title]
    0:05                                        YouTube's panel, copied: the words follow on the next line
    Good morning.

Where whole paragraphs have times, and more room is left before some than before others, somebody set
them as a page is set: the gaps tell where a turn ends.

Modelled on whisper/transcribe.py (`verbose`), whisper.cpp's README, the LRC description of
foobar2000, and copies of the panel in public notes. The times are kept as times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from segmentcast.patterns import compile_late
from segmentcast.timing import parse_timestamp
from segmentcast.transcript.document import Facts, Line
from segmentcast.transcript.readers.cues.caption_timing import document_of
from segmentcast.transcript.readers.cues.source_caption import SourceCaption
from segmentcast.transcript.readers.language_names import code_of
from segmentcast.transcript.readers.layouts.exports import notices
from segmentcast.transcript.readers.layouts.turn_lines import Laid, front_of
from segmentcast.transcript.text.prose import collapse, ends_sentence

_CLOCK = r"(?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?"
_STAMP = re.compile(
    rf"(?P<open>[\[(<]?)\s*(?P<start>{_CLOCK})(?:\s*(?:-->|->|-|–|—)\s*(?P<end>{_CLOCK}))?\s*(?P<close>[\])>]?)"
    r"(?:\s*[:|–—-](?=\s|$))?\s*(?P<words>.*)",
    re.S,
)
_WITHIN = re.compile(rf"<{_CLOCK}>")  # the time of each word, in LRC
_FRAMES = re.compile(rf":\d|{_CLOCK}")
# "0:05good morning", as the panel's times and words run together in one copy; no "10:30am".
_GLUED = compile_late(r"(?![ap]\.?m\b|h\b|Uhr\b)[^\W\d_]", re.I)
# faster-whisper's README prints seconds: "[0.00s -> 2.50s] Good morning."
_SECONDS = re.compile(
    r"\[\s*(?P<start>\d{1,6}\.\d{1,3})s?\s*(?:-->|->|-|–|—)\s*(?P<end>\d{1,6}\.\d{1,3})s?\s*\]:?\s*(?P<words>.*)"
)
_PAIRS = {"": "", "[": "]", "(": ")", "<": ">"}
# What the panel reads out beside each time.
_READ_OUT = compile_late(
    r"(?:\d{1,3} (?:hours?|minutes?|seconds?|stunden?|minuten?|sekunden?|heures?|secondes?|horas?|minutos?|segundos?|"
    r"or[ae]|minut[oi]|second[oi]|uur|seconden)(?:,? (?:(?:and|und|et|y|e|en) )?)?){1,3}",
    re.I,
)
_PANEL = compile_late(
    r"transcript|search (?:in video|transcript)|follow along using the transcript\.?|show transcript|sync to video time|"
    r"[^\W\d_]{3,20}(?: \([^()]{2,30}\))? \((?:auto-generated|automatisch erzeugt|générés? automatiquement|"
    r"generado automáticamente|generati automaticamente|gerada automaticamente)\)|autoplay is paused",
    re.I,
)
_CONSOLE = re.compile(
    r"(?:whisper_\w{1,60}|main|system_info|ggml_\w{1,60}|log_mel_spectrogram|output_\w{1,20}|load_backend)\s*:.*|"
    r"detect(?:ed|ing) language\b.*|transcribing with .{1,100}|\d{1,3}%\|.*|.{0,80}frames/s\].*",
    re.I,
)
_LANGUAGE = compile_late(r"(?:auto-)?detected language:?\s*'?(?P<language>[A-Za-z]{2,20})\b", re.I)
_LRC_TAG = re.compile(r"\[(?P<key>[a-z#]{1,10})\s*:\s*(?P<value>[^\[\]]{0,300})\]", re.I)
_FEWEST = 2
_MOST_APART = 0.1
"""Share of paragraphs without a time, up to which times are how the whole is laid out."""
_WHOLE = 0.9
"""Share of the times whose words end a sentence, from which they stand before paragraphs."""


@dataclass(slots=True)
class _Stamped:
    """A time, the lines of its words so far, and the gap before it."""

    start_ms: int
    end_ms: int | None
    line: int
    gap: int
    words: list[str] = field(default_factory=list)


def read(lines: Sequence[Line]) -> Laid | None:
    """The lines as cues; None where times do not begin most lines, or every few of them."""
    tags = [_LRC_TAG.fullmatch(line.text) for line in lines]
    body = [line for line, tag in zip(lines, tags, strict=True) if tag is None]
    stamps = [_stamp_of(line) for line in body]
    if not any(stamps):
        return None
    known = [stamp for stamp in stamps if stamp is not None]
    first = next((at for at, stamp in enumerate(stamps) if stamp is not None), 0)
    talk = [
        stamp
        for line, stamp in zip(body[first:], stamps[first:], strict=True)
        if stamp is not None or not _CONSOLE.fullmatch(line.text)
    ]
    if len(known) < _FEWEST or not _is_habit(talk, known):
        return None
    if _have_paragraphs_between(body[first:], stamps[first:]):
        return None
    title = next((tag["value"] for tag in tags if tag and tag["key"].casefold() == "ti"), "")
    facts, notes = _front(body[:first], title)
    spoken: list[_Stamped] = []
    for line, stamp in zip(body[first:], stamps[first:], strict=True):
        if stamp is not None:
            spoken.append(stamp)
        elif (
            notices.is_notice(line.text)
            or _CONSOLE.fullmatch(line.text)
            or line.heading
            or (line is lines[-1] and _PANEL.fullmatch(line.text))
        ):
            notes.append(line.text)
        elif spoken[-1].words or not _READ_OUT.fullmatch(line.text):
            spoken[-1].words.append(line.text)
    document = document_of("", _cues(spoken), "transcript", facts)
    laid = Laid(
        document.blocks, document.facts, tuple(notes), document.findings, document.labelled, timed=True
    )  # fmt: skip
    if document.labelled or not _are_paragraphs(spoken):
        return laid
    gaps = {stamp.line: stamp.gap for stamp in spoken}
    blocks = tuple(replace(block, gap=gaps.pop(block.line or 0, 0)) for block in laid.blocks)
    return replace(laid, blocks=blocks, timed_paragraphs=True)


def _stamp_of(line: Line) -> _Stamped | None:
    if span := _SECONDS.fullmatch(line.text):
        words = collapse(span["words"])
        times = [round(float(span[name]) * 1000) for name in ("start", "end")]
        return _Stamped(times[0], times[1], line.number, line.gap, [words] if words else [])
    stamp = _STAMP.fullmatch(line.text)
    if stamp is None or _PAIRS[stamp["open"]] != stamp["close"]:
        return None
    glued = not stamp["close"] and line.text[stamp.start("words") - 1].isdigit()
    if stamp["words"] and _FRAMES.match(stamp["words"]):
        return None
    if stamp["words"] and glued and not _GLUED.match(stamp["words"]):
        return None
    try:
        start = parse_timestamp(stamp["start"])
        end = parse_timestamp(stamp["end"]) if stamp["end"] else None
    except ValueError:
        return None
    words = collapse(_WITHIN.sub(" ", stamp["words"]))
    return _Stamped(start, end, line.number, line.gap, [words] if words else [])


def _is_habit(stamps: Sequence[_Stamped | None], known: Sequence[_Stamped]) -> bool:
    """Times that go forward, before most lines, or alone before one or two lines of words each."""
    steps = [after.start_ms >= before.start_ms for before, after in pairwise(known)]
    if sum(steps) * 10 < len(steps) * 8:
        return False
    with_words = sum(bool(stamp.words) for stamp in known)
    if with_words * 2 >= len(known):
        return with_words * 5 >= len(stamps) * 3
    return len(known) * 4 >= len(stamps) and stamps[-1] is None


def _have_paragraphs_between(lines: Sequence[Line], stamps: Sequence[_Stamped | None]) -> bool:
    """Whether paragraphs without a time stand apart between lines of a time and words.

    Then some paragraphs of a page have times, as the later ones of long turns do in one house, and
    what stands apart may be another person's.
    """
    known = [stamp for stamp in stamps if stamp is not None]
    if sum(bool(stamp.words) for stamp in known) * 2 < len(known):
        return False
    least = max(1, min((stamp.gap for stamp in known[1:]), default=1))
    apart = [
        line
        for line, stamp in zip(lines, stamps, strict=True)
        if stamp is None and line.gap >= least and not line.heading and _is_talk(line)
    ]
    return len(apart) > _MOST_APART * len(lines)


def _is_talk(line: Line) -> bool:
    return not (notices.is_notice(line.text) or _CONSOLE.fullmatch(line.text))


def _are_paragraphs(spoken: Sequence[_Stamped]) -> bool:
    """Whether these are whole paragraphs, and more room is left before some than before others."""
    ended = sum(ends_sentence(" ".join(stamp.words)) for stamp in spoken)
    return len({stamp.gap for stamp in spoken[1:]}) > 1 and ended >= _WHOLE * len(spoken)


def _front(lines: Sequence[Line], title: str) -> tuple[Facts, list[str]]:
    """What is before the first time: a title, unless a panel or a console wrote it."""
    tools = [line.text for line in lines if _PANEL.fullmatch(line.text) or _CONSOLE.fullmatch(line.text)]  # fmt: skip
    facts, notes = front_of([line for line in lines if line.text not in tools])
    language = next((match["language"] for text in tools if (match := _LANGUAGE.match(text))), "")
    facts = replace(facts, title=title or facts.title, language=code_of(language))
    return facts, [*notes, *tools]


def _cues(spoken: Sequence[_Stamped]) -> list[SourceCaption]:
    ends = [stamp.start_ms for stamp in spoken[1:]]
    return [
        SourceCaption(
            "\n".join(stamp.words),
            stamp.start_ms,
            stamp.end_ms if stamp.end_ms is not None else max(end, stamp.start_ms) if end else None,
            line=stamp.line,
        )
        for stamp, end in zip(spoken, [*ends, None], strict=True)
    ]
