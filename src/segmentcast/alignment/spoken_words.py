"""The words of a sentence as they are spoken, each with its place in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from segmentcast.alignment.data import Word
from segmentcast.reading.spoken_forms import find_edits
from segmentcast.vocabulary.languages import primary

_TOKEN = re.compile(
    r"(?P<initials>(?:[^\W\d_]\.){2,10})"
    r"|(?P<number>\d{1,3}(?:,\d{3}){1,6}(?!\d)|\d{1,18})(?P<part>\.\d{1,9})?(?P<ordinal>(?:st|nd|rd|th)\b)?"
    r"|(?P<word>[^\W\d_][\u0300-\u036f]*(?:['’]?[^\W\d_][\u0300-\u036f]*)*)"
    r"|(?P<percent>%)|(?P<and>&)"
)
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = ". . twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = ("", "thousand", "million", "billion", "trillion", "quadrillion")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip


def find_words(text: str, language: str) -> tuple[Word, ...]:
    """The words of a sentence in spoken order, in lower case.

    English numbers, abbreviations, and signs become their spoken words.
    """
    english = primary(language) == "en"
    words: list[Word] = []
    position = 0
    for edit in find_edits(text, language):
        if not any(char.isalnum() for char in edit.spoken):
            # another apostrophe or full stop, which may occur within a word
            continue
        words.extend(_spelled(text, position, edit.start, english))
        words.extend(
            Word(word.spoken, edit.start, edit.end, word.capitals)
            for word in _spelled(edit.spoken, 0, len(edit.spoken), english)
        )
        position = edit.end
    words.extend(_spelled(text, position, len(text), english))
    return tuple(words)


def _spelled(text: str, start: int, end: int, english: bool) -> Iterator[Word]:
    for match in _TOKEN.finditer(text, start, end):
        if match["word"]:
            written = match["word"]
            capitals = len(written) > 1 and written.isupper()
            yield Word(folded(written), match.start(), match.end(), capitals)
        elif match["initials"]:
            for letter in match["initials"].replace(".", ""):
                yield Word(f"{letter.lower()}.", match.start(), match.end())
        elif english:
            for spoken in _figures_said(match):
                yield Word(spoken, match.start(), match.end())
        elif match["number"]:
            yield Word(match[0], match.start(), match.end())


def _figures_said(match: re.Match[str]) -> list[str]:
    if match["percent"]:
        return ["percent"]
    if match["and"]:
        return ["and"]
    words = cardinal(int(match["number"].replace(",", "")))
    if match["part"]:
        words += ["point", *(_ONES[int(digit)] for digit in match["part"][1:])]
    if match["ordinal"]:
        last = words[-1]
        words[-1] = _ORDINALS.get(last) or (
            f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
        )
    return words


def cardinal(number: int) -> list[str]:
    """A whole number in words: 1204 is one thousand two hundred four."""
    if number < 20:
        return [_ONES[number]]
    groups = []
    while number:
        number, group = divmod(number, 1000)
        groups.append(group)
    words = []
    for scale, group in reversed(list(enumerate(groups))):
        hundreds, rest = divmod(group, 100)
        if hundreds:
            words += [_ONES[hundreds], "hundred"]
        if rest >= 20:
            words.append(_TENS[rest // 10])
            rest %= 10
        if rest:
            words.append(_ONES[rest])
        if group and scale:
            words.append(_SCALES[min(scale, len(_SCALES) - 1)])
    return words


def folded(written: str) -> str:
    """In lower case, without accents if that leaves Latin letters: Café becomes cafe."""
    plain = "".join(
        char
        for char in unicodedata.normalize("NFKD", written.lower().replace("’", "'"))
        if not unicodedata.combining(char)
    )
    plain = plain.replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("æ", "ae")
    return plain if plain.replace("'", "").isascii() else written.lower()
