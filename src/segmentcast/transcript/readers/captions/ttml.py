"""TTML (W3C): DFXP, IMSC, EBU-TT, SMPTE-TT, and the transcripts of podcast apps, with speakers and times.

Modelled on the examples of TTML2 (§12, ttm:agent; §10, timing), of IMSC 1.1 and EBU Tech 3380, and on
transcripts of Apple Podcasts, which have a span for each word. Own code and not ttconv, which is made
for pictures of captions: it drops `ttm:agent`, and has no types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from segmentcast.errors import Problem, TranscriptError
from segmentcast.model import Finding
from segmentcast.transcript.document import Document, Facts, Source
from segmentcast.transcript.readers import bounded_xml
from segmentcast.transcript.readers.bounded_json import LONGEST_MS
from segmentcast.transcript.readers.bounded_xml import attribute, local_name
from segmentcast.transcript.readers.captions import stray_words
from segmentcast.transcript.readers.cues.caption_timing import document_of
from segmentcast.transcript.readers.cues.source_caption import SourceCaption
from segmentcast.transcript.text.prose import collapse, excerpt

FORMAT = "TTML"
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?tt[\s>]")
_TIMED = re.compile(r"<(?:p|div|span)\b[^<>]{0,300}\sbegin\s*=")
_CLOCK = re.compile(
    r"(?:(?P<hours>\d{1,4}):)?(?P<minutes>\d{1,3}):(?P<seconds>\d{1,2})(?:[.,](?P<fraction>\d{1,12})|[:;](?P<frames>\d{1,3})(?:\.\d{1,6})?)?"
)
_OFFSET = re.compile(r"(?P<count>\d{1,12}(?:\.\d{1,12})?)(?P<unit>h|m|s|ms|f|t)?")
_UNITS = {"h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}
_ASIDES = frozenset({"metadata", "set", "animate", "title", "desc", "copyright", "agent", "name", "actor", "image", "audio"})  # fmt: skip
_RUBY = frozenset({"text", "textContainer", "delimiter"})
_HEARD = frozenset({"sound", "description"})
_MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class _Clock:
    """What the root says about times, in units a second."""

    frames: Fraction
    ticks: Fraction

    def ms(self, text: str) -> int:
        """Milliseconds of a clock time or an offset. Raises ValueError for what is neither."""
        words = text.strip()
        if match := _CLOCK.fullmatch(words):
            hours, minutes, seconds = (int(match[name] or 0) for name in ("hours", "minutes", "seconds"))  # fmt: skip
            total = Fraction((hours * 60 + minutes) * 60 + seconds)
            if match["fraction"]:
                total += Fraction(int(match["fraction"]), 10 ** len(match["fraction"]))
            if match["frames"]:
                total += int(match["frames"]) / self.frames
            ms = round(total * 1000)
        elif match := _OFFSET.fullmatch(words):
            count = Fraction(match["count"])
            unit = match["unit"] or "s"
            rate = {"f": self.frames, "t": self.ticks}.get(unit)
            ms = round(count * 1000 / rate) if rate else round(count * _UNITS[unit])
        else:
            raise ValueError(text)
        if ms > LONGEST_MS:
            raise ValueError(text)
        return ms


@dataclass(frozen=True, slots=True)
class _Scope:
    """What an element hands down: when it begins and ends, and who speaks in it."""

    start_ms: int | None = None
    end_ms: int | None = None
    label: str | None = None


def sniff(source: Source) -> float:
    """The root element `tt`, in the namespace of TTML or of the drafts before it, or with times and without a namespace."""
    head = source.text[:20_000]
    root = _ROOT.search(head)
    if root is None:
        return 0.0
    before = head[: root.start()].strip()
    bare = (not before or before.startswith("<?xml")) and _TIMED.search(head) is not None
    return 0.99 if bare or re.search(r"ttml|ttaf1", head, re.I) else 0.0


def parse(source: Source) -> Document:
    """The paragraphs with their times and agents. Raises TranscriptError for times that are none."""
    root = bounded_xml.root_of(source)
    reading = _Reading(source.name, _clock_of(root), _names_of(root))
    bodies = [child for child in root if local_name(child) == "body"]
    left_out = _other_languages(root, bodies)
    for body in bodies:
        reading.container(body, _Scope(), left_out)
    if reading.problems:
        raise TranscriptError(reading.problems)
    findings = (
        Finding(
            "warning", "languages", source.name,
            f"the captions are there in several languages; only the first is read ({len(left_out)} divisions are left out).",
            "Keep one language in the file.",
        ),
    )  # fmt: skip
    facts, notes = _facts_of(root)
    return document_of(
        FORMAT, reading.cues, source.name, facts, rolls=not reading.by_words, notes=(*notes, *filter(None, reading.notes)),
        findings=(*(findings if left_out else ()), *stray_words.reported(reading.strays, source.name)),
    )  # fmt: skip


class _Reading:
    """The cues so far."""

    def __init__(self, name: str, clock: _Clock, names: dict[str, str]) -> None:
        self.name = name
        self.cues: list[SourceCaption] = []
        self.strays: list[tuple[int | None, str]] = []
        self.notes: list[str] = []
        self.problems: list[Problem] = []
        self.by_words = False
        self._clock = clock
        self._names = names

    def container(self, element: Any, outer: _Scope, left_out: frozenset[Any]) -> _Scope:
        """All cues in an element; its own scope is the answer."""
        scope = self._scope(element, outer)
        if attribute(element, "display").strip() == "none":
            return scope
        if local_name(element) == "p":
            self._paragraph(element, scope)
            return scope
        sequence = attribute(element, "timeContainer") == "seq"
        inner = scope
        self._outside(element.text, element, scope)
        for child in element:
            named = local_name(child) in {"div", "p"} and not _is_foreign(child, element)
            if named and child not in left_out:
                last = self.container(child, inner, left_out)
                if sequence and last.end_ms is not None:
                    inner = replace(scope, start_ms=last.end_ms)
            elif local_name(child) == "span" and not _is_foreign(child, element):
                self._paragraph(child, self._scope(child, inner))
            self._outside(child.tail, element, inner)
        return scope

    def _outside(self, words: str | None, element: Any, scope: _Scope) -> None:
        """Words in a division, where paragraphs should be."""
        if words and words.strip():
            self.strays.append((element.sourceline, words))
            self.cues.append(
                SourceCaption(_flat(words).strip(), scope.start_ms, scope.end_ms, scope.label, element.sourceline)
            )  # fmt: skip

    def _paragraph(self, element: Any, scope: _Scope) -> None:
        pieces: list[tuple[_Scope, list[str]]] = [(scope, [])]
        self._words(element, scope, pieces)
        if set(attribute(element, "role").split()) & _HEARD:
            self.notes.append(collapse(" ".join("".join(words) for _, words in pieces)))
            return
        self.cues.extend(
            SourceCaption("".join(words).strip(), inner.start_ms, inner.end_ms, inner.label, element.sourceline, part)
            for part, (inner, words) in enumerate(pieces)
        )  # fmt: skip

    def _words(self, element: Any, scope: _Scope, pieces: list[tuple[_Scope, list[str]]]) -> None:
        """The text of an element; a span of another agent is another's, and so is what follows it."""
        _add(pieces, scope, _flat(element.text))
        for child in element:
            name = local_name(child)
            if name == "br":
                _add(pieces, scope, "\n")
            elif name == "span" and attribute(child, "ruby") not in _RUBY:
                word = attribute(child, "unit") == "word"
                self.by_words = self.by_words or word
                inner = self._scope(child, scope) if attribute(child, "agent") else scope
                self._words(child, inner, pieces)
                if word:
                    _add(pieces, inner, " ")
            elif (
                name not in _ASIDES and name != "span" and name and not _is_foreign(child, element)
            ):
                self._words(child, scope, pieces)
            _add(pieces, scope, _flat(child.tail))

    def _scope(self, element: Any, outer: _Scope) -> _Scope:
        base = outer.start_ms or 0
        times: dict[str, int] = {}
        for name in ("begin", "end", "dur"):
            if not (text := attribute(element, name)):
                continue
            try:
                times[name] = self._clock.ms(text)
            except ValueError:
                if len(self.problems) < _MOST_PROBLEMS:
                    self.problems.append(
                        Problem(f"{self.name}:{element.sourceline}", f'not a time: {name}="{excerpt(text)}"', f'{name}="00:00:01.000"')
                    )  # fmt: skip
        start = base + times["begin"] if "begin" in times else outer.start_ms
        end = base + times["end"] if "end" in times else outer.end_ms
        if "dur" in times:
            until = (start or 0) + times["dur"]
            end = min(end, until) if end is not None and "end" in times else until
        agents = attribute(element, "agent").split()
        label = " and ".join(self._names.get(agent, agent) for agent in agents) or outer.label
        return _Scope(start, end, label)


def _is_foreign(child: Any, element: Any) -> bool:
    """Whether an element is in another namespace than the one around it: a tool's own, never shown."""
    return str(child.tag).rpartition("}")[0] != str(element.tag).rpartition("}")[0]


def _add(pieces: list[tuple[_Scope, list[str]]], scope: _Scope, text: str) -> None:
    if not text:
        return
    if pieces[-1][0].label != scope.label and text.strip():
        pieces.append((scope, []))
    pieces[-1][1].append(text)


def _flat(text: str | None) -> str:
    """Line ends in the XML are spaces; `br` is a line."""
    return re.sub(r"\s+", " ", text) if text else ""


def _clock_of(root: Any) -> _Clock:
    frames = _number(attribute(root, "frameRate")) or Fraction(30)
    if multiplier := re.fullmatch(r"\s*(\d{1,6})[\s:]+(\d{1,6})\s*", attribute(root, "frameRateMultiplier")):  # fmt: skip
        above, below = int(multiplier[1]), int(multiplier[2])
        frames = frames * above / below if above and below else frames
    sub = _number(attribute(root, "subFrameRate")) or Fraction(1)
    default = frames * sub if attribute(root, "frameRate") else Fraction(1)
    return _Clock(frames, _number(attribute(root, "tickRate")) or default)


def _number(text: str) -> Fraction | None:
    return Fraction(text.strip()) if re.fullmatch(r"\s*[1-9]\d{0,11}\s*", text) else None


def _names_of(root: Any) -> dict[str, str]:
    """The names of agents by their ids: the full one, else given and family, else any."""
    names: dict[str, str] = {}
    for agent in _named(root, "agent"):
        by_kind: dict[str, str] = {}
        for child in agent:
            if local_name(child) == "name" and (words := collapse("".join(child.itertext()))):
                by_kind.setdefault(attribute(child, "type"), words)
        both = f"{by_kind.get('given', '')} {by_kind.get('family', '')}".strip()
        name = by_kind.get("full") or both or next(iter(by_kind.values()), "")
        key = attribute(agent, "id")
        if key and name:
            names[key] = name
    return names


def _named(root: Any, name: str) -> Iterator[Any]:
    return (element for element in root.iter() if local_name(element) == name)


def _other_languages(root: Any, bodies: list[Any]) -> frozenset[Any]:
    """Divisions in another language than the first: the same words once more."""
    divisions = [child for body in bodies for child in body if local_name(child) == "div"]
    own = attribute(root, "lang")
    languages = [attribute(division, "lang") or own for division in divisions]
    if len(set(languages)) < 2:
        return frozenset()
    chosen = own if own in languages else languages[0]
    return frozenset(
        division
        for division, language in zip(divisions, languages, strict=True)
        if language != chosen
    )


def _facts_of(root: Any) -> tuple[Facts, tuple[str, ...]]:
    head = next((child for child in root if local_name(child) == "head"), None)
    texts: dict[str, str] = {}
    if head is not None:
        for element in head.iter():
            text = collapse(element.text or "")
            if text:
                texts.setdefault(local_name(element), text)
    title = texts.get("title") or texts.get("documentOriginalProgrammeTitle") or ""
    notes = (texts["copyright"],) if "copyright" in texts else ()
    facts = Facts(title=title, summary=texts.get("desc", ""), language=attribute(root, "lang"))
    return facts, notes
