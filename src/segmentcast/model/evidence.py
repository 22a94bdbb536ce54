"""What an attribution can rest on: every rule that gives a person a name, a part, or a turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

EvidenceRule = Literal[
    # a turn, or the names before it
    "label",
    "before-any-label",
    "no-name",
    "change-mark",
    "cast.toml",
    "guessed",
    "voice",
    # a turn without a label
    "no-labels",
    "one-voice",
    "roster",
    "part",
    "alternation",
    "opens",
    "question",
    "words",
    "spoken-to",
    "calls-back",
    "address",
    "introduction",
    "self-introduction",
    "sign-off",
    "thanks",
    # where a turn ends
    "change-marks",
    "gaps",
    "one-gap-size",
    # a person, as the page names them
    "byline",
    "summary",
    "summary-names",
    "summary-list",
    "summary-joins",
    "summary-joining",
    "summary-speaks-with",
    "summary-sits-down",
    "summary-host",
    "summary-reports",
    "summary-is",
    "summary-guest",
    "title-with",
    "title-guest",
    "title-medium",
    "show-name",
    "show-title",
    # a part
    "leads-the-talk",
    # which voice
    "likely-woman",
    "likely-man",
    "sex-unclear",
    # a notice in the place of a retracted episode
    "retraction",
]
"""docs/findings.md says what each means; a code keeps its meaning."""

if TYPE_CHECKING:
    _Rule = EvidenceRule
else:
    _Rule = str  # episodes published by an earlier version hold codes that are no longer given


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that an attribution rests on. `rule` names the inference, `words` quotes the source."""

    rule: _Rule
    words: str
