"""Changes what people decide of an episode: who says what, where turns begin, the words, how names sound.

An edit is planned in memory, read back as a publish would read it, and written only if the result is
what was asked for: the files are those that a person would have written. `journal` keeps what was
there before, so that an edit is whole or not at all, and can be undone to the byte.
"""

from __future__ import annotations

from segmentcast.editing.cast_voice import choose_voice, show_bytes
from segmentcast.editing.journal import (
    commit,
    commit_settings,
    finish,
    last_edit,
    undo,
    undo_offer,
    undo_refusal,
)
from segmentcast.editing.open_episode import Change, ChangedMeanwhile, OpenEpisode, open_episode
from segmentcast.editing.people import assign, assign_all, confirm, confirm_words, set_part
from segmentcast.editing.recordings import (
    RecordingPlace,
    put_recording,
    put_transcript,
    recording_place,
    take_out_recording,
)
from segmentcast.editing.show_settings import change_settings, settings_in
from segmentcast.editing.structure import join_turns, mark_unspoken, split_turn
from segmentcast.editing.turn_rows import TurnRow, turn_rows
from segmentcast.editing.word_list import keep_for_episode, keep_pronunciation
from segmentcast.editing.wording import edit_words, word_diff

__all__ = [
    "Change",
    "ChangedMeanwhile",
    "OpenEpisode",
    "RecordingPlace",
    "TurnRow",
    "assign",
    "assign_all",
    "change_settings",
    "choose_voice",
    "commit",
    "commit_settings",
    "confirm",
    "confirm_words",
    "edit_words",
    "finish",
    "join_turns",
    "keep_for_episode",
    "keep_pronunciation",
    "last_edit",
    "mark_unspoken",
    "open_episode",
    "put_recording",
    "put_transcript",
    "recording_place",
    "set_part",
    "settings_in",
    "show_bytes",
    "split_turn",
    "take_out_recording",
    "turn_rows",
    "undo",
    "undo_offer",
    "undo_refusal",
    "word_diff",
]
