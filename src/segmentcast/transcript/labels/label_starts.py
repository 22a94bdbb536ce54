"""Where a paragraph starts with a speaker's label, and where its words go on: before a colon, a stamp, in bold, behind `>>`."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from segmentcast.transcript.labels.label_forms import (
    REACH,
    STAMP,
    TRAILING_STAMP,
    Label,
    call_of,
    is_usual,
    parse,
    stamp_of,
)
from segmentcast.transcript.labels.label_shapes import (
    LabelShape,
    is_uncased,
    names_office,
    opens_speech,
)
from segmentcast.transcript.text import directions
from segmentcast.transcript.text.names import is_name_word, is_particle

# "Jane Roe: 00:00:05 We did.": a time of day within the words has no seconds.
_BEHIND = re.compile(r"(\d{1,2}:\d\d:\d\d(?:[.,]\d{1,3})?|\d{1,3}:\d\d(?=\s*$))(?:\s+|$)")
# "**Jane Roe** 0:05 We did."; "**Jane** 7:15 is too late." goes on in small letters.
_BEHIND_BOLD = re.compile(
    r"(?:(\d{1,3}:\d\d(?::\d\d)?)(?=\s*$|\s+[^\sa-z])|[(\[](\d{1,3}:\d\d(?::\d\d)?)[)\]]:?)(?:\s+|$)"
)
_OPENS_STAMP = frozenset("([<")
COLONS = ":：﹕∶"
"""What stands behind a label; the wide ones need no space after them."""
_NARROW = {**dict.fromkeys(map(ord, COLONS), ":"), ord("（"): "(", ord("）"): ")"}
"""Full-width marks as those that labels are read with."""
_BEHIND_LABEL = frozenset(" \u3000\u200e\u200f\u202c")
"""Spaces, and the ends of passages in another direction."""
_OPENS_QUOTE = frozenset("\"“«「『‘'„")
_BYLINE = re.compile(
    r"(?:By|Von|Par|Por|Door|Av)(?:\s[^\W\d_a-z][\w’'-]*\.?){2,5}(?:\s(?:and|und|et|y|en|og|och)\s.{2,60})?"
)
"""Who wrote a page, in bold above it."""
_PLAYERS = frozenset(("listen", "watch", "audio", "video"))
_OPENS_LABEL = frozenset(">»QA")


def at_start(text: str, lead: str = "", *, quoted: bool = False) -> tuple[Label, int] | None:
    """The label that a paragraph starts with, and the offset of the words after it.

    `lead` is emphasised text that the paragraph starts with: it may be a label without a colon.
    `quoted`: so may words without capitals in front of a quotation, which may as well be a sentence ("He said:").
    """
    if lead and (opening := _emphasised(text, lead)):
        return opening
    head = text[: REACH + 2].translate(_NARROW)
    if ":" not in head and text[:1] not in _OPENS_LABEL:
        return None
    # A closing » in the paragraph says that the opening one is a quotation mark.
    marked = head.startswith(">>") or (head.startswith("»") and "«" not in text)
    if marked and ":" not in head[:80]:
        return change_mark(text)
    opening = _before_colon(text, head, quoted=quoted) or _stamped(text) or _question_answer(text)
    if not marked:
        return opening
    if opening is None or not _names_somebody(opening[0]):
        return change_mark(text)
    return replace(opening[0], strength=3, marked=True), opening[1]


def call_at_start(text: str) -> Label | None:
    """Whom a paragraph calls by name before its first colon: "Mr. Roe, before you go: why?"."""
    words, colon, _ = text[: REACH + 2].translate(_NARROW).partition(":")
    return call_of(words) if colon else None


def _names_somebody(label: Label) -> bool:
    """Behind a `>>`, "So: why?" is speech of somebody unnamed; "Question: why?" has a label."""
    if label.shape is LabelShape.PHRASE:
        return names_office(label.name)
    return " " in label.name or not opens_speech(label.name)


def change_mark(text: str) -> tuple[Label, int]:
    """`>>` without a name: somebody else speaks."""
    rest = len(text) - len(text.lstrip(">» "))
    return Label(text[:rest].strip(), "", generic=True, strength=0), rest


def _before_colon(text: str, head: str, *, quoted: bool) -> tuple[Label, int] | None:
    """The label in front of one of the first colons; the one that looks most like a label."""
    unusual: tuple[Label, int] | None = None
    at = -1
    for _ in range(5):
        at = head.find(":", at + 1)
        if at < 0:
            break
        after = text[at + 1 : at + 2]
        if after.isdigit() or (after == "/" and text[at + 2 : at + 3] == "/"):
            continue
        if (label := _with_colon(head[: at + 1])) is None:
            continue
        close = after and not after.isspace() and text[at] == ":" and not is_uncased(label.name)
        if close and not (label.strength >= 2 and after not in ":/"):
            continue
        end = after_colon(text, at + 1)
        if (behind := _BEHIND.match(text, end)) and label.shape >= LabelShape.UNUSUAL:
            label = replace(label, strength=3, start_ms=stamp_of(behind[1]))
            end = behind.end()
        if label.shape is LabelShape.NAME:
            return label, end
        quotes = is_uncased(label.name) and text[end : end + 1] in _OPENS_QUOTE
        if unusual is None and (quoted or not quotes):
            unusual = (label, end)
    return unusual


@lru_cache(maxsize=4096)
def _with_colon(words: str) -> Label | None:
    label = parse(words[:-1])
    return replace(label, words=words.strip()) if label else None


def after_colon(text: str, at: int) -> int:
    """Past the colon and a time stamp right behind it."""
    start = at + (text[at : at + 1] == " ")
    if text[start : start + 1] in _OPENS_STAMP and (stamp := STAMP.match(text, start)):
        at = stamp.end()
    while at < len(text) and text[at] in _BEHIND_LABEL:
        at += 1
    return at


def _emphasised(text: str, lead: str) -> tuple[Label, int] | None:
    bare = lead.strip().rstrip(COLONS).strip()
    label = None if _BYLINE.fullmatch(bare) else parse(bare)
    if label is None:
        return None
    end = len(lead)
    colon = lead.rstrip().endswith((*COLONS,)) or text[end : end + 3].lstrip().startswith(
        (*COLONS,)
    )
    named = colon or label.shape is LabelShape.NAME or _is_small_name(bare)
    if not named and (end < len(text) or not is_handle(bare)):
        return None
    slip = not colon and text.startswith("; ", end)  # "**Roe**; We did."
    while end < len(text) and (text[end] in f"{COLONS} " or (slip and text[end] == ";")):
        end += 1
    behind = _BEHIND.match(text, end) if colon else _BEHIND_BOLD.match(text, end)
    if behind:
        label = replace(label, start_ms=stamp_of(next(filter(None, behind.groups()))))
        end = behind.end()
    strong = 3 if label.shape is LabelShape.NAME or label.marked else 2
    strength = max(label.strength, strong if colon else 2)
    return replace(label, words=text[:end].strip(), strength=strength), end


def _is_small_name(words: str) -> bool:
    """A surname that begins with a small particle: "van Smeckler"."""
    first, _, rest = words.partition(" ")
    return is_particle(first) and bool(rest) and all(map(is_name_word, rest.split()))


def is_handle(words: str) -> bool:
    """One word in small letters, as people are called in chats, that pages use for nothing else: "moorkid"."""
    sound = directions.DEFAULT.effect_of(words, square=True) is not None
    one = words[:1].islower() and len(words.split()) == 1
    return one and not (is_usual(words) or sound or opens_speech(words))


def _stamped(text: str) -> tuple[Label, int] | None:
    """`Jane Roe 0:12` alone in its paragraph, as meeting recorders write it."""
    if len(text) > 80 or not TRAILING_STAMP.search(text):
        return None
    label = parse(text)
    if label is None or label.start_ms is None or label.key in _PLAYERS:
        return None  # "LISTEN · 4:11" is how long the sound of the page is
    if text[:1] in _OPENS_STAMP and label.shape is not LabelShape.NAME:
        return None  # "[extract ends] [03:41]" is a stage direction
    return replace(label, strength=3), len(text)


def _question_answer(text: str) -> tuple[Label, int] | None:
    if text[:2] in {"Q.", "A."} and text[2:3] == " ":
        label = parse(text[0])
        return (replace(label, words=text[:2], strength=1), 3) if label else None
    return None
