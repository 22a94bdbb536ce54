"""Forms before a transcript: "Date: ...", "Length: ...", "Language: ...", a line each, are about it and nobody's words.

Interviews kept by archives and researchers begin so, and the Word files of call recorders. The lines
look like labelled turns; but each label is there once, what is behind it is no sentence, and they end
where the first label begins that comes again. The fields of press offices stand around the talk: its
subjects above it, and whom to call below it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from segmentcast.patterns import compile_late
from segmentcast.transcript.document import Block
from segmentcast.transcript.labels.label_starts import at_start
from segmentcast.transcript.text.dates import parse_date
from segmentcast.transcript.text.persons import speaks_of_itself, speaks_to_somebody
from segmentcast.transcript.text.prose import ends_sentence, ends_with_question, word_count

_FEWEST = 3
_MOST_WORDS = 14
_WITHOUT_STOP = 0.75
_WITHIN = 80
"""Blocks at the start that are looked at."""
_MOST_SUBJECTS = 80
"""Words of a list of subjects."""
_SUBJECTS = compile_late(r"(?:subjects?|topics?|themen|thèmes?|sujets?|temas?|argomenti)", re.I)
_TO_CALL = compile_late(r"\(?\+?\d[\d ().–-]{6,20}\d|[\w.+-]{1,60}@[\w.-]{3,60}")
_FIELDS = compile_late(
    r"(?:presenters?|slides|on-the-web|(?:media-|public-|press-)?contact|attendees|delegates|participants|present|location|agenda)",
    re.I,
)
"""What pages write before a name, names, a link or a date; "Presenter" may be a person's part as well."""
_LINK = compile_late(r"\W*(?:https?://|www\.)\S+\W*", re.I)
_JOINING = frozenset("of the and for in at to de la et und y e a an on with from".split())
_MOST_LISTED = 60
_MOST_NAMES = 8
_LONGEST_CONTACT = 160


def places_of(blocks: Sequence[Block]) -> frozenset[int]:
    """Where the fields of a form, or of a press office, are; a form's where three or more begin the text."""
    starts = [at_start(block.text, block.lead) for block in blocks]
    keys = [start[0].key if start and start[0].strength else "" for start in starts]
    counts = Counter(key for key in keys if key)
    first = next((at for at, key in enumerate(keys) if key and counts[key] > 1), len(keys))
    once = [at for at, key in enumerate(keys) if key and counts[key] == 1]
    words = {at: blocks[at].text[start[1] :] for at in once if (start := starts[at]) is not None}
    asked = {at for at in once if at and ends_with_question(blocks[at - 1].text)}
    about = {at: value for at, value in words.items() if at not in asked}
    return (
        _of_form(blocks, keys, first, words)
        | _of_office(keys, first, counts, about)
        | _with_values(blocks, keys)
    )


def _with_values(blocks: Sequence[Block], keys: Sequence[str]) -> frozenset[int]:
    """Fields with a name, a link or a date behind them, wherever they stand: "Presenter: Rosa Lind", "Slides: See Agenda".

    One value that somebody could say makes all of its label speech.
    """
    places: set[int] = set()
    for key in {key for key in keys if key and _FIELDS.fullmatch(key)}:
        here = [at for at, found in enumerate(keys) if found == key]
        taken: set[int] = set()
        for at in here:
            start = at_start(blocks[at].text, blocks[at].lead)
            value = blocks[at].text[start[1] :] if start else ""
            if not value and at + 1 < len(blocks) and _LINK.match(blocks[at + 1].text):
                taken |= {at, at + 1}
            elif _is_value(value):
                taken.add(at)
            else:
                break
        else:
            places |= taken
    return frozenset(places)


def _is_value(value: str) -> bool:
    """Whether words are a link, names, or a date: none is of a sentence."""
    if _LINK.match(value):
        return True
    words = re.findall(r"[^\W_][\w'’-]*", value)
    return (
        1 < len(words) <= _MOST_LISTED
        and not value.rstrip().endswith((".", "!", "?", "…", "-", "—"))
        and not speaks_of_itself(value)
        and all(word[0].isupper() or word[0].isdigit() or word in _JOINING for word in words)
    )


def _of_form(
    blocks: Sequence[Block], keys: Sequence[str], first: int, words: Mapping[int, str]
) -> frozenset[int]:
    if first in (0, len(keys)) or first > _WITHIN:
        return frozenset()
    fields = [at for at in range(first) if keys[at] and not blocks[at].heading]
    values = [words[at] for at in fields]
    if len(fields) < _FEWEST or any(word_count(value) > _MOST_WORDS for value in values):
        return frozenset()
    plain = sum(not ends_sentence(value) for value in values)
    return frozenset(fields) if plain >= len(values) * _WITHOUT_STOP else frozenset()


def _of_office(
    keys: Sequence[str], first: int, counts: Mapping[str, int], words: Mapping[int, str]
) -> frozenset[int]:
    """The subjects and the date above the first label that comes again, and whom to call below the last one.

    `words`: those of labels that are there once, and answer no question.
    """
    if first == len(keys):
        return frozenset()
    last = max(at for at, key in enumerate(keys) if key and counts[key] > 1)
    return frozenset(
        at
        for at, value in words.items()
        if (at < first and _SUBJECTS.fullmatch(keys[at]) and _is_list(value))
        or (at < first and parse_date(value) is not None)
        or ((at < first or at > last) and _is_contact(value))
    )


def _is_list(value: str) -> bool:
    """Whether a label's words are subjects, which nobody says to anybody."""
    return (
        0 < word_count(value) <= _MOST_SUBJECTS
        and "?" not in value
        and not speaks_of_itself(value)
        and not speaks_to_somebody(value)
    )


def _is_contact(value: str) -> bool:
    """Whether a label's words are a name and a telephone number, or an address."""
    if len(value) > _LONGEST_CONTACT or not _TO_CALL.search(value):
        return False
    names = re.findall(r"\w+", _TO_CALL.sub(" ", value))
    # A word in small letters is of a sentence, which somebody may say.
    return len(names) <= _MOST_NAMES and all(name[0].isupper() for name in names)
