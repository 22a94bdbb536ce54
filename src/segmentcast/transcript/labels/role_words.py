"""What stands behind a name before a colon: a role, "Otto Brand, Bundeskanzler:", or the words of a sentence."""

from __future__ import annotations

import re

from segmentcast.model import Part
from segmentcast.transcript.labels.label_shapes import ends_clause, holds_verb
from segmentcast.transcript.text.names import in_capitals

HOST = (
    r"(?:guest )?(?:co-?)?host|anchor(?:man|woman)?|moderator(?:in)?|interviewer(?:in)?|presenter|questioner|"
    r"entrevistadora?|presentadora?|animat(?:eur|rice)|intervistat(?:ore|rice)|condut(?:tore|trice)"
)
"""Words for whoever leads a talk."""
_HOST_WORDS = re.compile(rf"\b(?:{HOST})\b", re.I)
_REPORTER_WORDS = re.compile(r"\b(?:byline|reporter|correspondent|reporting)\b", re.I)
_NARRATOR_WORDS = re.compile(r"\b(?:narrator|announcer|voice-?over|narration)\b", re.I)
_UNKNOWN = (
    r"unknown|unidentified|unrecognised|unrecognized|unbekannte?[rs]?|nicht identifizierte?[rs]?|inconnue?|non identifiée?|"
    r"desconocid[oa]|no identificad[oa]|sin identificar|desconhecid[oa]|não identificad[oa]|sconosciut[oa]|non identificat[oa]|"
    r"onbekende?|okänd|ukjent|ukendt|неизвестн(?:ый|ая)"
)
_SOMEBODY = (
    r"speaker|voice|person|participant|user|sprecher(?:in)?|stimme|teilnehmer(?:in)?|intervenante?|locut(?:eur|rice)|interlocut(?:eur|rice)|"
    r"voix|personne|orat(?:eur|rice)|hablante|oradora?|interlocutora?|persona|voz|falante|pessoa|voce|parlante|interlocutore|oratore|"
    r"spreker|stem|persoon|talare|taler|спикер|голос"
)
_NOBODY_KNOWN = re.compile(
    rf"[\[(]?(?:(?:{_UNKNOWN})(?: (?:{_SOMEBODY}))?|(?:{_SOMEBODY}) (?:{_UNKNOWN}))[\])]?", re.I
)
_CALLS = re.compile(
    r"(?:(?:and |but )?(?:before|when|if|because|as) (?:you|we|I) \w|I (?!\W)|(?:let|tell|give|remind) (?:me|us)\b|let['’]s\b|(?:you|we) \w+ |"
    r"(?:do|did|can|could|would|will|have|are|were) you\b|(?:how|why|what|when|where) (?:do|did|is|was|are|were|can|would|about)\b|"
    r"(?:one|a|my) (?:\w+ )?question\b|eine (?:\w+ )?Frage\b|une (?:\w+ )?question\b|una (?:\w+ )?(?:pregunta|domanda)\b|"
    r"(?:wenn|bevor|weil|dass) (?:Sie|wir|du|ich|ihr)\b|(?:können|könnten|haben|sind|waren|würden) Sie\b|"
    r"(?:quand|si|avant que) (?:vous|nous|je|tu)\b|(?:cuando|si) usted\b)"
)
"""Words behind a name and a comma that speak to that person: "before you go", "one more question"."""
_POSSESSIVES = re.compile(r"(?:your|Ihre?[nmr]?|votre|vos)\b")
_SENTENCE_END = re.compile(r"(?<=[a-z\d]{2})[.…][\"'”’»)\]]*\s+(?=[^\W\d_a-z]|[\[(“\"«])")
_RELATIVE = re.compile(
    r"\b(?:who|whom|whose|which|where|when|why|how|what|that|as|der|die|das|den|dessen|deren|qui|dont|que|quien|che|cui)\b", re.I
)  # fmt: skip
"""What may have a verb of its own within a role: "who is the mayor", "as you know"."""
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]*[\"”“»]")


def says_unknown(name: str) -> bool:
    """Whether a label says that nobody knows who speaks: "Unknown Speaker", "Sprecher unbekannt", "Inconnu".

    "Unidentified woman" and "Unknown Speaker 2" tell that person from others.
    """
    return _NOBODY_KNOWN.fullmatch(name.strip()) is not None


def part_of(role: str) -> Part | None:
    """The part that a role's words name, if they do: "HOST", "BYLINE", "Narrator"."""
    if _HOST_WORDS.search(role):
        return Part.HOST
    if _REPORTER_WORDS.search(role):
        return Part.REPORTER
    if _NARRATOR_WORDS.search(role):
        return Part.NARRATOR
    return None


def holds_sentence(role: str) -> bool:
    """Whether a role would hold a sentence's end: "Jane Roe - We went by sea at night. I said: go on."

    "Asst. Secretary of State", "Professor at the Univ. Hospital" and "former vice pres. Acme" hold stops of short forms.
    """
    befores = (role[: stop.start()] for stop in _SENTENCE_END.finditer(role))
    return any(holds_verb(words) and not words.split()[-1][:1].isupper() for words in befores)


def speaks_to(honorific: str, name: str, role: str) -> bool:
    """Whether the words behind a name and a comma speak to that person: "Mr. Roe, before you go, a question".

    "Jane Roe, your host" is a role, and so is what stands behind a name in capitals.
    """
    if in_capitals(name):
        return False
    words = role.strip()
    surname = bool(honorific) and " " not in name
    return bool(_CALLS.match(words)) or (
        surname and part_of(words) is None and bool(_POSSESSIVES.match(words))
    )


def goes_on_as_sentence(role: str) -> bool:
    """Whether the words behind a name and a comma end as no role does: "a rich man, was saying of you that".

    A role is a noun with what belongs to it. A part of it that a comma sets apart and that has a verb
    or a pronoun of its own is what the sentence says of that person, unless it is a relative clause.
    """
    if in_capitals(role):
        return False
    parts = _QUOTED.sub("", role).split(",")
    return ends_clause(parts[-1]) or any(
        holds_verb(_RELATIVE.split(part, maxsplit=1)[0], small=True) for part in parts
    )
