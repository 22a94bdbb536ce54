"""What a person has to look at in a transcript that was read, and how each thing is mended."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from segmentcast.model import SURE, Finding, Paragraph, Speaker, Turn
from segmentcast.transcript.document import Block
from segmentcast.transcript.labels import label_starts, repeated_words
from segmentcast.transcript.labels.label_book import LabelBook
from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.labels.label_shapes import LabelShape, begins_like_speech
from segmentcast.transcript.labels.label_use import asks, is_grave, looks_like_label
from segmentcast.transcript.labels.role_words import says_unknown
from segmentcast.transcript.page.spoken_items import Item
from segmentcast.transcript.review.overrides import CAST_FILE
from segmentcast.transcript.text.names import key_of
from segmentcast.transcript.text.prose import excerpt

MARKING = (
    "Mark the turns in the transcript: a label before each (NAME: text), or two blank lines between "
    "turns and one between the paragraphs of a turn"
)
"""How a person shows where turns begin."""
DOUBTFUL_LABEL = 0.5
"""Of a turn that holds a line which may be somebody else's."""
_LONGEST_SENTENCE = 1000
"""Characters: nobody says 170 words in one breath, and no voice can."""
_WITHOUT_STOP = re.compile(
    # what ends a sentence: before a space or a closing mark; in some scripts before anything
    r"(?:[^.!?…。！？｡।॥؟۔።՜։།။។]++|[.!?](?![\s\"'”’»)\]]|$))++"
)
_STOPLESS_SCRIPT = re.compile("[\u0e00-\u0eff]")  # Thai and Lao
_MOST_ALONE = 3
"""More doubtful turns than these are one finding that counts them."""
_NAMED = 3
_OFTEN = 3
_NEARLY_ALL = 1.2
_FEWEST_DENSE = 6
"""Paragraphs from which it counts that five in six have a label."""


def place_of(name: str, paragraph: Paragraph) -> str:
    """file:line, or the file where no line is known."""
    return f"{name}:{paragraph.line}" if paragraph.line else name


def unsure(
    turns: Sequence[Turn], known: Iterable[Speaker], speaking: Iterable[Speaker], name: str
) -> list[Finding]:
    """A finding for each doubtful turn, one for them all where they are many, one for each doubtful speaker."""
    names = {speaker.key: speaker.name for speaker in known}
    doubtful = [(number, turn) for number, turn in enumerate(turns, 1) if turn.confidence < SURE]
    if len(doubtful) > _MOST_ALONE:
        findings = [_together(doubtful, len(turns), names, name)]
    else:
        findings = [
            Finding(
                "warning", "speaker-unsure", place_of(name, turn.paragraphs[0]),
                f'turn {number} is attributed to {names[turn.speaker]}, but only {turn.confidence * 100:.0f} % certain: '
                f'"{excerpt(turn.paragraphs[0].text)}"',
                f'{CAST_FILE}: [turns] {number} = "{turn.speaker}"; or label the turn in the transcript (NAME: text).',
            )
            for number, turn in doubtful
        ]  # fmt: skip
    findings.extend(
        Finding("warning", "speaker-unsure", name,
                f"{speaker.name} is probably the {speaker.part.value} ({speaker.confidence * 100:.0f} % certain).",
                f"{CAST_FILE}: {_confirmed(speaker)}, or what is right.")
        for speaker in speaking
        if not speaker.sure and not _is_unnamed(speaker)
    )  # fmt: skip
    return findings


def _confirmed(speaker: Speaker) -> str:
    """What settles the doubt: the part of somebody whom a label names, else the name."""
    setting = f'name = "{speaker.name}"'
    if any(item.rule == "label" for item in speaker.evidence):
        setting = f'part = "{speaker.part.value}"'
    return f"[speakers.{key_of(speaker.name)}] {setting}"


def _is_unnamed(speaker: Speaker) -> bool:
    """Whether it is called by its part alone ("Host", "Guest 2"): that has its own finding, or its turns have."""
    name = speaker.name.rstrip(" 0123456789").casefold()
    return name == speaker.part.value or says_unknown(name)


def _together(
    doubtful: Sequence[tuple[int, Turn]], total: int, names: dict[str, str], name: str
) -> Finding:
    number, first = doubtful[0]
    shown = ", ".join(
        f'{at} {names[turn.speaker]} ({turn.confidence:.2f}) "{excerpt(turn.paragraphs[0].text, 40)}"'
        for at, turn in doubtful[:_NAMED]
    )
    return Finding(
        "warning", "speaker-unsure", place_of(name, first.paragraphs[0]),
        f"{len(doubtful)} of {total} turns may be somebody else's: {shown}, …",
        f'{MARKING}; or {CAST_FILE}: [turns] {number} = "{first.speaker}"',
    )  # fmt: skip


def stray(paragraph: Paragraph, name: str) -> Finding:
    """A finding for a paragraph between two turns that was taken for the page's and is not spoken."""
    return Finding(
        "warning", "page-words", place_of(name, paragraph),
        f'taken for the page\'s own words between two turns, not spoken: "{excerpt(paragraph.text, 160)}"',
        "If somebody says it, end it with a full stop.",
    )  # fmt: skip


def perhaps_strays(paragraphs: Sequence[Paragraph], name: str) -> list[Finding]:
    """A finding for each paragraph that is read aloud and may be the page's, one where they are many."""
    mend = "If nobody says it, delete it or put it in square brackets."
    if len(paragraphs) > _MOST_ALONE:
        shown = ", ".join(f'"{excerpt(paragraph.text, 40)}"' for paragraph in paragraphs[:_NAMED])
        return [
            Finding(
                "warning", "page-words", place_of(name, paragraphs[0]),
                f"{len(paragraphs)} paragraphs may be the page's own words (captions, credits, boxes), and are read aloud: {shown}, …", mend,
            )
        ]  # fmt: skip
    return [
        Finding(
            "warning", "page-words", place_of(name, paragraph),
            f'may be the page\'s own words (a caption, a credit, a box), and is read aloud: "{excerpt(paragraph.text, 160)}"', mend,
        )
        for paragraph in paragraphs
    ]  # fmt: skip


def contradictions(found: Sequence[tuple[int, Paragraph, Speaker]], name: str) -> list[Finding]:
    """A finding for each two neighbouring turns of one speaker (the first one's number), one where they are many."""
    mend = f"Check for a missing or extra blank line; label the turns (NAME: text), or say who speaks in {CAST_FILE} ([turns])."
    if len(found) > _MOST_ALONE:
        pairs = ", ".join(f"{number} and {number + 1}" for number, _, _ in found[:_NAMED])
        return [
            Finding(
                "warning", "alternation", place_of(name, found[0][1]),
                f"{len(found)} pairs of adjacent turns sound like one speaker: {pairs}, …", mend,
            )
        ]  # fmt: skip
    return [
        Finding(
            "warning", "alternation", place_of(name, paragraph),
            f'turns {number} and {number + 1} both sound like {speaker.name}: "{excerpt(paragraph.text)}"', mend,
        )
        for number, paragraph, speaker in found
    ]  # fmt: skip


def no_conversation(paragraph: Paragraph, name: str) -> Finding:
    """A finding for a page without labels on which hardly anybody asks anything."""
    return Finding(
        "warning", "no-conversation", place_of(name, paragraph),
        "hardly anything on this page is a question: this may be an article, not a conversation.",
        "Label every turn (NAME: text); if one person says it all, label the first paragraph alone (First Last: text).",
    )  # fmt: skip


def sparse_labels(groups: Sequence[Sequence[Item]], name: str) -> list[Finding]:
    """One finding for the turns, each from a label to the next, that read as if more than one person said them."""
    if not groups:
        return []
    first = max(groups, key=len)
    label = f'"{excerpt(first[0].label.words, 80)}"' if first[0].label else "the start"
    more = f", and {len(groups) - 1} more such places" if len(groups) > 1 else ""
    return [
        Finding(
            "warning", "labels-sparse", place_of(name, first[0].paragraph),
            f'the {len(first)} paragraphs from {label} to the next label read like a conversation, but all are given to one person{more}.',
            "Label every turn (NAME: text).",
        )
    ]  # fmt: skip


def chapters(paragraph: Paragraph, name: str) -> Finding:
    """A finding for questions in headings, or in bold, that seem to stand above a conversation each."""
    return Finding(
        "warning", "labels-sparse", place_of(name, paragraph),
        "the paragraphs below the questions in headings or in bold read like a conversation, but all are given to one person.",
        "Label every turn (NAME: text).",
    )  # fmt: skip


def unspoken_questions(block: Block, name: str) -> Finding:
    """A finding for headings that ask several people with labels; `block`: the first of them."""
    return Finding(
        "warning", "question-unspoken", f"{name}:{block.line}" if block.line else name,
        f'headings that ask are taken for titles of chapters, not spoken: "{excerpt(block.text, 160)}", …',
        "If somebody asks them, give each a label (NAME: text).",
    )  # fmt: skip


def no_address(paragraph: Paragraph, name: str) -> Finding:
    """A finding for questions in type that speak to nobody: the headings of an article look so."""
    return Finding(
        "warning", "no-conversation", place_of(name, paragraph),
        "the questions in headings or in bold speak to nobody: this may be an article, not a conversation.",
        "Label every turn (NAME: text); if one person says it all, label the first paragraph alone (First Last: text).",
    )  # fmt: skip


def odd_times(blocks: Iterable[Block], name: str) -> list[Finding]:
    """One finding for captions that end before they begin."""
    odd = [
        block
        for block in blocks
        if block.start_ms is not None and block.end_ms is not None and block.end_ms < block.start_ms
    ]
    if not odd:
        return []
    count = f" ({len(odd)} captions)" if len(odd) > 1 else ""
    place = f"{name}:{odd[0].line}" if odd[0].line else name
    return [
        Finding(
            "warning", "times-swapped", place,
            f'the caption ends before it begins: "{excerpt(odd[0].text)}"{count}',
            "Put the earlier time first.",
        )
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnreadLabel:
    """Words that look like a label and are read aloud; `grave`: as likely a label as not."""

    paragraph: Paragraph
    label: Label
    grave: bool


def unread_labels(
    paragraphs: Sequence[Paragraph],
    book: LabelBook,
    *,
    labelled: bool,
    every: bool = False,
    started: Set[Paragraph] = frozenset(),
) -> list[UnreadLabel]:
    """Paragraphs that begin like one with a label and are read aloud with it.

    `labelled`: the document's format or layout has labels of its own. `every`: any words before a
    colon count, as among captions that have a label each. `started`: the paragraphs that have a
    label. What these go on with is a second one only where it comes again or is a full name.
    """
    openings: list[tuple[Paragraph, Label]] = []
    unparsed: list[Paragraph] = []
    for paragraph in paragraphs:
        start = label_starts.at_start(paragraph.text)
        call = label_starts.call_at_start(paragraph.text) if start is None else None
        if call is not None and paragraph not in started:
            openings.append((paragraph, call))
            continue
        if start is None:
            unparsed.append(paragraph)
        if start is None or not start[0].name or start[0].generic:
            continue
        if not (begins_like_speech(start[0].name) and book.calls(start[0].name)):
            openings.append((paragraph, start[0]))
    counts = Counter(label.key for _, label in openings)
    openings = [
        (paragraph, label)
        for paragraph, label in openings
        if paragraph not in started or counts[label.key] > 1 or _is_full_name(label)
    ]
    sentences = sum(paragraph.text[:1].islower() for paragraph in paragraphs) < 2
    labelled = labelled or bool(book)
    # Of the paragraphs, these are what is left without a label that was taken.
    dense = len(started) * _NEARLY_ALL >= len(paragraphs) >= _FEWEST_DENSE
    # Where every third paragraph begins so, whatever it is has been misread.
    often = len(openings) >= _OFTEN and len(openings) * _OFTEN >= len(paragraphs)
    others = repeated_words.before_colons([row.text for row in unparsed], dense=dense)
    if not (labelled or openings or others):
        others = repeated_words.in_front([row.text for row in unparsed])
    return [UnreadLabel(unparsed[at], label, grave=True) for at, label in others.items()] + [
        UnreadLabel(
            paragraph,
            label,
            often
            or is_grave(label, counts[label.key], labelled=labelled, dense=dense)
            or (labelled and asks(label, paragraph.text)),
        )
        for paragraph, label in openings
        if often
        or every
        or looks_like_label(
            label, counts[label.key], labelled=labelled, sentences=sentences, dense=dense
        )
    ]


def _is_full_name(label: Label) -> bool:
    return label.marked or (label.shape is LabelShape.NAME and " " in label.name)


def label_findings(
    unread: Sequence[UnreadLabel], taken: Sequence[Label], name: str, *, labelled: bool
) -> list[Finding]:
    """A finding for the labels that were not taken for one, and one for those that were with a doubt."""
    findings: list[Finding] = []
    if unread:
        first, label = unread[0].paragraph, unread[0].label
        words = dict.fromkeys(row.label.words for row in unread[:_NAMED])
        shown = ", ".join(f'"{row}"' for row in words)
        count = f" ({len(unread)} paragraphs)" if len(unread) > 1 else ""
        findings.append(
            Finding(
                "warning", "label-unread", place_of(name, first),
                f'{shown} could be a speaker\'s label, but is read aloud as words{count}: "{excerpt(first.text)}"',
                f"If somebody speaks here, {_as_label(label, labelled=labelled)}; if not, write a dash instead of the colon.",
            )
        )  # fmt: skip
    for label in {label.key: label for label in taken}.values():
        findings.append(
            Finding(
                "warning", "label-doubtful", name,
                f'"{label.words}" occurs only once and was treated as a label.',
                f"If it is one, {_as_label(label, labelled=True)}; if not, write a dash instead of the colon.",
            )
        )  # fmt: skip
    return findings


def _as_label(label: Label, *, labelled: bool) -> str:
    """How to write these words so that they are a label."""
    if not labelled:
        return "write a label before every turn (NAME: text)"
    marked = label_starts.at_start(f">> {label.words.lstrip('> ')} x")
    if marked is None or not marked[0].name:
        return "write the full name as the label (FIRST NAME SURNAME: text)"
    return f"mark the label: >> {label.words}"


def without_stops(paragraphs: Iterable[Paragraph], name: str) -> list[Finding]:
    """One finding for stretches of many words without a full stop, as recognisers of speech write them."""
    long: list[tuple[Paragraph, str]] = []
    for paragraph in paragraphs:
        if len(paragraph.text) <= _LONGEST_SENTENCE:
            continue
        stretches = (match[0] for match in _WITHOUT_STOP.finditer(paragraph.text))
        longest = max(stretches, key=len, default="")
        if len(longest) > _LONGEST_SENTENCE and not _STOPLESS_SCRIPT.search(longest[:200]):
            long.append((paragraph, longest))
    if not long:
        return []
    paragraph, longest = max(long, key=lambda pair: len(pair[1]))
    count = f" ({len(long)} such paragraphs)" if len(long) > 1 else ""
    return [
        Finding(
            "warning", "no-full-stops", place_of(name, paragraph),
            f'no full stops: {len(longest):,} characters in one sentence{count}: "{excerpt(longest)}". '
            "A voice reads them in pieces, cut at commas and between words.",
            "Add the full stops, or ask for punctuation where the transcript was made.",
        )
    ]  # fmt: skip
