"""Paragraphs behind the last label that the page may say, and not whoever has the last label.

What a page has below a talk goes on under the last label: helplines, appeals, boxes. Its shape shows
it: nobody else on the page has a second paragraph, it ends as no sentence does where all others do,
or it stands farther off than a speaker's next paragraph does elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from segmentcast.patterns import compile_late
from segmentcast.transcript.labels.label_shapes import LabelShape
from segmentcast.transcript.labels.label_starts import at_start
from segmentcast.transcript.page import furniture
from segmentcast.transcript.page.spoken_items import Item
from segmentcast.transcript.text.persons import speaks_of_itself
from segmentcast.transcript.text.prose import ends_sentence, ends_with_question, word_count

_FEWEST = 4
"""Turns before the last one that show how the page is written."""
_PUNCTUATED = 0.95
_MOST_WORDS = 20
_MOST_PARAGRAPHS = 3
_CONTACT = compile_late(
    r"\S@\S+\.\w|\bwww\.|https?://|\b\d[\d -]{5,}\d\b|\b[A-Z]{2}\d\d(?: ?\d{4})+"
)
"""How a page is reached."""
_POINTS_ON = compile_late(
    r"for more (?:\w+ ){0,3}(?:about|on|from|see|visit|read)\b|(?:read|learn|find out) more (?:about|on|at)\b|"
    r"für (?:mehr|weitere) (?:\w+ ){0,2}(?:zu|über|von)|(?:mehr|weitere) (?:infos?|informationen)\b|pour (?:en savoir plus|plus d['’]info)|"
    r"(?:para|si quieres) (?:más|saber más)|(?:per|para) (?:saperne di più|saber mais)|meer (?:info|informatie|weten)",
    re.I,
)
"""How an editor's note below a talk begins that sends readers elsewhere."""
_FEWEST_APPEALS = 2
"""Turns in bold behind the last answer that ask nothing; one thanks for the talk."""
_CALLED = compile_late(r"(?:^|, )([^\W\d_a-z][\w’'-]+)(?=[!.?,])")
_MOST_ITALIC = 0.1


def closing_note(groups: Sequence[Sequence[Item]], speaker: str) -> Item | None:
    """The talk's last paragraph where it reads like its editor's: in italics, of the guest by name, or "For more ...".

    Of talks whose questions are told by their type. `speaker`: the name of whoever has the last turn.
    """
    label = groups[-1][0].label
    if len(groups) <= _FEWEST or label is None or label.name != "A":
        return None
    note = groups[-1][-1]
    text = note.paragraph.text
    if speaks_of_itself(text) and not _is_italic(note):
        return None
    others = [item for group in groups for item in group if item is not note]
    italic = sum(map(_is_italic, others)) <= len(others) * _MOST_ITALIC
    names = {name[1] for item in groups[-2] for name in _CALLED.finditer(item.paragraph.text)}
    named = {*names, *speaker.split()} & set(re.findall(r"[^\W\d_]{3,}", text))
    if (_is_italic(note) and italic) or _POINTS_ON.match(text) or named:
        return note
    return None


def behind_questions(groups: Sequence[Sequence[Item]], speaker: str) -> tuple[Item, ...]:
    """What may be the page's behind the last question of a talk told by type; `speaker`: of the last turn."""
    note = closing_note(groups, speaker)
    return (*_page_words(groups), *([note] if note else ()))


def _page_words(groups: Sequence[Sequence[Item]]) -> tuple[Item, ...]:
    """What stands behind a talk's last answer from the first words on that are a page's, of talks told by type.

    Appeals and boxes are in bold and plain like the turns, and ask nothing: how to reach somebody,
    what looks like a label, or a second line in bold that is no question shows them.
    """
    asking = [at for at, group in enumerate(groups) if ends_with_question(group[-1].paragraph.text)]
    last = asking[-1] + 1 if asking else len(groups)
    if last >= len(groups):
        return ()
    behind = [*groups[last][1:], *(item for group in groups[last + 1 :] for item in group)]
    bold = [group[0] for group in groups[last + 1 :] if _is_asked(group[0])]
    shows = [item for item in behind if _CONTACT.search(item.paragraph.text) or _heads(item)]
    if not shows and len(bold) < _FEWEST_APPEALS:
        return ()
    first = next(at for at, item in enumerate(behind) if item in shows or item in bold)
    return tuple(behind[first:])


def _is_asked(item: Item) -> bool:
    return item.label is not None and item.label.name == "Q"


def _heads(item: Item) -> bool:
    """Whether words in front of a colon look like a label that is nobody's: "Closed doors: the winter was hard"."""
    start = at_start(item.paragraph.text)
    return start is not None and start[0].shape >= LabelShape.UNUSUAL and " " in start[0].name


def _is_italic(item: Item) -> bool:
    return item.block.aside or "italic" in item.block.emphasis


def doubted(groups: Sequence[Sequence[Item]]) -> tuple[Item, ...]:
    """The paragraphs without a label that the page may say; each group goes from a label to the next.

    Behind the last label only the first of them; elsewhere what pages write at their edges: "Watch: ...".
    """
    if len(groups) <= _FEWEST:
        return ()
    before, last = groups[:-1], groups[-1][1:]
    ended = sum(ends_sentence(group[0].paragraph.text) for group in groups)
    punctuated = ended >= _PUNCTUATED * len(groups)
    inner = [item for group in before for item in group[1:]]
    within = tuple(
        item for item in inner if furniture.kind_of(item.paragraph.text, edge=True) is not None
    )
    continued = [item for item in inner if item not in within]
    stray = _behind(last, continued, punctuated=punctuated)
    return within if stray is None else (*within, stray)


def _behind(last: Sequence[Item], continued: Sequence[Item], *, punctuated: bool) -> Item | None:
    """The first of the last paragraphs that does not look like those that are `continued` elsewhere."""
    if last and not continued and len(last) <= _MOST_PARAGRAPHS:
        return last[0]
    widest = max((item.block.gap for item in continued), default=None)
    for item in last:
        if (punctuated and _is_open(item)) or (widest is not None and item.block.gap > widest):
            return item
    return last[-1] if last and _CONTACT.search(last[-1].paragraph.text) else None


def _is_open(item: Item) -> bool:
    """Whether a short paragraph ends as no sentence does."""
    text = item.paragraph.text
    return not ends_sentence(text) and word_count(text) <= _MOST_WORDS
