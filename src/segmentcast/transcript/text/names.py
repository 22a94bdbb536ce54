"""Personal names: where one stands in a text, its honorific, its key, its usual spelling.

A name is found by its form only (capitalised words in a row) and only where a phrase promises
one; nothing here guesses that two capitalised words are a person.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

HONORIFICS = frozenset(
    "dr doctor mr mrs ms miss mx prof professor rep representative congressman congresswoman sen "
    "senator gov governor president gen general lt lieutenant col colonel maj major capt captain "
    "sgt sergeant adm admiral cmdr commander rev reverend fr father sister brother rabbi imam judge "
    "justice chief sheriff mayor secretary ambassador amb sir dame lord lady king queen prince "
    "princess pope cardinal bishop archbishop hon councillor councilman councilwoman commissioner "
    "minister chancellor officer detective coach chairman chairwoman supt superintendent "
    "undersecretary attorney atty sec det insp cllr baroness baron comm m mme herr frau señor señora".split()
)
_BEFORE_OFFICES = re.compile(
    rf"(?:Prime|Vice|Deputy|Foreign|Assistant|Former|Attorney|Home|Defen[cs]e|Finance) "
    rf"(?=(?:{'|'.join(sorted(word.capitalize() for word in HONORIFICS))}) [^\W\d_a-z])"
)
"""Words that make one honorific with the next: "Prime Minister Jane Roe"."""
_WHAT_FOR = frozenset(("for", "of", "to", "für", "pour"))
"""What follows an office, not an honorific: "Minister for Trade"."""
_PARTICLES = frozenset(
    "de del della der den di da dos das du van von vom zu bin ibn ben al el la le ter ten y e".split()
)
_ANDS = frozenset("y e".split())
"""Particles that also join two people: "Ortega y Gasset" is one, "Rosa y Otto" are two."""
_TWO_WORDS = re.compile(r" [^\W\d_a-z][\w'’-]* [^\W\d_a-z]")
_SAINTS = frozenset("St Ste".split())
_SUFFIXES = frozenset("jr sr ii iii iv phd md".split())
_NOT_NAMES = frozenset(
    "the a an in on at of for from with and but so or now well yes yeah no i i'm i've i'd i'll we we're we've he she it it's "
    "they you this that these those there here what when where why who whom how which is are was were "
    "do does did can could would will shall should has have had let let's our my your his her their "
    "its if as to by not many please thanks thank welcome hello hi good okay ok right today tonight "
    "yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday january february "
    "march april june july august september october november december then just also first second "
    "because after before while during since until look listen sure absolutely exactly unfortunately "
    "actually basically again finally oggi heute".split()
)
# Common words that are given names or family names as well: Will Smith, An Nguyen, My Linh, He Jiankui.
_ALSO_NAMES = frozenset(
    "an i my do or so no in on to at as by he she we you it its is was let will can may april june august "
    "july march sunday monday friday today first second good well long then hello now even just art".split()
)
_LONGEST_FRAME_WORD = 16
_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|['’\-‐‑](?=[^\W\d_]))*")
_WINDOW = 120


_SHOUTED = 6
"""Words in capitals from which a title is written in them."""
_STAY_SMALL = frozenset("a an and at by for from in of on or the to with".split())
_INITIALS = frozenset(
    "ABC BBC CNN NBC CBS ITV SBS NPR PBS MSNBC CNBC TV FM AM PM MP MPS UK US USA EU UN II III IV".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in a text: honorifics apart; `start` and `end` are offsets with them."""

    text: str
    honorific: str = ""
    start: int = 0
    end: int = 0


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """The name folded: no case, accents, honorifics or punctuation; words joined by hyphens.

    The same for "Dr. José O’Brien", "JOSÉ O'BRIEN" and "Jose O'Brien": `jose-obrien`. What begins
    with "M." alone keeps it, as an initial: a reader has taken "Monsieur" away before.
    """
    title, bare = split_honorific(name)
    if title.rstrip(".").casefold() == "m":
        bare = name
    decomposed = unicodedata.normalize("NFKD", bare.casefold())
    letters = "".join(
        char
        if char.isalnum() or _is_vowel_sign(char)
        else ""
        if char in "'’`" or unicodedata.combining(char)
        else " "
        for char in decomposed
    )
    letters = unicodedata.normalize("NFC", letters)
    return (
        "-".join(letters.split())
        or "-".join(f"u{ord(char):x}" for char in bare if not char.isspace())[:60]
    )


def _is_vowel_sign(char: str) -> bool:
    """A mark that makes another letter, as accents do not: from Devanagari to Burmese, Japanese voicing."""
    return ("\u0900" <= char < "\u1100" or char in "\u3099\u309a") and unicodedata.category(char)[
        0
    ] == "M"


def split_honorific(text: str) -> tuple[str, str]:
    """("Lt. Gen.", "Jane Roe") for "Lt. Gen. Jane Roe"; an honorific alone is a name."""
    words = text.split()
    count = 0
    while count < len(words) - 1 and (
        words[count].strip(".,").casefold() in HONORIFICS
        or (count and words[count] == "the" and words[count + 1].startswith("Hon"))
    ):
        count += 1
    if count and words[count].casefold() in _WHAT_FOR:
        return "", text
    return " ".join(words[:count]), " ".join(words[count:])


@lru_cache(maxsize=4096)
def tokens_of(name: str) -> tuple[str, ...]:
    """The name's words folded, without honorifics, initials and suffixes."""
    words = [word for word in key_of(name).split("-") if word]
    tokens = tuple(word for word in words if len(word) > 1 and word not in _SUFFIXES)
    return tokens or tuple(words)


def surname(name: str) -> str:
    """The last word of the name, as it is written."""
    _, bare = split_honorific(name)
    words = [word for word in bare.split() if word.strip(".,").casefold() not in _SUFFIXES]
    return words[-1].strip(",") if words else bare


def given(name: str) -> str:
    """The first word of the name, as it is written."""
    _, bare = split_honorific(name)
    return bare.split(" ", 1)[0]


def is_particle(word: str) -> bool:
    """Whether the word is a lower-case part of a name: "van", "de", "bin"."""
    return word in _PARTICLES


def is_suffix(word: str) -> bool:
    """Whether a folded word stands behind a name without being of it: "jr", "iii"."""
    return word in _SUFFIXES


def is_name_word(word: str) -> bool:
    """Whether a word may be a part of a personal name: capitalised, and no word of the language's frame."""
    return word[:1].isupper() and word.casefold().replace("’", "'") not in _NOT_NAMES


def may_begin_name(word: str) -> bool:
    """Whether a folded word of the language's frame is a name as well: "will", "an", "so"."""
    return word in _ALSO_NAMES


def name_at(text: str, at: int, *, least: int = 2) -> Name | None:
    """The name that starts at this offset, of at least `least` words; None when there is none."""
    if not text[at : at + 1].isupper():
        return None
    # Most sentences begin with such a word.
    space = text.find(" ", at, at + _LONGEST_FRAME_WORD)
    if space > 0 and text[at:space].casefold() in _NOT_NAMES:
        return None
    start = at
    honorific_end = at
    found_words: list[tuple[str, int]] = []
    position = at
    stop = min(len(text), at + _WINDOW)
    while len(found_words) < 6 and (token := _TOKEN.match(text, position, stop)):
        word, end = token[0], token.end()
        dotted = text[end : end + 1] == "."
        if not found_words and word[0].isupper() and word.casefold() in HONORIFICS:
            next_start = end + dotted + 1
            if text[next_start - 1 : next_start] == " ":
                honorific_end = position = next_start
                continue
        if not found_words and (office := _BEFORE_OFFICES.match(text, token.start(), stop)):
            position = office.end()
            continue
        possessive = word.endswith(("'s", "’s"))
        if possessive:
            word, end = word[:-2], end - 2
        if word in _ANDS and (len(found_words) < 2 or _TWO_WORDS.match(text, end)):
            break
        if word in _PARTICLES and found_words:
            found_words.append((word, end))
        elif is_name_word(word):
            suffix = word.casefold() in _SUFFIXES
            if dotted and (len(word) == 1 or suffix):
                end += 1
            found_words.append((text[token.start() : end], end))
            if dotted and word in _SAINTS and text[end : end + 2] == ". ":
                found_words[-1] = (f"{word}.", end + 1)
                end += 1
            elif dotted and len(word) > 1 and not suffix:
                break
        else:
            break
        if possessive or text[end : end + 1] != " ":
            if text[end : end + 6].casefold() in (", jr.,", ", sr.,"):
                found_words.append((text[end : end + 5].strip(), end + 5))
            break
        position = end + 1
    while found_words and found_words[-1][0] in _PARTICLES:
        found_words.pop()
    honorific = text[start:honorific_end].strip()
    real = [word for word, _ in found_words if word not in _PARTICLES]
    if len(real) < least and not (honorific and real):
        return None
    return Name(text[honorific_end : found_words[-1][1]], honorific, start, found_words[-1][1])


def name_before(text: str, at: int, *, least: int = 2) -> Name | None:
    """The name that ends right before this offset (spaces and a comma may stand between)."""
    shift = max(0, at - _WINDOW)
    window = text[shift:at].rstrip(" ,")
    for token in _TOKEN.finditer(window):
        if window[max(0, token.start() - 1) : token.start()] not in ("", " ", "(", "“", '"', "—"):
            continue
        name = name_at(window, token.start(), least=least)
        if name is not None and name.end == len(window):
            return Name(name.text, name.honorific, name.start + shift, name.end + shift)
    return None


def in_capitals(name: str) -> bool:
    """Whether a name is written in capitals, "McALLEN" and "van der BERG" among them."""
    words = [word for word in name.split() if word not in _PARTICLES]
    bare = [word[2:] if word.startswith("Mc") and len(word) > 3 else word for word in words]
    return bool(bare) and all(word.isupper() for word in bare)


def proper_case(name: str) -> str:
    """The usual spelling of a name that is written in capitals: "JEAN-LUC O'NEIL" -> "Jean-Luc O'Neil"."""
    if not in_capitals(name):
        return name
    if " AND " in name:
        return " and ".join(map(proper_case, name.split(" AND ")))
    words = name.split()
    return " ".join(
        word.lower() if index and word.casefold() in _PARTICLES else _proper_word(word)
        for index, word in enumerate(words)
    )


def proper_title(title: str) -> str:
    """A title whose words are in capitals, in the usual spelling: initials and call signs stay; others as they are."""
    words = title.split()
    shouted = [word.isupper() or not any(map(str.isalpha, word)) for word in words]
    if sum(map(str.isupper, words)) < _SHOUTED:
        return title
    return " ".join(
        word if not loud else _titled(word, index)
        for index, (word, loud) in enumerate(zip(words, shouted, strict=True))
    )


def _titled(word: str, index: int) -> str:
    bare = word.strip(".,;:()-–—'\"‘’“”")
    if index and bare.casefold() in _STAY_SMALL:
        return word.lower()
    if bare in _INITIALS or any(map(str.isdigit, bare)):
        return word
    return _proper_word(word)


def _proper_word(word: str) -> str:
    bare = word.strip(".,")
    if bare in {"II", "III", "IV"}:
        return word
    if "." in word.rstrip(".") and len(word) <= 6:
        return word
    parts = re.split(r"([-'’])", word)
    cased = [part[:1] + part[1:].lower() for part in parts]
    for index, part in enumerate(cased):
        if part.startswith("Mc") and len(part) > 3:
            cased[index] = "Mc" + part[2:3].upper() + part[3:]
    joined = "".join(cased)
    return joined[:-1] + "s" if joined.endswith(("'S", "’S")) else joined
