"""From a reader's Document to a Transcript: page, turns, speakers, a person's overrides, findings."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from segmentcast.errors import TranscriptError
from segmentcast.model import Finding, Paragraph, Speaker, Transcript, Turn
from segmentcast.transcript import doubts, unlabelled
from segmentcast.transcript.attribution.labelled import speakers
from segmentcast.transcript.attribution.naming.likely_sex import with_sexes
from segmentcast.transcript.attribution.voice_evidence import VoiceEvidence
from segmentcast.transcript.document import Document, Facts
from segmentcast.transcript.labels import label_book
from segmentcast.transcript.labels.label_book import LabelBook
from segmentcast.transcript.page import form_fields, header, headings
from segmentcast.transcript.page.directions import DirectionRules
from segmentcast.transcript.page.spoken_items import Item, items_of, join_captions
from segmentcast.transcript.review.overrides import SpeakerOverrides
from segmentcast.transcript.review.revision import RevisedTranscript, revise
from segmentcast.transcript.text.prose import excerpt

_GOES_ON = 0.8
"""A line with a time and no name, between lines that have one, goes on with the speaker before."""
_DOUBTFUL_LABEL = 0.5
"""Of a turn that holds a line which may be somebody else's."""
_MOST_BARE = 0.5
"""Share of the captions without a speaker, among those with, that are looked at one by one."""
_BREAKS = frozenset({"break", "commercial break", "music", "theme music", "soundbite", "pause"})
_ALONE_BREAKS = frozenset(
    ("break", "short break", "commercial break", "ad break", "station break", "advertising break")
)
"""Those that nobody answers with."""
_LONGEST_BREAK = 120


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
    document, book = _book(document)
    page = header.separate(document, name, book, rules)
    items, alone, item_findings = items_of(page.blocks, book, rules, name)
    findings = [*document.findings, *page.findings, *item_findings]
    if not items:
        raise TranscriptError.at(name, *_nothing(document, bool(alone), findings))
    labelled = any(item.label is not None and item.label.name for item in items)
    cast = (
        _labelled(items, page.facts, name, named_by_format=document.labelled)
        if labelled
        else unlabelled.attributed(
            items, unlabelled.about_of(page.facts, roster), name, document, voices
        )
    )
    unread = _unread(cast, items, book, document)
    cast = _with_label_doubts(cast, unread, items, book, name)
    cast = revise(cast, overrides, name)
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
            *doubts.without_stops(_spoken(cast), name),
            *doubts.unsure(cast.turns, cast.speakers, _speaking(cast), name),
        ),
    )


def _unread(
    cast: RevisedTranscript, items: Sequence[Item], book: LabelBook, document: Document
) -> list[doubts.UnreadLabel]:
    """The words that could be labels; where captions name their speakers, those of the few that do not."""
    spoken = _spoken(cast)
    if not (document.labelled and document.timed):
        return doubts.unread_labels(spoken, book, labelled=document.labelled)
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


def _book(document: Document) -> tuple[Document, LabelBook]:
    """The document's labels. Where "Break:" is all that looks like one, it is a direction and nobody's label."""
    if document.labelled:
        return document, LabelBook()
    if document.headed and (fields := form_fields.places_of(document.blocks)):
        about = tuple(document.blocks[at].text for at in sorted(fields))
        kept = tuple(block for at, block in enumerate(document.blocks) if at not in fields)
        document = replace(document, blocks=kept, notes=(*document.notes, *about))
    settled = headings.without_remarks(headings.settle(document.blocks))
    book = label_book.learn(
        [
            ("", "") if headings.is_title(block, labelled=True) else (block.text, block.lead)
            for block in settled
        ],
        captions=document.timed,
    )
    settled = headings.asked(settled, book) if document.headed and book else settled
    only_breaks = bool(book.accepted) and book.accepted <= _BREAKS
    blocks = tuple(
        replace(block, text=f"[{block.text}]")
        if _is_break(block.text, among=_BREAKS if only_breaks else frozenset())
        or _stands_alone(block.text, book)
        else block
        for block in settled
    )
    return replace(document, blocks=blocks), LabelBook() if only_breaks else book


def _stands_alone(text: str, book: LabelBook) -> bool:
    """Whether a paragraph is a break and nobody's label: "Break:", "Commercial break", "Break: stay with us"."""
    if len(text) >= _LONGEST_BREAK or text.startswith("["):
        return False
    if text.rstrip(" .").casefold() in _ALONE_BREAKS:
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


def _labelled(
    items: list[Item], facts: Facts, name: str, *, named_by_format: bool
) -> RevisedTranscript:
    """Turns by labels; a paragraph without one goes on with the speaker before.

    One that is another speaker's without a name is never that of the speaker before.
    """
    groups: list[list[Item]] = []
    for item in items:
        if not groups or item.label is not None:
            groups.append([item])
        else:
            groups[-1].append(item)
    labelled_turns = [
        speakers.Said(
            group[0].label if group[0].label and group[0].label.name else None,
            unlabelled.text_of(group),
            nameless=group[0].label is not None and not group[0].label.name,
        )
        for group in groups
    ]
    if not named_by_format:
        labelled_turns = speakers.answered(labelled_turns)
    spoken = speakers.identify(labelled_turns, facts.summary, name, facts.byline)
    turns: list[Turn] = []
    for group, (index, known, evidence) in zip(groups, spoken.turns, strict=True):
        speaker = spoken.speakers[index]
        paragraphs = tuple(item.paragraph for item in group)
        certain = min(known, spoken.names[index])
        if any(item.block.doubtful for item in group):
            certain = min(certain, _GOES_ON)
        turns.append(Turn(speaker.key, paragraphs, certain, evidence))
    done = unlabelled.without_repeats(turns)
    return RevisedTranscript(_unique(spoken.speakers), _merged(spoken), done, spoken.findings)


def _merged(spoken: speakers.SpeakerAssignment) -> dict[str, frozenset[str]]:
    known: dict[str, frozenset[str]] = {}
    for speaker, keys in zip(spoken.speakers, spoken.labels, strict=True):
        known[speaker.key] = known.get(speaker.key, frozenset()) | keys
    return known


def _unique(found: tuple[Speaker, ...]) -> tuple[Speaker, ...]:
    return tuple({speaker.key: speaker for speaker in reversed(found)}.values())[::-1]


def _speaking(cast: RevisedTranscript) -> tuple[Speaker, ...]:
    speaking = {turn.speaker for turn in cast.turns}
    return tuple(speaker for speaker in cast.speakers if speaker.key in speaking)


def _spoken(cast: RevisedTranscript) -> list[Paragraph]:
    return [paragraph for turn in cast.turns for paragraph in turn.paragraphs]


def _with_label_doubts(
    cast: RevisedTranscript,
    unread: list[doubts.UnreadLabel],
    items: list[Item],
    book: LabelBook,
    name: str,
) -> RevisedTranscript:
    """The cast, with the turns doubted that hold a line which may be somebody else's."""
    doubtful = [
        (item.paragraph, item.label)
        for item in items
        if item.label and item.label.key in book.doubtful
    ]
    grave = [row.paragraph for row in unread if row.grave]
    lines = {*grave, *(paragraph for paragraph, _ in doubtful)}
    turns = tuple(
        replace(turn, confidence=min(turn.confidence, _DOUBTFUL_LABEL))
        if not lines.isdisjoint(turn.paragraphs)
        else turn
        for turn in cast.turns
    )
    findings = doubts.label_findings(
        unread, [label for _, label in doubtful], name, labelled=bool(book)
    )
    return replace(cast, turns=turns, findings=(*cast.findings, *findings))
