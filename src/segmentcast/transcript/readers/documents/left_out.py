"""What a document holds and its readers do not see, or its author took out: not spoken, and reported."""

from __future__ import annotations

from dataclasses import dataclass, field

from segmentcast.model import Finding
from segmentcast.model.finding import Severity
from segmentcast.transcript.text.prose import collapse, excerpt

_SHOWN = 160
_Places = list[tuple[int | None, str]]


@dataclass(slots=True)
class LeftOut:
    """Words that are struck out, hidden or deleted, each with its line or paragraph (None: not known)."""

    struck: _Places = field(default_factory=list)
    hidden: _Places = field(default_factory=list)
    deleted: _Places = field(default_factory=list)

    def findings(self, name: str) -> tuple[Finding, ...]:
        """A finding for each kind, with the first of its places. Words that a revision deleted are a note."""
        kinds: tuple[tuple[_Places, Severity, str, str, str], ...] = (
            (self.struck, "warning", "struck-out", "struck out in the document, so not spoken",
             "If somebody says it, remove the strikethrough."),
            (self.hidden, "warning", "hidden-text", "hidden in the document, so not spoken",
             "If somebody says it, show it in the document."),
            (self.deleted, "note", "deleted-text", "deleted in a tracked change, so not spoken",
             "If somebody says it, reject the change in the document."),
        )  # fmt: skip
        findings: list[Finding] = []
        for places, level, rule, reason, mend in kinds:
            runs = _runs(places)
            if not runs:
                continue
            number, words = runs[0]
            more = f" ({len(runs)} places)" if len(runs) > 1 else ""
            place = f"{name}:{number}" if number else name
            what = f'{reason}{more}: "{excerpt(words, _SHOWN)}"'
            findings.append(Finding(level, rule, place, what, mend))
        return tuple(findings)


def _runs(places: _Places) -> _Places:
    """The words by paragraph: a word processor cuts a sentence into many runs. Marks alone are no words."""
    runs: _Places = []
    for number, words in places:
        if runs and number is not None and runs[-1][0] == number:
            runs[-1] = (number, runs[-1][1] + words)
        else:
            runs.append((number, words))
    flat = [(number, collapse(words)) for number, words in runs]
    return [(number, words) for number, words in flat if any(map(str.isalnum, words))]
