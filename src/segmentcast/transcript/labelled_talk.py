"""Turns and speakers of a page that labels its turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from segmentcast.model import Speaker, Turn
from segmentcast.transcript import doubts, unlabelled
from segmentcast.transcript.attribution.labelled import (
    labelled_turns,
    last_turn,
    listed_labels,
    sparse_labels,
    speakers,
)
from segmentcast.transcript.document import Document
from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.page import header
from segmentcast.transcript.page.spoken_items import Item
from segmentcast.transcript.review.revision import RevisedTranscript
from segmentcast.transcript.text.names import key_of

_GOES_ON = 0.8
"""A line with a time and no name, between lines that have one, goes on with the speaker before."""
_LONG_AFTER = 20
"""Captions behind the only label."""


def attributed(
    items: list[Item], page: header.Page, name: str, document: Document
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
    firsts = [_called(group[0].label, document, page) for group in groups]
    names = listed_labels.names_of(firsts, document.people, page.facts)
    said = [
        labelled_turns.Said(
            replace(first, name=names.get(first.key, first.name)) if first else None,
            unlabelled.text_of(group),
            nameless=group[0].label is not None and not group[0].label.name,
        )
        for group, first in zip(groups, firsts, strict=True)
    ]
    if not document.labelled:
        said = labelled_turns.answered(said)
    facts = page.facts
    spoken = speakers.identify(said, facts.summary, name, facts.byline, facts.title)
    texts = [[item.paragraph.text for item in group] for group in groups]
    swallowed = frozenset() if document.labelled else sparse_labels.swallowed(texts)
    sparse = doubts.sparse_labels([groups[at] for at in sorted(swallowed)], name)
    below = [
        at for at, group in enumerate(groups) if any(item.block.below_question for item in group)
    ]
    if below:
        swallowed |= frozenset(below)
        sparse.append(doubts.chapters(groups[below[0]][0].paragraph, name))
    answers = [group for group in groups if group[0].label and group[0].label.name == "A"]
    if document.asked_in_type and sparse_labels.alternate(
        [[item.paragraph.text for item in group] for group in answers]
    ):
        swallowed = frozenset(range(len(groups)))
        sparse = [doubts.chapters(answers[0][0].paragraph, name)]
    elif document.perhaps_article:
        swallowed = frozenset(range(len(groups)))
        sparse = [doubts.no_address(groups[0][0].paragraph, name)]
    if page.mostly_head:
        swallowed = frozenset(range(len(groups)))
    if document.timed and _once_among(groups):
        swallowed |= {len(groups) - 1}
    strays = () if document.timed else last_turn.doubted(groups)
    # "What do you think?" is on many pages' edges; within a turn somebody asks it.
    asked = [item for item in strays if item.paragraph.text.endswith("?")]
    strays = tuple(item for item in strays if item not in asked or item in groups[-1])
    if document.asked_in_type:
        closer = spoken.speakers[spoken.turns[-1][0]].name
        strays = tuple(dict.fromkeys((*strays, *last_turn.behind_questions(groups, closer))))
    turns: list[Turn] = []
    for at, (group, (index, known, evidence)) in enumerate(zip(groups, spoken.turns, strict=True)):
        speaker = spoken.speakers[index]
        paragraphs = tuple(item.paragraph for item in group)
        certain = min(known, spoken.names[index])
        if any(item.block.doubtful for item in group):
            certain = min(certain, _GOES_ON)
        guessed = any(item.block.guessed or item in strays for item in group)
        if at in swallowed or guessed:
            certain = min(certain, doubts.DOUBTFUL_LABEL)
        turns.append(Turn(speaker.key, paragraphs, certain, evidence))
    done = unlabelled.without_repeats(turns)
    doubtful = doubts.perhaps_strays([item.paragraph for item in strays], name)
    findings = (*spoken.findings, *sparse, *doubtful)
    return RevisedTranscript(_unique(spoken.speakers), _merged(spoken, names), done, findings)


def _called(label: Label | None, document: Document, page: header.Page) -> Label | None:
    """The label, if it has a name; "Q" and "A" by the names that the interview's first turns have.

    Whoever asks has often the paper's name there, and the byline has the person's.
    """
    if label is None or not label.name:
        return None
    name = document.asked_as.get(label.name)
    if name is None or (label.name == "Q" and page.facts.byline):
        return label
    return replace(label, name=name, generic=False)


def _once_among(groups: Sequence[Sequence[Item]]) -> bool:
    """Whether the captions name one person once, after words of nobody: the rest need not be that person's."""
    named = [group for group in groups if group[0].label is not None]
    return len(named) == 1 and len(groups) == 2 and len(groups[-1]) > _LONG_AFTER


def _merged(
    spoken: speakers.SpeakerAssignment, names: Mapping[str, str]
) -> dict[str, frozenset[str]]:
    """What a person may call each speaker by; the labels that stand for one of `names` among it."""
    known: dict[str, frozenset[str]] = {}
    for key, name in names.items():
        known[key_of(name)] = known.get(key_of(name), frozenset()) | {key}
    for speaker, keys in zip(spoken.speakers, spoken.labels, strict=True):
        known[speaker.key] = known.get(speaker.key, frozenset()) | keys
    return known


def _unique(found: tuple[Speaker, ...]) -> tuple[Speaker, ...]:
    return tuple({speaker.key: speaker for speaker in reversed(found)}.values())[::-1]
