"""Values for the templates: an episode's words in page order.

Templates of a show may use these names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from segmentcast import timing
from segmentcast.model import Credit, Cue, Part, Unheard
from segmentcast.site.people_views import Face, part_of, portrait
from segmentcast.vocabulary.wordings import Language


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its start in seconds for `data-start` (empty if it is not heard), and its words."""

    start: str
    text: str


@dataclass(frozen=True, slots=True)
class TurnView:
    """The words of one speaker until the next. `anchor` is its `id`: `turn-4`, counted from 1.

    `face` and `role` are set at a person's first turn. `question`: the last paragraph is a question
    that the next speaker answers.
    """

    anchor: str
    speaker: str
    start: str
    clock: str
    paragraphs: tuple[tuple[Sentence, ...], ...]
    face: Face | None = None
    role: str = ""
    role_language: str = ""
    question: bool = False


def turns(
    cues: Iterable[Cue],
    unheard: Iterable[Unheard] = (),
    credits: Sequence[Credit] = (),
    words: Language | None = None,
    language: str = "",
) -> Iterator[TurnView]:
    """The transcript: turns in order, each with paragraphs of sentences, heard or not.

    A turn that is interrupted by another (cues out of order) is shown in the order in which it is
    heard. Only its first part gets the plain anchor. `language` is that of the words, `words` has
    the page's own.
    """
    people = {credit.name: credit for credit in credits}
    numbers: dict[int, int] = {}
    introduced: set[str] = set()
    sentences = _in_order(tuple(cues), unheard)
    runs = [
        (key, list(group))
        for key, group in groupby(sentences, key=lambda cue: (cue.turn, cue.speaker))
    ]
    for place, ((number, speaker), spoken) in enumerate(runs):
        start_ms = next((cue.start_ms for cue in spoken if isinstance(cue, Cue)), None)
        part = numbers[number] = numbers.get(number, 0) + 1
        person = people.get(speaker)
        new = person if speaker not in introduced else None
        introduced.add(speaker)
        answered = place + 1 < len(runs) and runs[place + 1][0][1] != speaker
        paragraphs = [
            list(paragraph) for _, paragraph in groupby(spoken, key=lambda cue: cue.paragraph)
        ]
        own_role = new.role if new else ""
        yield TurnView(
            anchor=f"turn-{number + 1}" if part == 1 else f"turn-{number + 1}-{part}",
            speaker=speaker,
            start="" if start_ms is None else seconds(start_ms),
            clock="" if start_ms is None else timing.clock(start_ms),
            paragraphs=tuple(
                tuple(
                    Sentence(seconds(cue.start_ms) if isinstance(cue, Cue) else "", cue.text)
                    for cue in paragraph
                )
                for paragraph in paragraphs
            ),
            face=portrait(new) if new else None,
            role=own_role or (part_of(new, words) if new and words else ""),
            role_language=language if own_role else words.tag if words else "",
            question=answered
            and person is not None
            and person.part == Part.HOST.value
            and is_question(" ".join(cue.text for cue in paragraphs[-1])),
        )


_QUESTION_MARKS = ("?", "\u061f", "\uff1f", "\u037e")
_LONGEST_QUESTION = 45
"""Words of a paragraph that is set as a question."""


def is_question(text: str) -> bool:
    """Whether a paragraph ends with a question mark and is short enough to be set as a question."""
    ending = text.rstrip().rstrip("\"'\u201d\u2019\u00bb)")
    return ending.endswith(_QUESTION_MARKS) and len(text.split()) <= _LONGEST_QUESTION


def _in_order(cues: Sequence[Cue], unheard: Iterable[Unheard]) -> Iterator[Cue | Unheard]:
    """The sentences in transcript order."""
    waiting = {
        place: tuple(group)
        for place, group in groupby(unheard, key=lambda sentence: sentence.before)
    }
    for place, cue in enumerate(cues):
        yield from waiting.get(place, ())
        yield cue
    yield from waiting.get(len(cues), ())


def seconds(ms: int) -> str:
    """Seconds without trailing zeros: `83`, `12.35`."""
    return f"{ms / 1000:.10g}"
