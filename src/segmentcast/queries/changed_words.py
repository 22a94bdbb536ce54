"""What subscribers read and hear, beside what the next publish would give them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from segmentcast.config import ShowConfig
from segmentcast.model import Transcript
from segmentcast.publish.memories import RECORDS
from segmentcast.records import Records
from segmentcast.workspace.episode_folder import EpisodeFolder
from segmentcast.workspace.show_folder import ShowFolder
from segmentcast.workspace.transcript_source import read_transcript

_AROUND = 6
"""So many words are shown before and after a change."""
Piece = tuple[Literal["same", "gone", "new"], str]


@dataclass(frozen=True, slots=True)
class WordChange:
    """One place whose words differ, with a few words around it, in order."""

    pieces: tuple[Piece, ...]


def changed_words(
    place: ShowFolder, show: ShowConfig, id_: str, folder: EpisodeFolder
) -> tuple[WordChange, ...]:
    """The places where the words differ from those that are published; none for a new episode.

    Raises ConfigError or TranscriptError.
    """
    if not (place.work / RECORDS).is_file():
        return ()
    with contextlib.closing(Records(place.work / RECORDS)) as records:
        stored = records.get_reading(id_)
    if stored is None:
        return ()
    _, _, _, now = read_transcript(folder, show)
    return tuple(compare_words(_words(stored[0]), _words(now)))


def compare_words(before: Sequence[str], after: Sequence[str]) -> Iterator[WordChange]:
    """The places where two texts differ; those that are near each other are one place."""
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) > 5000)
    for group in matcher.get_grouped_opcodes(_AROUND):
        pieces: list[Piece] = []
        for tag, first, last, new_first, new_last in group:
            if tag == "equal":
                pieces.append(("same", " ".join(before[first:last])))
                continue
            if last > first:
                pieces.append(("gone", " ".join(before[first:last])))
            if new_last > new_first:
                pieces.append(("new", " ".join(after[new_first:new_last])))
        yield WordChange(tuple(pieces))


def _words(transcript: Transcript) -> list[str]:
    """All words in order; a change of speaker counts as one, with the speaker's name."""
    names = {speaker.key: speaker.name for speaker in transcript.speakers}
    words: list[str] = []
    speaker = None
    for turn in transcript.turns:
        if turn.speaker != speaker:
            speaker = turn.speaker
            words.append(f"{names[speaker]}:")
        words += turn.text.split()
    return words
