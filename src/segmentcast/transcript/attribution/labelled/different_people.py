"""Labels that look like one person's and are two people's: "MR BRAND" and "MRS BRAND", "VOX POP 1" and "VOX POP 2"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

from segmentcast.transcript.attribution.labelled import given_or_surname
from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.labels.short_names import WORST_FIT, short_forms, words_of
from segmentcast.transcript.text.names import is_particle, key_of, tokens_of

Form = tuple[str, str]
"""A label's name without its title, and the title, both folded."""

_MEN = frozenset(
    "mr sir lord herr señor father fr brother congressman councilman chairman king prince baron m".split()
)
_WOMEN = frozenset(
    "mrs ms miss lady dame frau señora sister congresswoman councilwoman chairwoman queen princess "
    "baroness mme".split()
)
SPELLINGS = {
    "doctor": "dr", "professor": "prof", "representative": "rep", "senator": "sen", "governor": "gov",
    "general": "gen", "lieutenant": "lt", "colonel": "col", "major": "maj", "captain": "capt",
    "sergeant": "sgt", "admiral": "adm", "commander": "cmdr", "reverend": "rev", "ambassador": "amb",
    "superintendent": "supt", "attorney": "atty", "secretary": "sec", "detective": "det",
    "inspector": "insp", "councillor": "cllr", "commissioner": "comm",
}  # fmt: skip
_ONE_PERSONS = (frozenset(("mrs", "ms")), frozenset(("miss", "ms")), frozenset(("dr", "prof")))
"""Two titles that one woman or one scholar has, as the transcriber likes."""
_NUMBER = re.compile(
    r"\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|[ivx]{1,5}|first|second|third|younger|elder"
)
_GENERATIONS = frozenset(("jr", "sr", "junior", "senior"))
_MOST_FORMS = 400
"""A register of more people than that has their full names: of the others each label is somebody."""


class DifferentPeople:
    """Which labels of a transcript can't be one person's, by title, generation, number or middle name."""

    def __init__(self, labels: Sequence[Label | None]) -> None:
        """`labels`: one a turn, in order; None for a turn without one."""
        forms = [form_of(label) if label and not label.generic else None for label in labels]
        self._counts = Counter(form for form in forms if form)
        self._neighbours = Counter(
            frozenset((one, other)) for one, other in pairwise(forms) if one and other
        )
        names: dict[Form, str] = {}
        for form, label in zip(forms, labels, strict=True):
            if form is not None and label is not None:
                names.setdefault(form, label.name)
        self._apart: set[frozenset[Form]] = set()
        by_word: dict[str, set[Form]] = {}
        for form, name in list(names.items())[:_MOST_FORMS]:
            for word in words_of(name):
                by_word.setdefault(word, set()).add(form)
        self._not_compared = frozenset(list(names)[_MOST_FORMS:])
        self.uncertain = given_or_surname.uncertain(labels)
        self._apart |= {
            frozenset((form_of(row.short), form_of(row.full)))
            for row in self.uncertain
            if row.apart
        }
        self._titled: set[Form] = set()
        for alike in by_word.values():
            for one, other in combinations(sorted(alike), 2):
                self._compare(one, other, names)

    def _compare(self, one: Form, other: Form, names: dict[Form, str]) -> None:
        first, second = names[one], names[other]
        recur = (
            min(self._counts[one], self._counts[other]) > 1
            or frozenset((one, other)) in self._neighbours
        )
        answers = self._neighbours[frozenset((one, other))] > 1 and _hardly_fits(first, second)
        if answers or _names_differ(first, second, recur=recur):
            self._apart.add(frozenset((one, other)))
            return
        short = words_of(first) in short_forms(second) or words_of(second) in short_forms(first)
        full = one[0] == other[0] and len(tokens_of(first)) > 1
        if not (short or one[0] == other[0] or _ends(first) == _ends(second)):
            return
        if _titles_differ(one[1], other[1], recur=recur and not full):
            self._apart.add(frozenset((one, other)))
            fewest = min(len(words_of(first)), len(words_of(second)))
            self._titled |= {form for form in (one, other) if len(words_of(names[form])) == fewest}

    def between(self, some: Iterable[Label], others: Sequence[Label]) -> bool:
        """Whether a label of the first and one of the second are two people's."""
        first, second = set(map(form_of, some)), set(map(form_of, others))
        if not self._not_compared.isdisjoint(first | second):
            return first.isdisjoint(second)
        return bool(self._apart) and any(
            frozenset((one, other)) in self._apart for one in first for other in second
        )

    def is_compared(self, label: Label) -> bool:
        """Whether others may be this one's; of a register of people nobody's are."""
        return form_of(label) not in self._not_compared

    def by_title(self, label: Label) -> bool:
        """Whether nothing but the title tells whose label it is."""
        return not label.generic and form_of(label) in self._titled

    def namesakes(self, label: Label) -> bool:
        """Whether others of this very name have a title that tells them apart, and this one hasn't."""
        name = key_of(label.name)
        return not self.by_title(label) and any(form[0] == name for form in self._titled)


@lru_cache(maxsize=4096)
def form_of(label: Label) -> Form:
    """The label's name and its title, folded."""
    return key_of(label.name), _title(label.honorific)


def _title(honorific: str) -> str:
    words = (word.strip(".,").casefold() for word in honorific.split())
    return " ".join(SPELLINGS.get(word, word) for word in words)


def _titles_differ(one: str, other: str, *, recur: bool) -> bool:
    """Whether two people have these titles: of different sex, or else both used again and again."""
    first, second = set(one.split()), set(other.split())
    if not first or not second or first <= second or second <= first:
        return False
    if (first & _MEN and second & _WOMEN) or (first & _WOMEN and second & _MEN):
        return True
    return recur and not any(first <= pair and second <= pair for pair in _ONE_PERSONS)


def _hardly_fits(one: str, other: str) -> bool:
    """Whether one may be short for the other, and as well another person's: "R. Brand", half a double surname."""
    short, long = sorted((words_of(one), words_of(other)), key=len)
    full = other if words_of(one) == short else one
    return len(short[0]) == 1 < len(long[0]) or short_forms(full).get(short) == WORST_FIT


def _ends(name: str) -> tuple[str, str]:
    words = tokens_of(name) or (key_of(name),)
    return words[0], words[-1]


def _names_differ(one: str, other: str, *, recur: bool) -> bool:
    """Whether two names that begin and end alike differ in a number, a generation or between."""
    (marks, bare), (its_marks, its_bare) = _parts(one), _parts(other)
    if not bare or not its_bare or (bare[0], bare[-1]) != (its_bare[0], its_bare[-1]):
        return False
    if marks != its_marks and ((marks and its_marks) or recur):
        return True
    return _middles_differ(bare[1:-1], its_bare[1:-1])


@lru_cache(maxsize=1024)
def _parts(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers and generations of a name, and its other words without particles."""
    words = key_of(name).split("-")
    marks = tuple(word for at, word in enumerate(words) if _is_mark(words, at))
    bare = (word for at, word in enumerate(words) if not _is_mark(words, at))
    return marks, tuple(word for word in bare if not is_particle(word))


def _is_mark(words: Sequence[str], at: int) -> bool:
    """A number or a generation behind the name: the "V." of "John V. Roe" is a middle name."""
    word = words[at]
    if at == 0:
        return False
    last = at == len(words) - 1
    return word in _GENERATIONS or word.isdigit() or (last and _NUMBER.fullmatch(word) is not None)


def _middles_differ(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether they are two people's: "H. W." and "W."; not "Maria" and "M.", and not one middle name and none."""
    if not one or not other or set(one) == set(other):
        return False
    if len(one) == len(other):
        return not all(
            a == b or (1 in {len(a), len(b)} and a[0] == b[0])
            for a, b in zip(one, other, strict=True)
        )
    spelled = all(len(word) > 1 for word in (*one, *other))
    return not (spelled and (set(one) <= set(other) or set(other) <= set(one)))
