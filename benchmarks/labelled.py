"""Parses labelled transcripts as ground truth for attribution.

The parser shares nothing with `segmentcast.transcript`, so that a fault in the reader cannot hide
in the truth. It supports only labels at the start of a paragraph: `NAME:`, `NAME, ROLE:`,
`**Name:**`, `Name (00:12):`, `Name: 00:00:12`, each at least twice, in bold or in capitals.
Initials and first names refer to the people listed under `speakers` in the front matter.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

_BOLD = re.compile(r"\*\*(.{1,60}?)(?::\*\*|\*\*:)\s*(.*)", re.S)
_PLAIN = re.compile(
    r"((?:[A-Z][\w.'’-]*|van|von|der|de|la)(?: (?:[\w.'’-]+)){0,5}(?:, [^:\n]{2,60})?(?: \([^)\n]{2,60}\))?):(?:[ \n]+|$)(.*)",
    re.S,
)
_NOBODY = re.compile(
    r"(?:break|jingle|outro|intro|clip\b.*|ad|sponsor.*|song|music.*|theme.*|bumper|together|all|both)",
    re.I,
)
_FURNITURE = re.compile(r"Listen to this Segment", re.I)
_BETWEEN = re.compile(r"\n\s*\n|\n(?=\*\*[^*\n]{1,60}:\*\*)")
_BRACKET = re.compile(r"\([^()\[\]\n]{1,200}\)|\[[^()\[\]\n]{1,200}\]")
_STAMP = re.compile(r"\[\d+:\d\d(?::\d\d)?(?:\.\d+)?\]")
_AFTER_LABEL = re.compile(r"\d\d:\d\d(?::\d\d)?(?:\s+|$)")
_HEADING = re.compile(r"#{1,6} [^\n]{1,120}")
_HONORIFIC = re.compile(
    r"^(?:dr|mr|mrs|ms|prof|professor|sister|sen|rep|gov|president|mayor)\b\.? ", re.I
)
_WORD = re.compile(r"[^\W_]+")
_NO_NAME = re.compile(r"^\w?\d+$|\w\.\w{2,}")
_CUE = re.compile(
    r"\b(?:guests?|with|by|welcome|introduc\w+|i['’]?m|i am|name is|this is|it['’]s|join\w*|thanks?|thank you|hello|hi|hey|"
    r"good (?:morning|evening|afternoon)|bienvenid\w+|gracias|benvenut\w+|buongiorno|grazie|ospite|invitad\w+|gast|invitee?)\W+(?:\w+\W+){0,4}$"
)
_CUE_BEHIND = re.compile(r"\W{1,3}(?:welcome|thank|joins?\b|is (?:with|here|my|our)\b)")
_SLIP = 0.6
"""How alike two spellings of one surname are at least."""


@dataclass(frozen=True, slots=True)
class TrueTurn:
    """The words of one person until another speaks, by paragraph."""

    person: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.paragraphs)

    @property
    def spoken(self) -> bool:
        """Whether there is any word outside of brackets."""
        return bool(words_of(self.text))


@dataclass(frozen=True, slots=True)
class Truth:
    """A labelled transcript: its file, title, summary and turns."""

    path: Path
    title: str
    summary: str
    turns: tuple[TrueTurn, ...]

    @property
    def people(self) -> Counter[str]:
        """Number of spoken turns by person."""
        return Counter(turn.person for turn in self.turns if turn.spoken)


def words_of(text: str) -> tuple[str, ...]:
    """The words outside of brackets, folded for comparison."""
    return tuple(_WORD.findall(folded(_BRACKET.sub(" ", text))))


def folded(text: str) -> str:
    """The text without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def parse(path: Path) -> Truth:
    """The truth of a file; no turns if it has no labels."""
    text = path.read_text(encoding="utf-8", errors="replace").replace("\r", "")
    title, summary, people, text = _front_matter(text)
    blocks = [block.strip() for block in _BETWEEN.split(text) if block.strip()]
    cuts = [_cut(block) for block in blocks]
    often = Counter(_surname(name) for name, _, bold in cuts if name and not bold)
    turns: list[tuple[str, list[str]]] = []
    head: list[str] = []
    inside: list[str] | None = None
    for block, (name, rest, bold) in zip(blocks, cuts, strict=True):
        words = block
        if _FURNITURE.fullmatch(block) or (turns and _HEADING.fullmatch(block)):
            continue
        if name and (bold or often[_surname(name)] > 1 or _bare(name).isupper()):
            if _NOBODY.fullmatch(name):
                inside = None
                continue
            person = _known(name, people)
            if not (turns and turns[-1][0] == person):
                turns.append((person, []))
            inside, words = turns[-1][1], rest
            if stamp := _AFTER_LABEL.match(words):
                words = words[stamp.end() :]
        if inside is not None and words.strip():
            inside.append(_plain(words))
        elif not turns:
            head.append(words)
    if head and not title:
        title = _plain(head[0]).lstrip("# ")
        summary = next(
            (_plain(item) for item in head[1:] if len(item) > 40 and "Transcript" not in item), ""
        )
    done = tuple(TrueTurn(person, tuple(parts)) for person, parts in turns if any(parts))
    return Truth(path, title, summary, done)


def same_name(one: str, other: str) -> bool:
    """Whether two names may belong to one person: same last word, or same first and a last one that
    differs by a slip only. "Michael Roe" is not "Michael Brand"."""
    first, second = folded(_bare(one)).split(), folded(_bare(other)).split()
    if not first or not second:
        return False
    if len(first) > 1 and len(second) > 1:
        alike = SequenceMatcher(None, first[-1], second[-1]).ratio() >= _SLIP
        return first[-1] == second[-1] or (first[0] == second[0] and alike)
    short, full = sorted((first, second), key=len)
    if short[0] == full[0][0] + full[-1]:
        return True  # "kball" of Kevin Ball
    return bool({first[0], first[-1]} & {second[0], second[-1]})


def is_name(person: str) -> bool:
    """Whether a label is a name at all: "Q", "W1" and "bbc.com" are none."""
    return len(person) > 1 and not _NO_NAME.search(person)


def introduced(person: str, head: str, turns: Iterable[str]) -> bool:
    """Whether title or summary (`head`) have this name, or a turn presents, greets or thanks somebody by it."""
    words = words_of(person)
    if f" {' '.join(words)} " in f" {' '.join(words_of(head))} ":
        return True
    parts = r"[^\w]+".join(map(re.escape, words))
    pattern = re.compile(rf"(?<!\w){parts}(?!\w)")
    for text in map(folded, turns):
        for found in pattern.finditer(text):
            before, after = text[max(0, found.start() - 60) : found.start()], text[found.end() :]
            if _CUE.search(before) or _CUE_BEHIND.match(after[:40]):
                return True
    return False


def _front_matter(text: str) -> tuple[str, str, list[str], str]:
    """Title, summary, the people under `speakers`, and the rest of the text."""
    front = re.match(r"---\n(.*?)\n---\n", text, re.S)
    if not front:
        return "", "", [], text
    fields = dict(re.findall(r'^(\w+): "?(.*?)"?$', front[1], re.M))
    speakers = re.search(r"^speakers:\n((?: *- .*\n?)+)", front[1], re.M)
    people = [line.strip(" -\"'") for line in speakers[1].splitlines()] if speakers else []
    return fields.get("title", ""), fields.get("summary", ""), people, text[front.end() :]


def _cut(block: str) -> tuple[str, str, bool]:
    if bold := _BOLD.match(block):
        return bold[1].strip(" *").split(":")[0].strip(), bold[2], True
    if plain := _PLAIN.match(block):
        return plain[1], plain[2], False
    return "", block, False


def _bare(name: str) -> str:
    """The name without role, times and honorific."""
    name = re.sub(r"\s*\([^)]*\)", "", name).split(",", maxsplit=1)[0].strip()
    return _HONORIFIC.sub("", name)


def _surname(name: str) -> str:
    bare = _bare(name)
    return folded(bare.split()[-1]) if bare else ""


def _known(name: str, people: list[str]) -> str:
    """The known person that a label refers to, or a new one."""
    bare = _bare(name)
    for person in people:
        if folded(person) == folded(bare):
            return person
        if len(bare.split()) == 1 and folded(bare) in folded(person).split():
            return person
        if bare.isupper() and bare == "".join(word[0] for word in person.split()).upper():
            return person
    people.append(bare)
    return bare


def _plain(text: str) -> str:
    text = _STAMP.sub("", html.unescape(text))
    text = re.sub(r"\[([^\]]*)\]\((?:[^()]|\([^)]*\))*\)", r"\1", text)
    text = re.sub(r"\*\*|__|`", "", text)
    return " ".join(re.sub(r"\\(.)", r"\1", text).split())
