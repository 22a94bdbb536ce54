"""Labels that are short for the people whom the page's front matter lists: "TL:" under `speakers: [Tom Lund]`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.labels.short_names import initials, short_forms, words_of

KEYS = frozenset(
    "speaker speakers guest guests host hosts co-hosts cohosts participant participants panelist panelists "
    "panellist panellists moderator moderators interviewer interviewers interviewee interviewees".split()
)
"""Keys of front matter that list who speaks."""
_BETWEEN = re.compile(r"\s*[,;&]\s*|\s+and\s+")


def people_of(others: Mapping[str, str]) -> tuple[str, ...]:
    """The full names that front matter lists as those of people who speak."""
    listed = (_BETWEEN.split(value) for key, value in others.items() if key.casefold() in KEYS)
    names = dict.fromkeys(name.strip() for part in listed for name in part)
    return tuple(name for name in names if len(words_of(name)) > 1)


def full_names(labels: Iterable[Label], people: Iterable[str]) -> dict[str, str]:
    """The listed person by the key of each label that is short for one of them, and for nobody else."""
    first = {label.key: label for label in labels if label.name and not label.generic}
    written = {words_of(label.name) for label in first.values()}
    in_full = [label.name for label in first.values() if len(words_of(label.name)) > 1]
    listed = [name for name in people if words_of(name) not in written]
    # A person whom a label has in full takes that label's short forms, as if they were not listed.
    taken = {form for name in in_full for form in _forms(name)}
    found: dict[str, str] = {}
    for key, label in first.items():
        form = words_of(label.name)
        fitting = [name for name in listed if form in _forms(name)]
        if len(form) == 1 and len(fitting) == 1 and form not in taken:
            found[key] = fitting[0]
    return found


def _forms(name: str) -> frozenset[tuple[str, ...]]:
    """What a label calls a person of this name: a first or last name, or initials, with particles or without."""
    letters = ("".join(word[0] for word in words_of(name)),)
    return frozenset((*short_forms(name), initials(name), letters))
