"""What is written beside what was heard: the places where the words differ, however they are spelled.

Both sides are brought to words as they are spoken (the reading's own table), abbreviations to one
word, British to American spelling. What differs then is compared by its letters, by the number that
it means, and, for names, by its sound: a recogniser spells a name that it doesn't know as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from segmentcast.alignment.spoken_words import find_words
from segmentcast.vocabulary.languages import primary

_FILLERS = frozenset("um uh er erm ah eh mm hmm mhm uhuh uhhuh".split())
NEGATIONS = frozenset("no not never none nobody nothing nowhere neither nor without cannot".split())
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
_TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: value for value, word in enumerate(_ONES)}
_VALUES |= {word: 10 * (at + 1) for at, word in enumerate(_TENS)}
_ZEROS = ("oh", "o", "zero")
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_IRREGULAR = {
    "first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight",
    "ninth": "nine", "twelfth": "twelve",
}  # fmt: skip
_VARIANTS = {
    "okay": "ok", "alright": "allright", "grey": "gray", "metre": "meter", "metres": "meters",
    "kilometre": "kilometer", "kilometres": "kilometers", "centre": "center", "centres": "centers",
    "theatre": "theater", "theatres": "theaters", "programme": "program", "programmes": "programs",
    "mister": "mr", "missus": "mrs", "doctor": "dr", "professor": "prof", "saint": "st",
    "versus": "vs", "towards": "toward", "whilst": "while", "tonne": "ton", "tonnes": "tons",
    "litre": "liter", "litres": "liters", "cheque": "check", "licence": "license", "defence": "defense",
    "offence": "offense", "storey": "story", "tyre": "tire", "tyres": "tires", "until": "till",
    "'em": "them",
}  # fmt: skip
_OUR, _ISE = re.compile(r"(?<=[a-z]{2})our(?=s?$|ed$|ing$|s?hip$|hoods?$|ite|able)"), re.compile(r"(?<=[a-z]{3})is(?=e[ds]?$|ing$|ation)")  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_CLOCK = re.compile(r"\b([01]?\d|2[0-3])\.([0-5]\d)(?=\s(?:in the|a\.?m|p\.?m|o'clock))")
"""A time as Whisper writes it at times: 3.40 in the morning."""
_DOUBLED = re.compile(r"ll(?=(?:ed|ing|ers?)$)")
_TITLE = re.compile(r"\b[A-Z][a-z]{0,4}\.$")
_NAME_ALIKE = 0.6
_SOUNDS = (
    ("ph", "f"), ("gh", "g"), ("ck", "k"), ("sch", "s"), ("sh", "s"), ("ch", "s"), ("th", "t"), ("tz", "s"),
    ("x", "ks"), ("qu", "k"), ("q", "k"), ("z", "s"), ("j", "s"), ("ce", "s"), ("ci", "s"), ("c", "k"),
    ("v", "f"), ("w", ""), ("h", ""), ("d", "t"), ("b", "p"), ("g", "k"), ("y", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ComparedWord:
    """A word as it is spoken, and its place in its text; `name`: written with a capital, not first."""

    spoken: str
    start: int
    end: int
    name: bool = False


@dataclass(frozen=True, slots=True)
class WordDifference:
    """Words that differ: their places in the two lists, either of which may be empty.

    `telling`: a number or a negation is on one side and not on the other. `name`: a name is written.
    """

    written: range
    heard: range
    telling: bool
    name: bool


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """Words (in lower case) that are written with a capital within a sentence, and never without one."""
    capital: set[str] = set()
    small: set[str] = set()
    for text in texts:
        for match in _WORD.finditer(text):
            word = match[0]
            if word.islower():
                small.add(word)
            elif not _opens(text, match.start()):
                capital.add(word.lower())
    return frozenset(capital - small)


def compared_words(
    text: str, language: str, names: Collection[str] = ()
) -> tuple[ComparedWord, ...]:
    """The words of a text as they are compared, without fillers; `names` are names wherever they stand."""
    text = _CLOCK.sub(r"\1:\2", text)
    words: list[ComparedWord] = []
    for word in find_words(text, language):
        spoken = word.spoken
        if spoken.endswith(".") and words and len(spoken) == 2 and words[-1].end == word.end:
            before = words.pop()  # initials are one word: U.S. and US
            spoken, start = before.spoken + spoken[0], before.start
        else:
            spoken, start = spoken.rstrip("."), word.start
        capital = text[start : start + 1].isupper() and (spoken in names or not _opens(text, start))
        words.append(ComparedWord(_normal(spoken, language), start, word.end, capital))
    return tuple(_with_figures([word for word in words if word.spoken not in _FILLERS]))


def differences(
    written: Sequence[ComparedWord], heard: Sequence[ComparedWord]
) -> Iterator[WordDifference]:
    """Where the words differ, in order, each place as short as it can be."""
    left, right = [word.spoken for word in written], [word.spoken for word in heard]
    for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal" or "".join(left[i:j]) == "".join(right[k:m]):
            continue
        name = any(word.name for word in written[i:j])
        telling = _says_more(left[i:j], right[k:m])
        if name and not telling and _alike(left[i:j], right[k:m]):
            continue
        yield WordDifference(range(i, j), range(k, m), telling, name)


def _says_more(written: Sequence[str], heard: Sequence[str]) -> bool:
    """Whether numbers or negations differ."""
    return sorted(filter(_tells, written)) != sorted(filter(_tells, heard))


def _tells(word: str) -> bool:
    return word in NEGATIONS or word.endswith("n't") or word.startswith("#") or word.isdecimal()


def _opens(text: str, start: int) -> bool:
    """Whether a sentence begins here, so that a capital says nothing."""
    before = text[:start].rstrip(" \t\n\"'“‘(")
    return not before or (before[-1] in ".?!:;—" and not _TITLE.search(before))


def _normal(word: str, language: str) -> str:
    if primary(language) != "en":
        return word
    word = _VARIANTS.get(word, word)
    return _DOUBLED.sub("l", _ISE.sub("iz", _OUR.sub("or", word)))


def _cardinal(word: str) -> str:
    """The number word of an ordinal: twentieth is twenty."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ieth"):
        return f"{word[:-4]}y"
    return word[:-2] if word.endswith("th") and word[:-2] in _VALUES else word


def _figures(words: Sequence[str]) -> str:
    """The figures of number words, however they are said: nineteen oh five is 1905, as one thousand nine
    hundred five is; ordinals count as cardinals."""
    groups: list[str] = []
    total = current = 0
    started = False
    for word in words:
        if word in _ZEROS:
            if started:
                groups.append(str(total + current))
                total, current, started = 0, 0, False
            groups.append("0")
            continue
        if word in _SCALES:
            if _SCALES[word] == 100:
                current = max(current, 1) * 100
            else:
                total, current = total + max(current, 1) * _SCALES[word], 0
        elif word in _VALUES:
            value = _VALUES[word]
            room = current % 100 == 0 if value >= 10 else current % 10 == 0 and current % 100 != 10
            if started and not room:
                groups.append(str(total + current))
                total = current = 0
            current += value
        started = True
    if started:
        groups.append(str(total + current))
    return _joined(groups)


def _joined(groups: Sequence[str]) -> str:
    """Groups of figures as one number where they are said as pairs (19 05, 19 0 5), else apart."""
    if len(groups) == 3 and groups[1] == "0" and len(groups[2]) == 1:
        groups = [groups[0], "0" + groups[2]]
    if len(groups) == 2 and len(groups[0]) <= 2 and len(groups[1]) == 2:
        return "".join(groups)
    return "-".join(groups)


def _with_figures(words: Sequence[ComparedWord]) -> Iterator[ComparedWord]:
    """The words, with each number as one word: `#1905`."""
    run: list[ComparedWord] = []
    for at, word in enumerate(words):
        plain = _cardinal(word.spoken)
        following = words[at + 1].spoken if at + 1 < len(words) else ""
        counts = plain in _VALUES or plain in _SCALES or (plain in _ZEROS and bool(run))
        joins = bool(run) and plain == "and" and run[-1].spoken in _SCALES and following in _VALUES
        opens = plain == "a" and following in _SCALES and not run
        if counts or joins or opens:
            run.append(ComparedWord(plain, word.start, word.end))
            continue
        yield from _as_number(run)
        run = []
        yield word
    yield from _as_number(run)


def _as_number(run: Sequence[ComparedWord]) -> Iterator[ComparedWord]:
    if run:
        figures = _figures([word.spoken for word in run])
        yield ComparedWord(f"#{figures}", run[0].start, run[-1].end)


def _alike(written: Sequence[str], heard: Sequence[str]) -> bool:
    """Whether two wordings sound alike, by their consonants."""
    first, second = _sound("".join(written)), _sound("".join(heard))
    return bool(first and second) and SequenceMatcher(None, first, second).ratio() >= _NAME_ALIKE


def _sound(word: str) -> str:
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    word = re.sub(r"[aeiou']+", "", word[:1].replace("'", "") + word[1:])
    return re.sub(r"(.)\1+", r"\1", word)
