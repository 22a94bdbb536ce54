"""Labels that a hand mistyped: a known one with another mark behind it, and a name a letter or two from a known one.

Nothing is put right here. A person is asked, and the turn is in doubt until that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from segmentcast.model import Finding, Paragraph
from segmentcast.patterns import compile_late
from segmentcast.transcript import doubts
from segmentcast.transcript.labels.label_book import LabelBook
from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.labels.label_shapes import names_office, opens_speech
from segmentcast.transcript.labels.label_starts import COLONS
from segmentcast.transcript.page.spoken_items import Item
from segmentcast.transcript.review.revision import RevisedTranscript
from segmentcast.transcript.text.names import in_capitals, key_of
from segmentcast.transcript.text.prose import excerpt

_REGULAR = 0.75
"""Share of the paragraphs, from the first label on, that have one where labels are a habit."""
_FEWEST = 4
_LONG_TALK = 60
"""Labels from which on a name that is mistyped may be so twice."""
_TWO_LETTERS = 8
"""Letters of a name in which two may be wrong."""
_MOST_OTHER = 4
_SHORT = 4
"""Letters below which one other letter may as well be another person: only the alternation tells."""
_OFTEN = 3
_MOST_PEOPLE = 400
"""Known names that others are compared with; a list of more isn't who talks here."""
_SYLLABLES = compile_late(r"[\u2e80-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")
"""A character of Chinese, Japanese or Korean: one other makes another name and no slip of the hand."""
_MARK = compile_late(r"\s?(?P<sure>:{2,}|[;:][;:.,]+|[;=])\s*(?=\S)|\s?(?P<stop>\.|[-–—])\s+(?=\S)")
_COUNTED_MARK = compile_late(r"\d{0,2}\s?[;=]\s*(?=\S)")
"""Behind letters: "DG2;" may be a second person's, or the first's."""
_BRACKETS = compile_late(r"[(\[{](?P<name>[^()\[\]{}:]{1,80})[)\]}]\s*[:;]?\s+(?=\S)")
_I = compile_late(r"I(?:['’]\w+)?(?:\s|$)")
_ONE_WORD = compile_late(r"[^\W\d_][\w'’]*[.,!?]")
_WORD = compile_late(r"[^\W\d_]+")
_PRONOUNS = frozenset(("we", "you", "he", "she", "it", "they", "do", "did", "can", "will", "have"))


@dataclass(frozen=True, slots=True)
class _Near:
    item: Item
    written: str
    known: str


def with_doubts(
    cast: RevisedTranscript,
    unread: Sequence[doubts.UnreadLabel],
    items: Sequence[Item],
    book: LabelBook,
    name: str,
) -> RevisedTranscript:
    """The cast, with the turns doubted that hold a line which may be somebody else's."""
    other_mark = list(_with_other_marks(items))
    near = list(_nearly_known(items))
    mistyped = {row.item.label.key for row in near if row.item.label}
    doubtful = [
        (item.paragraph, item.label)
        for item in items
        if item.label and item.label.key in book.doubtful
    ]
    lines = {
        *(row.paragraph for row in unread if row.grave),
        *(item.paragraph for item in items if item.block.guessed),
        *(paragraph for paragraph, _ in doubtful),
        *(row.item.paragraph for row in (*other_mark, *near)),
    }
    turns = tuple(
        replace(turn, confidence=min(turn.confidence, doubts.DOUBTFUL_LABEL))
        if not lines.isdisjoint(turn.paragraphs)
        else turn
        for turn in cast.turns
    )
    taken = [label for _, label in doubtful if label.key not in mistyped]
    findings = (
        *doubts.label_findings(unread, taken, name, labelled=bool(book)),
        *(_other_mark_finding(row, name) for row in other_mark),
        *(_near_finding(row, name) for row in near),
    )
    return replace(cast, turns=turns, findings=(*cast.findings, *findings))


def _with_other_marks(items: Sequence[Item]) -> Iterable[_Near]:
    """Paragraphs without a label that begin with a known one and another mark than a colon, or none."""
    first = next((at for at, item in enumerate(items) if item.label and item.label.name), None)
    if first is None:
        return
    talk = items[first:]
    forms = _forms(talk)
    labelled = sum(item.label is not None for item in talk)
    if len(talk) < _FEWEST or labelled < len(talk) * _REGULAR:
        return
    for item in talk:
        found = (
            _begins_with(item.block.text, forms)
            if item.label is None
            else _mistyped(item.paragraph.text, forms)
        )
        if found:
            yield _Near(item, *found)


def _forms(items: Iterable[Item]) -> Mapping[str, Label]:
    """The labels as they are written, without their colon; longest first."""
    forms = {
        item.label.words.strip().rstrip(f"{COLONS} "): item.label
        for item in items
        if item.label and item.label.name
    }
    return {form: forms[form] for form in sorted(forms, key=len, reverse=True) if len(form) > 1}


def _begins_with(text: str, forms: Mapping[str, Label]) -> tuple[str, str] | None:
    """The label that these words begin with: as they have it, and as it is written elsewhere."""
    if (bracketed := _BRACKETS.match(text)) and bracketed["name"].strip() in forms:
        return bracketed[0].strip(), bracketed["name"].strip()
    for form in forms:
        if not text.startswith(form):
            continue
        no_word = " " in form or in_capitals(form)
        if in_capitals(form) and (counted := _COUNTED_MARK.match(text, len(form))):
            return text[: counted.end()].strip(), form
        mark = _MARK.match(text, len(form))
        if mark and (mark["sure"] or no_word):
            return text[: mark.end()].strip(), form
        if text[len(form) : len(form) + 1] == " " and _begins_speech(
            text[len(form) :].strip(), short=in_capitals(form), full=no_word or names_office(form)
        ):
            return form, form
    return None


def _mistyped(text: str, forms: Mapping[str, Label]) -> tuple[str, str] | None:
    """The letters that the words of a labelled turn begin with, and a mark that none says: "DG: DG; I saw it"."""
    for form in filter(in_capitals, forms):
        if text.startswith(form) and (mark := _COUNTED_MARK.match(text, len(form))):
            return text[: mark.end()].strip(), form
    return None


def _begins_speech(words: str, *, short: bool, full: bool) -> bool:
    """Whether these words begin a sentence of their own, so that what stands before them is none of it."""
    if not full or not words[:1].isupper():
        return False
    first = words.split(" ", 1)[0]
    if _I.match(words) or opens_speech(words):
        return True
    return re.split("['’]", first.casefold(), maxsplit=1)[0] in _PRONOUNS or (
        short and _ONE_WORD.match(words) is not None
    )


def _nearly_known(items: Sequence[Item]) -> Iterable[_Near]:
    """Labels that are there once, and hardly differ from one that comes often."""
    labelled = [item for item in items if item.label and item.label.name]
    keys = [item.label.key for item in labelled if item.label]
    counts = Counter(keys)
    most = 2 if len(labelled) >= _LONG_TALK else 1
    names = {item.label.key: item.label.name for item in labelled if item.label}
    often = [
        (key, key_of(names[key])) for key, count in counts.most_common(_MOST_PEOPLE) if count > most
    ]
    letters = [_letters(known) for _, known in often]
    said: frozenset[str] | None = None
    for at, item in enumerate(labelled):
        label = item.label
        if label is None or counts[label.key] > most or label.marked or label.generic:
            continue
        around = {*keys[max(0, at - 1) : at], *keys[at + 1 : at + 2]}
        one = key_of(label.name)
        own = _letters(one)
        for (key, known), its in zip(often, letters, strict=True):
            # Two changes make four letters that only one of the names has: most pairs end here.
            if (own ^ its).bit_count() > _MOST_OTHER or not _is_near(
                one, known, alternates=key not in around and counts[key] >= _OFTEN
            ):
                continue
            if said is None:
                said = frozenset(
                    word for each in items for word in _WORD.findall(each.paragraph.text)
                )
            if not _is_said(label.name, names[key], said):
                yield _Near(item, label.words, names[key])
                break


def _letters(key: str) -> int:
    """The letters that a folded name has, a bit for each."""
    bits = 0
    for letter in set(key):
        bits |= 1 << ord(letter) % 64
    return bits


def _is_near(one: str, other: str, *, alternates: bool) -> bool:
    """Whether a folded name may be the other mistyped: a letter or two apart, in words and not in numbers or initials."""
    if one == other or _SYLLABLES.search(one) or any(map(str.isdigit, one + other)):
        return False
    pairs = list(zip(one.split("-"), other.split("-"), strict=False))
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    if one.count("-") == other.count("-") and (
        all(len(first) == len(second) == 1 for first, second in differing)
        or all(names_office(first) and names_office(second) for first, second in differing)
    ):
        return False
    shorter = min(len(one), len(other))
    if shorter < 2 or (shorter < _SHORT and not alternates):
        return False
    allowed = 2 if shorter >= _TWO_LETTERS else 1
    return abs(len(one) - len(other)) <= allowed and _distance(one, other) <= allowed


def _is_said(name: str, known: str, said: frozenset[str]) -> bool:
    """Whether the talk itself has the words that the known name does not: somebody is called so."""
    own = set(_WORD.findall(name)) - set(_WORD.findall(known))
    return bool(own) and all(not said.isdisjoint((word, word.title())) for word in own)


def _distance(one: str, other: str) -> int:
    """Letters to put in, take out, change, or swap with their neighbour, to make one of the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, last, row = row, before, [at]
        for to, its in enumerate(other, 1):
            best = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != its))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == its:
                best = min(best, last[to - 2] + 1)
            row.append(best)
    return row[-1]


def _other_mark_finding(row: _Near, name: str) -> Finding:
    paragraph: Paragraph = row.item.paragraph
    return Finding(
        "warning", "label-unread", doubts.place_of(name, paragraph),
        f'"{row.written}" could be the label "{row.known}:", but is read aloud as words: "{excerpt(row.item.block.text)}"',
        f"If somebody speaks here, write the label as elsewhere: {row.known}:",
    )  # fmt: skip


def _near_finding(row: _Near, name: str) -> Finding:
    written = row.written.strip().rstrip(f"{COLONS} ")
    return Finding(
        "warning", "label-doubtful", doubts.place_of(name, row.item.paragraph),
        f'"{written}:" is hardly ever there, and may be "{row.known}" mistyped.',
        f"If it is, correct the label; if it is somebody else, mark the label: >> {written}:",
    )  # fmt: skip


__all__ = ["with_doubts"]
