"""Who speaks in captions, by what stands in their text: a name at the start of most, a dash for another speaker."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from segmentcast.patterns import compile_late
from segmentcast.transcript.labels import label_forms
from segmentcast.transcript.labels.label_shapes import LabelShape, is_ordinary, opens_speech
from segmentcast.transcript.readers.cues.source_caption import SourceCaption
from segmentcast.transcript.text.prose import collapse

_DASHES = ("-", "–", "—", "‐", "‑")
_DASHED = compile_late(r"[-–—‐‑](?![-–—‐‑])\s*(?=\S)")
_NEW_SPEAKER = compile_late(r"[-–—‐‑]\s*[\[(\"“«¿¡]?[^\W_a-zà-ÿ]")
_DASH_WITHIN = compile_late(r"(?<=[.?!…\"”’»)\]♪])\s+(?=[-–—‐‑]\s*[\[(\"“«¿¡]?[^\W_a-zà-ÿ])")
"""Between two speakers on one line: "- Is it wet? - It is."."""
_LEAST_DASHED = 3
# "Anna Roe (SL): ", "Anna Roe [Mill]: ", "Speaker 1: ", "李雷：" as meeting software begins each caption; "[Anna Roe] " as others do.
_NAMED = compile_late(
    r"(?:(?P<plain>[^\s:：.?!,;<>\[\]()-][^\n:：?!<>\[\]]{0,60}?(?: \[[^\n:：<>\[\]]{1,40}\])?) ?(?::\s+|：\s*)|"
    r"\[(?P<square>[^\n:：?!<>\[\]]{1,60})\] ?(?::|：)?\s*|\((?P<round>[^\n:：?!<>()]{1,60})\) ?(?::|：)?\s*)(?=\S)"
)
_NAME_WORDS = 6
_LEAST_NAMED = 2
_LEAST_HANDLE = 3


def with_names(cues: list[SourceCaption]) -> list[SourceCaption]:
    """Where most captions begin with a name and a colon, as of meetings, it is the format that names them.

    A name that is there once is a name then, too, unless it is ordinary words: "The question is".
    """
    if any(cue.label for cue in cues):
        return cues
    texts = ["\n".join(cue.lines) for cue in cues]
    starts = [_NAMED.match(text) for text in texts]
    labels = [start and _name_in(start) for start in starts]
    names = Counter(label for label in labels if label and _may_be_name(label))
    handles = Counter(label for label in labels if label and _may_be_handle(label))
    names.update({label: count for label, count in handles.items() if count >= _LEAST_HANDLE})
    named = sum(names.values())
    # "falk, mia", "iPad of Jon": what is before every caption is a name, however it looks.
    every = len(cues) > _LEAST_NAMED and all(labels)
    if every:
        names = Counter(label for label in labels if label and "http" not in label)
    elif named < _LEAST_NAMED or named * 4 < len(cues) * 3 or len(names) == named > _LEAST_NAMED:
        return cues
    names = Counter(
        {
            label: count
            for label, count in names.items()
            if count > 1 or not is_ordinary(label) or (every and _is_device(label))
        }
    )
    further = Counter(name for cue in cues for _, name in _further(cue) if name)
    known = names.keys() | {
        name for name, count in further.items() if count > 1 and _is_full_name(name)
    }
    divided: list[SourceCaption] = []
    for cue, text, start, label in zip(cues, texts, starts, labels, strict=True):
        if start is None or label not in names:
            divided.append(cue)
        else:
            first = replace(cue, label=label, text=text[start.end() :])
            divided += _at_names(first, known)
    return divided


def _at_names(cue: SourceCaption, names: Set[str]) -> Iterator[SourceCaption]:
    """A named caption, cut at further lines that begin with one of these names, or are one.

    A full name that is there once may as well be a place ("New York: closed in May"): it is said,
    and its caption is in doubt.
    """
    label, part, doubtful = cue.label, cue.part, cue.doubtful
    lines = [cue.lines[0]]
    for line, (start, name) in zip(cue.lines[1:], _further(cue), strict=True):
        if start is not None and name in names:
            lines = lines[:-1] if lines[-1:] and lines[-1] in _DASHES else lines
            if lines:
                yield replace(cue, label=label, text="\n".join(lines), part=part, doubtful=doubtful)
            label, part, doubtful = name, part + 1, cue.doubtful
            lines = [line[start.end() :]] if start.end() <= len(line) else []  # alone in its line
        else:
            doubtful = doubtful or _is_full_name(name)
            lines.append(line)
    yield replace(cue, label=label, text="\n".join(lines), part=part, doubtful=doubtful)


def _further(cue: SourceCaption) -> list[tuple[re.Match[str] | None, str]]:
    """What the lines behind a caption's first begin with: a name in brackets or before a colon, if any."""
    lines = cue.lines
    starts = [_NAMED.match("\n".join(lines[at : at + 2])) for at in range(1, len(lines))]
    return [(start, _name_in(start) if start else "") for start in starts]


def _name_in(start: re.Match[str]) -> str:
    return start["plain"] or start["square"] or start["round"] or ""


def _is_full_name(words: str) -> bool:
    known = label_forms.parse(words) if " " in words else None
    return known is not None and known.shape is LabelShape.NAME and not is_ordinary(words)


def _is_device(words: str) -> bool:
    """Words in sentence case that are no sentence's: "falk, mia", "iPad of Jon"."""
    return "," in words or any(char.isupper() for char in words[1:])


def _may_be_name(words: str) -> bool:
    return len(words.split()) <= _NAME_WORDS and not words[:1].islower() and "http" not in words


def _may_be_handle(words: str) -> bool:
    """One word in small letters, as people call themselves in calls: "cody"."""
    small = words[:1].islower() and " " not in words
    return small and not (opens_speech(words) or label_forms.is_usual(words))


def at_dashes(cues: list[SourceCaption]) -> list[SourceCaption]:
    """The captions cut where a dash marks another speaker; a label that the format gives stays."""
    single = _uses_dashes(cues)
    names = Counter(
        name
        for cue in cues
        for line in cue.lines
        if (name := _plain_name(line.lstrip("".join(_DASHES) + " ")))
    )
    cut: list[SourceCaption] = []
    for cue in cues:
        for at, (change, words) in enumerate(dashed(cue.text, single=single)):
            named = (
                names[_plain_name(words)] > 1
            )  # "- Ines: Come.", where "INES: ..." is there, too
            label = cue.label if cue.label is not None else "" if change and not named else None
            cut.append(replace(cue, text=words, label=label, part=cue.part + at))
    return cut


def _plain_name(line: str) -> str:
    """What a line has before a colon looks like a name, as its key."""
    start = _NAMED.match(line)
    name = start["plain"] if start else None
    known = label_forms.parse(name) if name else None
    return known.key if known and known.shape is LabelShape.NAME else ""


def _uses_dashes(cues: Sequence[SourceCaption]) -> bool:
    """Whether a dash before a single line is another speaker's, too: it is where captions have two."""
    alone = 0
    for cue in cues:
        marked = sum(map(_is_dashed, _dash_lines(cue.text)))
        if marked > 1:
            return True
        alone += bool(marked) and bool(_NEW_SPEAKER.match(cue.lines[0]))
    return alone >= _LEAST_DASHED


def _dash_lines(text: str) -> list[str]:
    """The lines of a caption; one that begins with a dash is cut at others like it."""
    lines = (words for line in text.split("\n") if (words := collapse(line)))
    cut: list[str] = []
    for line in lines:
        parts = _DASH_WITHIN.split(line) if _is_dashed(line) else [line]
        cut += parts if all(part[:1] == line[:1] for part in parts) else [line]
    return cut


def _is_dashed(line: str) -> bool:
    return bool(_DASHED.match(line))


def dashed(text: str, *, single: bool = False) -> list[tuple[bool, str]]:
    """A caption's text; where two or more lines start with a dash, each is another speaker's.

    `single`: one dash is enough before a word in capitals.
    """
    lines = _dash_lines(text)
    marked = [_is_dashed(line) for line in lines]
    alone = single and bool(lines) and bool(_NEW_SPEAKER.match(lines[0]))
    if sum(marked) < 2 and not alone:
        return [(False, "\n".join(lines))] if lines else []
    return list(_cut(lines, marked))


def _cut(lines: Sequence[str], marked: Sequence[bool]) -> Iterator[tuple[bool, str]]:
    pieces: list[tuple[bool, list[str]]] = []
    for line, mark in zip(lines, marked, strict=True):
        words = line.lstrip("".join(_DASHES) + " ") if mark else line
        if not words:
            continue
        if mark or not pieces:
            pieces.append((mark, [words]))
        else:
            pieces[-1][1].append(words)
    for mark, parts in pieces:
        yield mark, "\n".join(parts)
