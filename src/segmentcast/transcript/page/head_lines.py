"""What a line above the talk is: a headline, a kicker, a date, a byline, an address."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from segmentcast.patterns import compile_late
from segmentcast.transcript.document import Block
from segmentcast.transcript.page import furniture
from segmentcast.transcript.text.dates import parse_date
from segmentcast.transcript.text.prose import ends_sentence, word_count

BYLINE = compile_late(
    r"(?:by|written by|reported by|interview by|produced by)[ :]\s*(\S.{1,100})", re.I
)
ADDRESS = re.compile(
    r"(?:(?:url|link|source|canonical|page|comments?|discuss(?:ion)?)\s*:\s*)?(https?://\S{4,500})",
    re.I,
)
# In other languages no colon stands behind it, and nothing but names do.
_OTHER_BYLINE = compile_late(r"(?:Von|Par|Por|Door|Av)\s((?:[^\W\d_a-z][\w’'-]*\.?(?:\s|$)){2,5})")
_BARS = compile_late(r"\s+[|•·]\s+")
_MOST_PARTS = 3
_MOST_BESIDE = 20
"""Words of a line with a date and, apart from it by a bar, whose it is: "Harbour Office | 3 May 2026"."""
_PLACE = compile_late(r"(?=[^,—–]{2,40}[,—–])(?:[A-ZÀ-Þ][A-ZÀ-Þ.'’-]*[ ,—–]+){1,4}")
# The way to a page from the site's first one: "Home > Culture > The mill".
_TRAIL = compile_late(r"(?:[^|>»›·•/.?!]{1,30} ?[|>»›·•/] ?){2,8}[^|>»›·•/.?!]{1,80}")
# Any other words in capitals are the headline themselves: "FERRY STORIES", "OTTO BRAND".
_SECTION = compile_late(
    r"(?:the )?(?:(?:arts?|books?|business|culture|economy|education|entertainment|environment|family|fashion|features?|film|food|"
    r"health|history|ideas|interviews?|latest|lifestyle|local|long reads?|magazine|media|money|music|nature|news|opinion|"
    r"people|podcasts?|politics|profiles?|q ?& ?a|radio|religion|science|society|sports?|style|tech|technology|theatre|theater|"
    r"travel|video|weather|world|national|international|us|uk|exclusive|special report|live|"
    r"gesellschaft|gespräch|kultur|politik|wirtschaft|wissen|entretien|politique|société|cultura|entrevista|economía|intervista)"
    r"(?: ?(?:&|and|,|und|et|y) ?(?=\w)| (?=news$|interviews?$)|$))+",
    re.I,
)
_STEP = compile_late(r"\s[>»›]\s*$")
# The day is first in each of these languages.
_PUBLISHED = compile_late(
    r"\b(?:publicad[oa]|pubblicat[oa]|publiée?|veröffentlicht)(?:\s+(?:em|el|il|le|am))?:?\s+"
    r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})\b",
    re.I,
)
_OPEN = compile_late(r"\b(?:interview|conversation|talk|discussion)\s+(?:with|between|of)", re.I)
_DATED = compile_late(r".{0,24}\b\d{4}\b.*?\b[^\W\d_]{4,}")
_LONGEST_HEADLINE = 500
# A page's name for itself, where its segment has a headline of its own.
GENERIC_TITLE = re.compile(
    r"(?:.{0,60}[ -–—|:])?(?:rush |full |show |episode |program(?:me)? )?transcripts?(?: (?:of|page|archive|for)\b.{0,60})?|"
    r"return to (?:the )?transcripts? .{1,20}",
    re.I,
)


def is_title_again(text: str, title: str) -> bool:
    return bool(title) and text.casefold().strip(" .") == title.casefold().strip(" .")


def looks_like_title(text: str) -> bool:
    """A headline: short, one line, no full stop."""
    return (
        word_count(text) <= 24
        and len(text) <= 160
        and not text.endswith((".", ":", "…", ","))
        and text[:1] not in "(["
    )


def heads_page(text: str) -> bool:
    """A page's first paragraph, of any length up to a standfirst's, that nothing shows to be prose."""
    return looks_like_title(text) or (
        len(text) <= _LONGEST_HEADLINE
        and not ends_sentence(text)
        and not text.endswith((":", "…", ",", ";"))
        and text[:1] not in "(["
    )


def date_of(text: str) -> datetime | None:
    """The date of a date line, with or without the place before it: "QUAY, May 3, 2026"."""
    if moment := parse_date(text):
        return moment
    place = _PLACE.match(text)
    if place and (moment := parse_date(text[place.end() :])):
        return moment
    if moment := _published_of(text):
        return moment
    parts = _BARS.split(text)
    dates = [moment for part in parts if (moment := parse_date(part))]
    beside = sum(word_count(part) for part in parts)
    few = 1 < len(parts) <= _MOST_PARTS and beside <= _MOST_BESIDE
    return dates[0] if few and len(dates) == 1 and not ends_sentence(text) else None


def _published_of(text: str) -> datetime | None:
    """The date of "por Portal publicado 13/10/2016 22h54": another line says more than that."""
    found = _PUBLISHED.search(text)
    if not found or word_count(text) > _MOST_BESIDE or ends_sentence(text):
        return None
    try:
        return datetime(int(found["year"]), int(found["month"]), int(found["day"]), 12, tzinfo=UTC)
    except ValueError:
        return None


def is_open(title: str) -> bool:
    """Whether a headline goes on in the next line, with the name: "An Interview with"."""
    return any(found.end() == len(title) for found in _OPEN.finditer(title))


def names_meeting(text: str) -> bool:
    """Whether a heading says more than its date: "31 January, 2023 Meeting Notes"."""
    return _DATED.match(text) is not None


def byline_of(text: str) -> str:
    """Who wrote the page, where a line says nothing else; else ""."""
    found = BYLINE.fullmatch(text) or _OTHER_BYLINE.fullmatch(text)
    return found[1].strip() if found else ""


def is_fact(text: str) -> bool:
    if len(text) > 600:
        return False
    return bool(date_of(text) or byline_of(text) or ADDRESS.fullmatch(text))


def kicker_of(blocks: list[Block], kinds: list[furniture.Kind | None]) -> str:
    """What stands above the headline: a trail of sections, or a section's name in capitals; "" for none."""
    lines = [
        block.text
        for block, kind in zip(blocks, kinds, strict=True)
        if kind is None and not is_fact(block.text) and furniture.kind_of(block.text, edge=True) is None
    ]  # fmt: skip
    if len(lines) < 2 or not looks_like_title(lines[1]):
        return ""
    leads_here = lines[0].endswith(lines[1]) and _STEP.search(lines[0][: -len(lines[1])])
    if (
        leads_here
        or _TRAIL.fullmatch(lines[0])
        or (lines[0].isupper() and _SECTION.fullmatch(lines[0]))
    ):
        return lines[0]
    return ""


def headlines(blocks: list[Block], kinds: list[furniture.Kind | None]) -> tuple[str, str]:
    """(programme, headline) where a page of transcripts has both, the programme in capitals; else ("", "")."""
    lines = [
        block.text
        for block, kind in zip(blocks, kinds, strict=True)
        if kind is None and not is_fact(block.text) and looks_like_title(block.text)
    ]
    if len(lines) > 1 and lines[0].isupper() and not lines[1].isupper():
        return lines[0], lines[1]
    return "", ""
