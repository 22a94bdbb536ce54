"""What stands before the transcript on a page: title, summary, byline, date, addresses.

Also what stands around it: furniture goes out (and is reported), notes are kept as notes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from segmentcast.model import Finding
from segmentcast.transcript.document import Block, Document, Facts
from segmentcast.transcript.labels.label_book import LabelBook
from segmentcast.transcript.page import furniture, standfirst, tail, talk_start
from segmentcast.transcript.page.head_lines import (
    ADDRESS,
    GENERIC_TITLE,
    byline_of,
    date_of,
    headlines,
    heads_page,
    is_open,
    is_title_again,
    kicker_of,
    looks_like_title,
    names_meeting,
)
from segmentcast.transcript.text.directions import DirectionRules, take_out
from segmentcast.transcript.text.no_titles import is_no_title, is_office_alone
from segmentcast.transcript.text.persons import speaks_of_itself
from segmentcast.transcript.text.prose import ends_sentence, excerpt, word_count

_LONGEST_BYLINE = 12
# Meeting recorders put these lists before the talk: a heading, and the list in the next paragraph.
_LISTED = re.compile(r"(?:SUMMARY )?KEYWORDS|SPEAKERS")


@dataclass(frozen=True, slots=True)
class Page:
    """The facts of a page and the blocks of its transcript."""

    facts: Facts
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    findings: tuple[Finding, ...]
    mostly_head: bool = False
    """Whether more words stand before the first label than behind it: they may be of the talk."""


def separate(document: Document, name: str, book: LabelBook, rules: DirectionRules) -> Page:
    """The page's facts apart from the transcript's blocks."""
    blocks = list(document.blocks)
    findings: list[Finding] = []
    # Captions and lists of segments hold talk alone: "Sign up for the reserve." is an answer there.
    kinds = [
        furniture.kind_of(block.text, edge=False) if document.headed else None for block in blocks
    ]
    start, introduction = (
        talk_start.start_of(blocks, kinds, document, book) if document.headed else (0, ())
    )
    facts, notes = _header(blocks[:start], kinds[:start], document.facts, name, findings, rules)
    opening = introduction or _opening(blocks[:start], kinds[:start], book)
    findings.extend(_unspoken_introduction(opening, name))
    blocks = _with_doubt_at(start, blocks, introduction)
    mostly_head = bool(book) and talk_start.is_mostly_head(blocks, kinds, start)
    if mostly_head:
        findings.append(_unspoken_head(blocks[start], name))
    if document.asked_in_type:
        findings.extend(_perhaps_said(blocks[:start], name))
    end = _body_end(blocks, kinds, start)
    page = not document.timed and (document.headed or document.labelled)
    if page and (last := tail.copyright_line(blocks, start, book)) is not None:
        notes.extend(block.text for block in blocks[last:])
        blocks = blocks[:last]
    if page and (last := tail.end_mark(blocks, start, book)) is not None:
        notes.extend(block.text for block in blocks[last:])
        findings.extend(_dropped(block, name) for block in blocks[last:])
        blocks = blocks[:last]
    if document.headed and (last := tail.list_of_links(blocks, start, book)) is not None:
        findings.extend(_dropped(block, name) for block in blocks[last:])
        blocks = blocks[:last]
    if page and (last := tail.start_of(blocks, start, book)) is not None:
        findings.extend(_dropped(block, name) for block in blocks[last:])
        blocks = blocks[:last]
        end = min(end, _body_end(blocks, kinds, start))
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
        if kind == "note" or (edge and ADDRESS.fullmatch(block.text)):
            notes.append(block.text)
        elif kind is not None:
            findings.append(_dropped(block, name))
        else:
            if document.headed and not body and is_title_again(block.text, facts.title):
                findings.append(_dropped(block, name))
                continue
            body.append(block if block.gap >= gap else replace(block, gap=gap))
            gap = 0
            continue
        gap = max(gap, block.gap)
    return Page(facts, tuple(body), tuple(notes), tuple(findings), mostly_head)


def _dropped(block: Block, name: str) -> Finding:
    place = f"{name}:{block.line}" if block.line else name
    return Finding("note", "furniture", place, furniture.described(block.text))


def _with_doubt_at(start: int, blocks: list[Block], introduction: Sequence[Block]) -> list[Block]:
    """The blocks, the talk's first one doubtful if the introduction before it may have been said."""
    if not standfirst.may_be_said(introduction):
        return blocks
    return [*blocks[:start], replace(blocks[start], guessed=True), *blocks[start + 1 :]]


def _opening(
    head: Sequence[Block], kinds: Sequence[furniture.Kind | None], book: LabelBook
) -> Sequence[Block]:
    """The paragraph right above the first label, where it is somebody's of himself: "I now call upon ..."."""
    if not book or not head or kinds[-1] is not None or head[-1].heading:
        return ()
    last = head[-1:]
    return (
        last if standfirst.may_be_said(last) and standfirst.begins_of_itself(last[0].text) else ()
    )


def _unspoken_introduction(blocks: Sequence[Block], name: str) -> list[Finding]:
    """A finding for an introduction above the talk that nothing but its words tells from the talk."""
    if not blocks:
        return []
    place = f"{name}:{blocks[0].line}" if blocks[0].line else name
    words = excerpt(" ".join(block.text for block in blocks), 160)
    return [
        Finding(
            "warning" if standfirst.may_be_said(blocks) else "note", "page-words", place,
            f'taken for the page\'s introduction, not spoken: "{words}"',
            'If somebody says it, put a line "Transcript" above it.',
        )
    ]  # fmt: skip


def _unspoken_head(block: Block, name: str) -> Finding:
    """A finding for a head of more words than the talk; `block`: the one with the first label."""
    place = f"{name}:{block.line}" if block.line else name
    return Finding(
        "warning", "head-unspoken", place,
        "more words stand before the first label than behind it, and are not spoken.",
        "If they are part of the talk, label them (NAME: text); if they aren't, delete them.",
    )  # fmt: skip


def _perhaps_said(head: list[Block], name: str) -> list[Finding]:
    """A finding for each heading, or words in bold, above the talk whose paragraph below is somebody's of himself."""
    return [
        Finding(
            "warning", "above-talk", f"{name}:{block.line}" if block.line else name,
            f'stands above the talk\'s first question and is not spoken, nor is what is below it: "{excerpt(block.text, 160)}"',
            "If it is a question of the talk, end it with a question mark.",
        )
        for block, below in pairwise(head)
        if (block.heading or block.is_bold)
        and not (below.heading or below.is_bold)
        and speaks_of_itself(below.text)
    ]  # fmt: skip


def _body_end(blocks: list[Block], kinds: list[furniture.Kind | None], start: int) -> int:
    """The index after the last block that is surely of the transcript."""
    end = len(blocks)
    while end > start and (
        kinds[end - 1] is not None or furniture.kind_of(blocks[end - 1].text, edge=True) is not None
    ):
        end -= 1
    return end


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
    refused = known.title if is_no_title(known.title) else ""
    office = known.title if is_office_alone(known.title) else ""
    title = "" if refused or office or GENERIC_TITLE.fullmatch(known.title) else known.title
    heads = headlines(blocks, kinds) if known.title and not title else ("", "")
    kicker = "" if known.title else kicker_of(blocks, kinds)
    summary: list[str] = []
    published: datetime | None = known.published
    follows = False
    for block, inside in zip(blocks, kinds, strict=True):
        text = block.text
        kind = inside or furniture.kind_of(text, edge=True)
        listed = _LISTED.fullmatch(text) is not None
        if text == heads[0] or kind == "note" or listed or follows or not take_out(text, rules)[0]:
            notes.append(text)
        elif kind is not None or text == kicker or is_title_again(text, title):
            findings.append(_dropped(block, name))
        elif len(text) <= 600 and (moment := date_of(text)):
            published = published or moment
            findings.append(_fact(block, name, "date"))
            title = title or _dated_title(block, blocks)
        elif len(text) <= 120 and (byline := byline_of(text)):
            facts = replace(facts, byline=facts.byline or byline)
            findings.append(_fact(block, name, "byline"))
        elif len(text) <= 600 and (url := ADDRESS.fullmatch(text)):
            facts = _with_url(facts, text, url[1])
            findings.append(_fact(block, name, "address"))
        elif title and not summary and is_open(title) and looks_like_title(text):
            title = f"{title} {text}"
        elif is_no_title(text):
            refused = refused or text
            findings.append(_dropped(block, name))
        elif not title and not summary and is_office_alone(text):
            office = office or text
            notes.append(text)
        elif not title and not summary and (block.heading or heads_page(text)):
            title = text
        elif summary and not ends_sentence(text) and word_count(text) <= _LONGEST_BYLINE:
            notes.append(text)
        else:
            summary.append(text)
        follows = listed
    if summary and not known.summary:
        facts = replace(facts, summary="\n\n".join(summary))
    else:
        notes.extend(text for text in summary if not _same_start(text, known.summary))
    if (office or refused) and not title:
        findings.append(_no_title(office or refused, name))
    known_title = "" if refused == known.title else known.title
    return replace(facts, title=title or known_title or office, published=published), notes


def _dated_title(block: Block, head: Sequence[Block]) -> str:
    """A heading with a date in it, where it is the page's only one and says more than that; else ""."""
    alone = block.heading and sum(other.heading for other in head) == 1
    return block.text if alone and names_meeting(block.text) else ""


def _no_title(words: str, name: str) -> Finding:
    what = (
        "an office, and no title of a talk"
        if is_office_alone(words)
        else "a button or a tracker, and no title"
    )
    return Finding(
        "warning", "title", name, f'"{excerpt(words, 80)}" seems to be {what}; the page has no other.',
        'episode.toml: title = "..."',
    )  # fmt: skip


def _same_start(text: str, other: str) -> bool:
    return text[:60].casefold() == other[:60].casefold()


def _fact(block: Block, name: str, what: str) -> Finding:
    place = f"{name}:{block.line}" if block.line else name
    return Finding("note", "page-fact", place, f'the page\'s {what}: "{excerpt(block.text, 160)}"')


def _with_url(facts: Facts, text: str, url: str) -> Facts:
    if text.casefold().startswith(("comment", "discuss")) or "#comment" in url:
        return replace(facts, comments_url=facts.comments_url or url)
    return replace(facts, page_url=facts.page_url or url)
