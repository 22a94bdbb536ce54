"""Changes what people decide of an episode: who says what, where turns begin, the words, how names sound.

An edit is planned in memory, read back as a publish would read it, and written only if the result is
what was asked for: the files are those that a person would have written. `journal` keeps what was
there before, so that an edit is whole or not at all, and can be undone to the byte.
"""

from __future__ import annotations

from segmentcast.editing.journal import commit, finish, last_edit, undo
from segmentcast.editing.open_episode import Change, ChangedMeanwhile, OpenEpisode, open_episode
from segmentcast.editing.people import assign, assign_all, confirm, set_part
from segmentcast.editing.structure import join_turns, mark_unspoken, split_turn
from segmentcast.editing.turn_rows import TurnRow, turn_rows
from segmentcast.editing.word_list import keep_for_episode, keep_pronunciation
from segmentcast.editing.wording import edit_words, word_diff

__all__ = [
    "Change",
    "ChangedMeanwhile",
    "OpenEpisode",
    "TurnRow",
    "assign",
    "assign_all",
    "commit",
    "confirm",
    "edit_words",
    "finish",
    "join_turns",
    "keep_for_episode",
    "keep_pronunciation",
    "last_edit",
    "mark_unspoken",
    "open_episode",
    "set_part",
    "split_turn",
    "turn_rows",
    "undo",
    "word_diff",
]
