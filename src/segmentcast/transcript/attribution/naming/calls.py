"""By which names a turn calls somebody: "Rosa, ...", "..., Rosa?", "Hello, Rosa and Otto", "Buongiorno, Rosa"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from segmentcast.transcript.attribution.naming import clues, forms_of_address
from segmentcast.transcript.attribution.naming.given_names import is_given_name
from segmentcast.transcript.text.names import HONORIFICS, Name, is_name_word

_TITLE = (
    r"(?:(?:(?:Mr|Mrs|Ms|Dr|Prof|Sen|Gov|Rep)\.? |(?:President|Senator|Governor|Professor|Doctor|Minister|Mayor|Secretary|General|"
    r"Frau|Herr|Señora?|Signora?|Madame|Monsieur|Ministro|Presidente|Dottor|Dottoressa|Doctora?|Professore?ssa|Professore|Don|Doña) )?)"
)
_BARE = r"([^\W\d_a-z][^\W\d_]+(?:-[^\W\d_]+)?)"
_NAME_WORD = _TITLE + _BARE
_LEAD_IN = (
    r"(?i:(?:and|so|but|now|well|okay|ok|alright|all right|yeah|yes|no|right|oh|then|also|sorry|please|hey|look|you know|"
    r"y|pero|entonces|bueno|e|ma|allora|et|mais|alors|und|aber|also|na)\b[,.]? )*"
)
_OPENS = re.compile(
    rf"(?:^|[.?!…—–][\"”)]? |-- ){_LEAD_IN}{_NAME_WORD}, (?!and\b|or\b|who\b|y\b|e\b|et\b|und\b)"
)
_CLOSES = re.compile(rf", {_NAME_WORD}(?:[?!]|\.(?= |$)|\.\.\.|…)")
_WITHIN = re.compile(rf"[a-z’'], {_NAME_WORD}, (?!and\b|or\b|who\b|a\b|an\b|the\b)")
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
_OFFICE = re.compile(
    r"(?:^|[.?!,…—–] )(?:And |So |But |Well |Thank you,? )?(?:M(?:r|ister)\.?|Madame?) (President|Prime Minister|Vice President|Secretary|Chancellor|Speaker|"
    r"Chairman|Ambassador|Mayor|Governor|Senator|Minister)(?=[,.?!…]| [—–]|$)"
)
_HOLDERS = {
    "Prime Minister": "(?:Prime Minister|Premier)",
    "Secretary": "(?:Secretary(?:[ -]General)?(?: of [A-Z]\\w+)?)",
}
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
        ("closes", _CLOSES),
        ("within", _WITHIN),
        ("greets", _GREETS),
        ("greets", _GREETS_TWO),
    ):
        for found in pattern.finditer(text):
            for group in range(1, pattern.groups + 1):
                start = found.start(group)
                if not callable_name(found[group]) or clues.quoted(text, start):
                    continue
                if kind in _MAY_BE_PLACES and _IN_A_PLACE.search(text, max(0, start - 40), start):
                    continue
                yield Call(kind, found[group], start, found.end(group))
    for found in _GREETS_IN_FULL.finditer(text):
        first = found[1].split(" ", 1)[0]
        if callable_name(first) and is_given_name(first) and not clues.quoted(text, found.start()):
            yield Call("greets", found[1], found.start(1), found.end(1))


def callable_name(word: str) -> bool:
    """Whether somebody may be called by this word."""
    folded = word.casefold()
    return (
        is_name_word(word)
        and folded not in _INTERJECTIONS
        and folded not in HONORIFICS
        and not (folded.endswith("ly") and len(folded) > _LONGEST_NAME_IN_LY)
        and folded not in forms_of_address.NOT_CALLED
        and folded not in clues.ORGANISATIONS
        and not (word.isupper() and len(word) > 3)
    )


def without_interjections(name: Name) -> Name | None:
    """The name without what a turn begins with: "Rosa" of "Hey Rosa" and "Yeah Rosa"; None if nothing is left."""
    words = name.text.split(" ")
    while words and words[0].casefold().strip(".,") in _INTERJECTIONS:
        words.pop(0)
    text = " ".join(words)
    return Name(text, name.honorific, name.end - len(text), name.end) if text else None


def may_be_name(mention: clues.Mention) -> bool:
    """Whether the words can be a name: "Hey Rosa" and "Yeah Otto" are none."""
    first = mention.name.text.split()[0].casefold().strip(".,")
    return first not in _INTERJECTIONS


def holders(page: str, turns: list[str]) -> Iterator[tuple[str, int, Call]]:
    """Those who are called by an office that the page gives to one person: "Mr. President", of President Jane Roe."""
    known: dict[str, str] = {}
    for at, text in enumerate(turns):
        for found in _OFFICE.finditer(text):
            office = found[1]
            if office not in known:
                known[office] = _holder(office, page)
            if known[office] and not clues.quoted(text, found.start(1)):
                yield known[office], at, Call("closes", office, found.start(1), found.end(1))


def _holder(office: str, page: str) -> str:
    """The only person to whom the title and the summary give this office, or ""."""
    form = _HOLDERS.get(office, office)
    names = {
        found[1]
        for found in re.finditer(
            rf"\b(?<!Vice ){form} ([^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’.-]+){{0,2}})", page
        )
    }
    names = {name.rstrip(".") for name in names}
    fullest = {
        name for name in names if not any(other != name and other.endswith(name) for other in names)
    }
    return fullest.pop() if len(fullest) == 1 else ""
