"""How much the words before a colon look like somebody who speaks, whatever their language.

A personal name in capitals or mixed case is the usual shape. Offices ("The Prime Minister"), names
that begin with a common word ("Will Smith", "My Linh"), names in small letters ("bell hooks") and names
in scripts without capitals are labels as well, where the document uses them so.
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum

from segmentcast.transcript.text.names import (
    HONORIFICS,
    is_name_word,
    is_particle,
    may_begin_name,
)


class LabelShape(IntEnum):
    """What the words look like; the lower, the more the document has to say for a label."""

    PHRASE = 0
    """A few words in sentence case: "Man in crowd", but "One more thing" as well."""
    WORD = 1
    """One word that pages put before a colon in other uses, too: "Note", "Question", "Will", "So"."""
    UNUSUAL = 2
    """What only a name, an office or a group looks like: "The Prime Minister", "bell hooks"."""
    NAME = 3
    """A personal name as most are."""


_CONNECTORS = frozenset(
    "of the and for at in on from to by with und für von der des im am et pour du aux y e para i и "
    "van af av och og a".split()
)
_OFFICES = frozenset(
    "minister president chair chairman chairwoman chairperson secretary speaker member members judge "
    "justice court mayor governor senator chancellor king queen prince princess pope bishop ambassador "
    "delegate representative observer clerk witness reporter correspondent moderator interviewer host "
    "anchor narrator announcer translator interpreter caller listener man woman boy girl child student "
    "voice crowd audience protester protesters resident soldier officer official officials doctor nurse "
    "teacher professor driver operator dispatcher director commissioner councillor counsel attorney "
    "prosecutor defendant committee assembly government opposition lord lady deputy whip leader "
    "minister-general secretary-general spokesman spokeswoman spokesperson person people actor singer "
    "editor producer victim survivor neighbour neighbor worker farmer fisherman visitor "
    "journalist journalists reporters callers listeners students panelists panellists "
    "recording tape clip footage voicemail computer robot participant panelist panellist "
    # German, French, Spanish, Portuguese, Italian
    "zuschauer zuschauerin publikum zuhörer zuhörerin hörer hörerin teilnehmer teilnehmerin zwischenruf zwischenrufe "
    "moderatorin sprecher sprecherin journalistin reporterin präsident präsidentin minister ministerin kanzler kanzlerin "
    "participante participants public auditeur auditrice auditeurs spectateur spectatrice journaliste journalistes animateur "
    "animatrice présentateur présentatrice ministre président présidente député députée sénateur sénatrice voix "
    "público audiencia miembro miembros oyente periodista periodistas participantes presentador presentadora moderadora "
    "ministro ministra presidente presidenta diputado diputada senador senadora voz asistente asistentes espectador "
    "plateia ouvinte jornalista deputado deputada apresentador apresentadora voce pubblico giornalista spettatore "
    "ascoltatore conduttore conduttrice presidentessa senatore senatrice deputato deputata".split()
)
_GLUE = frozenset(
    "the a an and but because for with if then now well yes no yeah okay ok thanks thank dear hello hi "
    "good please so what when where why who how which that this these those our your his her their its "
    "is are was were not just also today tonight here there".split()
)
_CLAUSES = _GLUE - {
    "the",
    "a",
    "an",
    "good",
    "dear",
    "your",
    "our",
    "my",
    "his",
    "her",
    "their",
    "its",
} | frozenset(
    "say says said ask asks asked think thought know means mean it me us you them".split()
)
"""Words that begin or end a clause, and no label of several words."""
_IN_SENTENCES = frozenset(
    "I we you he she it they me us them am is are was were be been has have had do does did don't "
    "didn't doesn't will would can can't could should must thanks thank please".split()
)
"""Words that a sentence has and an office has not: pronouns, verbs, thanks."""
_CLAUSE_ENDS = frozenset(
    "that this these those say says said saying ask asks asked think thought know means me us you them him it "
    "wrote writes put told sagte sagt meinte schrieb dass dit disait déclarait que dijo decía disse dice".split()
)
_OF_HONOUR = re.compile(r"the (?:rt\.?|right|most|very)? ?(?:hon|rev|honou?rable|reverend)\b", re.I)
"""Titles before a name: "The Hon. Jane Roe"."""
_SECTIONS = frozenset(
    "part chapter section step day episode question act scene figure table number no phase round item "
    "lesson rule point week year option version tip topic teil kapitel schritt partie chapitre parte".split()
)
_MARKS = "'’‘\"“”.-‐‑–&/#@()_"
_JOINERS = "\u200c\u200d・·"
_MOST_WORDS = 8
_MOST_SMALL = 3
_MOST_PHRASE = 5
_LONGEST = 70
_LONGEST_UNCASED = 30
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}")
_NUMBER = re.compile(r"#?\d{1,3}")
_SHORTENED = re.compile(r"[^\W\d_a-z][^\W\d_]{0,3}[.]|(?:[^\W\d_][.]){1,4}|hon[.]")


def shape_of(body: str) -> LabelShape | None:
    """The shape of words that are no usual personal name; None when they cannot be a label."""
    words = body.split()
    if not 1 <= len(words) <= _MOST_WORDS or len(body) > _LONGEST:
        return None
    if not all(_is_word(word) for word in words) or not any(map(is_alphabetic, body)):
        return None
    if _are_sentences(words) or _says_when(words):
        return None
    if is_uncased(body):
        return LabelShape.UNUSUAL if len(body) <= _LONGEST_UNCASED and len(words) <= 5 else None
    if words[0].isdecimal() and len(words) > 1:
        if words[-1].isdecimal():
            return None  # "19 July 2011: Column 7" is a day
        return LabelShape.UNUSUAL if all(map(_is_capitalised, words[1:])) else None
    if not _first_letter(words[0]).isupper():
        few = len(words) <= _MOST_SMALL or is_particle(words[0])
        return LabelShape.UNUSUAL if few and _first_letter(words[0]) else None
    if _is_section(words):
        return LabelShape.WORD
    if len(words) == 1:
        bare = words[0].strip(".")
        return LabelShape.UNUSUAL if is_name_word(bare) else LabelShape.WORD
    if all(_is_capitalised(word) or _is_joint(word) for word in words[1:]):
        return LabelShape.UNUSUAL if _is_capitalised(words[-1]) else LabelShape.PHRASE
    return LabelShape.PHRASE if len(words) <= _MOST_PHRASE else None


def is_alphabetic(char: str) -> bool:
    """Whether this is a letter, or a mark that belongs to one (vowel signs of Devanagari, for example)."""
    return char.isalpha() or unicodedata.category(char)[0] == "M"


def is_uncased(text: str) -> bool:
    """Whether the text has letters, and all are of a script without capitals."""
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and not any(char.isupper() or char.islower() for char in letters)


def names_office(body: str) -> bool:
    """Whether the words name an office or a kind of person: "The Prime Minister", "Man in crowd"."""
    words = {word.strip(_MARKS).casefold() for word in body.split()}
    return not words.isdisjoint(_OFFICES)


def begins_like_speech(body: str) -> bool:
    """Whether the first word more often begins a sentence than a name: "And Rosa", "The Bottom Line"."""
    if _OF_HONOUR.match(body):
        return False
    return opens_speech(body) and not may_begin_name(_first_word(body))


def is_clause(body: str) -> bool:
    """Whether the words are a clause of a sentence, be an office or a person in it: "So when people say", "behave like that"."""
    words = [word.strip(_MARKS).casefold() for word in body.split()]
    if words[:1] in (["the"], ["a"], ["an"]):
        words = words[1:]
    small = any(word[:1].islower() for word in body.split()[1:])
    return small and len(words) > 1 and not _CLAUSES.isdisjoint((words[0], words[-1]))


def ends_clause(body: str) -> bool:
    """Whether the last word is one that a clause ends with before a colon, and no name or office: "that", "said", "me"."""
    last = body.split()[-1:]
    return bool(last) and last[0].islower() and last[0].strip(_MARKS) in _CLAUSE_ENDS


def holds_verb(body: str, *, small: bool = False) -> bool:
    """Whether the words hold a pronoun or a usual verb: "We went by sea at night", not "former vice pres".

    `small`: only in small letters, as in "What We Do" they are somebody's title.
    """
    words = (word.strip(_MARKS + ",").replace("’", "'") for word in body.split())
    if small:
        return not _IN_SENTENCES.isdisjoint(word.partition("'")[0] for word in words)
    lowered = {word if word == "I" else word[:1].lower() + word[1:] for word in words}
    return not _IN_SENTENCES.isdisjoint(lowered | {word.partition("'")[0] for word in lowered})


def opens_speech(body: str) -> bool:
    """Whether the first word is one that sentences begin with, be it a name as well: "So", "Well"."""
    return _first_word(body) in _GLUE


def is_ordinary(body: str) -> bool:
    """Whether the words are a sentence's, and hardly a name: "The question is", "One more thing"."""
    if names_office(body):
        return False
    small = (word for word in body.split() if word[:1].islower() and not _is_joint(word))
    return begins_like_speech(body) or any(small)


def _first_word(body: str) -> str:
    return body.split(" ", 1)[0].strip(_MARKS).casefold()


def _is_word(word: str) -> bool:
    if _NUMBER.fullmatch(word):
        return True
    if word.endswith(".") and not _SHORTENED.fullmatch(word):
        return False
    return all(
        is_alphabetic(char) or char in _MARKS or char in _JOINERS
        for char in re.sub(r"\d", "", word)
    )


def _are_sentences(words: list[str]) -> bool:
    """A short sentence and the beginning of another: "Sure. So", "Yeah. I"; no "Sen. Will"."""
    first, *rest = words
    if not rest or not first.endswith(".") or first.strip(".").casefold() in HONORIFICS:
        return False
    if first.strip(".").casefold() in _GLUE:
        return True
    following = rest[0].strip(_MARKS)
    return following == "I" or following.casefold() in _GLUE


def _says_when(words: list[str]) -> bool:
    """A date with what it is the date of: "Updated on 07.01.2026"."""
    dates = [at for at, word in enumerate(words) if _DATE.fullmatch(word)]
    return any(at == 0 or words[at - 1][:1].islower() for at in dates)


def _is_section(words: list[str]) -> bool:
    """A heading of a text: "Part 2", "Step 1"."""
    return (
        len(words) == 2 and words[0].casefold() in _SECTIONS and bool(_NUMBER.fullmatch(words[1]))
    )


def _first_letter(word: str) -> str:
    return next((char for char in word if char.isalpha()), "")


def _is_capitalised(word: str) -> bool:
    first = _first_letter(word)
    return first.isupper() or not first


def _is_joint(word: str) -> bool:
    """A small word within a name or an office: "of", "van", "hon."."""
    return word in _CONNECTORS or is_particle(word) or (word.endswith(".") and len(word) <= 5)
