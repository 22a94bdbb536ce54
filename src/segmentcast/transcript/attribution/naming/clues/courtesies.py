"""Courtesies of an interview: "my guest today is X", "welcome, X", "X, thanks for having me"; in five languages.

Who asks presents, welcomes and thanks for having come; who answers thanks for having been asked.
Such words name who is there far more surely than a name that somebody is called by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from segmentcast.transcript.attribution.naming.clues.calls import (
    callable_name,
    without_interjections,
)
from segmentcast.transcript.attribution.naming.clues.introductions import names_in
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.attribution.naming.name_knowledge.organisations import is_person
from segmentcast.transcript.text.names import Name, name_at, name_before
from segmentcast.transcript.text.phrases import compile_phrases
from segmentcast.transcript.text.prose import excerpt, lowered, quoted, sentence_end

PRESENTED, WELCOMED, ASKED = "presented", "welcomed", "asked"
"""Who is presented or welcomed answers, as long as the one who leads says so; who is thanked for having asked leads."""
_DAY = r"(?:,? (?:for )?(?:today|tonight|now|here|once again|this (?:week|morning|evening|hour)|on the (?:show|program|programme|podcast)))*"
_JOUR = r"(?: du jour| de ce matin| ce matin| aujourd['’]hui| ce soir)?"
_PRESENTS = compile_phrases(
    rf"my (?:\w+ ){{0,2}}guests?{_DAY},? (?:is|are)", rf"our (?:\w+ ){{0,2}}guests?{_DAY},? (?:is|are)", rf"introduce (?:my|our) (?:\w+ )?guests?{_DAY},?",
    rf"i(?:['’]m| am)(?: \w+){{0,2}} (?:joined{_DAY} by|here{_DAY} with)", rf"joined{_DAY} by", r"joining (?:me|us)[^.?!]{0,90}? (?:is|are)(?: the)?(?: \w+){0,2}?",
    r"with (?:me|us)(?: \w+){0,3} (?:is|are)", "please welcome", "let['’]s welcome", r"in the studio(?: (?:with (?:me|us)|today|now|this (?:morning|evening)))*,?", "continuing(?: now)? with", r"able to sit down(?: \w+){0,2} with", r"chance to sit down(?: \w+){0,2} with", "honou?red guests?,?", "special guests?,?", "distinguished guests?,?",
    r"more of (?:my|our|this|the)(?: \w+)? (?:interview|conversation) with(?: the one and only)?", "i(?:['’]m| am) with", rf"today{_DAY} (?:i|we) (?:have|welcome)(?: with (?:me|us))?",
    "i(?:['’]d| would) like to (?:welcome|introduce)", "i (?:want|wanted) to (?:welcome|introduce)", "sitting down with",
    rf"i(?:['’]m| am) (?:talking|speaking|chatting){_DAY} (?:with|to)", rf"we(?:['’]re| are) (?:talking|speaking|chatting){_DAY} (?:with|to)",
    "mein gast(?: heute| heute abend|,)*(?: ist| heißt|:)", "unser gast(?: heute| heute abend|,)*(?: ist| heißt|:)", "zu gast (?:ist|sind)(?: heute| bei mir| bei uns)*",
    "bei mir (?:ist|im studio ist|im studio:)", "ich begrüße(?: heute| ganz herzlich| herzlich| sehr herzlich)*", "ich spreche(?: heute)? mit", "wir sprechen(?: heute)? mit",
    rf"notre invitée?{_JOUR}(?: est| c['’]est|,)", rf"mon invitée?{_JOUR}(?: est| c['’]est|,)", rf"nous recevons{_JOUR}", rf"je reçois{_JOUR}", rf"nous accueillons{_JOUR}",
    "nuestr[oa] invitad[oa](?: de hoy| hoy| de esta semana)?(?: es|,)", "mi invitad[oa](?: de hoy| hoy)?(?: es|,)", "nos acompaña(?: hoy)?", "está con nosotros",
    "hoy (?:tenemos (?:a|con nosotros a?)|hablamos con|conversamos con|recibimos a)", "damos la bienvenida a", "doy la bienvenida a", "saludamos a", "estamos con",
    "nostr[oa] ospite(?: di oggi| oggi| di stasera)?(?: è|,)", "mi[oa] ospite(?: di oggi| oggi)?(?: è|,)", "abbiamo con noi(?: oggi)?", "è con noi(?: oggi)?", "diamo il benvenuto a",
)  # fmt: skip
_PRESENTS_BEFORE = compile_phrases(
    "joins (?:me|us)", "is (?:with (?:me|us)|(?:my|our) guest|here with (?:me|us)|on the line|joining (?:me|us))", "est (?:avec nous|notre invitée?|mon invitée?)",
    "ist (?:heute )?(?:bei mir|bei uns|mein gast|unser gast|zu gast)", "es (?:nuestr[oa]|mi) invitad[oa]", "è (?:il|la) (?:nostr[oa]|mi[oa]) ospite", "è con noi",
)  # fmt: skip
_TO_THE_SHOW = r"(?: back)?(?: again)?(?: on)?(?: here)?(?: to (?:the|our|this|my) (?:\w+ )?(?:show|podcast|program|programme|broadcast|interview))?"
_WELCOMES = compile_phrases(
    rf"welcome{_TO_THE_SHOW}", r"thank(?:s|s again| you)(?: \w+){0,3} for (?:joining|coming|being (?:here|with|on)|making|taking|doing (?:this|the)|agreeing|your time|the time|spending|talking (?:to|with)|speaking (?:to|with)|sitting down|stopping by|calling in)",
    "bienvenid[oa]s?", "gracias por (?:acompañarnos|estar|venir|atender|aceptar)", "benvenut[oa]", "ben (?:arrivat|tornat|trovat)[oa]", "grazie per (?:essere|aver accettato)",
    "bienvenue", "merci d['’](?:être|avoir accepté)", "herzlich willkommen", "willkommen", "danke,? dass (?:sie|du)", "schön,? dass (?:sie|du)",
)  # fmt: skip
_GREETS = compile_phrases("good (?:morning|afternoon|evening)")
_THANKS = re.compile(
    r"(?:^|[.?!…—–] |\b[Mm]inister, |\b[Pp]resident, )(?P<before>[^\W\d_a-z][\w’'-]+(?: [^\W\d_a-z][\w’'-]+){1,2}),? (?:[^,.?!]{2,40}, )?thank(?:s|s again| you)(?: (?:very|so) much)?(?: indeed| again| for [^.?!]{2,60})?[.!]"
)
"""A full name before bare thanks, as a talk on the air ends: "Rosa Lind, thank you." """
_HERE = "to be (?:here|on|back|with you)"
_ASKED = compile_phrases(
    r"thank(?:s|s again| you)(?: \w+){0,3} for (?:having|inviting|hosting) (?:me|us)",
    *(f"{feeling} {_HERE}" for feeling in ("glad", "happy", "great", "good", "nice", "pleasure", "honou?r", "excited", "delighted", "thrilled")),
    "gracias por (?:la invitación|invitarme|recibirme|tenerme)", "merci de (?:me recevoir|m['’]accueillir|m['’]avoir invitée?)", "merci pour (?:l['’]|votre )invitation",
    "danke(?: schön)? für die einladung", "grazie (?:per|del)l['’]invito",
)  # fmt: skip
_THANKED_BETWEEN = re.compile(
    r"\b[Tt]hank(?:s| you)(?: so much| very much| again)?,? ([^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+){0,2}),? (?:so much |very much )?for "
    r"(?:(joining|coming|being|making|taking|doing)|(?:having|inviting|hosting) (?:me|us))\b"
)
_LEADS_TO_NAME = re.compile(
    r"(?: (?:us|me|on|here|so|very|much|today|tonight|again|once more|too|with us|with me|the time|the show|this|back))*(?: to [^,.?!]{2,40}(?=,))?,? "
)
_HINTS = ("welcome", "good morning", "good afternoon", "good evening", "guest", "join", "with", "thank", "to be", "introduce", "gast", "begrüße", "sprech", "willkommen", "dank", "invit", "reç", "rece", "accueil", "bienven",
          "acompaña", "nosotros", "hoy", "gracias", "saludamos", "ospite", "benvenut", "con noi", "grazie", "merci", "bei mir", "estamos", "ben ")  # fmt: skip
_REACH = 70
_MOST_PRESENTED = 4


@dataclass(frozen=True, slots=True)
class Courtesy:
    """What is done for a person (`presented`, `welcomed`, `asked`), and the words."""

    kind: str
    name: Name
    words: str


def courtesies_in(text: str) -> Iterator[Courtesy]:
    """The courtesies of a turn, outside of quotation marks."""
    small = lowered(text)
    if not any(hint in small for hint in _HINTS):
        return
    for anchor in _PRESENTS.finditer(small):
        yield from _made(PRESENTED, _presented(text, anchor.end()), text, anchor.start())
    for anchor in _PRESENTS_BEFORE.finditer(small):
        name = name_before(text, anchor.start())
        yield from _made(PRESENTED, [name] if name else [], text, anchor.start())
    for kind, pattern in ((WELCOMED, _WELCOMES), (ASKED, _ASKED)):
        for anchor in pattern.finditer(small):
            beside = _beside(text, anchor.start(), anchor.end())
            yield from _made(kind, beside, text, anchor.start())
    for anchor in _GREETS.finditer(small):
        # A full name, as on the air: who knows somebody greets by one word.
        beside = [name for name in _beside(text, *anchor.span()) if " " in name.text]
        yield from _made(WELCOMED, beside, text, anchor.start())
    for found in _THANKS.finditer(text):
        if name := name_at(text, found.start("before")):
            yield from _made(WELCOMED, [name], text, found.start())
    for found in _THANKED_BETWEEN.finditer(text):
        name = Name(found[1], "", *found.span(1))
        yield from _made(WELCOMED if found[2] else ASKED, [name], text, found.start())


def _made(kind: str, names: list[Name], text: str, at: int) -> Iterator[Courtesy]:
    if quoted(text, at):
        return
    for whole in names:
        name = without_interjections(whole)
        if name and is_person(name) and (" " in name.text or callable_name(name.text)):
            start = max(0, min(at, name.start) - 40)
            words = excerpt(text[text.rfind(" ", 0, start) + 1 : max(at, name.end) + 60], 140)
            yield Courtesy(kind, name, words)


def _presented(text: str, at: int) -> list[Name]:
    """The full names that follow in the sentence, or the given name that follows at once."""
    end = min(sentence_end(text, at), at + 4 * _REACH)
    names = names_in(text, at, end, first_free=True)
    if names and names[0].start <= at + _REACH:
        return names[:1] if len(names) > _MOST_PRESENTED else _in_a_list(text, names)
    begin = at + (text[at : at + 1] == " ")
    name = name_at(text, begin, least=1)
    return (
        [name]
        if name and is_given_name(name.text) and text[name.end : name.end + 1] in ".,!"
        else []
    )


def _in_a_list(text: str, names: list[Name]) -> list[Name]:
    """Those that "and" or a comma joins to the first, no others of the sentence."""
    joined = names[:1]
    for before, name in pairwise(names):
        if not re.search(r"(?:,|\b(?:and|und|et|y|e)\b) ?$", text[before.end : name.start]):
            break
        joined.append(name)
    return joined


def _beside(text: str, start: int, end: int) -> list[Name]:
    """The name right behind the words ("welcome to the show, X."), or right before them ("X, welcome")."""
    leads = _LEADS_TO_NAME.match(text, end, end + _REACH)
    name = name_at(text, leads.end(), least=1) if leads else None
    if name and (text[name.end : name.end + 1] in ".,!?…—" or name.end == len(text)):
        return [name]
    before = name_before(text, start, least=1)
    return [before] if before and text[before.end : start].strip(" ,.!—–-") == "" else []
