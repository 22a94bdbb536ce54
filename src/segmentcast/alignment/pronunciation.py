"""The pronunciation of English words in the phones of CMUdict (ARPAbet without stress).

Words in no dictionary (mostly names) are taken apart, or sounded out by letter rules. That is good
enough to find a word that is known to be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from segmentcast.alignment.data import Word

LETTERS = {
    "a": "EY", "b": "B IY", "c": "S IY", "d": "D IY", "e": "IY", "f": "EH F", "g": "JH IY",
    "h": "EY CH", "i": "AY", "j": "JH EY", "k": "K EY", "l": "EH L", "m": "EH M", "n": "EH N",
    "o": "OW", "p": "P IY", "q": "K Y UW", "r": "AA R", "s": "EH S", "t": "T IY", "u": "Y UW",
    "v": "V IY", "w": "D AH B AH L Y UW", "x": "EH K S", "y": "W AY", "z": "Z IY",
}  # fmt: skip

# graphemes, the longest first; a leading space marks one that applies only at the end of a word
_SOUNDS = {
    "tion": "SH AH N", "sion": "ZH AH N", "ough": "AO", "eigh": "EY", "augh": "AO",
    "sch": "SH", "tch": "CH", "igh": "AY", "eau": "OW", "ghi": "G IY", "ghe": "G EH", "dge": "JH",
    "ch": "CH", "sh": "SH", "th": "TH", "ph": "F", "gh": "G", "kh": "K", "zh": "ZH", "wh": "W",
    "ck": "K", "qu": "K W", "ng": "NG", "wr": "R", "kn": "N", "ps": "P S", "rh": "R", "dh": "D",
    "ee": "IY", "ea": "IY", "oo": "UW", "ou": "AW", "ow": "OW", "oi": "OY", "oy": "OY",
    "ai": "EY", "ay": "EY", "au": "AO", "aw": "AO", "ei": "EY", "ey": "IY", "ie": "IY",
    "oa": "OW", "ue": "UW", "ui": "UW", "eu": "Y UW", "ew": "UW", "aa": "AA", "uu": "UW",
    "ar": "AA R", "er": "ER", "ir": "ER", "ur": "ER", "or": "AO R", "ia": "IY AH", "io": "IY OW",
    "ce": "S EH", "ci": "S IH", "cy": "S IY", "ge": "JH EH", "gi": "JH IH",
    "a": "AE", "b": "B", "c": "K", "d": "D", "e": "EH", "f": "F", "g": "G", "h": "HH", "i": "IH",
    "j": "JH", "k": "K", "l": "L", "m": "M", "n": "N", "o": "AA", "p": "P", "q": "K", "r": "R",
    "s": "S", "t": "T", "u": "AH", "v": "V", "w": "W", "x": "K S", "y": "Y", "z": "Z",
}  # fmt: skip
_LAST_SOUNDS = {
    "ce": "S", "ge": "JH", "que": "K", "le": "AH L", "re": "ER", "es": "Z", "e": "",
    "y": "IY", "i": "IY", "a": "AH", "o": "OW", "u": "UW", "ah": "AH",
}  # fmt: skip
_ABROAD = {
    "a": "AA", "e": "EH", "i": "IY", "o": "OW", "u": "UW", "j": "Y", "ei": "AY", "ie": "IY",
    "ai": "AY", "au": "AW", "ge": "G EH", "gi": "G IY", "ch": "K", "w": "V", "y": "IY",
}  # fmt: skip
_LONGEST = max(map(len, _SOUNDS))
_VOICELESS = frozenset("P T K F TH".split())
_HISSING = frozenset("S Z SH ZH CH JH".split())
_SPELLINGS = (
    (re.compile(r"is(e|es|ed|ing|ation|er|ers)$"), r"iz\1"),
    (re.compile(r"our(s|ed|ing|ful|ite|able)?$"), r"or\1"),
    (re.compile(r"tre(s)?$"), r"ter\1"),
    (re.compile(r"ys(e|es|ed|ing)$"), r"yz\1"),
    (re.compile(r"ll(ed|ing|er|ers)$"), r"l\1"),
    (re.compile(r"ogue(s)?$"), r"og\1"),
    (re.compile(r"ae"), "e"),
    (re.compile(r"ence$"), "ense"),
)


def pronounce(words: Iterable[Word], dictionary: Path) -> dict[str, tuple[str, ...]]:
    """Every pronunciation of each of the `words`, by `Word.spoken`. Words without a sound are left out."""
    known = _read(dictionary)
    pronounced: dict[str, tuple[str, ...]] = {}
    for word in words:
        ways = list(pronounced.get(word.spoken, ()))
        if not ways:
            ways.extend(_ways(word.spoken, known))
        if word.capitals and len(word.spoken) <= 6:
            ways.append(_by_letters(word.spoken))
        unique = tuple(dict.fromkeys(way for way in ways if way))
        if unique:
            pronounced[word.spoken] = unique
    return pronounced


def _read(dictionary: Path) -> dict[str, str]:
    """The pronunciations of each word, one on each line: lists would take twice the memory."""
    known: dict[str, str] = {}
    with dictionary.open(encoding="utf-8") as lines:
        for line in lines:
            word, _, phones = line.partition(" ")
            base = word.split("(")[0]
            known[base] = f"{known[base]}\n{phones.strip()}" if base in known else phones.strip()
    return known


def _ways(word: str, known: Mapping[str, str]) -> list[str]:
    if len(word) == 2 and word[1] == "." and word[0] in LETTERS:
        return [LETTERS[word[0]]]
    if word in known:
        return known[word].splitlines()
    for ending in ("'s", "s'", "s"):
        base = word.removesuffix(ending)
        if base != word and len(base) > 1:
            owner = known.get(base, "").splitlines()
            if not owner and ending != "s":
                owner = _ways(base, known)
            if owner:
                return [_with_s(way) for way in owner]
    plain = word.replace("'", "")
    if plain in known:
        return known[plain].splitlines()
    for pattern, american in _SPELLINGS:
        other = pattern.sub(american, plain)
        if other != plain and other in known:
            return known[other].splitlines()
    for cut in range(3, len(plain) - 2):
        if plain[:cut] in known and plain[cut:] in known:
            first, second = (known[part].splitlines()[0] for part in (plain[:cut], plain[cut:]))
            return [f"{first} {second}"]
    return [sound_out(plain), sound_out(plain, _ABROAD)]


def _with_s(way: str) -> str:
    last = way.rpartition(" ")[2]
    if last in _HISSING:
        return f"{way} IH Z"
    return f"{way} {'S' if last in _VOICELESS else 'Z'}"


def _by_letters(word: str) -> str:
    return " ".join(LETTERS[letter] for letter in word if letter in LETTERS)


def sound_out(word: str, other: Mapping[str, str] | None = None) -> str:
    """Phones by letter rules; the rules in `other` precede the common ones."""
    phones: list[str] = []
    position = 0
    while position < len(word):
        for length in range(min(_LONGEST, len(word) - position), 0, -1):
            piece = word[position : position + length]
            last = position + length == len(word) and position > 0
            sound = (other or {}).get(piece)
            if sound is None and last:
                sound = _LAST_SOUNDS.get(piece)
            if sound is None:
                sound = _SOUNDS.get(piece)
            if sound is not None:
                fresh = sound.split()
                # a doubled consonant is pronounced once
                phones.extend(fresh[1:] if phones and fresh[:1] == phones[-1:] else fresh)
                break
        else:
            length = 1
        position += length
    return " ".join(phones)
