"""The note that subscribers get when published words change: `[[corrections]]` in episode.toml."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from segmentcast import toml
from segmentcast.editing.open_episode import EPISODE_FILE, Change, OpenEpisode
from segmentcast.errors import Problem, UsageError
from segmentcast.toml import tables


def with_note(opened: OpenEpisode, change: Change, note: str, now: datetime) -> Change:
    """The change with the note, dated `now`. Raises UsageError if a published episode has none.

    An episode that nobody has yet gets none: there is nothing to correct in the open.
    """
    if not opened.published:
        return change
    words = " ".join(note.split())
    if not words:
        raise UsageError(
            Problem(
                str(opened.folder.path),
                "subscribers have these words, so the change needs a note for them",
                'say what was wrong, as a correction that readers see (segmentcast turns: --note "...")',
            )
        )
    before = change.contents.get(EPISODE_FILE) or opened.content(EPISODE_FILE) or b""
    day = now.astimezone(opened.show.timezone).replace(microsecond=0)
    end = b"\r\n" if b"\r\n" in before else b"\n"
    rows = tables("corrections", [{"date": day, "note": words}])
    added = end.join(row.encode() for row in rows[1:]) + end
    whole = before.rstrip() + end * 2 + added if before.strip() else added
    toml.parse(whole, str(opened.folder.path / EPISODE_FILE))
    return replace(change, contents={**change.contents, EPISODE_FILE: whole})
