"""How a name is said: kept in `[lexicon]` of the show or of an episode."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from segmentcast import files, lexicon, toml
from segmentcast.editing.journal import commit_show
from segmentcast.editing.open_episode import EPISODE_FILE, Change, OpenEpisode
from segmentcast.workspace.show_folder import ShowFolder


def keep_pronunciation(
    place: ShowFolder, word: str, spoken: str, revision: bytes | None = None
) -> str:
    """Writes `word = spoken` into the show's `[lexicon]`; returns what was done.

    `revision` are the bytes of show.toml that the person saw. Raises ConfigError for what can't be
    pronounced, and ChangedMeanwhile if the file has other bytes by now.
    """
    path = place.file(place.show_file.name)
    before = revision if revision is not None else files.read(path)
    after = toml.with_content(before, _with_entry(before, str(path), word, spoken), str(path))
    summary = f"{word} is said {spoken}."
    commit_show(place, path.name, before, after, summary)
    return summary


def keep_for_episode(opened: OpenEpisode, word: str, spoken: str) -> Change:
    """`word = spoken` in the episode's own `[lexicon]`. Raises ConfigError."""
    where = str(opened.folder.path / EPISODE_FILE)
    before = opened.content(EPISODE_FILE) or b""
    wanted = _with_entry(before, where, word, spoken)
    return Change(opened.with_table(EPISODE_FILE, wanted), f"{word} is said {spoken} here.")


def _with_entry(before: bytes, where: str, word: str, spoken: str) -> dict[str, Any]:
    table = dict(toml.parse(before, where).table)
    said = " ".join(spoken.split())
    lexicon.parse_lexicon({word: said}, where)
    own = table.get("lexicon", {})
    table["lexicon"] = {**(own if isinstance(own, Mapping) else {}), word: said}
    return table
