"""Names that are no person's: of organisations, media, places and offices; and media behind a person's name."""

from __future__ import annotations

import re

from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.text.names import Name

ORGANISATIONS = frozenset(
    "university committee organization organisation institute college school department ministry council "
    "center centre union party times news nations state states house senate court city county "
    "bank fund hospital association agency bureau commission foundation society company corporation group "
    "museum library press radio television network journal magazine weekend edition newshour show program programme "
    "podcast army force forces guard police district river valley mountains island islands coast sea ocean "
    "northern southern eastern western central american national international federal world health human "
    "rights morning evening avenue beach clinic labs media project coalition office administration "
    "observatory theatre theater orchestra club league team act amendment christmas easter god congress "
    "parliament republican democratic democrat labour conservative channel tv fm abc bbc cnn nbc cbs itv sbs npr pbs msnbc cnbc breakfast nightline dc d.c".split()
)
_MEDIA = frozenset(
    "Radio TV Television FM AM News ABC BBC CNN NBC CBS ITV SBS NPR PBS MSNBC CNBC Insiders Lateline Newshour Nightline Stateline Sunrise Reuters Foxtel".split()
)
_CALL_SIGN = re.compile(r"[A-Z]*(?:FM|TV)")
_CAPITALS = re.compile(r"[B-DF-HJ-NP-TV-XZ]{3,4}")
"""Behind a name, the letters of a station or a network: "Rosa Lind RVT". A family name has a vowel: "Jean Luc GODE"."""
_MEDIA_OF_TWO_WORDS = re.compile(
    r" (?:(?:Sky|Fox|Bloomberg|Reuters) (?:News|Radio|TV|Television|Business|Sports?|Weather)|"
    r"(?:Channel|Network) (?:One|Two|Three|Four|Five|Seven|Nine|Ten|\d+|News)|"
    r"(?:One|Two|Three|Five|Seven|Nine|Ten) (?:News|Network))\b"
)
"""Media whose first word is a surname as well: "Fox News", but not "Rosa Ann Fox"."""
_OFFICES = frozenset(
    "prime vice deputy foreign minister premier president treasurer chancellor secretary senator governor pm mp attorney general "
    "commissioner home defence defense finance first speaker mayor ambassador".split()
)
"""Words of offices: a person may be called by them, but nobody has them for a name."""
_PLACE_FIRST = frozenset(
    "new los las san santa saint north south east west lake bay fort mount cape united great greater upper lower old "
    "sierra rio puerto sri saudi costa".split()
)


def without_medium(name: Name) -> Name:
    """The name without a medium that follows at once: "Jane Roe" of "Jane Roe Radio" and "Jane Roe Fox News"."""
    words = name.text.split(" ")
    media = (
        at
        for at, word in enumerate(words)
        if at > 1 and (_is_medium(word) or (_CAPITALS.fullmatch(word) and not words[1].isupper()))
    )
    text = " ".join(words[: next(media, len(words))])
    if of_two := _MEDIA_OF_TWO_WORDS.search(name.text, len(" ".join(words[:2]))):
        text = text[: of_two.start()]
    if text == name.text:
        return name
    end = name.end - len(name.text) + len(text)
    return Name(text, name.honorific, name.start, end)


def _is_medium(word: str) -> bool:
    return word in _MEDIA or _CALL_SIGN.fullmatch(word) is not None


def is_person(name: Name) -> bool:
    """Whether the words can be a person: no word of an organisation or a place among them."""
    words = name.text.casefold().split()
    if words[0] in _PLACE_FIRST and not name.honorific:
        return False
    if is_office(name.text):
        return False
    return not names_organisation(name.text)


def names_organisation(name: str) -> bool:
    """Whether a word of it is an organisation's or a place's; a family name is "Channel" behind a given name only."""
    words = [word.strip(".,") for word in name.split()]
    if len(words) > 1 and words[-1] == "Channel" and is_given_name(words[0]):
        words.pop()
    return any(word.casefold() in ORGANISATIONS for word in words)


def is_office(name: str) -> bool:
    """Whether the words are an office, no name: "Prime Minister", "Right Prime Minister"."""
    words = [word.strip(".,") for word in name.casefold().split()]
    return all(word in _OFFICES for word in words) or words[-2:] == ["prime", "minister"]
