"""What stands before the transcript on a page: title, summary, byline, date, addresses.

Also what stands around it: furniture goes out (and is reported), notes are kept as notes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from segmentcast.model import Finding
from segmentcast.transcript.document import Block, Document, Facts
from segmentcast.transcript.labels.label_book import LabelBook
from segmentcast.transcript.page import furniture
from segmentcast.transcript.page.directions import DirectionRules, take_out
from segmentcast.transcript.text.dates import parse_date
from segmentcast.transcript.text.prose import ends_sentence, excerpt, word_count

_BYLINE = re.compile(
    r"(?:by|written by|reported by|interview by|produced by)[ :]\s*(\S.{1,100})", re.I
)
_URL = re.compile(
    r"(?:(?:url|link|source|canonical|page|comments?|discuss(?:ion)?)\s*:\s*)?(https?://\S{4,500})",
    re.I,
)
_JOINS = re.compile(
    r"\b(?:joins?|joined by|speaks?|spoke|talks?|talked|sits? down|sat down|interviews?|discuss(?:es)?|"
    r"reports?|in conversation|conversation with|explains?)\b",
    re.I,
)
# Meeting recorders put these lists before the talk: a heading, and the list in the next paragraph.
_LISTED = re.compile(r"(?:SUMMARY )?KEYWORDS|SPEAKERS")
_MOST_HEADER_BLOCKS = 30
_LONGEST_LIST = 60
_LONGEST_HEADLINE = 500
_SHORT_END = 60
"""Words behind a copyright line that are surely the page's, however short the talk."""
# A page's name for itself, where its segment has a headline of its own.
_GENERIC_TITLE = re.compile(
    r"(?:.{0,60}[ -–—|:])?(?:rush |full |show |episode |program(?:me)? )?transcripts?(?: (?:of|page|archive|for)\b.{0,60})?|"
    r"return to (?:the )?transcripts? .{1,20}",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Page:
    """The facts of a page and the blocks of its transcript."""

    facts: Facts
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    findings: tuple[Finding, ...]


def separate(document: Document, name: str, book: LabelBook, rules: DirectionRules) -> Page:
    """The page's facts apart from the transcript's blocks."""
    blocks = list(document.blocks)
    findings: list[Finding] = []
    # Captions and lists of segments hold talk alone: "Sign up for the reserve." is an answer there.
    kinds = [
        furniture.kind_of(block.text, edge=False) if document.headed else None for block in blocks
    ]
    start = _body_start(blocks, kinds, document, book) if document.headed else 0
    facts, notes = _header(blocks[:start], kinds[:start], document.facts, name, findings, rules)
    end = _body_end(blocks, kinds, start)
    if document.headed and (last := _copyright(blocks, start, book)) is not None:
        notes.extend(block.text for block in blocks[last:])
        blocks = blocks[:last]
    if document.headed and (last := _list_of_links(blocks, start, book)) is not None:
        findings.extend(_dropped(block, name) for block in blocks[last:])
        blocks = blocks[:last]
    body: list[Block] = []
    gap = 0
    for at in range(start, len(blocks)):
        block, kind = blocks[at], kinds[at]
        edge = (
            (not body or at >= end)
            and document.headed
            and book.start(block.text, block.lead) is None
        )
        kind = furniture.kind_of(block.text, edge=True) if edge else kind
        if kind == "note" or (edge and _URL.fullmatch(block.text)):
            notes.append(block.text)
        elif kind is not None:
            findings.append(_dropped(block, name))
        else:
            if document.headed and not body and _is_title_again(block.text, facts.title):
                findings.append(_dropped(block, name))
                continue
            body.append(block if block.gap >= gap else replace(block, gap=gap))
            gap = 0
            continue
        gap = max(gap, block.gap)
    return Page(facts, tuple(body), tuple(notes), tuple(findings))


def _dropped(block: Block, name: str) -> Finding:
    place = f"{name}:{block.line}" if block.line else name
    return Finding("note", "furniture", place, furniture.described(block.text))


def _is_title_again(text: str, title: str) -> bool:
    return bool(title) and text.casefold().strip(" .") == title.casefold().strip(" .")


def _body_end(blocks: list[Block], kinds: list[furniture.Kind | None], start: int) -> int:
    """The index after the last block that is surely of the transcript."""
    end = len(blocks)
    while end > start and (
        kinds[end - 1] is not None or furniture.kind_of(blocks[end - 1].text, edge=True) is not None
    ):
        end -= 1
    return end


def _copyright(blocks: list[Block], start: int, book: LabelBook) -> int | None:
    """The index of the line that says whose the page is, behind the talk: whatever follows is the page's."""
    words = [word_count(block.text) for block in blocks]
    total = sum(words[start:]) or 1
    for at in range(start + 1, len(blocks)):
        if not furniture.is_copyright(blocks[at].text):
            continue
        after = blocks[at + 1 :]
        speech = any(book.start(block.text, block.lead) for block in after)
        if not speech and sum(words[at + 1 :]) <= max(_SHORT_END, total // 3):
            return at
    return None


def _list_of_links(blocks: list[Block], start: int, book: LabelBook) -> int | None:
    """The index of the heading over the headlines of other pages, where nothing but them is behind it."""
    for at in range(max(start + 1, len(blocks) - _LONGEST_LIST), len(blocks) - 1):
        if not furniture.heads_a_list(blocks[at].text):
            continue
        after = [block for block in blocks[at + 1 :] if not furniture.heads_a_list(block.text)]
        headlines = sum(_is_headline(block, book) for block in after)
        if after and headlines * 10 >= len(after) * 9:
            return at
    return None


def _is_headline(block: Block, book: LabelBook) -> bool:
    ended = ends_sentence(block.text) and not block.text.endswith("?")
    return not ended and word_count(block.text) <= 24 and not book.start(block.text, block.lead)


def _body_start(
    blocks: list[Block],
    kinds: list[furniture.Kind | None],
    document: Document,
    book: LabelBook,
) -> int:
    """The index of the transcript's first block."""
    words = [word_count(block.text) for block in blocks]
    total = sum(words) or 1
    labelled = next(
        (
            at
            for at, block in enumerate(blocks)
            if block.label or book.start(block.text, block.lead)
        ),
        None,
    )
    for at in range(min(len(blocks), 200)):
        if kinds[at] != "marker":
            continue
        if labelled is not None and at > labelled:
            break
        if sum(words[at + 1 :]) * 3 >= total:
            return _past_facts(blocks, at + 1, labelled or 0)
    if labelled is not None:
        return labelled
    indented = _first_indented(blocks, words)
    if indented is not None:
        return indented
    return _unmarked_start(blocks, kinds, document.facts)


def _past_facts(blocks: list[Block], at: int, before: int) -> int:
    """Past the dates and addresses between a page's mark and its first label."""
    while at < before and _is_fact(blocks[at].text):
        at += 1
    return at


def _first_indented(blocks: list[Block], words: list[int]) -> int | None:
    inside = [at for at, block in enumerate(blocks) if block.indent >= 2]
    if not inside or inside[0] == 0 or blocks[0].indent >= 2:
        return None
    if sum(words[at] for at in inside) * 10 < sum(words[inside[0] :]) * 6:
        return None
    return inside[0]


def _unmarked_start(blocks: list[Block], kinds: list[furniture.Kind | None], facts: Facts) -> int:
    """Without a mark, a label or indentation: a title, date lines, and a paragraph that reads like a summary."""
    at = 0
    seen_title = bool(facts.title) and not _GENERIC_TITLE.fullmatch(facts.title)
    limit = min(len(blocks) - 1, _MOST_HEADER_BLOCKS)
    while at < limit:
        block = blocks[at]
        if (
            kinds[at] is not None
            or _is_fact(block.text)
            or _is_title_again(block.text, facts.title)
        ):
            at += 1
        elif block.heading and seen_title and block.text.endswith("?"):
            break  # the interview's first question
        elif block.heading or (not seen_title and _heads_talk(blocks, kinds, at)):
            seen_title = True
            at += 1
        else:
            break
    summarised = seen_title and at < limit and _looks_like_summary(blocks, at, facts)
    if at == 1 and not summarised and blocks[0].text.endswith("?") and not blocks[0].heading:
        return 0
    return at + summarised


def _heads_talk(blocks: list[Block], kinds: list[furniture.Kind | None], at: int) -> bool:
    """Whether a paragraph before an unlabelled talk is its headline.

    A long one without a full stop is one only where the paragraphs after it end as sentences do: a
    recogniser's draft has no full stop anywhere.
    """
    if looks_like_title(blocks[at].text):
        return True
    if not heads_page(blocks[at].text):
        return False
    after = range(at + 1, len(blocks))
    prose = (n for n in after if kinds[n] is None and not _is_fact(blocks[n].text))
    first = [blocks[n].text for n in islice(prose, 3)]
    return bool(first) and all(map(ends_sentence, first))


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


def _is_fact(text: str) -> bool:
    if len(text) > 600:
        return False
    return bool(parse_date(text) or _BYLINE.fullmatch(text) or _URL.fullmatch(text))


def _looks_like_summary(blocks: list[Block], at: int, facts: Facts) -> bool:
    block, after = blocks[at], blocks[at + 1]
    if facts.summary and block.text[:60].casefold() == facts.summary[:60].casefold():
        return True
    first_person = re.search(r"\b(?:I'm|I’m|we're|we’re|me|I)\b", block.text)
    if first_person or block.text.endswith("?"):
        return False
    return after.gap > block.gap or (
        bool(_JOINS.search(block.text)) and word_count(block.text) >= 12
    )


def _header(
    blocks: list[Block],
    kinds: list[furniture.Kind | None],
    known: Facts,
    name: str,
    findings: list[Finding],
    rules: DirectionRules,
) -> tuple[Facts, list[str]]:
    facts = known
    notes: list[str] = []
    title = "" if _GENERIC_TITLE.fullmatch(known.title) else known.title
    heads = _headlines(blocks, kinds) if known.title and not title else ("", "")
    summary: list[str] = []
    published: datetime | None = known.published
    follows = False
    for block, kind in zip(blocks, kinds, strict=True):
        text = block.text
        listed = _LISTED.fullmatch(text) is not None
        if text == heads[0] or kind == "note" or listed or follows or not take_out(text, rules)[0]:
            notes.append(text)
        elif kind is not None or furniture.kind_of(text, edge=True) or _is_title_again(text, title):
            findings.append(_dropped(block, name))
        elif len(text) <= 600 and (moment := parse_date(text)):
            published = published or moment
            findings.append(_fact(block, name, "date"))
        elif len(text) <= 120 and (byline := _BYLINE.fullmatch(text)):
            facts = replace(facts, byline=facts.byline or byline[1].strip())
            findings.append(_fact(block, name, "byline"))
        elif len(text) <= 600 and (url := _URL.fullmatch(text)):
            facts = _with_url(facts, text, url[1])
            findings.append(_fact(block, name, "address"))
        elif not title and not summary and (block.heading or heads_page(text)):
            title = text
        else:
            summary.append(text)
        follows = listed
    if summary and not known.summary:
        facts = replace(facts, summary="\n\n".join(summary))
    else:
        notes.extend(text for text in summary if not _same_start(text, known.summary))
    return replace(facts, title=title or known.title, published=published), notes


def _headlines(blocks: list[Block], kinds: list[furniture.Kind | None]) -> tuple[str, str]:
    """(programme, headline) where a page of transcripts has both, the programme in capitals; else ("", "")."""
    lines = [
        block.text
        for block, kind in zip(blocks, kinds, strict=True)
        if kind is None and not _is_fact(block.text) and looks_like_title(block.text)
    ]
    if len(lines) > 1 and lines[0].isupper() and not lines[1].isupper():
        return lines[0], lines[1]
    return "", ""


def _same_start(text: str, other: str) -> bool:
    return text[:60].casefold() == other[:60].casefold()


def _fact(block: Block, name: str, what: str) -> Finding:
    place = f"{name}:{block.line}" if block.line else name
    return Finding("note", "page-fact", place, f'the page\'s {what}: "{excerpt(block.text, 160)}"')


def _with_url(facts: Facts, text: str, url: str) -> Facts:
    if text.casefold().startswith(("comment", "discuss")) or "#comment" in url:
        return replace(facts, comments_url=facts.comments_url or url)
    return replace(facts, page_url=facts.page_url or url)
