"""Rewrites a lexicon's IPA in the alphabet that an engine's model was trained on."""

from __future__ import annotations

import unicodedata
from collections.abc import Container

from segmentcast.patterns import compile_late

VOWELS = "aeiouyæøœɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵻAIOQWY"
_DELIMITERS = str.maketrans("", "", "/[]().‿͜͡")
_SPELLINGS = str.maketrans(
    {"g": "ɡ", "'": "ˈ", "’": "ˈ", ",": "ˌ", ":": "ː", "ɫ": "l", "\u0329": "\u0329"}
)
_EARLY_STRESS = compile_late(rf"([ˈˌ])([^ˈˌ\s{VOWELS}]+)(?=[{VOWELS}])")
_LONGER_FIRST = (
    ("dʒ", "ʤ"), ("tʃ", "ʧ"), ("eɪ", "A"), ("aɪ", "I"), ("aʊ", "W"), ("ɔɪ", "Y"),
    ("ɝː", "ɜɹ"), ("ɚː", "ɜɹ"), ("ɜːɹ", "ɜɹ"),
    ("ɝ", "ɜɹ"), ("ɚ", "əɹ"), ("ɲ", "nj"), ("l\u0329", "ᵊl"), ("n\u0329", "ᵊn"), ("m\u0329", "ᵊm"),
)  # fmt: skip
_NEAREST = str.maketrans(
    {"r": "ɹ", "e": "A", "a": "ɑ", "o": "O", "y": "u", "ø": "ɜ", "œ": "ɜ", "ɐ": "ə", "ʁ": "ɹ", "ɾ": "T",
     "x": "k", "χ": "k", "ħ": "h", "ɣ": "ɡ", "q": "k", "ɨ": "ɪ", "ɯ": "u", "β": "v", "c": "k", "ʔ": "t"}
)  # fmt: skip
_AMERICAN = frozenset("AIOWYTbdfhijklmnpstuvwzæðŋɑɔəɛɜɡɪɹʃʊʌʒʤʧθᵊᵻˈˌ ")
_BRITISH = (_AMERICAN - frozenset("OT")) | frozenset("Qaɒː")


def for_misaki(ipa: str, *, british: bool = False) -> str | None:
    """In misaki's alphabet, which hibari and Kokoro use; None if it lacks a symbol.

    Diphthongs are single capitals, affricates are ligatures, stress precedes the vowel, and only
    British English marks length. Foreign sounds become the nearest English ones.
    """
    text = _tidied(ipa)
    for long, short in _LONGER_FIRST:
        text = text.replace(long, short)
    own, other = ("Q", "O") if british else ("O", "Q")
    text = text.replace("əʊ", own).replace("oʊ", own).replace(other, own).translate(_NEAREST)
    text = text.replace("O", own).replace("T", "t" if british else "T")
    if not british:
        text = text.replace("ɜɹɹ", "ɜɹ").replace("ː", "").replace("ɒ", "ɑ")
    allowed = _BRITISH if british else _AMERICAN
    return _stressed(text) if text.strip() and all(char in allowed for char in text) else None


def for_espeak(ipa: str, alphabet: Container[str], *, english: bool) -> tuple[str, ...] | None:
    """As single code points, for piper's models; None if the model's `alphabet` lacks one."""
    text = _tidied(ipa)
    if english:
        text = text.replace("r", "ɹ").replace("ɝ", "ɜː").replace("ʧ", "tʃ").replace("ʤ", "dʒ")
    phonemes = tuple(unicodedata.normalize("NFD", _stressed(text)))
    known = all(_is_sound(char) and char in alphabet for char in phonemes)
    return phonemes if phonemes and known else None


def is_vowel(symbol: str) -> bool:
    """Whether a phoneme symbol (of either alphabet) begins with a vowel."""
    return symbol[:1] in VOWELS


def _tidied(ipa: str) -> str:
    return unicodedata.normalize("NFD", ipa.strip()).translate(_DELIMITERS).translate(_SPELLINGS)


def _stressed(text: str) -> str:
    return _EARLY_STRESS.sub(r"\2\1", text)


def _is_sound(char: str) -> bool:
    return char == " " or unicodedata.category(char) in {"Ll", "Lo", "Lm", "Mn", "Sk"}
