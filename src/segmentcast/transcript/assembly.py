"""From a reader's Document to a Transcript: page, turns, speakers, a person's overrides, findings."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import asdict, replace

from segmentcast.errors import TranscriptError
from segmentcast.model import Finding, Paragraph, Speaker, Transcript, Turn
from segmentcast.transcript import (
    decided_turns,
    doubts,
    label_doubts,
    labelled_talk,
    spoken_marks,
    unlabelled,
)
from segmentcast.transcript.attribution.labelled import trailing_labels
from segmentcast.transcript.attribution.naming.name_knowledge.likely_sex import with_sexes
from segmentcast.transcript.attribution.voice_evidence import VoiceEvidence
from segmentcast.transcript.document import Block, Document
from segmentcast.transcript.labels import doubled_labels, label_book, labels_within
from segmentcast.transcript.labels.label_book import LabelBook
from segmentcast.transcript.page import form_fields, header, headings, running_heads, talk_start
from segmentcast.transcript.page.spoken_items import Item, items_of, join_captions
from segmentcast.transcript.review import own_names
from segmentcast.transcript.review.overrides import SpeakerOverrides
from segmentcast.transcript.review.revision import RevisedTranscript, revise
from segmentcast.transcript.text.directions import DEFAULT, DirectionRules
from segmentcast.transcript.text.prose import excerpt

_MOST_BARE = 0.5
"""Share of the captions without a speaker, among those with, that are looked at one by one."""
_BREAKS = frozenset({"break", "commercial break", "music", "theme music", "soundbite", "pause"})
_ALONE_BREAKS = frozenset(
    ("break", "short break", "commercial break", "ad break", "station break", "advertising break")
)
"""Those that nobody answers with."""
_LONGEST_BREAK = 120
_BRACKETS = dict.fromkeys(map(ord, "[]()"))
_DIRECTION_AND_COLON = re.compile(r"([(\[]([^()\[\]]{1,60})[)\]])\s?:\s+(?=\S)")
_TIME = re.compile(r"\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?")
_LABEL_BEFORE = re.compile(r"\[?[^\[\]():]{1,80}\]?\s?:\s+(?=[(\[])")


def assemble(
    document: Document,
    name: str,
    overrides: SpeakerOverrides,
    rules: DirectionRules,
    roster: Sequence[str] = (),
    voices: VoiceEvidence | None = None,
) -> Transcript:
    """The transcript of a document. `roster`: full names of people of the show.

    `voices`: asked for the voices of an unlabelled conversation's turns, if two people have it.

    Raises TranscriptError when nothing in it is spoken.
    """
    if document.as_written:
        return _as_written(document, name, overrides, rules)
    document, book = _book(document, name)
    page = header.separate(document, name, book, rules)
    items, alone, item_findings = items_of(page.blocks, book, rules, name)
    findings = [*document.findings, *page.findings, *item_findings]
    if not items:
        raise TranscriptError.at(name, *_nothing(document, bool(alone), findings))
    labelled = any(item.label is not None and item.label.name for item in items)
    items = trailing_labels.without(items)
    cast = (
        labelled_talk.attributed(items, page, name, document)
        if labelled
        else unlabelled.attributed(
            items, unlabelled.about_of(page.facts, roster), name, document, voices
        )
    )
    unread = _unread(cast, items, book, document)
    cast = label_doubts.with_doubts(cast, unread, items, book, name)
    cast = own_names.taken_out(revise(cast, overrides, name))
    facts = page.facts
    directions = tuple(direction.text for direction in alone)
    return Transcript(
        turns=_joined(cast.turns, document),
        speakers=with_sexes(_speaking(cast), cast.turns, (facts.title, facts.summary)),
        title=facts.title,
        summary=facts.summary,
        published=facts.published,
        language=facts.language,
        byline=facts.byline,
        page_url=facts.page_url,
        image_url=facts.image_url,
        comments_url=facts.comments_url,
        format="labelled text" if labelled and document.format == "text" else _shown(document),
        timed=document.timed,
        notes=(*document.notes, *page.notes, *directions),
        findings=(
            *findings,
            *doubts.odd_times(document.blocks, name),
            *cast.findings,
            *spoken_marks.findings(_spoken(cast), name),
            *doubts.without_stops(_spoken(cast), name),
            *doubts.unsure(cast.turns, cast.speakers, _speaking(cast), name),
        ),
    )


def _as_written(
    document: Document, name: str, overrides: SpeakerOverrides, rules: DirectionRules
) -> Transcript:
    """The transcript of a document whose turns a person has decided. Raises TranscriptError as `assemble`."""
    cast, alone = decided_turns.revised_of(document, rules)
    if not cast.turns:
        raise TranscriptError.at(name, *_nothing(document, bool(alone), []))
    cast = revise(cast, overrides, name)
    facts = document.facts
    return Transcript(
        turns=_joined(cast.turns, document),
        speakers=with_sexes(_speaking(cast), cast.turns, (facts.title, facts.summary)),
        **asdict(facts),
        format=_shown(document),
        timed=document.timed,
        notes=document.notes,
        findings=(
            *document.findings,
            *cast.findings,
            *doubts.unsure(cast.turns, cast.speakers, _speaking(cast), name),
        ),
    )


def _unread(
    cast: RevisedTranscript, items: Sequence[Item], book: LabelBook, document: Document
) -> list[doubts.UnreadLabel]:
    """The words that could be labels; where captions name their speakers, those of the few that do not."""
    spoken = _spoken(cast)
    if not (document.labelled and document.timed):
        started = {item.paragraph for item in items if item.label is not None and item.label.name}
        return doubts.unread_labels(spoken, book, labelled=document.labelled, started=started)
    bare = {item.paragraph for item in items if item.block.label is None}
    if len(bare) > len(items) * _MOST_BARE:
        return []
    return [
        row
        for row in doubts.unread_labels(spoken, book, labelled=True, every=True)
        if row.paragraph in bare
    ]


def _shown(document: Document) -> str:
    if document.format != "text":
        return document.format
    return "text with times" if document.timed else "page text"


def _book(document: Document, name: str) -> tuple[Document, LabelBook]:
    """The document's labels. Where "Break:" is all that looks like one, it is a direction and nobody's label."""
    if not document.timed:
        blocks, findings = running_heads.settle(document.blocks, name)
        document = replace(document, blocks=blocks, findings=(*document.findings, *findings))
    if document.labelled:
        blocks = tuple(_without_colon(block) if block.label else block for block in document.blocks)
        return replace(document, blocks=blocks), LabelBook()
    if document.headed and (fields := form_fields.places_of(document.blocks)):
        about = tuple(document.blocks[at].text for at in sorted(fields))
        kept = tuple(block for at, block in enumerate(document.blocks) if at not in fields)
        document = replace(document, blocks=kept, notes=(*document.notes, *about))
    document = labels_within.settle(document, name)
    blocks = doubled_labels.settle(document.blocks)
    blocks = tuple(map(_without_colon, blocks))
    if document.headed:
        blocks = headings.without_headlines(headings.without_programme(blocks))
    settled = headings.without_remarks(headings.settle(blocks))
    paragraphs = [
        ("", "") if headings.is_title(block, labelled=True) else (block.text, block.lead)
        for block in settled
    ]
    book = label_book.learn(paragraphs, captions=document.timed)
    if document.asked_in_type:
        book = book.of_letters()
    page = document.headed and not document.timed
    if page:
        book = label_book.doubted(book, paragraphs)
    if not book and page:
        book = label_book.of_one_voice(paragraphs)
    if page and book and talk_start.labels_stand_behind(settled, book):
        book = LabelBook()
    if document.headed and book:
        settled = headings.asked(settled, book)
        if question := headings.unspoken_question(settled, book):
            finding = doubts.unspoken_questions(question, name)
            document = replace(document, findings=(*document.findings, finding))
    only_breaks = bool(book.accepted) and book.accepted <= _BREAKS
    blocks = tuple(
        _as_direction(block)
        if _is_break(block.text, among=_BREAKS if only_breaks else frozenset())
        or _stands_alone(block.text, book)
        else block
        for block in settled
    )
    return replace(document, blocks=blocks), LabelBook() if only_breaks else book


def _as_direction(block: Block) -> Block:
    """The block as a direction; brackets of its own, "Break: [12:34]", would close it too early."""
    return replace(block, text=f"[{block.text.translate(_BRACKETS)}]", lead="")


def _without_colon(block: Block) -> Block:
    """The block; one that begins with a direction and a colon, "[Music]: It swells", is as likely not said.

    So are the words of one that has them behind a label: "[Kay]: [Laughter]: so loud." A time there
    says when: "(00:12): It swells" goes on.
    """
    label = _LABEL_BEFORE.match(block.text)
    start = label.end() if label else 0
    mark = _DIRECTION_AND_COLON.match(block.text, start)
    if not mark or DEFAULT.effect_of(mark[2], square=True) is None:
        return block
    text = f"{block.text[:start]}{mark[1]} {block.text[mark.end() :]}"
    is_time = _TIME.fullmatch(mark[2]) is not None
    return replace(
        block, text=text, lead=block.lead if label else "", guessed=block.guessed or not is_time
    )


def _stands_alone(text: str, book: LabelBook) -> bool:
    """Whether a paragraph is a break and nobody's label: "Break:", "Commercial break", "Break: stay with us"."""
    if len(text) >= _LONGEST_BREAK or text.startswith("["):
        return False
    alone = text.casefold()
    # "Break." is an answer; of "Commercial break." the stop says nothing.
    if alone in _ALONE_BREAKS or (" " in alone and alone.rstrip(" .") in _ALONE_BREAKS):
        return True
    word, colon, words = text.partition(":")
    if words:
        return word.casefold() in _ALONE_BREAKS
    return bool(colon) and word.casefold() in _BREAKS and book.start(text) is None


def _is_break(text: str, among: Set[str]) -> bool:
    word, colon, _ = text.partition(":")
    return bool(colon) and word.casefold() in among and len(text) < _LONGEST_BREAK


def _nothing(document: Document, directions: bool, findings: list[Finding]) -> tuple[str, str]:
    if not document.blocks:
        return (
            "the transcript is empty.",
            "Put the transcript's text into this file.",
        )
    if directions:
        return (
            "the transcript holds stage directions only; nobody says a word.",
            "Put the transcript's text into this file.",
        )
    furniture = [finding for finding in findings if finding.rule == "furniture"]
    excerpts = "; ".join(
        excerpt(finding.what.split('"')[1], 40) for finding in furniture[:3] if '"' in finding.what
    )
    return (
        f"only page furniture and headings, no transcript{f' ({excerpts})' if excerpts else ''}.",
        "Copy the page's text again, with the transcript opened.",
    )


def _joined(done: tuple[Turn, ...], document: Document) -> tuple[Turn, ...]:
    """Captions are joined to sentences; paragraphs of a page stay as they are."""
    if not document.timed:
        return done
    return tuple(replace(turn, paragraphs=join_captions(list(turn.paragraphs))) for turn in done)


def _speaking(cast: RevisedTranscript) -> tuple[Speaker, ...]:
    speaking = {turn.speaker for turn in cast.turns}
    return tuple(speaker for speaker in cast.speakers if speaker.key in speaking)


def _spoken(cast: RevisedTranscript) -> list[Paragraph]:
    return [paragraph for turn in cast.turns for paragraph in turn.paragraphs]
