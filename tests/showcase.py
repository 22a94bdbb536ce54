"""The one way to begin a show: small ones, with the tone engine, which takes no time."""

import contextlib
import ctypes
import hashlib
import io
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from segmentcast import artwork
from segmentcast.deployment import Deployment, publish_to
from segmentcast.ports import Store
from segmentcast.publish import Options, Report, publish
from segmentcast.workspace.show_folder import locate

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
BASE_URL = "https://news.example/podcast/"
SHOW = """\
title = "The Harbour Report"
description = "News from the quay."
author = "Harbour News"
base_url = "{base_url}"
copyright = "2026 Harbour News"
owner = {{ name = "Harbour News", email = "podcast@news.example" }}
artwork = "show.jpg"
unsure = "publish"
"""
VOICES = """
[pauses]
sentence_ms = 60
paragraph_ms = 80
turn_ms = 100

[voices]
host = "tone/low@0.5"
guest = "tone/high@0.5"
"""
TALK = """\
What do you think? Leave a respectful comment.

The ferry that came back

After nine years a ferry crosses the bay again. Rosa Lind, who captains it, joins Peter Aune to discuss the first week.

Read the Full Transcript


    The bay had no ferry for nine years. This week it has one again, and the first boat left on time.

    Joining me now is Rosa Lind, who captains it. Rosa, how was the first morning?


    It was crowded. People brought flags, and one man brought his cow.


    Did the cow pay?


    She did not. We have no fare for cows, so she went as a guest.

    The man paid twice, to be fair to us.


    Rosa Lind, thank you for being with us.

Listen to this Segment
"""


class Quiet:
    """A progress display that shows nothing."""

    def start(self, task: str, total: float, unit: str) -> None: ...
    def advance(self, task: str, amount: float) -> None: ...
    def finish(self, task: str) -> None: ...
    def say(self, message: str) -> None: ...


@cache
def picture() -> bytes:
    """The show's artwork, supplied, as drawing it would take longer than all else that is made."""
    stream = io.BytesIO()
    Image.new("RGB", (1400, 1400), (20, 60, 90)).save(stream, "JPEG", quality=30)
    return stream.getvalue()


class ShowUnderTest:
    """A show in a temporary folder, with what a test does to it."""

    shelf: Path
    """Where shows stand that were published once, for `publish_first`."""
    voices = VOICES

    def __init__(self, root: Path, settings: str = "", *, base_url: str = BASE_URL) -> None:
        self.root = root
        self.folder = root / "episodes"
        self.feed = root / "feed"
        self.folder.mkdir(parents=True)
        self.settings(settings, base_url=base_url)
        (self.folder / "show.jpg").write_bytes(picture())

    def settings(self, more: str = "", *, base_url: str = BASE_URL) -> None:
        """show.toml, with `more` at its end."""
        text = SHOW.format(base_url=base_url) + self.voices + more
        (self.folder / "show.toml").write_text(text, encoding="utf-8")

    def episode(self, name: str = "2026-03-14-ferry", text: str = TALK, **extra: str) -> Path:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        (folder / "transcript.txt").write_text(text, encoding="utf-8")
        for file, content in extra.items():
            (folder / file.replace("_", ".")).write_text(content, encoding="utf-8")
        return folder

    def publish_first(self, *episodes: str | tuple[str, str]) -> Path:
        """The show as `episode` for each name (and text) and a publish leave it; the first's folder.

        That publish is done once for all tests that begin with it, and copied.
        """
        named = [(each, TALK) if isinstance(each, str) else each for each in episodes]
        named = named or [("2026-03-14-ferry", TALK)]
        kept = self.shelf / hashlib.sha256(repr(named).encode()).hexdigest()
        if not kept.exists():
            made = type(self)(kept)
            for name, text in named:
                made.episode(name, text)
            report = made.publish()
            assert [outcome.status for outcome in report.outcomes] == ["made"] * len(named)
        shutil.copytree(kept, self.root, dirs_exist_ok=True)
        return self.folder / named[0][0]

    def publish(self, **options: object) -> Report:
        options = {"now": NOW, "workers": 2, **options}
        return publish(locate(self.root), Options(**options), Quiet())  # type: ignore[arg-type]

    def publish_to(self, store: Store | str, **options: Any) -> Deployment:
        """Publishes into a store, or to its address; nothing may fail.

        `options` are those of Options and of publish_to.
        """
        names = {field.name for field in fields(Options)}
        chosen = {name: options.pop(name) for name in names & options.keys()}
        if not isinstance(store, str):
            options["opening"] = lambda *_: store
        address = store if isinstance(store, str) else "memory"
        report, done = publish_to(
            locate(self.root), Options(**{"now": NOW, **chosen}), Quiet(), address, **options
        )
        assert not report.failed, report.failed
        assert done is not None
        return done

    def snapshot(self) -> dict[str, tuple[bytes, int]]:
        """Every published file with its content and time of writing."""
        return {
            path.relative_to(self.feed).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in sorted(self.feed.rglob("*"))
            if path.is_file()
        }

    def contents(self) -> dict[str, bytes]:
        """Every published file, but for the seal by which pages know the state of the search.

        It covers the times of single words, which are in no published file.
        """
        return {path: _SEAL.sub(b"", data) for path, (data, _) in self.snapshot().items()}


_SEAL = re.compile(rb'data-version="[0-9a-f]{20}"|"[0-9a-f]{20}"')
_CAPABILITIES_V3 = 0x20080522
_OVERRIDES = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH of linux/capability.h."""


@contextlib.contextmanager
def as_other_users_read() -> Iterator[None]:
    """Within the block permissions count for root, too: for this thread and those that it begins."""
    if sys.platform != "linux" or os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, data = (ctypes.c_uint32 * 2)(_CAPABILITIES_V3, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, data) == 0
    effective = data[0]
    data[0] = effective & ~_OVERRIDES
    assert libc.capset(header, data) == 0
    try:
        yield
    finally:
        data[0] = effective
        assert libc.capset(header, data) == 0


@pytest.fixture
def unreadable() -> Callable[..., contextlib.AbstractContextManager[None]]:
    """A block within which the files stand where they were and cannot be read."""

    @contextlib.contextmanager
    def closed(*paths: Path) -> Iterator[None]:
        for path in paths:
            path.chmod(0)
        with as_other_users_read():
            for path in paths:
                with pytest.raises(PermissionError):
                    path.open("rb")
            yield

    return closed


@pytest.fixture(autouse=True, scope="session")
def published_before(tmp_path_factory: pytest.TempPathFactory) -> None:
    ShowUnderTest.shelf = tmp_path_factory.mktemp("first")


_DRAWN = {
    name: lru_cache(maxsize=32)(getattr(artwork, name))
    for name in ("card", "cover", "scaled", "social_card")
}


@pytest.fixture(autouse=True)
def drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps a picture for further tests that ask for the same: drawing is half of a small publish.

    It is drawn by the code under test; tests/artwork has each drawn anew.
    """
    for name, drawn in _DRAWN.items():
        monkeypatch.setattr(artwork, name, drawn)


@pytest.fixture
def show(tmp_path: Path) -> ShowUnderTest:
    return ShowUnderTest(tmp_path / "harbour")


@pytest.fixture
def new_show(tmp_path: Path) -> Callable[[str], ShowUnderTest]:
    return lambda name: ShowUnderTest(tmp_path / name)


@pytest.fixture
def now() -> datetime:
    return NOW
