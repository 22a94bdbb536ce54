"""Whether a woman or a man speaks, for the choice of a voice: by title, pronouns, and given name.

A title settles it (Ms., Sir, spokeswoman). Else what others say counts: "she" or "he" right after the
name. A given name counts where nearly everybody who has it is of one sex; given_name_sexes.txt.gz has
6,600, which scripts/given_name_sexes.py writes from Faker (MIT, Copyright 2012 Daniele Faraglia) and the
census of the United States (public domain). Where these disagree or say nothing, nothing is guessed.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from itertools import islice

from segmentcast.model import Evidence, EvidenceRule, Speaker, Turn
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import folded
from segmentcast.transcript.text.prose import sentences

WOMAN, MAN = "woman", "man"
_RULES: Mapping[str, EvidenceRule] = {WOMAN: "likely-woman", MAN: "likely-man"}
_TITLES = {
    WOMAN: "ms mrs miss mme madame mlle dame lady queen princess baroness sister frau señora sra signora",
    MAN: "mr sir lord king prince baron father brother pope imam herr señor sr signor monsieur",
}
_NOUNS = {
    WOMAN: "spokeswoman chairwoman congresswoman councilwoman assemblywoman businesswoman policewoman "
    "actress mother grandmother widow daughter wife midwife nun",
    MAN: "spokesman chairman congressman councilman assemblyman businessman policeman fisherman "
    "father grandfather widower son husband monk",
}
_PRONOUNS = {WOMAN: "she her hers herself", MAN: "he him his himself"}
_BY_WORD = {
    kind: {word: sex for sex, words in table.items() for word in words.split()}
    for kind, table in (("title", _TITLES), ("noun", _NOUNS), ("pronoun", _PRONOUNS))
}
_LABELS = re.compile(
    r"(?:(?:unidentified|unknown|first|second|third|young|another) )*"
    r"(?:(?P<woman>woman|girl|female)|(?P<man>man|boy|male))"
    r"(?: (?:speaker|voice|caller|student|reporter|guest|participant))?(?: #?\d{1,3})?",
    re.I,
)
"""Labels of people without a name: "UNIDENTIFIED WOMAN", "Male Speaker 2"."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CAPITALISED = re.compile(r"\b[A-ZÀ-Þ][^\W\d_]+(?:['’-][^\W\d_]+)*")
_OPENS_WITH_PRONOUN = re.compile(r"\s*(?:and |but )?(she|he|her|his)\b", re.I)
_ENOUGH_PRONOUNS = 2
_MOST_CHARACTERS = 40_000
_MOST_PEOPLE = 60
_SHOWN = 60


def with_sexes(
    speakers: Sequence[Speaker], turns: Sequence[Turn], about: Sequence[str]
) -> tuple[Speaker, ...]:
    """The speakers, each with the likely sex and why; `about` are the page's title and summary.

    The pronouns of English texts count; those of people about themselves have none.
    """
    known = {name for speaker in speakers for name in _names(speaker)}
    judged = []
    for speaker in speakers[:_MOST_PEOPLE]:
        sex, evidence = _judged(speaker, turns, about, known)
        judged.append(replace(speaker, sex=sex, sex_evidence=evidence))
    return (*judged, *speakers[_MOST_PEOPLE:])


def _judged(
    speaker: Speaker, turns: Sequence[Turn], about: Sequence[str], known: set[str]
) -> tuple[str, tuple[Evidence, ...]]:
    """The sex, or none, and what speaks for it or is in doubt."""
    if not speaker.name.strip():
        return "", (Evidence("sex-unclear", "no name"),)
    titles = [*_in_role(speaker)]
    pronouns: list[tuple[str, str]] = []
    for text in _said_of(speaker, turns, about):
        found, called = _in_text(speaker, text, known)
        pronouns += called
        titles += found
    title = {sex for sex, _ in titles}
    if len(title) == 1:
        return titles[0][0], (Evidence(_RULES[titles[0][0]], titles[0][1]),)
    counted = Counter(sex for sex, _ in pronouns)
    by_name = sex_of_name(speaker.name)
    rows = [
        *titles,
        *pronouns[:2],
        *([(by_name, f"given name {speaker.name.split()[0]}")] if by_name else []),
    ]
    for sex, other in ((WOMAN, MAN), (MAN, WOMAN)):
        agreed = counted[sex] and not counted[other]
        if not title and (
            (agreed and (by_name != other or counted[sex] >= _ENOUGH_PRONOUNS))
            or (by_name == sex and not counted[other])
        ):
            return sex, tuple(Evidence(_RULES[sex], words) for kind, words in rows if kind == sex)
    doubt = "; ".join(f"{sex}: {words}" for sex, words in rows)
    return "", (Evidence("sex-unclear", doubt or "no title, pronoun, or name that tells"),)


def sex_of_name(name: str) -> str:
    """The sex of nearly everybody with this given name; empty if it is in no list or in both."""
    words = name.split()
    first = folded(words[0]) if len(words) > 1 else ""
    return _name_table().get(first) or _name_table().get(first.partition("-")[0], "")


def _names(speaker: Speaker) -> set[str]:
    """The full name, and the family name where the name has one."""
    words = speaker.name.split()
    return {speaker.name, words[-1]} if len(words) > 1 else {speaker.name}


def _in_role(speaker: Speaker) -> Iterator[tuple[str, str]]:
    if unnamed := _LABELS.fullmatch(speaker.name):
        yield (WOMAN if unnamed["woman"] else MAN), f"{speaker.name}, the label"
    for word in _WORD.findall(speaker.role):
        sex = _BY_WORD["noun"].get(word.lower()) or _BY_WORD["title"].get(word.lower())
        if sex and word.lower() not in ("father", "mother", "son", "daughter", "husband", "wife"):
            yield sex, f"{word}, in the role"


def _said_of(speaker: Speaker, turns: Sequence[Turn], about: Sequence[str]) -> Iterator[str]:
    """The page's own words, and the paragraphs of others that name the person."""
    names = _names(speaker)
    yield from (text for text in about if any(name in text for name in names))
    left = _MOST_CHARACTERS
    for turn in turns:
        if turn.speaker == speaker.key:
            continue
        for paragraph in turn.paragraphs:
            if left > 0 and any(name in paragraph.text for name in names):
                left -= len(paragraph.text)
                yield paragraph.text[:_MOST_CHARACTERS]


def _in_text(
    speaker: Speaker, text: str, known: set[str]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Titles right before the name, and pronouns that can mean nobody else."""
    titles: list[tuple[str, str]] = []
    pronouns: list[tuple[str, str]] = []
    spans = list(sentences(text))
    last = speaker.name.split()[-1]
    shared = any(name.split()[-1:] == [last] for name in known - _names(speaker))
    family = re.escape(speaker.name if shared else last)
    before = re.compile(rf"\b([A-Za-zñ]+)\.?\s+(?:[A-Z]\S*\s+){{0,2}}?{family}\b")
    for number, (start, end) in enumerate(spans):
        sentence = text[start:end]
        place = re.search(rf"\b{family}\b", sentence)
        if place is None:
            continue
        for match in before.finditer(sentence):
            sex = _BY_WORD["title"].get(match[1].lower()) if match[1][0].isupper() else None
            if sex:
                titles.append((sex, _excerpt(match[0])))
        if _names_others(sentence, speaker, known):
            continue
        after = sentence[place.end() :]
        for word in islice(_WORD.findall(after), 40):
            if sex := _BY_WORD["pronoun"].get(word.lower()):
                pronouns.append((sex, _excerpt(sentence)))
                break
        following = text[slice(*spans[number + 1])] if number + 1 < len(spans) else ""
        opening = _OPENS_WITH_PRONOUN.match(following)
        if opening and not _names_others(following, speaker, known):
            pronouns.append((_BY_WORD["pronoun"][opening[1].lower()], _excerpt(following)))
    return titles, pronouns


def _names_others(sentence: str, speaker: Speaker, known: set[str]) -> bool:
    """Whether a sentence names somebody else, so that a pronoun in it could be theirs."""
    own = {*speaker.name.split()}
    others = {word for name in known for word in name.split()} - own
    first = True
    for match in _CAPITALISED.finditer(sentence):
        word, first_word, first = match[0], first, False
        if word in others or (word not in own and not first_word and sex_of_name(f"{word} x")):
            return True
    return False


def _excerpt(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else f"{flat[: _SHOWN - 1].rsplit(' ', 1)[0]}…"


@lru_cache(maxsize=1)
def _name_table() -> dict[str, str]:
    data = files(__package__).joinpath("given_name_sexes.txt.gz").read_bytes()
    lines = gzip.decompress(data).decode().splitlines()
    return {name: sex for sex, *names in map(str.split, lines) for name in names}
