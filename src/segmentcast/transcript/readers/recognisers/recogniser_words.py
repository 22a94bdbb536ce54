"""What recognisers' JSON shares: words with times become cues of a sentence; damage is collected.

A recogniser gives words, and marks that belong to the word before. A cue ends where a sentence does,
where another speaks, or after a long silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import isfinite

from segmentcast.errors import Problem, TranscriptError
from segmentcast.transcript.readers.bounded_json import LONGEST_MS
from segmentcast.transcript.readers.cues.source_caption import SourceCaption
from segmentcast.transcript.text.prose import collapse

_SILENCE_MS = 3000
_MOST_WORDS = 80
_STOPS = (".", "?", "!", "…", "。", "？", "！", "؟", "।")
_CLOSERS = "\"'”’»)]"
_MOST_PROBLEMS = 50
_WITHOUT_SPACES = (("\u2e80", "\u9fff"), ("\uf900", "\ufaff"), ("\uff00", "\uffef"), ("\u0e00", "\u0eff"))  # fmt: skip

Table = dict[str, object]
SECONDS = 0.001
"""Units a millisecond, for `milliseconds`."""


@dataclass(frozen=True, slots=True)
class RecognisedWord:
    """A word, or a mark (`glued` to the word before); `speaker` as a label, None where none is given."""

    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    speaker: str | None = None
    glued: bool = False


@dataclass(slots=True)
class UnreadableRows:
    """What is missing or of another kind than the format has it; one error for all."""

    name: str
    problems: list[Problem] = field(default_factory=list)

    def note(self, where: str, what: str) -> None:
        """A problem at a place in the file."""
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(
                Problem(f"{self.name}: {where}", what, "Export the transcript again.")
            )

    def tables(self, value: object, where: str) -> list[Table]:
        """The objects of a list; whatever else is in it is a problem."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.note(where, "is no list.")
            return []
        known: list[Table] = []
        for at, entry in enumerate(value, 1):
            if isinstance(entry, dict):
                known.append(entry)
            else:
                self.note(f"{where} {at}", "is no object.")
        return known

    def text(self, table: Table, key: str, where: str) -> str:
        """A text that must be there; "" with a problem where it is not."""
        value = table.get(key)
        if isinstance(value, str):
            return value
        self.note(where, f'has no text "{key}".')
        return ""

    def refuse(self) -> None:
        """Raise TranscriptError where anything was noted."""
        if self.problems:
            raise TranscriptError(self.problems)


def within(value: object, *path: str | int) -> object:
    """What lies at a path of keys and places; None where it leads nowhere."""
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def table_at(value: object, *path: str | int) -> Table:
    """The object at a path; an empty one where there is none."""
    known = within(value, *path)
    return known if isinstance(known, dict) else {}


def milliseconds(value: object, per_ms: float) -> int | None:
    """A number, or one in a text, with `per_ms` units a millisecond; None for what is no time."""
    if isinstance(value, str):
        try:
            value = float(value.strip().removesuffix("s"))
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if abs(value) > LONGEST_MS * max(1.0, per_ms) or not isfinite(value):
        return None
    ms = round(value / per_ms)
    return ms if 0 <= ms <= LONGEST_MS else None


def label_of(value: object) -> str | None:
    """A recogniser's speaker as a label: its name, or "Speaker 1" for a number; None for none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return f"Speaker {value:g}" if isfinite(value) else None
    words = collapse(value) if isinstance(value, str) else ""
    return f"Speaker {words}" if words.isdigit() else words or None


def cues_of(words: Iterable[RecognisedWord]) -> Iterator[SourceCaption]:
    """A cue for each sentence of one speaker."""
    run: list[RecognisedWord] = []
    text = ""
    for word in words:
        flat = collapse(word.text)
        if not flat:
            continue
        if run and _ends(run, text, word):
            yield _cue(run, text)
            run, text = [], ""
        text = f"{text}{'' if not text or word.glued or _joins(text, flat) else ' '}{flat}"
        run.append(word)
    if run:
        yield _cue(run, text)


def _ends(run: list[RecognisedWord], text: str, word: RecognisedWord) -> bool:
    if word.glued:
        return False
    if word.speaker != run[-1].speaker or len(run) >= _MOST_WORDS:
        return True
    if text.rstrip(_CLOSERS).endswith(_STOPS):
        return True
    ends = [known.end_ms for known in run[-2:] if known.end_ms is not None]
    return bool(ends) and word.start_ms is not None and word.start_ms - ends[-1] > _SILENCE_MS


def _joins(text: str, word: str) -> bool:
    """Whether the script puts no space here: Chinese, Japanese, Thai."""
    return _unspaced(text[-1]) and _unspaced(word[0])


def _unspaced(char: str) -> bool:
    return any(low <= char <= high for low, high in _WITHOUT_SPACES)


def _cue(run: list[RecognisedWord], text: str) -> SourceCaption:
    starts = [word.start_ms for word in run if word.start_ms is not None]
    ends = [word.end_ms for word in run if word.end_ms is not None]
    return SourceCaption(
        text, starts[0] if starts else None, ends[-1] if ends else None, run[0].speaker
    )
