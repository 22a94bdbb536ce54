"""How tools and houses lay out speakers, times and words in lines of text.

A layout is recognised by its lines, whatever file they came in: text, Word, Markdown, HTML, PDF. A
new one is a module in one of the rooms with `read(lines)`, which gives None where the lines are laid
out otherwise, and one row here; the first that recognises its own counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from segmentcast.transcript.document import Document, Facts, Line
from segmentcast.transcript.labels import label_book
from segmentcast.transcript.labels.label_shapes import LabelShape
from segmentcast.transcript.readers.documents.text_files import bare_letters
from segmentcast.transcript.readers.layouts.exports import (
    chats,
    notices,
    other_times,
    recorder,
    stamps,
)
from segmentcast.transcript.readers.layouts.named_lines import (
    bracketed,
    enclosed,
    names_alone,
    names_in_front,
)
from segmentcast.transcript.readers.layouts.press import (
    bold_questions,
    dialogue_dashes,
    letters,
    quoted_headline,
)
from segmentcast.transcript.readers.layouts.proceedings import (
    congress,
    deposition,
    french_chambers,
    parliament,
    stop_dash,
)
from segmentcast.transcript.readers.layouts.turn_lines import Laid

_LAYOUTS: tuple[Callable[[Sequence[Line]], Laid | None], ...] = (
    congress.read,
    deposition.read,
    stop_dash.read,
    parliament.read,
    french_chambers.read,
    recorder.read,
    stamps.read,
    bracketed.read,
)
_REACH = 80
_MANY_MORE = 2


def settle(document: Document, name: str, is_person: Callable[[str], bool]) -> Document:
    """The document, its speakers labelled and its times apart where a layout says how they are written.

    Only for what reads as a page: formats that name speakers themselves are left alone. `name`: the
    file's, for findings. `is_person`: whether a name is a person's, be nothing else known of it.
    """
    if document.timed:
        return notices.without_credits(document)
    if document.labelled or not document.headed:
        return document
    document = enclosed.settle(
        other_times.settle(quoted_headline.settle(document, name), name), name
    )
    document = letters.settle(bold_questions.settle(notices.set_aside(document, name)))
    document = replace(document, blocks=bare_letters.settle(document.blocks))
    if not document.asked_in_type:
        document = dialogue_dashes.settle(document)
    lines = document.lines or _lines_of(document)
    layouts: tuple[Callable[[Sequence[Line]], Laid | None], ...] = (
        partial(chats.read, name=name, is_person=is_person),
        *_LAYOUTS,
        partial(names_alone.read, name=name),
        partial(names_in_front.read, name=name, is_person=is_person),
    )
    for read in layouts:
        laid = read(lines)
        if laid is None:
            continue
        if laid.certain or not (_begins_late(laid, lines) or _has_fewer(laid, lines)):
            return _with(document, laid)
    return document


def _begins_late(laid: Laid, lines: Sequence[Line]) -> bool:
    """Whether labelled turns are before the layout's first: then it is the habit of a part of the text."""
    first = next((block.line for block in laid.blocks if block.line), None)
    if first is None:
        return False
    book = label_book.learn([(line.text, line.lead) for line in lines])
    before = (line for line in lines if line.number < first)
    return any(
        start[0].shape is LabelShape.NAME and start[1] < len(line.text)
        for line in before
        if (start := book.start(line.text, line.lead)) is not None
    )


def _has_fewer(laid: Laid, lines: Sequence[Line]) -> bool:
    """Whether other labels, with colons or in bold, begin many more lines than the layout has turns: then it is chance.

    A list of links before the talk, "Mill Lane (a map)", looks like members and their parties.
    """
    turns = sum(block.label is not None or block.start_ms is not None for block in laid.blocks)
    if sum(":" in line.text[:_REACH] or bool(line.lead) for line in lines) <= turns * _MANY_MORE:
        return False
    book = label_book.learn([(line.text, line.lead) for line in lines])
    labelled = sum(book.start(line.text, line.lead) is not None for line in lines)
    return labelled > turns * _MANY_MORE


def _lines_of(document: Document) -> tuple[Line, ...]:
    return tuple(
        Line(
            block.text, block.line or at, block.gap, block.indent, len(block.text), block.lead,
            block.heading,
        )
        for at, block in enumerate(document.blocks, 1)
    )  # fmt: skip


def _with(document: Document, laid: Laid) -> Document:
    known, facts = document.facts, laid.facts
    notes = dict.fromkeys((*document.notes, *laid.notes))
    if known.title and facts.title:
        notes[facts.title] = None
    merged = Facts(
        title=known.title or facts.title,
        summary=known.summary or facts.summary,
        published=known.published or facts.published,
        language=known.language or facts.language,
        byline=known.byline or facts.byline,
        page_url=known.page_url or facts.page_url,
        image_url=known.image_url,
        comments_url=known.comments_url,
    )
    return replace(
        document,
        blocks=laid.blocks,
        facts=merged,
        labelled=laid.labelled,
        headed=not (laid.labelled or laid.timed),
        timed=laid.timed,
        timed_paragraphs=laid.timed_paragraphs,
        notes=tuple(note for note in notes if note != merged.title),
        findings=(*document.findings, *laid.findings),
    )
