"""Which writing systems a voice can read, so that no voice is given words that it would spell out or drop.

An English voice says "Chinese letter" for 東, names the letters of Путин one by one, or is silent. What the
voices of a language read was tried with espeak-ng's phonemes, which piper and kokoro speak too. Latin letters
are read by all: voices of other scripts switch to English for them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from segmentcast.model import Finding, Phonemes, Reading, VoiceInfo
from segmentcast.vocabulary.languages import named, primary

RULE = "unreadable-script"
_LATIN = frozenset(
    "af an az bs ca cs cy da de en eo es et eu fi fil fr ga gd gl gn hr ht hu ia id is it jv kl ku la "
    "lb lt lv mi ms mt nb nl nn no om pap pl pt qu ro sk sl sq su sv sw tk tl tn tr uz vi".split()
)
_OTHERS = {
    "ar": "ARABIC", "fa": "ARABIC", "sd": "ARABIC", "ug": "ARABIC", "ur": "ARABIC",
    "as": "BENGALI", "bn": "BENGALI", "bpy": "BENGALI",
    "ba": "CYRILLIC", "be": "CYRILLIC", "bg": "CYRILLIC", "bs": "CYRILLIC", "cv": "CYRILLIC",
    "kk": "CYRILLIC", "ky": "CYRILLIC", "mk": "CYRILLIC", "ru": "CYRILLIC", "sr": "CYRILLIC",
    "tt": "CYRILLIC", "uk": "CYRILLIC", "uz": "CYRILLIC",
    "hi": "DEVANAGARI", "mr": "DEVANAGARI", "ne": "DEVANAGARI",
    "am": "ETHIOPIC", "el": "GREEK", "gu": "GUJARATI", "he": "HEBREW", "hy": "ARMENIAN",
    "ka": "GEORGIAN", "km": "KHMER", "kn": "KANNADA", "ko": "HANGUL", "ml": "MALAYALAM",
    "my": "MYANMAR", "or": "ORIYA", "pa": "GURMUKHI", "si": "SINHALA", "ta": "TAMIL",
    "te": "TELUGU", "th": "THAI",
    "ja": "HIRAGANA KATAKANA CJK IDEOGRAPHIC", "zh": "CJK IDEOGRAPHIC BOPOMOFO",
    "cmn": "CJK IDEOGRAPHIC BOPOMOFO", "yue": "CJK IDEOGRAPHIC BOPOMOFO",
}  # fmt: skip
"""The scripts besides Latin by primary language, as the first word of their letters' Unicode names."""
_OF_EVERYONE = frozenset({"LATIN", "FEMININE", "MASCULINE"})
_SAYS_PHONEMES = frozenset({"hibari", "piper"})
"""Engines that take a lexicon's phonemes instead of the letters."""
_SHOWN = 5
_LONGEST_SHOWN = 24
_TOKEN = re.compile(r"\S+")


def readable(language: str) -> frozenset[str] | None:
    """The scripts that voices of a language (BCP 47) read; None if nothing is known about it."""
    tag = primary(language)
    if tag not in _LATIN and tag not in _OTHERS:
        return None
    return _OF_EVERYONE | frozenset(_OTHERS.get(tag, "").split())


def unreadable_words(
    text: str, language: str, phonemes: Sequence[Phonemes] = ()
) -> tuple[tuple[str, str], ...]:
    """The words of `text` that a voice of this language can't read, each with its script.

    Words within `phonemes` are given to the engine as sounds. A single Greek letter is a sign, which
    voices call by its name.
    """
    scripts = None if text.isascii() else readable(language)
    if scripts is None:
        return ()
    words: dict[str, str] = {}
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token.isascii() or any(
            p.start < match.end() and match.start() < p.end for p in phonemes
        ):
            continue
        foreign = [script for char in token if (script := _script(char)) not in scripts and script]
        if foreign == ["GREEK"] or not foreign:
            continue
        words.setdefault(_bare(token), foreign[0])
    return tuple(words.items())


def unreadable_turns(
    reading: Reading, infos: Mapping[tuple[str, str], VoiceInfo]
) -> tuple[Finding, ...]:
    """An error for each turn with words that its voice can't read.

    `infos` are the known voices by engine and name; any other, such as a model by its path, counts as
    one of the reading's language.
    """
    return tuple(_findings(reading, infos))


def _findings(reading: Reading, infos: Mapping[tuple[str, str], VoiceInfo]) -> Iterator[Finding]:
    turns: dict[tuple[int, str], dict[str, str]] = {}
    languages: dict[str, str] = {}
    for utterance in reading.utterances:
        if utterance.spoken.text.isascii():
            continue
        voice = utterance.voice
        info = infos.get((voice.engine, voice.name))
        language = info.language if info else reading.language
        languages[str(voice)] = language
        phonemes = utterance.spoken.phonemes if voice.engine in _SAYS_PHONEMES else ()
        unread = unreadable_words(utterance.spoken.text, language, phonemes)
        if unread:
            turns.setdefault((utterance.turn, str(voice)), {}).update(unread)
    for (turn, who), words in turns.items():
        shown = ", ".join(f'"{word}"' for word in list(words)[:_SHOWN])
        more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
        scripts = ", ".join(sorted({_called(script) for script in words.values()}))
        yield Finding(
            "error", RULE, f"turn {turn + 1}" if turn >= 0 else "the notice",
            f"{who} reads {named(languages[who])} and cannot read {shown}{more} ({scripts})",
            f'write how to say it into [lexicon]: "{next(iter(words))}" = "..."; or name a voice that reads it',
        )  # fmt: skip


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    """The first word of a letter's Unicode name; empty for signs, figures, and marks."""
    plain = unicodedata.normalize("NFKC", char)[:1]
    if unicodedata.category(plain) not in ("Lu", "Ll", "Lt", "Lo"):
        return ""
    return unicodedata.name(plain, "").partition(" ")[0].partition("-")[0]


def _called(script: str) -> str:
    return {"CJK": "Han", "IDEOGRAPHIC": "Han"}.get(script, script.capitalize())


def _bare(token: str) -> str:
    """The token without the signs around it; "㋐" is one that stands for a letter."""
    kept = [
        at
        for at, char in enumerate(token)
        if _script(char) or unicodedata.category(char)[0] in "LMN"
    ]
    word = token[kept[0] : kept[-1] + 1]
    return word if len(word) <= _LONGEST_SHOWN else f"{word[:_LONGEST_SHOWN]}…"
