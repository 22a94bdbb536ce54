"""What 0.1.0 gave to subscribers stays theirs: GUIDs, dates, addresses, bytes, whatever the software."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(params=["ours", "later"])
def software(request: pytest.FixtureRequest) -> Any:
    """What publishes now: the software as it stands, or one that would make everything otherwise."""
    return request.getfixturevalue(request.param)


def test_nothing_moves_with_the_cache(stored: Any, software: Any) -> None:
    """Published again with feed and cache at hand, the feed and every file it names are as they were."""
    before = stored.seen()
    software.publish(stored.root)
    assert stored.seen() == before


def test_nothing_moves_when_the_files_were_copied(stored: Any, software: Any) -> None:
    """Other times of change alone, as a checkout gives, move nothing."""
    before = stored.seen()
    stored.touch()
    software.publish(stored.root)
    assert stored.seen() == before


def test_nothing_moves_without_the_cache(stored: Any, software: Any) -> None:
    """With the cache gone, what was published is taken from the feed's folder."""
    before = stored.seen()
    shutil.rmtree(stored.cache)
    software.publish(stored.root)
    assert stored.seen() == before


def test_nothing_moves_in_a_clone(stored: Any, ours: Any, software: Any, tmp_path: Path) -> None:
    """With only what a person keeps in version control, what was published is taken from the store."""
    before = stored.seen()
    store = tmp_path / "store"
    ours.publish(stored.root, "--to", store)
    stored.clone()
    software.publish(stored.root, "--to", store)
    for feed in (stored.feed, store):
        assert stored.seen(feed) == before


def test_a_damaged_file_of_the_store_is_not_taken(stored: Any, ours: Any, tmp_path: Path) -> None:
    """Of the store only bytes with the ledger's SHA-256 are taken; else the sound is made again.

    What is made again is joined as today; whatever needs no voice stays, such as the drawn cover.
    """
    before, store = stored.seen(), tmp_path / "store"
    ours.publish(stored.root, "--to", store)
    (damaged,) = (store / "audio").glob("2026-03-14-ferry-*.mp3")
    data = bytearray(damaged.read_bytes())
    data[-5_000] ^= 1
    damaged.write_bytes(data)
    stored.clone()
    ours.publish(stored.root, "--to", store)
    (made,) = (stored.feed / "audio").glob("2026-03-14-ferry-*.mp3")
    assert made.read_bytes() != bytes(data)
    now = stored.seen()
    assert now.identities == before.identities
    assert unspoken(now.files) == unspoken(before.files)


def unspoken(files: dict[str, str]) -> dict[str, str]:
    """The files that have nothing to do with the sound of the two narrated episodes."""
    narrated = ("2026-03-14-ferry", "2026-05-01-bridge")
    return {
        name: sha256
        for name, sha256 in files.items()
        if name.startswith("artwork/") or not any(part in name for part in narrated)
    }


def test_a_look_ahead_says_that_nothing_moves(stored: Any, later: Any) -> None:
    """After an update `diff` foresees no new address and no sentence to speak, with the cache and without."""
    for lose in (None, stored.cache):
        if lose:
            shutil.rmtree(lose)
        report = json.loads(later.run("diff", stored.root, "--json", code=30))
        ahead = [episode["forecast"]["new_enclosure_url"] for episode in report["episodes"]]
        assert (ahead, report["sentences_to_speak"]) == ([False] * 3, 0)
