"""The labels of one document, learnt from all its paragraphs, and the paragraphs cut at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from segmentcast.model import Part
from segmentcast.patterns import compile_late
from segmentcast.transcript.labels import label_habits
from segmentcast.transcript.labels.label_forms import Label, parse
from segmentcast.transcript.labels.label_openings import Openings, is_stamped, openings_of
from segmentcast.transcript.labels.label_shapes import LabelShape, names_office
from segmentcast.transcript.labels.label_starts import COLONS, after_colon, at_start, change_mark
from segmentcast.transcript.labels.label_use import (
    alone_like_others,
    hardly_names,
    is_plain,
    offices_of,
    once_by_one_word,
    once_otherwise,
    ordinary_once,
    question_answer_parts,
    questions_from_nobody,
    repeated_otherwise,
    there_once,
)
from segmentcast.transcript.labels.labels_in_runs import run_together
from segmentcast.transcript.labels.short_names import initials, related, short_forms, words_of
from segmentcast.transcript.text.names import HONORIFICS, key_of, tokens_of

_SENTENCE_START = compile_late(r"(?:[.?!…—–][\"'”’)\]]*|[)\]]|--)\s+|[。！？؟۔।][\"'”’」』）]*\s*")
_COLON = compile_late(f"[{COLONS}]")
_LONGEST_TITLE = 16
_SPARSE = 20
"""A name and a time alone, in front of fewer than one paragraph in so many, head a part of the programme."""
_TWO_IN_SHORT = 3
_AGAINST = frozenset(("v", "vs"))
_BEFORE_SURNAMES = frozenset(("st", "ste"))
_INNER_NAME = compile_late(r"(?<=[^\W\d_], |[^\W\d_]{2} )[^\W\d_a-z][^\W\d_]{1,19}\b")


@dataclass(frozen=True, slots=True)
class LabelBook:
    """The labels that a document uses, learnt from all its paragraphs."""

    accepted: frozenset[str] = frozenset()
    shorts: frozenset[tuple[str, ...]] = frozenset()
    """Short forms of the accepted names, as folded words."""
    doubtful: frozenset[str] = frozenset()
    """Those of the accepted ones that a person should look at: one word that is there once."""
    offices: Mapping[str, str] = field(default_factory=dict)
    """Whose office a label is: "The Prime Minister (Robin Sand):" names him for all others of it."""
    parts: Mapping[str, Part] = field(default_factory=dict)
    """Letters and words that stand for question and answer."""

    def __bool__(self) -> bool:
        return bool(self.accepted)

    def start(self, text: str, lead: str = "") -> tuple[Label, int] | None:
        """The accepted label at the start of a paragraph."""
        if not self.accepted:
            return None
        opening = at_start(text, lead, quoted=True)
        if opening is None:
            return None
        if self._accepts(opening[0]):
            return self._resolved(opening[0]), opening[1]
        return change_mark(text) if text.startswith(">>") else None

    def calls(self, words: str) -> bool:
        """Whether the words are another word and somebody's name, who is called so: "And Rosa"."""
        rest = words.partition(" ")[2]
        return bool(rest) and (key_of(rest) in self.accepted or words_of(rest) in self.shorts)

    def of_letters(self) -> LabelBook:
        """The letters for question and answer alone: where type tells who speaks, nobody has another label."""
        return LabelBook(self.accepted & {"q", "a"}, parts=self.parts)

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
                label, begin = self._resolved(inner), after
        pieces.append((label, text[begin:].strip()))
        return [piece for piece in pieces if piece[0] is not None or piece[1]]

    def _resolved(self, label: Label) -> Label:
        """The label with the name of who holds the office, or the part that its letter stands for."""
        if part := self.parts.get(label.key):
            return replace(label, name="Q" if part is Part.HOST else "A", generic=True, part=part)
        if holder := self.offices.get(label.key):
            return replace(label, name=holder, role=label.role or label.name, generic=False)
        return label

    def _inside(self, text: str, begin: int) -> Iterable[tuple[int, Label, int]]:
        return _inside(text, begin, self._accepts_inside)

    def _accepts(self, label: Label) -> bool:
        return (
            not label.name
            or (label.marked and not self._marks_alone)
            or label.key in self.accepted
            or label.key in self.offices
            or self._is_short(label)
        )

    @property
    def _marks_alone(self) -> bool:
        return self.accepted == {""}

    def _accepts_inside(self, label: Label) -> bool:
        if not label.name or label.name in {"Q", "A"} or label.key in self.parts:
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
    floor = begin
    for colon in _COLON.finditer(text, begin + 1):
        at = colon.start()
        if (text[at] == ":" and text[at + 1 : at + 2] not in {"", " "}) or at - floor <= 1:
            continue
        for stop in _SENTENCE_START.finditer(text, max(floor, at - 130), at):
            if stop.end() >= at or _ends_title(text, stop.start()):
                continue
            label = parse(text[stop.end() : at])
            if label and accepts(label) and not _goes_on(text, stop.start(), label):
                after = after_colon(text, at + 1)
                yield stop.end(), replace(label, words=text[stop.end() : at + 1]), after
                floor = after
                break


def learn(paragraphs: Sequence[tuple[str, str]], *, captions: bool = False) -> LabelBook:
    """Which labels this document uses; `paragraphs` are (text, emphasised lead) in order.

    `captions`: they are cues, and a label has to look like a name or be there twice.
    """
    openings = openings_of(paragraphs, _inner_names)
    named = openings.of_names()
    counts = Counter(label.key for label in named)
    few_stamps = openings.stamps() * _SPARSE < len(openings.labels)
    strong = {
        label.key
        for label in openings.labels
        if label and label.strength == 3 and not (few_stamps and is_stamped(label))
    }
    capitals = _in_capitals(paragraphs, openings) if captions else set()
    accepted = _repeated(named, counts) | strong | capitals | _most_paragraphs(openings)
    together = run_together(paragraphs, named, openings.runs)
    accepted |= together
    parts = question_answer_parts(openings)
    accepted = (accepted - {"q", "a"}) | set(parts)
    accepted |= repeated_otherwise(openings, accepted)
    accepted |= alone_like_others(openings, accepted)
    accepted |= questions_from_nobody(openings, [text for text, _ in paragraphs], accepted)
    plainly = openings.plainly(accepted, together)
    if plainly:
        accepted |= {
            label.key
            for label in named
            if label.strength == 2
            or (label.key in openings.spoken and (len(label.name.split()) >= 2 or label.honorific))
        }
    uses = openings.uses(accepted, together)
    few = uses == 1 and (
        (bool(capitals) and len(openings.labels) <= _SPARSE)
        or (bool(strong) and len(openings.labels) <= 3)
    )
    if uses < 2 and not few and not openings.changes:
        return LabelBook()
    if label_habits.here_and_there(openings, accepted, uses, [text for text, _ in paragraphs]):
        return LabelBook()
    if openings.changes >= 2 and (not accepted or label_habits.is_fact(openings, accepted, uses)):
        return LabelBook(frozenset({""}))
    doubtful: frozenset[str] = frozenset()
    if plainly:
        called = _called_elsewhere(paragraphs, named, openings.spoken, set())
        once = once_otherwise(openings, accepted)
        accepted |= called | once | _behind_letters(named, accepted)
        doubtful = frozenset(
            once_by_one_word(openings, accepted)
            | there_once(openings, accepted, called | _in_short(named))
            | (once & hardly_names(openings))
        )
    doubtful |= _once(openings, capitals - _in_short(named), few=few)
    if captions:
        ordinary = ordinary_once(openings)
        accepted -= ordinary
        doubtful -= ordinary
    book = LabelBook(
        frozenset(accepted | doubtful),
        _shorts(label for label in named if label.key in accepted),
        doubtful,
        offices_of(openings.others()),
        parts,
    )
    inner = [
        label
        for text, lead in paragraphs
        if any(colon in text for colon in COLONS)
        for label, _ in book.split(text, lead)
        if label is not None and label.strength == 3 and not label.generic
    ]
    return replace(
        book,
        accepted=book.accepted | {label.key for label in inner},
        shorts=book.shorts | _shorts(inner),
    )


def doubted(book: LabelBook, paragraphs: Sequence[tuple[str, str]]) -> LabelBook:
    """The book of a page, in doubt where none of its labels comes again, and most paragraphs have none.

    "**Sources:** own research" is an article's. Where hardly any is a full name they are no labels.
    """
    if not book.accepted or book.parts or book.offices:
        return book
    openings = openings_of(paragraphs, _inner_names)
    used = [label for label in openings.labels if label and label.key in book.accepted]
    short = len(related(label.name for label in used))
    if short > _TWO_IN_SHORT or not label_habits.once_each(openings, used):
        return book
    if not short and not label_habits.are_full_names(used):
        return LabelBook()
    return replace(book, doubtful=book.doubtful | {label.key for label in used})


def _repeated(named: Sequence[Label], counts: Counter[str]) -> set[str]:
    """Names that begin two paragraphs, or whose last word two labels have, or that are another's short form."""
    first = {label.key: label for label in reversed(named)}
    endings = Counter(tokens_of(label.name)[-1] for label in first.values())
    kin = related(label.name for label in named if not label.generic)
    return {
        label.key
        for label in named
        if counts[label.key] > 1 or endings[tokens_of(label.name)[-1]] > 1 or label.name in kin
    }


def _in_capitals(paragraphs: Sequence[tuple[str, str]], openings: Openings) -> set[str]:
    """Names in capitals in front of words in usual letters: so captions write who speaks, be it once."""
    return {
        label.key
        for (text, _), label in zip(paragraphs, openings.labels, strict=True)
        if label
        and label.strength > 1
        and label.shape >= LabelShape.UNUSUAL
        and label.name.isupper()
        and any(map(str.islower, text))
    }


def _once(openings: Openings, capitals: Set[str], *, few: bool) -> set[str]:
    """Of the names in `capitals` those there once that a sign may be as well: "STAFF: please knock".

    A full name, or an office, among other labels is somebody; where it is the document's only label, it is in doubt, too.
    """
    counts = Counter(label.key for label in openings.labels if label)
    return {
        label.key
        for label in openings.labels
        if label
        and label.key in capitals
        and counts[label.key] == 1
        and not label.generic
        and (few or not (" " in label.name or names_office(label.name)))
    }


def _behind_letters(named: Sequence[Label], accepted: Set[str]) -> set[str]:
    """Full names that are labels once, and whose initials are labels from there on."""
    return {
        label.key
        for label in named
        if " " in label.name and not accepted.isdisjoint(initials(label.name))
    }


def of_one_voice(paragraphs: Sequence[tuple[str, str]]) -> LabelBook:
    """The book of a page that one label heads, before its first paragraph alone; an empty one otherwise."""
    openings = openings_of(paragraphs, _inner_names)
    label = label_habits.tells_alone(openings, [text for text, _ in paragraphs])
    return LabelBook(frozenset({label.key})) if label else LabelBook()


def _in_short(named: Sequence[Label]) -> set[str]:
    """Keys of names that are another label's short form."""
    forms = {form for label in named if not label.generic for form in short_forms(label.name)}
    return {label.key for label in named if words_of(label.name) in forms}


def _inner_names(text: str, begin: int) -> list[Label]:
    return [label for _, label, _ in _inside(text, begin, _is_name)]


def _shorts(labels: Iterable[Label]) -> frozenset[tuple[str, ...]]:
    return frozenset(
        form
        for label in labels
        if not label.generic
        for form in (words_of(label.name), initials(label.name), *short_forms(label.name))
        if form
    )


def _most_paragraphs(openings: Openings) -> set[str]:
    """Names in front of most paragraphs are labels, though each stands there once only.

    One word alone could be anything ("Result: ..."), and counts only where no paragraph goes without.
    """
    spoken = openings.spoken
    starts = openings.labels
    full = {
        label.key
        for label in starts
        if label
        and label.strength
        and label.shape is LabelShape.NAME
        and (" " in label.name or label.role)
    }
    if len(full) > 1 and openings.coverage(full) == 1:
        return full
    first = next((at for at, label in enumerate(starts) if label and label.key in spoken), 0)
    body = starts[first:]
    opening = [
        label
        for label in body
        if label
        and label.strength
        and label.key in spoken
        and (
            label.shape is LabelShape.NAME
            or (label.shape is LabelShape.UNUSUAL and is_plain(label))
        )
    ]
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
    return bool(label.strength) and not label.generic and label.shape is LabelShape.NAME


def _called_elsewhere(
    paragraphs: Sequence[tuple[str, str]],
    named: Iterable[Label],
    spoken: Set[str],
    accepted: Set[str],
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
