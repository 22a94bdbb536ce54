r"""The front matter of a Markdown page: YAML between `---`, TOML between `+++`, or a JSON object (Hugo).

YAML is read line by line, not by a parser: much front matter is no valid YAML (`title: Interview: Ann
Roe`), and one line amiss must not cost the title. Quoted, folded and listed values of a key are
understood, and lists and maps one level deep; anything else keeps its words and is a note.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from segmentcast import toml
from segmentcast.errors import ConfigError
from segmentcast.patterns import compile_late
from segmentcast.transcript.text import references
from segmentcast.transcript.text.prose import collapse

_FENCED = re.compile(r"\s*(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|$)", re.S)
_OBJECT = re.compile(r"\s*(?=\{\s*[\"}])")
_PAIR = compile_late(r"([\"']?)([A-Za-z][\w .-]{0,40})\1\s*[:=]\s*(.*)", re.S)
_INNER = compile_late(r"([\"']?)([A-Za-z][\w .-]{0,40})\1\s*[:=](?:\s+(.*)|$)", re.S)
_ITEM = compile_late(r"\s*-\s+")
_DOUBLE = compile_late(r'"((?:[^"\\]|\\.)*+)"\s*(?:#.*)?', re.S)
_SINGLE = compile_late(r"'((?:[^']|'')*+)'\s*(?:#.*)?", re.S)
_BLOCK = compile_late(r"[|>][+-]?\d?[+-]?\s*(?:#.*)?")
_TAG = compile_late(r"(?:!{1,2}[\w:/.,-]{0,100}|&[\w-]{1,100})\s+")
_REMARK = compile_late(r"\s#\s.*")
_ELEMENT = compile_late(
    r"</?(?:a|abbr|b|br|cite|code|em|i|p|q|s|small|span|strong|sub|sup|u)\b[^<>]{0,1000}>", re.I
)
_IN_FLOW = compile_late(r'"(?:[^"\\]|\\.)*+"|\'(?:[^\']|\'\')*+\'|[^,\'"]+|[\'"]', re.S)
_ESCAPED = compile_late(
    r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U(00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})|(.))", re.S
)
_PAIR_OF_SURROGATES = compile_late(
    r"\\u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})"
)
_SHORT = {"n": " ", "t": " ", "r": " ", "\n": " ", "N": " ", "_": "\u00a0", "L": " ", "P": " ",
          "0": "", "a": "", "b": "", "e": "", "v": " ", "f": " "}  # fmt: skip
_NOTHING = frozenset({"", "null", "Null", "NULL", "~"})
_NAMING = ("name", "text", "url", "src", "path", "image")
"""Which value of a map stands for it: `author: {name: Ann Roe, email: ...}`."""
_MOST = 200_000

KEYS: dict[str, frozenset[str]] = {
    "title": frozenset({"title", "headline"}),
    "summary": frozenset({"summary", "description", "dek", "excerpt"}),
    "published": frozenset(
        "date published pubdate publishdate datepublished pub_date publish_date publication_date "
        "date_published published_date published_at published_on".split()
    ),
    "language": frozenset({"language", "lang"}),
    "byline": frozenset({"byline", "author", "authors", "by"}),
    "page_url": frozenset({"url", "link", "canonical", "page_url", "permalink"}),
    "image_url": frozenset({"image", "image_url", "cover"}),
    "comments_url": frozenset({"comments_url", "comments", "discussion"}),
}
"""The facts of a page, and the keys that give them."""
_KNOWN = frozenset({"layout", "type", "slug", "tags", "categories", "draft"}).union(*KEYS.values())
_OF_TRANSCRIPTS = frozenset(
    {"segments", "results", "transcript", "words", "monologues", "utterances", "text"}
)
"""Keys of a JSON transcript: an object with one is no front matter."""

_Value = str | list["_Value"] | dict[str, "_Value"]


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a page says about itself: `facts` by the names of KEYS, and its `others` by their keys.

    `end` is the offset of the text that follows. `lost` are the facts whose value isn't understood.
    `is_object`: it is JSON.
    """

    facts: dict[str, str]
    others: dict[str, str]
    end: int
    lost: tuple[str, ...] = ()
    is_object: bool = False


def written(value: str) -> str:
    """The words as a YAML value that `find` reads as they are: in quotes where they must be."""
    front = find(f"---\ntitle: {value}\n---\n")
    plain = front is not None and front.facts.get("title") == value
    return value if plain else json.dumps(value, ensure_ascii=False)


def find(text: str) -> FrontMatter | None:
    """The front matter at the beginning of a page; None for a page without."""
    if fenced := _FENCED.match(text):
        values = _yaml(fenced[2]) if fenced[1] == "---" else _toml(fenced[2])
        return _front(values, fenced.end()) if values else None
    start = _OBJECT.match(text)
    return _json(text, start.end()) if start else None


def _front(values: dict[str, _Value], end: int) -> FrontMatter:
    facts: dict[str, str] = {}
    others: dict[str, str] = {}
    lost: list[str] = []
    for key, value in values.items():
        name = next((name for name, keys in KEYS.items() if key in keys), "")
        words = collapse(_words(value))
        if not name or name in facts:
            others[key] = words or collapse(_shown(value))
        elif words:
            facts[name] = collapse(references.decode(_ELEMENT.sub("", words)))
        elif shown := collapse(_shown(value)):
            others[key] = shown
            lost.append(name)
    return FrontMatter(facts, others, end, tuple(name for name in lost if name not in facts))


def _words(value: _Value) -> str:
    """A value's words: those of a list one after another, of a map the one that names it."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value)))
    return next((words for key in _NAMING if (words := _words(value.get(key, "")))), "")


def _shown(value: _Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(filter(None, map(_shown, value)))
    return ", ".join(f"{key}: {_shown(inner)}" for key, inner in value.items())


def _json(text: str, start: int) -> FrontMatter | None:
    """An object that is followed by words, and by no second object: those are JSON lines."""
    try:
        data, end = json.JSONDecoder().raw_decode(text[start : start + _MOST])
    except (ValueError, RecursionError):
        return None
    following = text[start + end :]
    lead = following[: len(following) - len(following.lstrip())]
    if not isinstance(data, dict) or "\n" not in lead or following.lstrip()[:1] in "{[":
        return None
    values = _lowered(data)
    if _KNOWN.isdisjoint(values) or not _OF_TRANSCRIPTS.isdisjoint(values):
        return None
    front = _front(values, start + end + following.index("\n") + 1)
    return replace(front, is_object=True)


def _toml(text: str) -> dict[str, _Value]:
    try:
        return _lowered(toml.parse(text, "").table)
    except ConfigError:
        return _yaml(text) or {}


def _lowered(table: dict[str, object]) -> dict[str, _Value]:
    return {collapse(str(key)).casefold(): _plain(value, 0) for key, value in table.items()}


def _plain(value: object, depth: int) -> _Value:
    if isinstance(value, (list, dict)) and depth > 2:
        return ""
    if isinstance(value, list):
        return [_plain(inner, depth + 1) for inner in value]
    if isinstance(value, dict):
        return {str(key).casefold(): _plain(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _yaml(text: str) -> dict[str, _Value] | None:
    """The keys that stand at the beginning of a line, and what belongs to each. None for talk between two
    rules: its labels are names, in capitals, and come again."""
    rows: list[tuple[str, str, list[str]]] = []
    for line in text.split("\n"):
        pair = None if line[:1].isspace() else _PAIR.match(line)
        if pair:
            rows.append((pair[2].strip(), pair[3].strip(), []))
        elif rows:
            rows[-1][2].append(line)
        elif line.strip() and not line.startswith(("#", "%")):
            return None
    keys = [key for key, _, _ in rows]
    if _KNOWN.isdisjoint(key.casefold() for key in keys) and (
        len(set(keys)) < len(keys) or any(key[:1].isupper() or " " in key for key in keys)
    ):
        return None
    values: dict[str, _Value] = {}
    for key, first, more in rows:
        values.setdefault(key.casefold(), _value(first, more))
    return values


def _value(first: str, more: list[str]) -> _Value:
    first = _TAG.sub("", first + " ", count=1).strip() if first[:1] in "!&" else first
    if _BLOCK.fullmatch(first):
        return " ".join(line for line in more if line[:1].isspace())
    more = [line for line in more if line.strip() and not line.lstrip().startswith("#")]
    if first and not first.startswith("#"):
        return _inline(" ".join([first, *(line.strip() for line in more)]), first, more)
    if more and _ITEM.match(more[0]):
        return _items(more)
    pairs = _pairs(more)
    return pairs or " ".join(line.strip() for line in more)


def _inline(whole: str, first: str, more: list[str]) -> _Value:
    """A value that begins beside its key."""
    flow = _REMARK.sub("", whole).strip() if first[0] in "[{" else ""
    if flow.endswith("]"):
        return [_scalar(part) for part in _parts(flow[1:-1])]
    if flow.endswith("}"):
        pairs = map(_INNER.match, _parts(flow[1:-1]))
        return {pair[2].strip().casefold(): _scalar(pair[3] or "") for pair in pairs if pair}
    if first[0] in "\"'":
        return _scalar(whole)
    if more and _ITEM.match(more[0]):
        return _scalar(first)
    return " ".join(filter(None, (_scalar(line.strip()) for line in (first, *more))))


def _parts(text: str) -> Iterator[str]:
    """What stands between the commas of a list, quoted commas left alone."""
    part = ""
    at = 0
    while at < len(text):
        piece = _IN_FLOW.match(text, at)
        if piece is None:
            if part.strip():
                yield part.strip()
            part, at = "", at + 1
        else:
            part, at = part + piece[0], piece.end()
    if part.strip():
        yield part.strip()


def _items(lines: list[str]) -> list[_Value]:
    """A list in lines, each item a value or a map."""
    margin = len(lines[0]) - len(lines[0].lstrip())
    groups: list[list[str]] = []
    for line in lines:
        item = _ITEM.match(line)
        if item and len(line) - len(line.lstrip()) <= margin:
            groups.append([" " * item.end() + line[item.end() :]])
        else:
            groups[-1].append(line)
    return [_pairs(group) or _scalar(" ".join(map(str.strip, group))) for group in groups]


def _pairs(lines: list[str]) -> dict[str, _Value]:
    """The `key: value` lines of a map; none if its first line is no such line."""
    pairs: dict[str, _Value] = {}
    for line in lines:
        if pair := _INNER.match(line.strip()):
            pairs[pair[2].strip().casefold()] = _scalar(pair[3] or "")
        elif not pairs:
            return {}
    return pairs


def _scalar(text: str) -> str:
    """The words of a value in one line: unquoted, its escapes read, its remark taken off."""
    text = text.strip()
    if text[:1] == '"' and (quoted := _DOUBLE.fullmatch(text)):
        return _unescaped(quoted[1])
    if text[:1] == "'" and (quoted := _SINGLE.fullmatch(text)):
        return quoted[1].replace("''", "'")
    text = "" if text.startswith("#") else _REMARK.sub("", text).strip()
    return "" if text in _NOTHING or re.fullmatch(r"\*[\w-]{1,100}", text) else text


def _unescaped(text: str) -> str:
    def character(escape: re.Match[str]) -> str:
        code = escape[1] or escape[2] or escape[3]
        if code is None:
            return _SHORT.get(escape[4], escape[4])
        value = int(code, 16)
        return "" if 0xD800 <= value < 0xE000 or value < 0x20 or value > 0x10FFFF else chr(value)

    text = _PAIR_OF_SURROGATES.sub(
        lambda two: chr(0x10000 + ((int(two[1], 16) & 0x3FF) << 10) + (int(two[2], 16) & 0x3FF)),
        text,
    )
    return _ESCAPED.sub(character, text)
