"""Lexicon entries from TOML tables, and the merging of a show's with an episode's.

    [lexicon]
    "Mosul" = "Mohsul"                          # substitute: said as if it were written so
    "WHO" = { spell = true }                    # letter by letter
    "UNHCR" = { word = true }                   # an abbreviation said as a word
    "Nguyen" = { ipa = "wɪn" }                  # phonemes, for engines that take them
    "nice" = { say = "neese", case = true, language = "fr" }

An entry with a capital letter matches only as written, unless `case = false`; one in lower case
matches any case, unless `case = true`. So "WHO" leaves "who" alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Literal

from segmentcast import toml
from segmentcast.errors import ConfigError, Problem
from segmentcast.lexicon.lookup import Lexicon, folded, speaks
from segmentcast.model import LexiconEntry

LONGEST_ENTRY = 200
"""The longest word or phrase, and the longest pronunciation, in characters."""

_KINDS = ("say", "spell", "word", "ipa")
_KEYS = (*_KINDS, "case", "language")
_EXAMPLE = '"Mosul" = "Mohsul" or { say = "...", spell = true, word = true, ipa = "..." }'
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,8}")
# these would end the markup in which engines take phonemes
_NOT_SAID = re.compile(r"[\x00-\x1f\x7f\[\]{}<>|]")
_NOT_IPA = re.compile(r"[\x00-\x1f\x7f\[\]{}<>|/\\()\"0-9]")


def parse_lexicon(table: Mapping[str, object], where: str) -> tuple[LexiconEntry, ...]:
    """The entries of a `[lexicon]` table, in its order. `where` names the file for messages.

    Raises ConfigError with every problem in the table.
    """
    entries: list[LexiconEntry] = []
    problems: list[Problem] = []
    for written, value in table.items():
        at = f"{where}: lexicon.{written!r}"
        faults = [Problem(at, *problem) for problem in _problems(written, value)]
        problems.extend(faults)
        if not faults:
            entries.append(_entry(written, value))
    if problems:
        raise ConfigError(problems)
    return tuple(entries)


def merge_lexicons(*layers: Iterable[LexiconEntry]) -> tuple[LexiconEntry, ...]:
    """All entries; a later layer (the episode) overrides an earlier one (the show) for the same words."""
    merged: dict[tuple[tuple[str, ...], bool, str, str], LexiconEntry] = {}
    by_words: dict[tuple[str, ...], list[tuple[tuple[str, ...], bool, str, str]]] = {}
    for layer in layers:
        fresh = list(layer)
        replaced = [
            key
            for entry in fresh
            for key in by_words.get(folded(entry.written), ())
            if key in merged and _covers(entry, merged[key])
        ]
        for key in replaced:
            merged.pop(key, None)
        for entry in fresh:
            words = folded(entry.written)
            key = (words, entry.case, entry.written if entry.case else "", entry.language.lower())
            merged[key] = entry
            by_words.setdefault(words, []).append(key)
    return tuple(merged.values())


@cache
def default_lexicon() -> tuple[LexiconEntry, ...]:
    """The package's own entries: names and abbreviations that the offline voices mispronounce."""
    entries: list[LexiconEntry] = []
    for name in ("default.toml", "news.toml"):
        content = files("segmentcast.lexicon").joinpath(name).read_bytes()
        for language, table in toml.parse(content, name).table.items():
            entries += [replace(entry, language=language) for entry in parse_lexicon(table, name)]
    return tuple(entries)


def lexicon_of(*layers: Iterable[LexiconEntry]) -> Lexicon:
    """Merges the layers into a lexicon that can be searched."""
    return Lexicon(merge_lexicons(*layers))


def as_table(entries: Iterable[LexiconEntry]) -> dict[str, dict[str, str | bool]]:
    """The entries as a `[lexicon]` table that `parse_lexicon` reads back.

    A table has a word only once: of several entries for it, the last one stays.
    """
    kinds = {"substitute": "say", "phonemes": "ipa", "spell": "spell", "word": "word"}
    table: dict[str, dict[str, str | bool]] = {}
    for entry in entries:
        key = kinds[entry.kind]
        row: dict[str, str | bool] = {key: entry.say if key in ("say", "ipa") else True}
        row["case"] = entry.case
        if entry.language:
            row["language"] = entry.language
        table[entry.written] = row
    return table


def _problems(written: str, value: object) -> list[tuple[str, str]]:
    problems: list[tuple[str, str]] = []
    if not folded(written):
        problems.append(("there is no word to pronounce", "Write the word or phrase as the key."))
    if len(written) > LONGEST_ENTRY:
        problems.append((f"the phrase is longer than {LONGEST_ENTRY} characters", "Shorten it."))
    if isinstance(value, str):
        return problems + _said_problems("say", value)
    if not isinstance(value, Mapping):
        return [*problems, (f"{value!r} is not a pronunciation", f"Write {_EXAMPLE}.")]
    for key in value:
        if key not in _KEYS:
            close = get_close_matches(str(key), _KEYS, 1)
            meant = f"Did you mean {close[0]!r}?" if close else f"Known are {', '.join(_KEYS)}."
            problems.append((f"unknown key {key!r}", meant))
    for key in ("spell", "word", "case"):
        if key in value and not isinstance(value[key], bool):
            problems.append((f"{key} is {value[key]!r}", "Write true or false."))
    for key in ("say", "ipa"):
        if key in value:
            problems += _said_problems(key, value[key])
    language = value.get("language", "")
    if "language" in value and not (isinstance(language, str) and _LANGUAGE.fullmatch(language)):
        problems.append(
            (f"language is {language!r}", 'Write a BCP 47 tag such as "en" or "en-GB".')
        )
    kinds = [key for key in _KINDS if value.get(key) not in (None, False)]
    if len(kinds) != 1 and not problems:
        what = f"{' and '.join(kinds)} exclude each other" if kinds else "it has no pronunciation"
        problems.append((what, f"Write one of {', '.join(_KINDS)}."))
    return problems


def _said_problems(key: str, value: object) -> list[tuple[str, str]]:
    if not isinstance(value, str):
        return [(f"{key} is {value!r}", "Write text in quotation marks.")]
    if not any(char.isalnum() for char in value):
        return [(f"{key} has nothing to pronounce", f"Write {_EXAMPLE}.")]
    if len(value) > LONGEST_ENTRY:
        return [(f"{key} is longer than {LONGEST_ENTRY} characters", "Shorten it.")]
    unfit = (_NOT_IPA if key == "ipa" else _NOT_SAID).search(value)
    if unfit:
        return [(f"{key} holds {unfit[0]!r}, which can't be pronounced", "Leave it out.")]
    return []


def _entry(written: str, value: object) -> LexiconEntry:
    table = {"say": value} if isinstance(value, str) else value
    assert isinstance(table, Mapping)
    kind: Literal["substitute", "spell", "word", "phonemes"]
    if table.get("spell"):
        kind = "spell"
    elif table.get("word"):
        kind = "word"
    else:
        kind = "phonemes" if table.get("ipa") else "substitute"
    spoken = table.get("ipa") or table.get("say") or ""
    case = table.get("case", any(char.isupper() for char in written))
    return LexiconEntry(written, kind, str(spoken), bool(case), str(table.get("language", "")))


def _covers(entry: LexiconEntry, earlier: LexiconEntry) -> bool:
    """Whether `entry` matches wherever `earlier` does; their words differ at most in case."""
    same_case = not entry.case or (earlier.case and entry.written == earlier.written)
    return same_case and (not entry.language or speaks(earlier.language, entry.language))
