"""What 0.1.0 gave to subscribers stays theirs: GUIDs, dates, addresses, bytes, whatever the software."""

import shutil
from pathlib import Path
from typing import Any

import pytest

SOFTWARE = ["ours", "other_versions"]


@pytest.fixture(params=SOFTWARE)
def software(request: pytest.FixtureRequest) -> Any:
    """What publishes now: the same, other version numbers, or another engine."""
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
    shutil.rmtree(stored.feed)
    shutil.rmtree(stored.cache)
    software.publish(stored.root, "--to", store)
    for feed in (stored.feed, store):
        assert stored.seen(feed) == before
