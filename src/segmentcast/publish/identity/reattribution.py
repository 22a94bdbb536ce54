"""Whether published words are now said by another person: a correction, though no word changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from segmentcast.model import Cue, Transcript
from segmentcast.transcript.attribution.naming.name_knowledge.persons import may_mean
from segmentcast.transcript.labels.label_forms import parse
from segmentcast.transcript.text.names import key_of

Passage = tuple[str, Sequence[str]]
"""A person's name and the words in a row that they say."""


def passages_of(transcript: Transcript) -> list[Passage]:
    """Who says what in a transcript."""
    names = {speaker.key: speaker.name for speaker in transcript.speakers}
    return [(names[turn.speaker], turn.text.split()) for turn in transcript.turns]


def passages_of_cues(cues: Iterable[Cue]) -> list[Passage]:
    """Who says what in published captions."""
    return [(cue.speaker, cue.text.split()) for cue in cues]


def is_reattributed(before: Sequence[Passage], after: Sequence[Passage]) -> bool:
    """Whether a word is said by another person than before.

    A person whose name is written in another way, or who gets a name for "Speaker 1", is the same
    person. If the words differ, they can't be compared, and the answer is no: a change of words
    needs a correction anyway.
    """
    known = {name for name, words in before if words}
    pairs = _names_of_words(before, after)
    return pairs is not None and any(not _is_same(old, new, known) for old, new in pairs)


def _names_of_words(
    before: Sequence[Passage], after: Sequence[Passage]
) -> set[tuple[str, str]] | None:
    """Pairs of the names that a word had and has; None if the words aren't the same."""
    old, new = list(_words(before)), list(_words(after))
    if [word for word, _ in old] != [word for word, _ in new]:
        return None
    return {(one, other) for (_, one), (_, other) in zip(old, new, strict=True)}


def _words(passages: Sequence[Passage]) -> Iterator[tuple[str, str]]:
    return ((word, name) for name, words in passages for word in words)


def _is_same(old: str, new: str, known: set[str]) -> bool:
    if key_of(old) == key_of(new) or not old:
        return True
    if _is_unnamed(old):  # unless the words go to somebody who was there already
        return not _is_unnamed(new) and not any(may_mean(name, new) for name in known - {old})
    return may_mean(old, new) and new not in known


def _is_unnamed(name: str) -> bool:
    label = parse(name)
    return label is not None and label.generic
