"""By which names a turn calls somebody: "Rosa, ...", "..., Rosa?", "Hello, Rosa and Otto", "Buongiorno, Rosa"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from segmentcast.patterns import compile_late
from segmentcast.transcript.attribution.naming.clues import forms_of_address
from segmentcast.transcript.attribution.naming.clues.introductions import Mention
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.attribution.naming.name_knowledge.organisations import (
    ORGANISATIONS,
    is_office,
)
from segmentcast.transcript.text.names import HONORIFICS, Name, is_name_word
from segmentcast.transcript.text.prose import quoted

_TITLED = (
    r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Sen|Gov|Rep)\.? |(?:President|Senator|Governor|Professor|Doctor|Minister|Mayor|Secretary|General|"
    r"Frau|Herr|Señora?|Signora?|Madame|Monsieur|Ministro|Presidente|Dottor|Dottoressa|Doctora?|Professore?ssa|Professore|Don|Doña) )"
)
_TITLE = rf"(?:{_TITLED}?)"
_BARE = r"([^\W\d_a-z][^\W\d_]+(?:-[^\W\d_]+)?)"
_NAME_WORD = _TITLE + _BARE
_LEAD_IN = (
    r"(?i:(?:and|so|but|now|well|okay|ok|alright|all right|yeah|yes|no|right|oh|then|also|sorry|please|hey|look|you know|"
    r"y|pero|entonces|bueno|e|ma|allora|et|mais|alors|und|aber|also|na)\b[,.]? )*"
)
_OPENS = re.compile(
    rf"(?:^|[.?!…—–][\"”)]? |-- ){_LEAD_IN}{_NAME_WORD}, (?!and\b|or\b|who\b|y\b|e\b|et\b|und\b|"
    r"[^,.?!]{2,60}, (?:was|is|had|has|were|did|would|could|never|always|said|says)\b)"
)
# "Mr. Brand I want to thank you": a title, no comma, and what nobody says of him.
_OPENS_WITH_TITLE = re.compile(
    rf"^{_LEAD_IN}(?=[A-Z]){_TITLED}{_BARE} (?=(?i:(?:you|your|my|we|what|how|why|when|where|which|please|tell|thank|"
    r"let['’]?s|let (?:me|us)|there(?:['’]s| is| are| was| were| has)|(?:do|did|can|could|would|will|are|were|have) you)\b|(?-i:I)\b))"
)
_CLOSES = re.compile(rf", {_NAME_WORD}(?:[?!]|\.(?= |$)|\.\.\.|…)")
_WITHIN = re.compile(rf"[a-z’'], {_NAME_WORD}, (?!and\b|or\b|who\b|a\b|an\b|the\b)")
_OPENS_IN_FULL = re.compile(
    rf"(?:^|[.?!…—–][\"”)]? |-- ){_LEAD_IN}{_TITLE}([^\W\d_a-z][^\W\d_]+(?: [A-Z]\.?)?(?: [^\W\d_a-z][\w'’-]+){{1,2}}),? "
    r"(?=(?i:(?:it['’]s )?(?:always )?(?:good|great|nice|a pleasure|pleasure|lovely) (?:to|talking|having|speaking|seeing)|congratulations|congrats|"
    r"encantad[oa]|un placer|è un piacere|schön,? dass|ravie? de)\b)"
)
_REPORTED = re.compile(
    r"\b(?:say|says|said|saying|tell|tells|told|telling|ask|asks|asked|goes|went like|like|yelling|screaming|shouting|write|writes|wrote)"
    r"(?: (?:to )?(?:me|him|her|us|them|you|myself|everybody|people))?(?:,|:| that)*(?: (?:oh|well|look|hey|wow|gee|no|yes|okay|yeah|thank you|thanks))*,? $",
    re.I,
)
"""Words before a call that put it into somebody else's mouth: "they said, Mr. Brand, ..."."""
_BACK_TO = re.compile(r"\b[Bb]ack (?:over )?to (?:you|the studio),? $")
"""Words before the name of somebody in another studio."""
_REPORTED_REACH = 60
_TITLE_BEFORE = re.compile(rf"(?<![^\W\d_]){_TITLE}$")
_IN_A_PLACE = re.compile(
    r"\b(?:in|at|from|near|to|outside) [^\W\d_a-z][\w'’.-]*(?: [^\W\d_a-z][\w'’.-]*)?, $"
)
_MAY_BE_PLACES = ("closes", "within")
"""Kinds of calls that "in Austin, Texas." looks like."""
_GREETING = (
    r"\b(?i:hi|hello|hey|welcome back|welcome|thanks|thank you(?: so much| very much)?|what's up|see you|how are you(?: doing)?(?: today)?|"
    r"good (?:morning|afternoon|evening)|bye|sorry|over to you|go ahead|take it away|"
    r"hola|gracias|muchas gracias|bienvenid[oa]|buen[oa]s (?:días|tardes|noches)|buongiorno|buonasera|ciao|grazie|benvenut[oa]|"
    r"bonjour|bonsoir|salut|merci|bienvenue|hallo|danke|vielen dank|guten (?:tag|morgen|abend)|willkommen|grüß dich|obrigad[oa]|olá)"
    r"(?i: again| there)?,? "
)
_GREETS = re.compile(rf"{_GREETING}{_NAME_WORD}(?=[,.!?…]|$)")
_GREETS_IN_FULL = re.compile(
    rf"{_GREETING}{_TITLE}([^\W\d_a-z][^\W\d_]+(?:-[^\W\d_]+)?(?: (?:D[aeio]|De[l]?|[A-Z]\.|[^\W\d_a-z][\w'’-]+)){{1,3}})(?=[,.!?…]|$)"
)
_GREETS_TWO = re.compile(rf"{_GREETING}{_NAME_WORD} and {_BARE}(?=[,.!?…]|$)")
_LONGEST_NAME_IN_LY = 7
"""Beverly, Emily and Kelly are names; longer words in -ly hardly ever are."""
_INTERJECTIONS = frozenset(
    "plus yeh yea nah really goodbye correct oh alright yeah wow sorry anyway anyways wait hey bye yup yep nope hmm huh ah aha uh um mhm haha gosh hell jeez whoa ooh "
    "congratulations congrats mr mrs ms like so okay true fair great cool nice awesome perfect amazing wonderful "
    "likewise ditto cheers kudos touché therefore otherwise meanwhile moreover furthermore nevertheless nonetheless "
    "sì senta senti scusi scusa guardi guarda ascolti dica allora ecco certo infatti insomma comunque invece però quindi cioè "
    "bueno mira mire oiga oye claro entonces pues además perdón vale exacto bien tiens écoutez alors voilà bon donc enfin bref oui non "
    "buongiorno buonasera ciao grazie benvenuto benvenuta hola gracias bienvenido bienvenida bonjour bonsoir salut merci bienvenue hallo willkommen obrigado olá "
    "procuratore ministro ministra presidente senatore senatrice onorevole direttore direttrice professore professoressa dottore dottoressa avvocato "
    "sindaco sindaca segretario governatore señor señora ministre monsieur madame herr frau bundeskanzler kanzler minister "
    "genau also nun gut naja doch eben natürlich ja nein danke bitte sí".split()
)


@dataclass(frozen=True, slots=True)
class Call:
    """A name by which somebody is called: how (`opens`, `closes`, `within`, `greets`), and where it stands."""

    kind: str
    name: str
    start: int
    end: int


def calls_in(text: str) -> Iterator[Call]:
    """Everybody whom a turn calls, outside of quotation marks; by two ways at one place, if both fit."""
    for kind, pattern in (
        ("opens", _OPENS),
        ("opens", _OPENS_WITH_TITLE),
        ("closes", _CLOSES),
        ("within", _WITHIN),
        ("greets", _GREETS),
        ("greets", _GREETS_TWO),
    ):
        for found in pattern.finditer(text):
            for group in range(1, pattern.groups + 1):
                start = found.start(group)
                if not callable_name(found[group]) or quoted(text, start):
                    continue
                if _is_reported(text, start):
                    continue
                if kind in _MAY_BE_PLACES and _IN_A_PLACE.search(text, max(0, start - 40), start):
                    continue
                yield Call(kind, found[group], start, found.end(group))
    for kind, pattern in (("greets", _GREETS_IN_FULL), ("opens", _OPENS_IN_FULL)):
        for found in pattern.finditer(text):
            first = found[1].split(" ", 1)[0]
            if not (callable_name(first) and is_given_name(first)) or is_office(found[1]):
                continue
            if not (quoted(text, found.start(1)) or _is_reported(text, found.start(1))):
                yield Call(kind, found[1], found.start(1), found.end(1))


def calls_without_commas(text: str, names: frozenset[str]) -> Iterator[Call]:
    """Where a turn calls one of these given names and no comma shows it: "One of the things Rosa I've learnt"."""
    for found in _WORD_WITH_CAPITAL.finditer(text):
        if found[0] not in names or quoted(text, found.start()):
            continue
        before, rest = text[max(0, found.start() - _REPORTED_REACH) : found.start()], found.end()
        goes_on = _GOES_ON.match(text, rest)
        if (goes_on and _NO_OBJECT.search(before)) or (
            (goes_on or _STOPS.match(text, rest)) and _SHORT_ANSWER.search(before)
        ):
            yield Call("within", found[0], *found.span())


_WORD_WITH_CAPITAL = compile_late(r"(?<![\w'’-])[^\W\d_a-z][\w-]*(?!['’\w-])")
_GOES_ON = compile_late(r" (?:I|we|you)(?:['’](?:ve|m|re|ll|d))? [a-z]")
_STOPS = compile_late(r"[.!?,…]|$")
_SHORT_ANSWER = compile_late(
    r"(?:^|[.?!…—–`'’\"“] ?)(?:(?:(?:[Ii]t['’]s )?(?:[Mm]y |[Aa] ))?(?:[Pp]leasure|[Mm]orning|[Ee]vening|[Aa]fternoon|[Yy]es|[Yy]eah|[Nn]o|[Ww]ell|[Ll]ook|[Rr]ight|"
    r"[Tt]rue|[Ss]ure|[Ii]ndeed|[Cc]orrect|[Ee]xactly|[Aa]bsolutely|[Cc]ertainly|[Oo]f course|[Nn]ot at all|[Tt]hat['’]s (?:right|true|correct)) )$"
)
_NO_OBJECT = compile_late(
    r"(?:^|[^\w'’])(?!(?:the|an?|of|with|to|from|for|about|by|and|or|like|as|at|on|in|than|is|was|are|tells?|told|telling|asks?|asked|asking|"
    r"says?|said|saying|promised?|assured?|show|showed|remind|reminded|warn|warned|let|help|helped|thanks?|thanked|met|saw|see|knew|know|"
    r"love|loved|give|gave|sent|send|call|called|both|my|our|your|his|her|their|dear) )[a-z][a-z'’]* $"
)
"""A word before a name that doesn't take it for its object: not "I told Rosa I would"."""


def title_before(text: str, at: int) -> str:
    """The form of address that stands before a name: "Mr." of "Mr. Brand"."""
    found = _TITLE_BEFORE.search(text, max(0, at - _REPORTED_REACH), at)
    return found[0].strip() if found else ""


def _is_reported(text: str, at: int) -> bool:
    """Whether words before a call, title aside, put it into somebody else's mouth, or lead out of the talk."""
    before = _TITLE_BEFORE.sub("", text[max(0, at - _REPORTED_REACH) : at])
    return (_REPORTED.search(before) or _BACK_TO.search(before)) is not None


def callable_name(word: str) -> bool:
    """Whether somebody may be called by this word."""
    folded = word.casefold()
    return (
        is_name_word(word)
        and folded not in _INTERJECTIONS
        and folded not in HONORIFICS
        and not (folded.endswith("ly") and len(folded) > _LONGEST_NAME_IN_LY)
        and folded not in forms_of_address.NOT_CALLED
        and folded not in ORGANISATIONS
        and not is_office(word)
        and not (word.isupper() and len(word) > 3)
    )


def without_interjections(name: Name) -> Name | None:
    """The name without what a turn begins with: "Rosa" of "Hey Rosa" and "Yeah Rosa"; None if nothing is left."""
    words = name.text.split(" ")
    while words and words[0].casefold().strip(".,") in _INTERJECTIONS:
        words.pop(0)
    text = " ".join(words)
    return Name(text, name.honorific, name.end - len(text), name.end) if text else None


def may_be_name(mention: Mention) -> bool:
    """Whether the words can be a name: "Hey Rosa" and "Yeah Otto" are none."""
    first = mention.name.text.split()[0].casefold().strip(".,")
    return first not in _INTERJECTIONS
