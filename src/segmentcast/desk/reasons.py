"""Why a turn is given to a person, as a producer reads it: a sentence, and the words that it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from segmentcast.editing import TurnRow
from segmentcast.model import Evidence
from segmentcast.transcript.text.prose import excerpt

_LONGEST = 140
_ELLIPSIS = re.compile(r"^…\s*|\s*…$")
_SENTENCES = {
    "label": "The name stands before it",
    "alternation": "The turn before it ends",
    "opens": "It begins",
    "question": "It asks",
    "spoken-to": "The turn before it speaks to this person",
    "calls-back": "It answers by name",
    "introduction": "It introduces somebody",
    "self-introduction": "The person gives their own name",
    "address": "It calls somebody by name",
    "before-any-label": "No name stands before it",
    "no-name": "No name stands before it",
    "no-labels": "The transcript names nobody as a speaker",
    "change-mark": "A mark says that the speaker changes; no name stands there",
    "one-voice": "One person speaks the whole text",
    "roster": "Other turns name this person",
    "guessed": "It was not sure before the transcript had labels",
    "voice": "The voice in the recording",
    "cast.toml": "Somebody decided it",
}
_WITHOUT_WORDS = frozenset(
    {"before-any-label", "no-name", "no-labels", "one-voice", "guessed", "cast.toml", "change-mark"}
)
_OF_THE_TURN_BEFORE = frozenset({"alternation", "spoken-to"})
_AT_ITS_END = frozenset({"alternation", "question"})
_SENTENCE_BREAK = re.compile(r"(?<=[.!?])\s+")
_SHORT = 3
"""Letters of a word that tells a producer little, such as `the`."""
_AGAINST = frozenset({"before-any-label", "no-name", "no-labels", "change-mark", "guessed"})


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for the person, or why that is not sure. `words` are of the transcript, or empty."""

    sentence: str
    words: tuple[str, ...] = ()
    doubt: bool = False
    before: bool = False
    """Whether the words are of the turn before."""


def reasons_of(row: TurnRow) -> tuple[Reason, ...]:
    """The reasons without repetitions; each quotation ends with a word."""
    return tuple(dict.fromkeys(_reason(item, row) for item in row.evidence))


def _reason(item: Evidence, row: TurnRow) -> Reason:
    if item.rule in _WITHOUT_WORDS:
        return Reason(_SENTENCES[item.rule], doubt=item.rule in _AGAINST)
    if item.rule == "words":
        part = "host" if row.part == "host" else "guest"
        telling = item.words.split(", ")
        longer = [words for words in telling if len(words) > _SHORT] or telling
        return Reason(f"Words that a {part} is likely to say", tuple(longer))
    words = item.words
    if item.rule == "alternation":
        words = words.removeprefix("after: ")
    if item.rule == "spoken-to":
        words = words.rpartition(" -> ")[0]
    if item.rule in _AT_ITS_END:
        words = _SENTENCE_BREAK.split(words)[-1]
    sentence = _SENTENCES.get(item.rule, item.rule.replace("-", " ").capitalize())
    before = item.rule in _OF_THE_TURN_BEFORE
    return Reason(sentence, (excerpt(words, _LONGEST),) if words else (), before=before)


def marked(
    text: str, reasons: Iterable[Reason], *, before: bool = False
) -> Iterator[tuple[bool, str]]:
    """The text of the turn, or of the one `before` it, in pieces: whether a reason rests on it, and the words."""
    phrases = {
        _ELLIPSIS.sub("", words)
        for reason in reasons
        if reason.before == before
        for words in reason.words
    }
    wanted = sorted(filter(None, phrases), key=len, reverse=True)
    if not wanted:
        yield False, text
        return
    pattern = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in wanted)
    at, known = 0, set[str]()
    for hit in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE):
        if hit[0].casefold() in known:
            continue
        known.add(hit[0].casefold())
        if hit.start() > at:
            yield False, text[at : hit.start()]
        yield True, hit[0]
        at = hit.end()
    if at < len(text):
        yield False, text[at:]
