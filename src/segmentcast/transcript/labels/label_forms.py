"""What words are a speaker's label: `NAME, HOST:`, `REP. NAME (D), District 4:`, `Speaker 1 (00:00):`, `Q:`, `>>`.

A label is told from a sentence with a colon by its form and by its surroundings: a name in mixed
case counts only when the document uses it more than once or is plainly labelled (label_book). No
list of words decides alone: what does not look like a name is still a label of its `Shape`, and the
document says whether it is used as one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from segmentcast.model import Part
from segmentcast.patterns import compile_late
from segmentcast.timing import parse_timestamp
from segmentcast.transcript.labels.label_shapes import (
    LabelShape,
    is_alphabetic,
    is_clause,
    opens_speech,
    shape_of,
)
from segmentcast.transcript.labels.role_words import (
    HOST,
    goes_on_as_sentence,
    holds_sentence,
    part_of,
    says_unknown,
    speaks_to,
)
from segmentcast.transcript.text.dates import begins_with_day
from segmentcast.transcript.text.names import (
    HONORIFICS,
    in_capitals,
    is_name_word,
    is_particle,
    key_of,
    may_begin_name,
    split_honorific,
)

REACH = 170
"""A label with its role is never longer."""

_GENERIC = re.compile(
    r"(?:speaker|spk|voice|person|participant|guest|host|panelist|caller|listener|reporter|interviewee|"
    r"interviewer|man|woman|male|female|boy|girl|student|audience member|unidentified \w+|unknown|"
    r"narrator|announcer|moderator|presenter|anchor|questioner|translator|interpreter|respondent|subject|"
    r"host|co-host|both|all|group|crowd|audience|"
    r"the (?:court|witness|clerk|bailiff|defendant|plaintiff|reporter|interpreter|foreperson|juror|jury|deponent|chair|chairman|chairwoman|president|speaker)|"
    r"(?:prospective )?juror(?: no\.)?|"
    r"(?:unidentified|unknown|male|female|first|second|third) (?:speaker|man|woman|person|voice|male|female|"
    r"reporter|caller|participant|student|boy|girl|soldier|official|protester|resident|journalist|singer|child|audience member))"
    r"(?: ?#?(?:\d{1,5}|[A-Ha-h]|one|two|three|four))?(?: \(?[A-Z]\)?)?",
    re.I,
)  # fmt: skip
_SPEAKER_ID = re.compile(r"(?:SPEAKER|speaker|spk|S)_?\d{1,3}")
STAMP = re.compile(r"[(\[<]?(\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?)[)\]>]?")
_DIRECTION_MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_ENCLOSED = re.compile(r"[(\[（【]([^()\[\]（）【】]{1,120})[)\]）】]")
_SEPARATOR = re.compile(r"\s+[-–—|/]\s+")
_MOST_ROLE_WORDS = 8
_LONGEST_ROLE = 16
TRAILING_STAMP = re.compile(
    r"\s*(?P<open>[(\[<])?(?P<time>\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?)(?(open)[)\]>])\s*$"
)
"""A time behind a name, alone or in brackets of its own: "[crosstalk 00:12:01]" is a stage direction."""
_GROUP = re.compile(r"\s*[(\[]([^()\[\]]{1,120})[)\]]\s*$")
_NOT_LABELS = frozenset(
    "note notes warning update correction editor's-note editors-note editors’-note related read-more see-also "
    "watch listen photo image video audio source sources credit credits tags topics copyright transcript "
    "more title date published summary abstract keyword keywords key-words oral-history description byline "
    "language url link here today question answer "
    "remember ps p-s nb re subject to from cc fwd http https example tip part chapter section music sound "
    "time location place contact email phone tel fax web website produced-by edited-by by guests hosts "
    "third fourth fifth sixth seventh eighth ninth tenth firstly secondly thirdly lastly next one two three "
    "breaking live exclusive file duration word-count running-time ap afp reuters conclusion introduction background".split()
)
_COUNTED = re.compile(
    r"(?P<word>question|answer|frage|antwort|pregunta|respuesta|domanda|risposta|pergunta|resposta|réponse|vraag|antwoord|вопрос|ответ)"
    r"\s?(?:nr\.?|no\.?|n[°º]|#)?\s?\d{1,3}",
    re.I,
)
"""Questions that a page counts are one person's: "Question 1", "Question 2"."""
_TITLES = frozenset(("mr", "mrs", "ms", "mx", "dr"))
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "md", "phd"))
_PART_WORDS = rf"{HOST}|guest|interviewee|panell?ist|reporter|correspondent|narrator|announcer|gast|invitad[oa]|invitée?|ospite|journaliste"
_PART_ALONE = compile_late(
    rf"({_PART_WORDS})|(?:speaker|voice|person|participant)(?: ?#?\d{{1,3}})?|[QA]", re.I
)
_PART_BEFORE = re.compile(rf"((?i:{_PART_WORDS}))(\s*[,/|–—:-]\s*|\s+)(?=[^\W\d_a-z])(.+)")
"""A part and a name: "HOST VERA LUNN", "Host - Vera Lunn"."""
_LETTER_BEFORE = re.compile(
    r"(?P<part>Q)(?:\.?\s*[:,/|–—-]\s*|\.?\s+)(?P<name>[^\W\d_].+)|(?P<other>A)\s*[:,/|–—-]\s*(?P<whose>[^\W\d_].+)"
)
"""A letter for question or answer and a name: "Q: Vera Lunn", "A - Vera Lunn"; "A. Vera Lunn" is somebody's initial."""
_BEGINS_COMPOUND = compile_late(
    r"host|anchor|moderator|interviewer|presenter|guest|interviewee|panell?ist|reporter|correspondent|narrator|announcer|gast",
    re.I,
)
"""Parts that other words begin with as well: "Guest House", "Host City"."""
_RECORDED = re.compile(
    r"(?:archiv(?:ed?|al) |news |video |audio )?(?:recording|tape|clip|footage|soundbite|voicemail)",
    re.I,
)
"""What programmes call somebody who is heard in a recording: "Archived recording (Kay Stone)"."""
_GOES_ON = compile_late(r"[^\W\d_]{2}[.?!][\"'”’)]?\s+[\"'“‘(]?[^\W\d_a-z]")
_LEADERS = " \t>»*_•·-–—"


@dataclass(frozen=True, slots=True)
class Label:
    """A label: `words` as they stand, the name in it, what else it says.

    `strength` is 3 for a form that nothing but a label has, 2 for one word in capitals, 1 for a
    name in mixed case, 0 for a mark that the speaker changes without saying to whom.
    """

    words: str
    name: str
    honorific: str = ""
    role: str = ""
    part: Part | None = None
    generic: bool = False
    strength: int = 3
    start_ms: int | None = None
    shape: LabelShape = LabelShape.NAME
    marked: bool = False
    """Behind a `>>`: nothing but a label stands there."""
    office: str = ""
    """The office that the label names before its holder: "The Prime Minister (Robin Sand)"."""

    by_title: bool = False
    """The title is what tells this person from another of the name: "MR BRAND" and "MRS BRAND"."""

    @property
    def key(self) -> str:
        name = key_of(self.name)
        return f"{key_of(self.honorific)}-{name}" if self.by_title else name


def part_alone(words: str) -> bool:
    """Whether the words are a part and no name: "Host", "Interviewer", "Speaker 2"."""
    return _PART_ALONE.fullmatch(words) is not None


def is_usual(words: str) -> bool:
    """Whether pages have these words before a colon in other uses than labels: "Note", "Music"."""
    return key_of(words) in _NOT_LABELS


@lru_cache(maxsize=4096)
def parse(words: str) -> Label | None:
    """The label that these words (without the colon) are; None when they cannot be one."""
    shown = _DIRECTION_MARKS.sub("", words).strip()
    body = shown.strip(_LEADERS).lstrip('“„"')
    stamp: int | None = None
    if leading := STAMP.match(body):
        stamp, body = stamp_of(leading[1]), body[leading.end() :].lstrip(_LEADERS)
    trailing = TRAILING_STAMP.search(body[-24:])
    if trailing:
        stamp = stamp_of(trailing["time"])
        body = body[: len(body) - len(body[-24:]) + trailing.start()].rstrip(_LEADERS + ",:")
    if enclosed := _ENCLOSED.fullmatch(body):
        label = parse(enclosed[1])
        usual = label is not None and label.strength == 3 and not label.generic
        return replace(
            label, words=shown, strength=min(label.strength, 2), start_ms=stamp,
            shape=label.shape if usual else min(label.shape, LabelShape.UNUSUAL),
        ) if label else None  # fmt: skip
    groups: list[str] = []
    while len(groups) < 3 and (group := _GROUP.search(body[-130:])):
        groups.insert(0, group[1].strip())
        body = body[: len(body) - len(body[-130:]) + group.start()].rstrip()
    if not body or len(body) > REACH or body.count("(") != body.count(")"):
        return None
    if begins_with_day(body):
        return None
    if label := _part_and_name(shown, body, groups, stamp):
        return label
    nobody = " " in body and says_unknown(body)
    if nobody or _GENERIC.fullmatch(body) or _SPEAKER_ID.fullmatch(body):
        role = ", ".join(groups)
        return Label(
            shown, body, role=role, part=part_of(body), generic=True, strength=3, start_ms=stamp
        )
    if counted := _COUNTED.fullmatch(body):
        role = ", ".join(groups)
        word = counted["word"]
        return Label(
            shown, word, role=role, generic=True, strength=1, start_ms=stamp, shape=LabelShape.WORD
        )
    if body in {"Q", "A", "Q.", "A."}:
        part = Part.HOST if body[0] == "Q" else Part.GUEST
        return Label(shown, body[0], part=part, generic=True, strength=2, start_ms=stamp)
    return _named(shown, body, groups, stamp)


def _part_and_name(shown: str, body: str, groups: list[str], stamp: int | None) -> Label | None:
    """The person of "HOST VERA LUNN", "Interviewer (Vera Lunn)" and "Speaker 1 (Vera Lunn)"."""
    if len(groups) == 1 and (alone := _PART_ALONE.fullmatch(body)) and _is_full_name(groups[0]):
        name, role, plain = groups[0], alone[1] or "", False
        part = part_of(role) or (Part.HOST if body == "Q" else None)
    elif (lettered := _lettered(body)) and not groups:
        (letter, name), role, plain = lettered, "", True
        part = Part.HOST if letter == "Q" else Part.GUEST
    elif not groups and (before := _PART_BEFORE.fullmatch(body)) and _is_full_name(before[3]):
        name, role, plain = before[3], before[1], before[2].isspace()
        if plain and not in_capitals(name) and _BEGINS_COMPOUND.fullmatch(role):
            return None
        part = part_of(role)
    else:
        return None
    honorific, bare = split_honorific(name)
    strength = _strength(bare, LabelShape.NAME, [] if plain else [role], honorific, stamp)
    return Label(shown, bare, honorific, role, part, strength=strength, start_ms=stamp)


def _lettered(body: str) -> tuple[str, str] | None:
    """The letter and the full name of "Q: Vera Lunn"."""
    match = _LETTER_BEFORE.fullmatch(body)
    letter, name = (
        (match["part"] or match["other"], match["name"] or match["whose"]) if match else ("", "")
    )
    return (letter, name) if name and _is_full_name(name) else None


def behind_part(label: Label) -> Label | None:
    """The person of "Host Vera Lunn" in usual letters, if that is one: "Host City Glasgow" looks the same."""
    before = _PART_BEFORE.fullmatch(label.name)
    if label.generic or not before or not before[2].isspace() or not _is_full_name(before[3]):
        return None
    honorific, bare = split_honorific(before[3])
    role = label.role or before[1]
    return replace(label, name=bare, honorific=honorific, role=role, part=part_of(before[1]))


def _named(shown: str, body: str, groups: list[str], stamp: int | None) -> Label | None:
    name_words, comma, role = _role_apart(body)
    inner: list[str] = []
    while name_words.rstrip().endswith((")", "]")) and (group := _GROUP.search(name_words)):
        inner.insert(0, group[1].strip())
        name_words = name_words[: group.start()]
    honorific, bare = split_honorific(name_words.strip())
    words = bare.split()
    if any(mark in role for mark in "?!;") or not words or bare.casefold() in _TITLES:
        return None
    if holds_sentence(role) or (comma != "," and is_clause(role)):
        return None
    if comma == "," and (speaks_to(honorific, bare, role) or goes_on_as_sentence(role)):
        return None
    shape: LabelShape | None = LabelShape.NAME
    if not (len(words) <= 6 and all(_fits_name(word, at) for at, word in enumerate(words))):
        shape = shape_of(bare)
    elif key_of(bare) in _NOT_LABELS:
        shape = LabelShape.WORD
    roles = [part for part in (*inner, role.strip(), *groups) if part]
    if shape is not LabelShape.NAME and (
        len(role.split()) > _MOST_ROLE_WORDS or ". " in f"{role} "
    ):
        return None
    if (
        comma
        and len(words) == 1
        and not honorific
        and part_of(role) is None
        and not in_capitals(bare)
    ):
        given = role.strip()
        if shape_of(given) is None or len(given.split()) > 2 or not given[:1].isupper():
            return None
        # "Roe, Jane", as meetings' software writes it; "Boston, Massachusetts" looks the same.
        bare, roles = f"{given} {bare}", [*inner, *groups]
        shape = min(shape or LabelShape.WORD, LabelShape.UNUSUAL)
    if shape is None or (len(role.split()) > _LONGEST_ROLE and not in_capitals(bare)):
        return None
    office = ""
    if len(roles) == 1 and bare.startswith("The ") and _is_full_name(roles[0]):
        office, bare, roles, shape = bare, roles[0], [bare], LabelShape.UNUSUAL
    elif (
        len(roles) == 1 and _RECORDED.fullmatch(bare) and _is_heard(roles[0], small=bare.islower())
    ):
        bare, roles, shape = (
            roles[0],
            [bare],
            LabelShape.UNUSUAL if bare.islower() else LabelShape.NAME,
        )
    role_words = ", ".join(roles)
    return Label(
        shown,
        bare.rstrip(","),
        honorific,
        role_words,
        part_of(role_words),
        strength=_strength(bare, shape, roles, honorific, stamp),
        start_ms=stamp,
        shape=shape,
        office=office,
    )


def call_of(words: str) -> Label | None:
    """The person whom these words (without the colon) call by name, or tell of: "Mr. Roe, before you go".

    "Jane Roe, the woman he married" looks like what a sentence tells of her, and is a role. None for
    other words, and for a single name that a sentence begins with: "Lund, we know".
    """
    name, comma, role = _role_apart(words.strip(_LEADERS))
    if comma != ",":
        return None
    calls = speaks_to(*split_honorific(name.strip()), role)
    tells = goes_on_as_sentence(role) and len(role.split()) <= _LONGEST_ROLE
    label = parse(name) if calls or tells else None
    if label and (_GOES_ON.search(role) or _is_interjection(label)):
        return None  # "Well, if you go back: ...", and a colon that belongs to a later sentence
    if label and not calls and not (label.honorific or _is_full_name(label.name)):
        return None
    return replace(label, words=f"{words.strip()}:") if label else None


def _is_interjection(label: Label) -> bool:
    """Whether a word that may be a label is a word before all: "Well", "Yeah", not "Will"."""
    if label.shape is not LabelShape.WORD:
        return False
    return opens_speech(label.name) or not may_begin_name(label.key)


def _is_full_name(words: str) -> bool:
    parts = split_honorific(words)[1].split()
    return 2 <= len(parts) <= 5 and all(_fits_name(part, at) for at, part in enumerate(parts))


def _is_heard(words: str, *, small: bool) -> bool:
    """Whether a recording is of this person: a full name, in `small` letters where the label is."""
    return _is_full_name(words.title() if small and not opens_speech(words) else words)


def _role_apart(body: str) -> tuple[str, str, str]:
    """(name, separator, role) of "Jane Roe, Jr., BBC", "Jane Roe - BBC", "Jane Roe | Reporter"."""
    name, comma, role = body.partition(",")
    if comma and role.strip(" .").casefold().split(" ")[0].strip(".,") in _SUFFIXES:
        suffix, comma, role = role.partition(",")
        name = f"{name}, {suffix.strip()}"
    if not comma and (cut := _SEPARATOR.search(name)) and len(name[: cut.start()].split()) > 1:
        return name[: cut.start()], cut[0], name[cut.end() :]
    return name, comma, role


def _strength(
    bare: str, shape: LabelShape, roles: list[str], honorific: str, stamp: int | None
) -> int:
    if shape is not LabelShape.NAME:
        loud = in_capitals(bare) and len(bare.split()) > 1
        return 3 if stamp is not None and shape is LabelShape.UNUSUAL else 2 if loud else 1
    words = bare.split()
    if in_capitals(bare) and any(len(word.strip(".")) > 1 for word in words):
        return 3 if len(words) > 1 or roles or honorific or stamp is not None else 2
    known_role = part_of(" ".join(roles)) is not None
    titled = bool(honorific and roles) and not roles[0][:1].islower()
    return 3 if stamp is not None or known_role or titled else 1


def _fits_name(word: str, at: int) -> bool:
    bare = word.strip(",")
    if at and (is_particle(bare) or bare == "&"):
        return True
    if bare.endswith("."):
        stem = bare[:-1]
        if len(stem) == 1 and stem.isupper():
            return True  # "A." is no article
        if not (
            len(stem) == 1 or "." in stem or stem.casefold() in HONORIFICS | {"jr", "sr", "st"}
        ):
            return False
    letters = bare.replace(".", "")
    if not letters or not all(is_alphabetic(char) or char in "'’-‐‑" for char in letters):
        return False
    return is_name_word(letters) or (letters.isupper() and len(letters) > 3)


def stamp_of(text: str) -> int | None:
    """The milliseconds of a time stamp; None when it is none."""
    try:
        return parse_timestamp(text.replace(",", "."))
    except ValueError:
        return None
