"""Parses labelled transcripts as ground truth for attribution.

The parser shares nothing with `segmentcast.transcript`, so that a fault in the reader cannot hide
in the truth. It supports labels at the start of a paragraph: `NAME:`, `NAME, ROLE:`, `**Name:**`,
`Name (00:12):`, `Name: 00:00:12`, each at least twice, in bold or in capitals; and, where most
paragraphs have such a label, a full name there once, and known labels after a sentence's end
within a paragraph. Initials and first names refer to the people listed under `speakers` in the
front matter. Markup is no word, and neither is "*laughs*".
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

_BOLD = re.compile(r"\*\*(.{1,60}?)(?::\*\*|\*\*:)\s*(.*)", re.S)
_PLAIN = re.compile(
    r"((?:[A-Z][\w.'’-]*|van|von|der|de|la|0x\w+)(?: (?:[\w.'’-]+)){0,5}(?:, [^:\n]{2,60})?(?: \([^)\n]{2,60}\))?)(?: ?[–-]? ?[\[(]?\d\d?:[\d:]*[\])]?)? ?:(?:[ \n]+|$)(.*)",
    re.S,
)
_STAMPED = re.compile(r"([A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}) \d\d:\d\d:\d\d(?:\n+|$)(.*)", re.S)
_NOBODY = re.compile(
    r"(?:break|jingle|outro|intro|clip\b.*|ad|sponsor.*|song|music.*|theme.*|bumper|together|all|both)",
    re.I,
)
_FURNITURE = re.compile(r"Listen to this Segment", re.I)
_BETWEEN = re.compile(r"\n\s*\n|\n(?=\*\*[^*\n]{1,60}:\*\*)")
_BRACKET = re.compile(r"\([^()\[\]\n]{1,200}\)|\[[^\[\]\n]{1,600}\]|^\s*\*[a-z][^*\n]{1,40}\*\s*$")
_MARKUP = re.compile(r"<!--.*?-->|</?(?!https?:)[a-zA-Z][^<>]{0,300}>|^```\w*$|```\w*", re.S | re.M)
_FULL_NAME = re.compile(r"[A-Z][\w'’-]+(?: (?:[A-Z][\w.'’-]*|van|von|der|de|la)){1,3}")
_DENSE = 0.5
"""Share of paragraphs with a label from which a full name before a colon is one, be it there once."""
_STAMP = re.compile(r"\[\d+:\d\d(?::\d\d)?(?:\.\d+)?\]")
_AFTER_LABEL = re.compile(r"\d\d:\d\d(?::\d\d)?(?:\s+|$)")
_HEADING = re.compile(r"#{1,6} [^\n]{1,120}")
_HONORIFIC = re.compile(
    r"^(?:dr|mr|mrs|ms|prof|professor|sister|sen|rep|gov|president|mayor)\b\.? ", re.I
)
_WORD = re.compile(r"[^\W_]+")


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
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def parse(path: Path) -> Truth:
    """The truth of a file; no turns if it has no labels."""
    text = path.read_text(encoding="utf-8", errors="replace").replace("\r", "")
    title, summary, people, text = _front_matter(text)
    blocks = [block.strip() for block in _BETWEEN.split(text) if block.strip()]
    cuts = [_cut(block) for block in blocks]
    often = Counter(_surname(name) for name, _, bold in cuts if name and not bold)
    dense = sum(1 for name, _, _ in cuts if name) >= _DENSE * len(blocks)
    known = {
        name
        for name, _, bold in cuts
        if name and (bold or often[_surname(name)] > 1 or bare(name).isupper())
    }
    if dense:
        first = next((at for at, (name, _, _) in enumerate(cuts) if name in known), len(cuts))
        known |= {name for name, _, _ in cuts[first:] if _is_person_once(name, text)}
    blocks, cuts = _cut_within(blocks, cuts, known)
    turns: list[tuple[str, list[str]]] = []
    head: list[str] = []
    inside: list[str] | None = None
    for block, (name, rest, bold) in zip(blocks, cuts, strict=True):
        words = block
        if _FURNITURE.fullmatch(block) or (turns and _HEADING.fullmatch(block)):
            continue
        if name and (bold or name in known):
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


def _is_person_once(name: str, text: str) -> bool:
    """Whether a label is a full name, or one word that the text has as a name elsewhere."""
    alone = bare(name)
    if _FULL_NAME.fullmatch(alone):
        return True
    return (
        len(alone) > 3
        and bool(re.search(rf"[a-z,] {re.escape(alone)}\b(?!:)", text))
        and " " not in alone
    )


def _cut_within(
    blocks: list[str], cuts: list[tuple[str, str, bool]], known: set[str]
) -> tuple[list[str], list[tuple[str, str, bool]]]:
    """The blocks and their cuts, cut again at known labels and full names of known people after a sentence."""
    longest = sorted((name for name in known if len(name) > 1), key=len, reverse=True)
    names = "|".join(map(re.escape, longest))
    if not names:
        return blocks, cuts
    inner = re.compile(
        rf"(?<=[.?!…\"”’)\]\-–—] )(?=(?:{names})(?: [A-Z][\w'’-]+)?(?: \(?\d[\d:]*\)?)?: )"
    )
    parts: list[str] = []
    again: list[tuple[str, str, bool]] = []
    for block, cut in zip(blocks, cuts, strict=True):
        first, *others = inner.split(block)
        parts += [first, *others]
        again += [_cut(first) if others else cut]
        for other in others:
            name, rest, bold = _cut(other)
            again.append((name, rest, bold))
            known.add(name)
    return parts, again


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
    if plain := _PLAIN.match(block) or _STAMPED.match(block):
        return plain[1].rstrip(" –-"), plain[2], False
    return "", block, False


def bare(name: str) -> str:
    """The name without role, times and honorific."""
    name = re.sub(r"\s*\([^)]*\)", "", name).split(",", maxsplit=1)[0].strip()
    return _HONORIFIC.sub("", name)


def _surname(name: str) -> str:
    words = bare(name).split()
    return folded(words[-1]) if words else ""


def _known(name: str, people: list[str]) -> str:
    """The known person that a label refers to, or a new one."""
    alone = bare(name)
    for person in people:
        if folded(person) == folded(alone):
            return person
        if len(alone.split()) == 1 and folded(alone) in folded(person).split():
            return person
        if alone.isupper() and alone == "".join(word[0] for word in person.split()).upper():
            return person
    people.append(alone)
    return alone


def _plain(text: str) -> str:
    text = _STAMP.sub("", html.unescape(_MARKUP.sub(" ", text)))
    text = re.sub(r"\[([^\]]*)\]\((?:[^()]|\([^)]*\))*\)", r"\1", text)
    text = re.sub(r"\*\*|__|`", "", text)
    return " ".join(re.sub(r"\\(.)", r"\1", text).split())
