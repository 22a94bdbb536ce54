"""Files that were sent for an episode's recording, and are not in its folder yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from segmentcast import audio_io
from segmentcast.desk.incoming import Incoming, sort_of
from segmentcast.desk.rendering import megabytes
from segmentcast.desk.state import DeskState
from segmentcast.errors import Problem, SegmentcastError, UsageError
from segmentcast.vocabulary.sound_files import is_sound

WITHIN = "incoming-recordings"
_BESIDE = {"chapters": "these are chapters", "notes": "these are show notes"}


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file that was sent and is not in the episode's folder yet."""

    name: str
    facts: str
    is_sound: bool
    problem: Problem | None = None


def sent_for(desk: DeskState) -> Incoming:
    """What was sent for recordings, by the id of the episode: each file waits by itself."""
    return Incoming(desk.place, WITHIN, one_of_a_sort=False)


def waiting_path(desk: DeskState, id_: str, name: str) -> Path | None:
    """A file that waits for an episode, by its name; None if there is none."""
    return desk.place.work / WITHIN / id_ / name if name in sent_for(desk).names(id_) else None


def waiting_files(desk: DeskState, id_: str) -> tuple[WaitingFile, ...]:
    """All that wait for an episode, with what is shown of them."""
    return tuple(
        _shown(desk.place.work / WITHIN / id_ / name) for name in sent_for(desk).names(id_)
    )


def check_sort(name: str, folder: str) -> None:
    """Raises UsageError for show notes and chapters, which are no transcript."""
    what = _BESIDE.get(sort_of(name), "")
    if what:
        mend = f"put the file beside the recording, into the folder {folder}"
        raise UsageError.at(name[:80], f"{what}, and no transcript.", mend)


def _shown(path: Path) -> WaitingFile:
    # only here: it draws as well, and the desk starts without that
    from segmentcast.queries.sound.measurement import format_words

    size = megabytes(path.stat().st_size)
    if not is_sound(path.name):
        return WaitingFile(path.name, size, False)
    try:
        info = audio_io.probe(path)
    except SegmentcastError as error:
        return WaitingFile(path.name, size, True, replace(error.problems[0], where=""))
    return WaitingFile(path.name, f"{size}, {format_words(info)}", True)
