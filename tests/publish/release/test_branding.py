"""What makes the pages a show's own, and that only what changed is rendered again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import feedparser
import pytest
from PIL import Image

from segmentcast import artwork, layout
from segmentcast.errors import ArtworkError, ConfigError
from segmentcast.publish.memories import RECORDS
from segmentcast.publish.published_files import PublishedFiles
from segmentcast.publish.release.site_pages import write_pages
from segmentcast.publish.release.writer import Writer
from segmentcast.records import PageMemory, Records
from segmentcast.site import SitePart, StaticFile
from segmentcast.store import DirectoryStore
from segmentcast.workspace.show_folder import locate

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
FONT = b"wOF2" + bytes(60)


def rendered_again(show: Any, before: dict[str, tuple[bytes, int]]) -> set[str]:
    after = show.snapshot()
    return {path for path in after if after[path] != before.get(path)}


def settings(show: Any, lines: str) -> None:
    file: Path = show.folder / "show.toml"
    file.write_text(file.read_text() + f"\n[site]\n{lines}\n")


def test_a_show_dresses_its_pages(show: Any) -> None:
    """Logo, fonts and a small picture are published under the hash of what they hold, and used."""
    show.episode()
    (show.folder / "mark.svg").write_text(LOGO)
    (show.folder / "Plex.woff2").write_bytes(FONT)
    settings(show, 'logo = "mark.svg"\nfont = "Plex.woff2"\nheading_font = "Plex.woff2"')
    show.publish()
    page = (show.feed / "index.html").read_text()
    (logo,) = re.findall(r'<img class="logo" src="(static/logo-[0-9a-f]{12}\.svg)"', page)
    assert (show.feed / logo).read_text() == LOGO
    (style,) = (show.feed / "static").glob("site-*.css")
    for font in re.findall(r'url\("([^"]+)"\)', style.read_text()):
        assert (show.feed / "static" / font).read_bytes() == FONT
    (small,) = re.findall(r'<img class="cover" src="(artwork/[^"]+)"', page)
    assert (show.feed / small).stat().st_size <= 60_000
    (sizes,) = re.findall(r' srcset="([^"]+)" sizes=', page)
    chosen = [each.split() for each in sizes.split(", ")]
    assert chosen[1] == [small, "600w"]
    for path, width in chosen:
        with Image.open(show.feed / path) as image:
            assert f"{image.width}w" == width
    assert (show.feed / chosen[0][0]).stat().st_size <= 20_000
    episode = (show.feed / "episodes/2026-03-14-ferry/index.html").read_text()
    (small,) = re.findall(r'data-artwork="\.\./\.\./([^"]+)"', episode)
    assert small.startswith("artwork/2026-03-14-ferry-600-")
    assert (show.feed / small).is_file()


def test_a_show_without_artwork_has_a_card_drawn(show: Any) -> None:
    """With nothing supplied the feed and the pages have a picture that apps take, in the accent colour."""
    file: Path = show.folder / "show.toml"
    file.write_text(file.read_text().replace('artwork = "show.jpg"\n', ""))
    show.episode()
    seen = set()
    for accent in ("#8a1c2b", "#0b6e4f"):
        text = file.read_text().partition("\n[site]")[0]
        file.write_text(f'{text}\n[site]\naccent = "{accent}"\n')
        show.publish()
        parsed = feedparser.parse((show.feed / "feed.xml").read_bytes())
        path = parsed.feed.image.href.removeprefix("https://news.example/podcast/")
        picture = show.feed / path
        assert artwork.check(picture.read_bytes(), path) == ()
        with Image.open(picture) as image:
            told = [int(accent[at : at + 2], 16) for at in (1, 3, 5)]
            pixel = image.getpixel((5, image.height // 2))
            assert all(abs(a - b) < 12 for a, b in zip(pixel, told, strict=True))
        seen.add(path)
    assert len(seen) == 2


def test_a_card_is_drawn_again_only_for_other_words_or_colours(show: Any) -> None:
    """What another software drew for the same title, author, and accent stays; damaged, it is drawn again."""
    show.episode()
    file: Path = show.folder / "show.toml"
    file.write_text(file.read_text().replace('artwork = "show.jpg"\n', ""))
    show.publish()
    (own,) = (
        path.name
        for path in (show.feed / "artwork").glob("show-*")
        if not re.match(r"show-\d+-", path.name)
    )
    drawn = artwork.card(artwork.CardSubject("As drawn before"))
    sha256 = hashlib.sha256(drawn).hexdigest()
    earlier = show.feed / layout.artwork_path("show", sha256, suffix=".jpg")
    earlier.write_bytes(drawn)
    place = locate(show.folder)
    with contextlib.closing(Records(place.work / RECORDS)) as records:
        rows = json.loads(records.state("pictures"))
        rows["artwork"][1:] = [
            str(earlier.relative_to(show.feed)), "image/jpeg", len(drawn), sha256,
        ]  # fmt: skip
        records.set_state("pictures", json.dumps(rows))

    def picture() -> str:
        parsed = feedparser.parse((show.feed / "feed.xml").read_bytes())
        return str(parsed.feed.image.href.rpartition("/")[2])

    show.episode("2026-03-20-second")
    show.publish()
    assert picture() == earlier.name
    earlier.write_bytes(b"damaged")
    show.episode("2026-03-21-third")
    show.publish()
    assert picture() == own
    file.write_text(re.sub(r'title = ".*"', 'title = "Another"', file.read_text(), count=1))
    show.publish()
    assert picture() not in (own, earlier.name)


def test_everything_wrong_with_the_look_is_told_at_once(show: Any) -> None:
    """A missing logo, a font of another kind, each with its line of show.toml."""
    show.episode()
    (show.folder / "plex.woff2").write_bytes(b"not a font")
    settings(show, 'logo = "none.png"\nfont = "plex.woff2"\nheading_font = "serif.ttf"')
    with pytest.raises(ConfigError) as caught:
        show.publish()
    text = str(caught.value)
    assert 'logo = "none.png", but there is no such file' in text
    assert 'font = "plex.woff2": the content' in text
    assert 'heading_font = "serif.ttf": not one of' in text


def test_a_template_beside_the_show_takes_the_place_of_ours(show: Any) -> None:
    """The folder is no episode; a changed template is noticed by the next publish."""
    show.publish_first()
    folder = show.folder / "templates"
    folder.mkdir()
    (folder / "people.html").write_text(
        '{% extends "base.html" %}{% block main %}<h1>{{ title }} of ours</h1>{% endblock %}'
    )
    report = show.publish()
    assert [outcome.status for outcome in report.outcomes] == ["unchanged"]
    assert "<h1>People of ours</h1>" in (show.feed / "people/index.html").read_text()


def test_a_template_of_an_unknown_name_is_refused(show: Any) -> None:
    """It would be left out silently; the one that was meant is named."""
    show.episode()
    (show.folder / "templates").mkdir()
    (show.folder / "templates" / "episodes.html").write_text("x")
    with pytest.raises(ConfigError, match=r'did you mean "episode\.html"'):
        show.publish()


def test_one_new_episode_leaves_the_pages_of_the_others(show: Any) -> None:
    """Of what stood there, only lists, the index, feed and corrections are written again."""
    show.publish_first()
    before = show.snapshot()
    show.episode("2026-03-20-second", "A title\n\nRosa Lind: Only this.\n\nPeter Aune: And this.\n")
    show.publish()
    again = rendered_again(show, before) & before.keys()
    assert not {path for path in again if path.startswith(("episodes/", "static/", "audio/"))}
    assert {"feed.xml", "index.html", "search/index.js", "search/2026/index.js"} <= again


def test_only_parts_with_another_key_are_rendered(tmp_path: Path) -> None:
    """A part is made when its key is new, when a file of it is gone, or with other software."""
    made: list[str] = []

    def part(name: str, key: str) -> SitePart:
        def make() -> Iterator[StaticFile]:
            made.append(name)
            yield StaticFile(f"people/{name}.html", key.encode(), "text/html")

        return SitePart(name, key, make)

    def publish(*parts: SitePart, recipe: str = "jinja2 3") -> list[str]:
        made.clear()
        with (
            closing(PageMemory(tmp_path / "pages.sqlite")) as memory,
            closing(Records(tmp_path / "records.sqlite")) as records,
        ):
            writer = Writer(DirectoryStore(tmp_path), PublishedFiles(tmp_path, records))
            write_pages(parts, writer, memory, recipe)
        return list(made)

    assert publish(part("a", "1"), part("b", "1")) == ["a", "b"]
    assert publish(part("a", "1"), part("b", "1")) == []
    assert publish(part("a", "1"), part("b", "2")) == ["b"]
    (tmp_path / "people/a.html").unlink()
    assert publish(part("a", "1"), part("b", "2")) == ["a"]
    assert publish(part("a", "1"), part("b", "2"), recipe="jinja2 4") == ["a", "b"]
    assert publish(part("b", "2"), recipe="jinja2 4") == []
    assert not (tmp_path / "people/a.html").exists()


def test_the_memory_of_what_was_rendered_can_be_lost(show: Any) -> None:
    """Without it, or damaged, the next release writes the same bytes."""
    show.publish_first()
    before = show.snapshot()
    (memory,) = show.root.rglob("pages.sqlite")
    for damage in (b"{", b"no database" * 1000, b""):
        memory.write_bytes(damage)
        show.publish(force=True)
        assert {path: data for path, (data, _) in show.snapshot().items()} == {
            path: data for path, (data, _) in before.items()
        }


def test_a_page_that_was_deleted_comes_back(show: Any) -> None:
    """What is missing in the folder is rendered again with the next release."""
    show.publish_first()
    page = show.feed / "people/rosa-lind/index.html"
    content = page.read_bytes()
    page.unlink()
    show.publish(force=True)
    assert page.read_bytes() == content


def test_the_page_of_somebody_who_has_gone_is_removed(show: Any) -> None:
    """A person of no episode has no page, and nothing else is removed with it."""
    transcript = show.episode() / "transcript.txt"
    show.publish()
    people = {path.parent.name for path in (show.feed / "people").glob("*/index.html")}
    assert people == {"rosa-lind", "peter-aune"}
    transcript.write_text(transcript.read_text().replace("Rosa Lind", "Rosa Falk"))
    show.publish()
    people = {path.parent.name for path in (show.feed / "people").glob("*/index.html")}
    assert people == {"rosa-falk", "peter-aune"}


def enormous(side_px: int) -> bytes:
    """The beginning of a PNG that says how large it is; there is nothing to decode."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", side_px, side_px, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", b"none")
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side_px", [4001, 40_000, 2_000_000_000])
def test_a_logo_of_too_many_pixels_is_refused(show: Any, side_px: int) -> None:
    """A few bytes that would fill the memory of every reader's browser are named by their size."""
    show.episode()
    (show.folder / "logo.png").write_bytes(enormous(side_px))
    settings(show, 'logo = "logo.png"')
    with pytest.raises(ConfigError, match=f"{side_px} x {side_px} pixels"):
        show.publish()


@pytest.mark.parametrize("where", ["show", "episode", "hosted"])
def test_a_picture_of_too_many_pixels_is_refused_unseen(show: Any, where: str) -> None:
    """The show's, an episode's and a hosted episode's are judged by their header, before any is decoded."""
    folder = show.episode()
    name = show.folder if where == "show" else folder
    (name / "artwork.png").write_bytes(enormous(40_000))
    if where == "show":
        file = show.folder / "show.toml"
        file.write_text(re.sub("artwork = .*", 'artwork = "artwork.png"', file.read_text()))
        with pytest.raises(ArtworkError, match="40000 x 40000 pixels"):
            show.publish()
        return
    if where == "hosted":
        for path in folder.glob("transcript.*"):
            path.unlink()
        (folder / "episode.toml").write_text(
            'title = "A"\ndate = 2024-05-01\nartwork = "artwork.png"\n[enclosure]\n'
            'url = "https://cdn.example/a.mp3"\nlength = 9\nduration = 9\n'
        )
    else:
        (folder / "episode.toml").write_text('artwork = "artwork.png"\n')
    (outcome,) = show.publish().failed
    assert "40000 x 40000 pixels" in outcome.problems[0].what
