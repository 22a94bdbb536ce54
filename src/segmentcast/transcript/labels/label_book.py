"""The labels of one document, learnt from all its paragraphs, and the paragraphs cut at them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from segmentcast.transcript.labels.label_forms import Label, after_colon, at_start, parse
from segmentcast.transcript.labels.short_names import initials, related, short_forms, words_of
from segmentcast.transcript.text.names import HONORIFICS, key_of, tokens_of
from segmentcast.transcript.text.prose import ends_sentence

_SENTENCE_START = re.compile(r"(?:[.?!…—–][\"'”’)\]]*|[)\]]|--)\s+")
_LONGEST_TITLE = 16
_MOST_ONCE = 20
_AGAINST = frozenset(("v", "vs"))
_BEFORE_SURNAMES = frozenset(("st", "ste"))
_INNER_NAME = re.compile(r"(?<=[^\W\d_], |[^\W\d_]{2} )[^\W\d_a-z][^\W\d_]{1,19}\b")


@dataclass(frozen=True, slots=True)
class LabelBook:
    """The labels that a document uses, learnt from all its paragraphs."""

    accepted: frozenset[str] = frozenset()
    shorts: frozenset[tuple[str, ...]] = frozenset()
    """Short forms of the accepted names, as folded words."""

    def __bool__(self) -> bool:
        return bool(self.accepted)

    def start(self, text: str, lead: str = "") -> tuple[Label, int] | None:
        """The accepted label at the start of a paragraph."""
        if not self.accepted:
            return None
        found = at_start(text, lead)
        if found is None or not self._accepts(found[0]):
            return None
        return found

    def split(self, text: str, lead: str = "") -> list[tuple[Label | None, str]]:
        """The paragraph cut at its labels: (label, words after it); the first label may be None."""
        pieces: list[tuple[Label | None, str]] = []
        label: Label | None = None
        begin = 0
        if opening := self.start(text, lead):
            label, begin = opening
        if self.accepted:
            for cut, inner, after in self._inside(text, begin):
                pieces.append((label, text[begin:cut].strip()))
                label, begin = inner, after
        pieces.append((label, text[begin:].strip()))
        return [piece for piece in pieces if piece[0] is not None or piece[1]]

    def _inside(self, text: str, begin: int) -> Iterable[tuple[int, Label, int]]:
        return _inside(text, begin, self._accepts_inside)

    def _accepts(self, label: Label) -> bool:
        return not label.name or label.key in self.accepted or self._is_short(label)

    def _accepts_inside(self, label: Label) -> bool:
        if not label.name or label.name in {"Q", "A"}:
            return False
        return label.key in self.accepted or label.strength == 3 or self._is_short(label)

    def _is_short(self, label: Label) -> bool:
        """A short form in capitals (or after an honorific) of somebody whose full name is a label."""
        plain = label.name.isupper() or label.honorific
        return bool(plain) and not label.generic and words_of(label.name) in self.shorts


def _inside(
    text: str, begin: int, accepts: Callable[[Label], bool]
) -> Iterator[tuple[int, Label, int]]:
    """The labels after a sentence's end within a paragraph: where each begins, and the words after it."""
    at = text.find(":", begin + 1)
    floor = begin
    while at >= 0:
        if text[at + 1 : at + 2] in {"", " "} and at - floor > 1:
            window = max(floor, at - 130)
            for found in _SENTENCE_START.finditer(text, window, at):
                if found.end() - found.start() < 2 or found.end() >= at:
                    continue
                if _ends_title(text, found.start()):
                    continue
                label = parse(text[found.end() : at])
                if label and accepts(label) and not _goes_on(text, found.start(), label):
                    after = after_colon(text, at + 1)
                    words = text[found.end() : at + 1]
                    yield found.end(), replace(label, words=words), after
                    floor = after
                    break
        at = text.find(":", at + 1)


def learn(paragraphs: Sequence[tuple[str, str]]) -> LabelBook:
    """Which labels this document uses; `paragraphs` are (text, emphasised lead) in order."""
    found: list[Label] = []
    changes = 0
    total = 0
    spoken: set[str] = set()
    starts: list[Label | None] = []
    runs: list[list[Label]] = []
    for text, lead in paragraphs:
        total += 1
        start = at_start(text, lead)
        starts.append(start[0] if start else None)
        if start:
            found.append(start[0])
            if not text[start[1] :] or ends_sentence(text):
                spoken.add(start[0].key)
            changes += start[0].strength == 0
            if text.count(": ") > 1 and start[0].strength:
                inner = [label for _, label, _ in _inside(text, start[1], _is_name)]
                runs += [[start[0], *inner]] if inner else []
    named = [label for label in found if label.strength]
    counts = Counter(label.key for label in named)
    strong = {label.key for label in named if label.strength == 3}
    endings = Counter(
        tokens_of(label.name)[-1] for key, label in _first(named).items() if counts[key]
    )
    accepted = set(strong)
    kin = related(label.name for label in named if not label.generic)
    for label in named:
        repeated = counts[label.key] > 1 or endings[tokens_of(label.name)[-1]] > 1
        if label.strength >= 1 and (repeated or label.name in kin):
            accepted.add(label.key)
    accepted |= _most_paragraphs(starts, spoken)
    together = _run_together(paragraphs, named, runs)
    accepted |= together
    if {"q", "a"} & accepted and not {"q", "a"} <= set(counts):
        accepted -= {"q", "a"}
    uses = sum(counts[key] for key in accepted)
    uses += sum(label.key in together for run in runs for label in run[1:])
    plainly = uses >= 3 and len(accepted) >= 2 and uses * 6 >= total
    if plainly:
        accepted |= {
            label.key
            for label in named
            if label.strength == 2
            or (label.key in spoken and (len(label.name.split()) >= 2 or label.honorific))
        }
    if uses < 2 and not (uses == 1 and strong and total <= 3) and not changes:
        return LabelBook()
    if changes >= 2 and not accepted:
        return LabelBook(frozenset({""}))
    if plainly:
        accepted |= _called_elsewhere(paragraphs, named, spoken, accepted)
    shorts = _shorts(label for label in named if label.key in accepted)
    book = LabelBook(frozenset(accepted), shorts)
    inner = [
        label
        for text, lead in paragraphs
        if ": " in text
        for label, _ in book.split(text, lead)
        if label is not None and label.strength == 3 and not label.generic
    ]
    return LabelBook(
        book.accepted | {label.key for label in inner},
        book.shorts | _shorts(inner),
    )


def _shorts(labels: Iterable[Label]) -> frozenset[tuple[str, ...]]:
    return frozenset(
        form
        for label in labels
        if not label.generic
        for form in (words_of(label.name), initials(label.name), *short_forms(label.name))
        if form
    )


def _most_paragraphs(starts: Sequence[Label | None], spoken: set[str]) -> set[str]:
    """Names in front of most paragraphs are labels, though each stands there once only.

    One word alone could be anything ("Result: ..."), and counts only where no paragraph goes without.
    """
    first = next((at for at, label in enumerate(starts) if label and label.key in spoken), 0)
    body = starts[first:]
    opening = [label for label in body if label and label.strength and label.key in spoken]
    if len({label.key for label in opening}) < 2 or len(opening) * 2 < len(body):
        return set()
    every = len(opening) == len(body)
    return {label.key for label in opening if every or " " in label.name or label.honorific}


def _ends_title(text: str, at: int) -> bool:
    """Whether the mark at `at` is the stop of a title, which ends no sentence: "I asked Dr. Jane Roe: why?" """
    if text[at] != ".":
        return False
    word = text[max(0, at - _LONGEST_TITLE) : at].rsplit(" ", 1)[-1]
    return word.lstrip("(\"'“‘").casefold() in HONORIFICS


def _goes_on(text: str, at: int, label: Label) -> bool:
    """Whether the stop at `at` and the mixed-case name after it are of one sentence.

    "I asked George W. Bush: why?", "She lost Smith v. Jane Roe: a famous case.", "I told U.S. Senator Jane Roe: go."
    """
    if text[at] != "." or label.generic or label.name.isupper():
        return False
    word = text[max(0, at - _LONGEST_TITLE) : at].rsplit(" ", 1)[-1].lstrip("(\"'“‘")
    if word.casefold() in _AGAINST or ("." in word and label.honorific):
        return True
    surname = " " not in label.name and not label.honorific
    return surname and ((len(word) == 1 and word.isupper()) or word.casefold() in _BEFORE_SURNAMES)


def _is_name(label: Label) -> bool:
    return bool(label.strength) and not label.generic


def _run_together(
    paragraphs: Sequence[tuple[str, str]], named: Sequence[Label], runs: Sequence[Sequence[Label]]
) -> set[str]:
    """Names that are labels within a paragraph that itself begins with one: several turns run together.

    There have to be two full names that are known otherwise: from the text, from another
    paragraph's start, in short, or because they take turns. A part of such a name is a label when
    it is one twice.
    """
    if not runs:
        return set()
    labels = [*named, *(label for run in runs for label in run[1:])]
    counts = Counter(label.key for label in labels)
    names = {label.key: label.name for label in labels if " " in label.name or label.honorific}
    starting = {label.key for label in named}
    in_short = {form for label in labels for form in _one_word(label)}
    known = {
        key
        for key, name in names.items()
        if (counts[key] > 1 and (key in starting or _takes_turns(key, runs)))
        or not in_short.isdisjoint(short_forms(name))
    }
    open_keys = [key for key in names if key not in known][:_MOST_ONCE]
    known.update(key for key in open_keys if _stands_elsewhere(names[key], paragraphs))
    inner = {label.key for run in runs for label in run[1:]}
    if len(known) < 2 or (known.isdisjoint(inner) and not in_short):
        return set()
    shorts = {form for key in known for form in short_forms(names[key])}
    return known | {
        label.key for label in labels if counts[label.key] > 1 and words_of(label.name) in shorts
    }


def _one_word(label: Label) -> Iterator[tuple[str, ...]]:
    words = words_of(label.name)
    if len(words) == 1 and not label.honorific:
        yield words


def _takes_turns(key: str, runs: Sequence[Sequence[Label]]) -> bool:
    """Whether this label is twice in one paragraph, and never right after itself."""
    keys = [[label.key for label in run] for run in runs]
    return any(run.count(key) > 1 for run in keys) and not any(
        one == other == key for run in keys for one, other in pairwise(run)
    )


def _stands_elsewhere(name: str, paragraphs: Sequence[tuple[str, str]]) -> bool:
    return any(name in text and f"{name}:" not in text for text, _ in paragraphs)


def _called_elsewhere(
    paragraphs: Sequence[tuple[str, str]],
    named: Iterable[Label],
    spoken: set[str],
    accepted: set[str],
) -> set[str]:
    """One word in front of one paragraph is a label where the text has it as a name elsewhere."""
    open_keys = {label.key for label in named if label.key in spoken} - accepted
    if not open_keys:
        return set()
    return {
        key
        for text, _ in paragraphs
        for word in _INNER_NAME.findall(text)
        if (key := key_of(word)) in open_keys
    }


def _first(labels: list[Label]) -> dict[str, Label]:
    first: dict[str, Label] = {}
    for label in labels:
        first.setdefault(label.key, label)
    return first
