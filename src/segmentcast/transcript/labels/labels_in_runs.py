"""Labels within paragraphs: turns that a page runs together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.labels.short_names import short_forms, words_of

_MOST_ONCE = 20


def run_together(
    paragraphs: Sequence[tuple[str, str]], named: Sequence[Label], runs: Sequence[Sequence[Label]]
) -> set[str]:
    """Names that are labels within a paragraph that itself begins with one: several turns run together.

    There have to be two full names that are known otherwise: from the text, from another
    paragraph's start, in short, or because they take turns. A part of such a name is a label when
    it is one twice. So are surnames in capitals that take turns: "ROE: ... - BRAND: ... - ROE: ...".
    """
    if not runs:
        return set()
    labels = [*named, *(label for run in runs for label in run[1:])]
    counts = Counter(label.key for label in labels)
    names = {label.key: label.name for label in labels if " " in label.name or label.honorific}
    starting = {label.key for label in named}
    in_short = {form for label in labels for form in _one_word(label)}
    known = {
        key
        for key, name in names.items()
        if (counts[key] > 1 and (key in starting or _takes_turns(key, runs)))
        or not in_short.isdisjoint(short_forms(name))
    }
    known.update(
        label.key for label in labels if label.strength == 2 and _takes_turns(label.key, runs)
    )
    # Where turns run together here and there only, a name within a turn is somebody who is talked of.
    habit = sum(len(run) - 1 for run in runs) * 2 >= len(named)
    open_keys = [key for key in names if key not in known and (habit or key in starting)]
    open_keys = open_keys[:_MOST_ONCE]
    known.update(key for key in open_keys if _stands_elsewhere(names[key], paragraphs))
    inner = {label.key for run in runs for label in run[1:]}
    if len(known) < 2 or (known.isdisjoint(inner) and not in_short):
        return set()
    shorts = {form for key in known & names.keys() for form in short_forms(names[key])}
    return known | {
        label.key for label in labels if counts[label.key] > 1 and words_of(label.name) in shorts
    }


def _one_word(label: Label) -> Iterator[tuple[str, ...]]:
    words = words_of(label.name)
    if len(words) == 1 and not label.honorific:
        yield words


def _takes_turns(key: str, runs: Sequence[Sequence[Label]]) -> bool:
    """Whether this label is twice in one paragraph, and never right after itself."""
    keys = [[label.key for label in run] for run in runs]
    return any(run.count(key) > 1 for run in keys) and not any(
        one == other == key for run in keys for one, other in pairwise(run)
    )


def _stands_elsewhere(name: str, paragraphs: Sequence[tuple[str, str]]) -> bool:
    return any(name in text and f"{name}:" not in text for text, _ in paragraphs)
