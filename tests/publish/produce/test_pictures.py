"""The pictures that are drawn for an episode, and what subscribers keep of them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

NAME = "2026-03-14-ferry"
SEASONS = [f'cover = "series"\nseason = {season}\nnumber = 3' for season in (2, 3)]


def covers(show: Any) -> list[str]:
    """The names of all covers of the episode that lie in the feed's folder, but for copies."""
    names = [path.name for path in (show.feed / "artwork").glob(f"{NAME}-*")]
    return sorted(name for name in names if "-600-" not in name and "-1200-" not in name)


def photograph() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 400), "#345").save(out, "JPEG")
    return out.getvalue()


def test_a_cover_stays_until_people_change_what_is_on_it(show: Any) -> None:
    """Corrected words and the show's setting leave the published cover; season and setting do not."""
    folder = show.episode(NAME)
    show.publish()
    (first,) = covers(show)
    (card,) = (show.feed / "artwork").glob(f"{NAME}-1200-*")
    assert f"artwork/{card.name}" in (show.feed / f"episodes/{NAME}/index.html").read_text()

    (transcript,) = folder.glob("transcript.*")
    words = transcript.read_text("utf-8")
    transcript.write_text(words.rstrip() + " And nobody else said so.\n", "utf-8")
    toml = show.folder / "show.toml"
    toml.write_text('cover = "initials"\n' + toml.read_text("utf-8"), "utf-8")
    show.publish()
    assert covers(show) == [first]

    settings = folder / "episode.toml"
    before = settings.read_text("utf-8") if settings.exists() else ""
    for line in ('cover = "strip"', *SEASONS):
        settings.write_text(f"{line}\n{before}", "utf-8")
        known = set(covers(show))
        show.publish()
        assert len(set(covers(show)) - known) == 1, line


def test_a_photograph_makes_the_cover(show: Any) -> None:
    """`portrait` is a file beside the transcript; one that is missing is named."""
    folder = show.episode(NAME, episode_toml='portrait = "lang.jpg"\n')
    report = show.publish()
    assert "there is no such file" in str(report.failed[0].problems)
    (folder / "lang.jpg").write_bytes(photograph())
    assert not show.publish().failed
    (cover,) = covers(show)
    with Image.open(show.feed / "artwork" / cover) as image:
        red, green, blue = image.getpixel((2900, 2900))
    assert abs(red - 0x33) + abs(green - 0x44) + abs(blue - 0x55) < 12


@pytest.mark.parametrize("line", ['cover = "photo"', "cover = 3"])
def test_a_cover_of_no_known_kind_is_named(show: Any, line: str) -> None:
    """The message lists what there is."""
    show.episode(NAME, episode_toml=line + "\n")
    report = show.publish()
    assert "initials" in str(report.failed[0].problems)
