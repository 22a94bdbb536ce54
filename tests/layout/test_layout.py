"""The names of what is published."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentcast import layout
from segmentcast.errors import ConfigError

SHA = "0123456789abcdef" * 4
SAFE = re.compile(r"[a-z0-9-]+/[a-z0-9-]{1,120}\.[a-z0-9]+")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (layout.audio_path("fog", SHA), "audio/fog-0123456789ab.mp3"),
        (layout.audio_path("fog", SHA, ".opus"), "audio/fog-0123456789ab.opus"),
        (layout.caption_path("fog", SHA, ".vtt"), "captions/fog-0123456789ab.vtt"),
        (layout.chapters_path("fog", SHA), "chapters/fog-0123456789ab.json"),
        (layout.waveform_path("fog", SHA), "waveforms/fog-0123456789ab.json"),
        (layout.artwork_path("show", SHA, ".png"), "artwork/show-0123456789ab.png"),
        (layout.page_path("fog"), "episodes/fog/index.html"),
        (layout.static_path("css/site.css"), "static/css/site.css"),
    ],
)
def test_names(path: str, expected: str) -> None:
    """Each kind of file has its folder; media carry their hash."""
    assert path == expected


@given(st.text(min_size=1, max_size=300))
def test_paths_are_safe_for_any_id(id: str) -> None:
    """Whatever an id holds, the path is short ASCII and stays in its folder, or is refused."""
    try:
        path = layout.audio_path(id, SHA)
    except ConfigError:
        assert not any(character.isalnum() for character in id)
    else:
        assert SAFE.fullmatch(path)


@pytest.mark.parametrize(
    "call",
    [
        lambda: layout.audio_path("fog", "short"),
        lambda: layout.audio_path("fog", SHA, ".mp3/../x"),
        lambda: layout.caption_path("fog", SHA, ".exe"),
        lambda: layout.static_path("../x"),
        lambda: layout.static_path("/x"),
        lambda: layout.url("https://a.example/", "../x"),
        lambda: layout.url("https://a.example/", "/x"),
    ],
)
def test_unsafe_parts_are_refused(call: object) -> None:
    """No path can be made that leaves the root."""
    with pytest.raises(ValueError, match="not a"):
        call()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("folder", "start"),
    [
        ("2016-11-13-mosul", "2016-11-13-mosul"),
        ("2016-11-13 Mosul", "2016-11-13-mosul-"),
        ("Éboulis à Québec", "eboulis-a-quebec-"),
        ("الموصل", "episode-"),
        ("con", "con-"),
        ("x" * 200, "x" * 71 + "-"),
    ],
)
def test_ids_come_from_folder_names(folder: str, start: str) -> None:
    """A plain name is the id; any other is folded to ASCII, with a hash so that none collide."""
    id = layout.episode_id(folder)
    assert id.startswith(start)
    assert len(id) <= 80
    assert layout.episode_id(id) == id


def test_different_folders_never_share_an_id() -> None:
    """Names that fold to the same letters still give different ids."""
    names = ["emile", "Emile", "émile", "e mile", "e-mile", "e--mile", "e_mile", "مايل", "ميل"]
    assert len({layout.episode_id(name) for name in names}) == len(names)


def test_the_same_name_composed_differently_is_the_same_folder() -> None:
    """macOS writes accents as separate characters; the id does not care."""
    assert layout.episode_id("e\u0301bb") == layout.episode_id("\u00e9bb")


@pytest.mark.parametrize("name", ["", "---", "..", "!?"])
def test_names_without_letters_are_refused(name: str) -> None:
    """A folder whose name says nothing cannot be an episode."""
    with pytest.raises(ConfigError, match="letters or digits"):
        layout.episode_id(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2016-11-13-mosul", date(2016, 11, 13)),
        ("2016-11-13", date(2016, 11, 13)),
        ("2016-11-31-x", None),
        ("2016-11-131", None),
        ("mosul-2016-11-13", None),
        ("13-11-2016", None),
    ],
)
def test_dates_in_folder_names(name: str, expected: date | None) -> None:
    """The date is taken from the start of the name, when it is one."""
    assert layout.date_in_folder(name) == expected


def test_urls_are_ascii() -> None:
    """What is not plain in a path is percent-encoded; a page's address is its folder."""
    base = "https://a.example/p/"
    assert layout.url(base, "audio/a b&ü.mp3") == f"{base}audio/a%20b%26%C3%BC.mp3"
    assert layout.page_url(base, "episodes/fog/index.html") == f"{base}episodes/fog/"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("audio/x.mp3", "audio/mpeg"),
        ("captions/x.vtt", "text/vtt"),
        ("captions/x.srt", "application/x-subrip"),
        ("captions/x.json", "application/json"),
        ("chapters/x.json", "application/json+chapters"),
        ("artwork/x.JPG", "image/jpeg"),
        ("feed.xml", "application/rss+xml"),
        ("README", "application/octet-stream"),
    ],
)
def test_media_types(path: str, kind: str) -> None:
    """The type of a file follows from its name."""
    assert layout.media_type(path) == kind
