"""A show and its packages, as the feed gets them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from segmentcast import feed, layout
from segmentcast.model import (
    Chapter,
    Correction,
    Credit,
    Owner,
    Package,
    PackageFile,
    Role,
    Show,
)

BASE_URL = "https://news.example/podcast/"
START = datetime(2016, 11, 13, 12, tzinfo=UTC)


def _file(role: Role, episode: str) -> PackageFile:
    sha256 = hashlib.sha256(f"{role} of {episode}".encode()).hexdigest()
    path = {
        "audio": lambda: layout.audio_path(episode, sha256),
        "alternate": lambda: layout.audio_path(episode, sha256, ".opus"),
        "vtt": lambda: layout.caption_path(episode, sha256, ".vtt"),
        "srt": lambda: layout.caption_path(episode, sha256, ".srt"),
        "captions-json": lambda: layout.caption_path(episode, sha256, ".json"),
        "captions-html": lambda: layout.caption_path(episode, sha256, ".html"),
        "chapters": lambda: layout.chapters_path(episode, sha256),
        "artwork": lambda: layout.artwork_path(episode, sha256),
        "page": lambda: layout.page_path(episode),
    }[role]()
    return PackageFile(role, path, layout.media_type(path), 1_234_567, sha256)


@pytest.fixture(scope="session")
def show() -> Show:
    """A show that uses everything the configuration offers."""
    return Show(
        title="Harbour & Field",
        description="Interviews from a newsroom by the sea, read aloud.",
        author="The Harbour Post",
        base_url=BASE_URL,
        link="https://news.example/",
        language="en-GB",
        category=("News", "News Commentary"),
        copyright="© 2016 The Harbour Post",
        owner=Owner("The Harbour Post", "podcast@news.example"),
        guid=feed.show_guid(f"{BASE_URL}feed.xml"),
        funding=(("https://news.example/give", "Support our reporting"),),
        license="CC-BY-4.0",
        location="Bremen",
        update_frequency="Weekly",
        people=(Credit("Ada Quay", "host"), Credit("Ben Mole", "producer")),
        hub="https://hub.example/",
        artwork=_file("artwork", "show"),
    )


@pytest.fixture(scope="session")
def make_package(show: Show) -> Callable[..., Package]:
    """Makes the package of the n-th episode; keywords replace any field."""

    def make(number: int = 1, /, **changes: object) -> Package:
        id = str(changes.pop("id", f"episode-{number:05d}"))
        roles: tuple[Role, ...] = (
            "audio", "vtt", "srt", "captions-json", "captions-html", "chapters", "artwork", "page",
        )  # fmt: skip
        given: dict[str, object] = {
            "id": id,
            "guid": feed.episode_guid(show.guid, id),
            "title": f"What the tide brought in, part {number}",
            "summary": "A harbour pilot on fog & timing.\n\nRecorded on the quay.",
            "published": START + timedelta(days=number),
            "duration_ms": 253_400,
            "files": tuple(_file(role, id) for role in roles),
            "cues": (),
            "chapters": (
                Chapter(0, 60_000, "Out of the fog"),
                Chapter(60_000, 150_000, "Who calls the tug?"),
                Chapter(150_000, 253_400, "Back on land"),
            ),
            "credits": (
                Credit("Ada Quay", "host", voice="piper/a"),
                Credit("Cem Pilot", "guest", role="harbour pilot", voice="piper/b"),
            ),
            "notice": "Both voices are synthetic.",
            "link": f"https://news.example/stories/{number}",
            "comments_url": f"https://news.example/stories/{number}#comments",
            "byline": "Ada Quay",
            "tags": ("harbour",),
        }
        return Package(**{**given, **changes})  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def two_episodes(make_package: Callable[..., Package]) -> tuple[Package, ...]:
    """What the golden feed is made of."""
    return (
        make_package(1),
        make_package(
            2,
            season=1,
            number=2,
            files=(*make_package(2).files, _file("alternate", "episode-00002")),
            corrections=(Correction(START + timedelta(days=4), "The pilot's name was misspelt."),),
        ),
    )
