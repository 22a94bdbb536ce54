"""What formats with times share: cues to blocks, in order, without the lines that only scroll again.

A reader gives its cues as they are; this gives the document: gaps from times, dashes for a change of
speaker, names at the start of most cues as their speakers, cues in the order of their times.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from segmentcast.model import Finding
from segmentcast.transcript.document import Block, Document, Facts
from segmentcast.transcript.labels import label_forms
from segmentcast.transcript.labels.label_shapes import LabelShape, is_ordinary
from segmentcast.transcript.readers.display_names import names_by_label
from segmentcast.transcript.text.prose import collapse, excerpt

_GAP_MS = 1500
_OVERLAP_MS = 2000
_LEAST_TO_ROLL = 3
_LEAST_OF_ALL = 2
_SHORTEST_ROLLED = 3
"""Words of a line that nobody says twice in a row, where a file is too short for a habit."""
_LONGEST_CUE_LINES = 8
_FLASH_MS = 200
"""Recognisers show a finished line for a moment before it scrolls; nobody says one so fast."""
_DASHES = ("-", "–", "—", "‐", "‑")
_DASHED = re.compile(r"[-–—‐‑](?![-–—‐‑])\s*(?=\S)")
_NEW_SPEAKER = re.compile(r"[-–—‐‑]\s*[\[(\"“«¿¡]?[^\W_a-zà-ÿ]")
_DASH_WITHIN = re.compile(r"(?<=[.?!…\"”’»)\]♪])\s+(?=[-–—‐‑]\s*[\[(\"“«¿¡]?[^\W_a-zà-ÿ])")
"""Between two speakers on one line: "- Is it wet? - It is."."""
_LEAST_DASHED = 3
# "Anna Roe (SL): ", "Speaker 1: ", "李雷：" as meeting software begins each caption; "[Anna Roe] " as others do.
_NAMED = re.compile(
    r"(?:(?P<plain>[^\s:：.?!,;<>\[\]()-][^\n:：?!<>\[\]]{0,60}?) ?(?::\s+|：\s*)|"
    r"\[(?P<square>[^\n:：?!<>\[\]]{1,60})\] ?(?::|：)?\s*|\((?P<round>[^\n:：?!<>()]{1,60})\) ?(?::|：)?\s*)(?=\S)"
)
_STYLE_TAG = re.compile(
    r"</?(?:(?P<line>br)|(?:i|b|u|c|em|strong|font|span)(?:\.[\w.-]{1,80})?)"
    r"""(?:\s{1,9}[\w:-]{1,40}=(?:"[^"<>]{0,200}"|'[^'<>]{0,200}'|[^\s"'<>]{1,80})){0,9}\s{0,9}/?>""",
    re.I,
)
"""With attributes that have values: `<b and c>` is words."""
_NAME_WORDS = 6
_LEAST_NAMED = 2


@dataclass(frozen=True, slots=True)
class SourceCaption:
    """A caption: its times, its text with its lines, and the speaker that the format names.

    `label` as in Block: None where the format says nothing, "" for another speaker without a name.
    `part` counts from 0 where the format divides one caption among several speakers. `doubtful`: a
    part of it may be somebody else's.
    """

    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    label: str | None = None
    line: int | None = None
    part: int = 0
    doubtful: bool = False

    @property
    def lines(self) -> list[str]:
        """Its lines that hold words, single-spaced."""
        return [words for line in self.text.split("\n") if (words := collapse(line))]


def document_of(
    form: str,
    cues: Iterable[SourceCaption],
    name: str,
    facts: Facts | None = None,
    *,
    rolls: bool = True,
    notes: Sequence[str] = (),
    findings: Sequence[Finding] = (),
) -> Document:
    """The Document of a format's cues.

    `rolls`: the format may show a line again above the next one; then it counts once.
    """
    ordered, odd = in_order([cue for cue in cues if cue.lines], name)
    if rolls:
        ordered = _without_repeats(_without_growth(ordered))
    pieces = _with_names(_at_dashes(ordered))
    names = names_by_label(cue.label for cue in pieces if cue.label)
    blocks: list[Block] = []
    for cue in pieces:
        before = blocks[-1].end_ms if blocks else None
        gap = gap_after(before, cue.start_ms) if not cue.part and cue.start_ms is not None else 0
        label = names.get(cue.label, cue.label) if cue.label else cue.label
        words = " ".join(cue.lines)
        blocks.append(
            Block(
                words, cue.line, gap,
                label=label, doubtful=cue.doubtful, start_ms=cue.start_ms, end_ms=cue.end_ms,
            )
        )  # fmt: skip
    return Document(
        form,
        tuple(blocks),
        facts or Facts(),
        labelled=any(block.label for block in blocks),
        timed=any(block.start_ms is not None for block in blocks),
        recognised=True,
        notes=tuple(notes),
        findings=(*findings, *odd),
    )


def without_tags(text: str) -> str:
    """The words without tags for their style, which captions carry along into other formats."""
    return _STYLE_TAG.sub(lambda tag: " " if tag["line"] else "", text) if "<" in text else text


def gap_after(before_end_ms: int | None, start_ms: int) -> int:
    """A gap of one for every second and a half of silence before a caption."""
    if before_end_ms is None:
        return 0
    return max(0, start_ms - before_end_ms) // _GAP_MS


def in_order(
    cues: list[SourceCaption], name: str
) -> tuple[list[SourceCaption], tuple[Finding, ...]]:
    """The cues by their start, and a finding where they were not; one without a time stays behind the one before.

    Where one begins less than a second or two before the one above it, people speak at once, or a tool
    cut a caption in two: the words stay in the order in which somebody wrote them down. One that is over
    before the one above it begins is out of order all the same.
    """
    starts: list[int] = []
    latest = 0
    early: SourceCaption | None = None
    for cue in cues:
        start = cue.start_ms if cue.start_ms is not None else starts[-1] if starts else 0
        over = cue.end_ms is not None and start < cue.end_ms <= latest
        if latest - _OVERLAP_MS <= start < latest and not over:
            start = latest
        early = early or (cue if start < latest else None)
        latest = max(latest, start)
        starts.append(start)
    if early is None:
        return cues, ()
    place = f"{name}:{early.line}" if early.line else name
    finding = Finding(
        "warning", "times-order", place,
        f'the captions are not in the order of their times; they are read in that order: "{excerpt(early.text)}"',
        "Check the times, or put the captions in order.",
    )  # fmt: skip
    order = sorted(range(len(cues)), key=lambda at: (starts[at], at))
    return [cues[at] for at in order], (finding,)


def _without_repeats(cues: list[SourceCaption]) -> list[SourceCaption]:
    kept: list[SourceCaption] = []
    for cue, count in zip(cues, repeated_lines(cues), strict=True):
        lines = cue.lines[count:]
        if lines:
            kept.append(replace(cue, text="\n".join(lines)) if count else cue)
    return kept


def repeated_lines(cues: Sequence[SourceCaption]) -> list[int]:
    """How many first lines of each caption only show again what the caption before ended with.

    Live captions roll: each shows the line before once more above a new one, without a pause. All
    zero unless that is the habit of the file, for a person may say the same thing twice: a caption
    that only repeats the one before tells nothing of it, unless it is too short to be said. Lines
    are compared by their words.
    """
    spoken = [cue.lines for cue in cues]
    counts = [0] * len(cues)
    rolled = flashes = pairs = 0
    shortest = _SHORTEST_ROLLED
    for at in range(1, len(cues)):
        before, after = spoken[at - 1], spoken[at]
        counts[at] = _overlap(before, after)
        pause = _pause(cues[at - 1], cues[at])
        if pause is not None and pause > _GAP_MS:
            counts[at] = 0
        whole = counts[at] == len(after)
        if whole and _lasts(cues[at]) <= _FLASH_MS:
            flashes += 1
            continue
        pairs += 1
        if counts[at] and not whole:
            rolled += 1
            shortest = min(shortest, *(len(line.split()) for line in after[: counts[at]]))
    if rolled + flashes >= _LEAST_TO_ROLL and 2 * rolled > pairs:
        return counts
    # A file of three captions has no habit, but if each shows whole lines again, they roll.
    if rolled == pairs > 0 and rolled + flashes >= _LEAST_OF_ALL and shortest >= _SHORTEST_ROLLED:
        return counts
    return [0] * len(cues)


def _without_growth(cues: list[SourceCaption]) -> list[SourceCaption]:
    """Captions that grow by a word at a time, where that is the habit of the file: each once, when whole."""
    texts = [" ".join(cue.lines) for cue in cues]
    grows = [
        at > 0 and texts[at].startswith(f"{texts[at - 1]} ") and (_pause(cues[at - 1], cues[at]) or 0) <= _GAP_MS
        for at in range(len(cues))
    ]  # fmt: skip
    if sum(grows) < _LEAST_TO_ROLL or 2 * sum(grows) < len(cues):
        return cues
    whole: list[SourceCaption] = []
    for cue, more in zip(cues, grows, strict=True):
        if more:
            whole[-1] = replace(cue, start_ms=whole[-1].start_ms)
        else:
            whole.append(cue)
    return whole


def _overlap(before: list[str], after: list[str]) -> int:
    for size in range(min(len(before), len(after), _LONGEST_CUE_LINES), 0, -1):
        if before[-size:] == after[:size]:
            return size
    return 0


def _pause(before: SourceCaption, after: SourceCaption) -> int | None:
    if before.end_ms is None or after.start_ms is None:
        return None
    return after.start_ms - before.end_ms


def _lasts(cue: SourceCaption) -> int:
    if cue.start_ms is None or cue.end_ms is None:
        return _FLASH_MS + 1
    return cue.end_ms - cue.start_ms


def _with_names(cues: list[SourceCaption]) -> list[SourceCaption]:
    """Where most captions begin with a name and a colon, as of meetings, it is the format that names them.

    A name that is there once is a name then, too, unless it is ordinary words: "The question is".
    """
    if any(cue.label for cue in cues):
        return cues
    texts = ["\n".join(cue.lines) for cue in cues]
    starts = [_NAMED.match(text) for text in texts]
    labels = [start and _name_in(start) for start in starts]
    names = Counter(label for label in labels if label and _may_be_name(label))
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


def _at_dashes(cues: list[SourceCaption]) -> list[SourceCaption]:
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
