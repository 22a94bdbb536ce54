"""An introduction above the talk: a page's own words about it, which nobody says in it.

Standfirsts are told by what follows: a greeting opens the talk, or the host introduces the guest whom the page
has introduced already. One that begins with somebody's full name and speaks to nobody is about that person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from segmentcast.patterns import compile_late
from segmentcast.transcript.document import Block
from segmentcast.transcript.text.persons import speaks_of_itself, speaks_to_somebody
from segmentcast.transcript.text.prose import ends_sentence, word_count

_MOST = 3
"""Paragraphs of an introduction."""
_LEAST_WORDS = 12
_NAMING_WORDS = 6
_OPENING = 100
_LONGEST = 3_000
"""Characters of a paragraph that are looked at."""
_GREETING = re.compile(
    r"(?:^|[.!?,…] )(?:hello|hi|hey|welcome|good (?:morning|afternoon|evening|day)|(?:so |and |well )?today,? (?:i|we|my|our|on|i['’]m|we['’]re)|(?:on |in )?this episode|aujourd['’]hui|dans cet épisode|nouvel épisode|heute (?:ist|sind|haben|habe|spreche|sprechen|geht)|hoy (?:tenemos|hablamos|estamos|nos|vamos)|oggi|hoje|"
    r"this is [A-Z]|(?:herzlich )?willkommen|hallo|moin|guten (?:tag|morgen|abend)|grüß|bonjour|bonsoir|bienvenue|salut|"
    r"hola|bienvenid[oa]s?|buen[oa]s (?:días|tardes|noches)|ciao|benvenut[oiae]|buon ?giorno|buona ?sera|ol[áa]|bem[- ]vind[oa]s?|"
    r"bom dia|boa (?:tarde|noite)|welkom|goede(?:morgen|middag|navond)|witam|cześć|dzień dobry|merhaba|hoş geldin|"
    r"привет|здравствуйте|добр(?:ый|ое|рого) )\b|こんにちは|ようこそ|مرحب|أهلا|欢迎|大家好",
    re.I,
)
_SAYS_HELLO = compile_late(
    r"(?:hi|hello|hey|hallo|hola|ciao|bonjour|bonsoir|salut|olá|good (?:morning|afternoon|evening)|guten (?:tag|morgen|abend))"
    r"(?: ?[,!.]| (?:and|und|y|e|et) (?:again )?\w| (?:everyone|everybody|there|again|listeners|folks|friends|zusammen|tous|todos|tutti)\b)",
    re.I,
)
_OF_THE_EPISODE = compile_late(
    r"\b(?:in|on|for) (?:this|today['’]s) (?:episode|interview|conversation|podcast|show)\b[^.!?]{0,600}(?:[.!?]|$)|"
    r"\b(?:I|we) (?:speak|spoke|talk|talked|chat|chatted|sat down|sit down|interview|interviewed)\b[^.!?]{0,600}(?:[.!?]|$)",
    re.I,
)
"""Sentences of whoever wrote the page about what the talk is."""
_FULL_NAME = compile_late(
    r"\b[^\W\d_a-z][^\W\d_]+(?:[-’'][^\W\d_]+)? (?:(?:van|von|de|da|del|di|el|al|bin|ter|den|der) ){0,2}[^\W\d_a-z][^\W\d_]+(?:[-’'][^\W\d_]+)?\b"
)
_ABOUT_SOMEBODY = compile_late(
    r"(?:Dr\.? |Prof(?:essor|\.)? ){0,2}[^\W\d_a-z][^\W\d_]+(?:[-’'][^\W\d_]+)? [^\W\d_a-z][^\W\d_]+(?:[-’'][^\W\d_]+)?(?:,| [^\W\d_A-Z]\w*)"
)
_GREETS_ANYWHERE = re.compile(
    r"\b(?:welcome|hello|good (?:morning|afternoon|evening|day)|thank(?:s| you)|let['’]s|we['’](?:ll|re|ve)|"
    r"bonjour|bienvenue|merci|willkommen|danke|hola|bienvenid\w{1,2}|gracias|benvenut\w|grazie|obrigad[oa])\b",
    re.I,
)
"""What is said to people, wherever it stands."""
_DOES_NOW = compile_late(
    r"I (?:now |will now |would (?:now )?like to |wish to |shall )?(?:call|invite|recogni[sz]e|give the floor|ask|put|propose|move|"
    r"declare|welcome|thank)\b"
)
"""What somebody in the chair says, and no page."""
_SUBJECTS = compile_late(
    r"(?:subjects?|topics?|themen|thèmes?|sujets?|temas?|argomenti|onderwerpen) ?:", re.I
)


_SUMS_UP = compile_late(
    r"\b(?:talks|speaks|spoke|discusses|explains|reflects|describes|joins|sits down|looks back|"
    r"spricht|sprach|erzählt|erklärt|parle|raconte|explique|revient|habla|cuenta|explica|parla|racconta|fala|vertelt|praat)\b"
)
"""Verbs of a page's sentences about a talk that are said of whoever is in it."""


def length_of(blocks: Sequence[Block], at: int) -> int:
    """How many blocks from this one on are the page's introduction; 0 for none."""
    if _SUBJECTS.match(blocks[at].text):
        return 1
    for count in range(1, min(_MOST, len(blocks) - at - 1) + 1):
        if not _is_about(blocks[at + count - 1]):
            break
        if _begins_talk(blocks[at : at + count], blocks[at + count]):
            return count
    if _is_about_somebody(blocks[at]) and _speaks(blocks[at + 1 : at + 3]):
        return 1
    return 0


def may_be_said(introduction: Sequence[Block]) -> bool:
    """Whether the host may say it: it is in sentences, none of which sums the talk up."""
    texts = [block.text[:_LONGEST] for block in introduction]
    return bool(texts) and all(
        ends_sentence(text)
        and not (_SUBJECTS.match(text) or _SUMS_UP.search(text) or _OF_THE_EPISODE.search(text))
        for text in texts
    )


def begins_of_itself(text: str) -> bool:
    """Whether its first words say what its speaker does now: "I now call upon the Minister ..."."""
    return _DOES_NOW.match(text) is not None


def greets_of_itself(text: str) -> bool:
    """Whether it begins with a greeting, and speaks of whoever says it: "Salut ! Je te propose ..."; or says "Hi, ...".

    No page writes "Hi, and welcome" about a talk.
    """
    if _SAYS_HELLO.match(text):
        return True
    return _GREETING.match(text) is not None and speaks_of_itself(text[:_LONGEST])


def may_be(first: str, second: str) -> bool:
    """Whether the first words may be the page's: the next ones greet, and these are long and greet nobody."""
    return (
        word_count(first) >= _LEAST_WORDS
        and _GREETING.search(second[:_OPENING]) is not None
        and _GREETS_ANYWHERE.search(first) is None
        and _GREETING.search(first[:_OPENING]) is None
    )


def _is_about(block: Block) -> bool:
    """Whether a paragraph is one that nobody says to anybody: it greets nobody, and nobody speaks in it of himself."""
    text = block.text
    bare = _OF_THE_EPISODE.sub(" ", text[:_LONGEST])
    if _GREETING.search(bare[:_OPENING]) or block.heading or text.endswith(("?", ":")):
        return False
    if _GREETS_ANYWHERE.search(text):
        return False
    least = _NAMING_WORDS if _FULL_NAME.search(text) else _LEAST_WORDS
    return word_count(text) >= least and not speaks_of_itself(bare)


def _begins_talk(introduction: Sequence[Block], block: Block) -> bool:
    """Whether a paragraph greets, or introduces somebody again."""
    if _GREETING.search(block.text[:_OPENING]):
        # Talks begin with a few words before the greeting, too; those name nobody in full.
        return any(_FULL_NAME.search(part.text) for part in introduction) and not any(
            speaks_to_somebody(_OF_THE_EPISODE.sub(" ", part.text[:_LONGEST]))
            for part in introduction
        )
    names = {name[0] for part in introduction for name in _FULL_NAME.finditer(part.text)}
    again = any(name in block.text for name in names)
    speaks = speaks_to_somebody(block.text) or speaks_of_itself(block.text)
    return again and speaks and not any(speaks_to_somebody(part.text) for part in introduction)


def _is_about_somebody(block: Block) -> bool:
    text = block.text
    return (
        _ABOUT_SOMEBODY.match(text) is not None
        and word_count(text) >= _NAMING_WORDS
        and ends_sentence(text)
        and "?" not in text
        and not _GREETS_ANYWHERE.search(text)
        and not speaks_to_somebody(text)
        and not speaks_of_itself(text)
    )


def _speaks(blocks: Sequence[Block]) -> bool:
    return any(speaks_to_somebody(block.text) or speaks_of_itself(block.text) for block in blocks)
