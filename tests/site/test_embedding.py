"""A segment on other people's pages: the frame that sizes itself, the component, what machines read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from playwright.sync_api import FrameLocator, Page, expect

from segmentcast import site
from segmentcast.model import PackageFile

PAGE = "episodes/2024-05-02-grey-point/"


@pytest.fixture
def article(
    open_page: Callable[..., Page], serve: Callable[[Path], str], tmp_path: Path, address: str
) -> Callable[[str], Page]:
    """Opens a page of another origin with this HTML in it; the server's address stands for the show's."""

    def opened(content: str) -> Page:
        (tmp_path / "article.html").write_text(
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Article</title>'
            f"<main>{content}</main></html>"
        )
        return open_page(serve(tmp_path) + "article.html")

    return opened


def here(html: str, feed: Any, address: str) -> str:
    return html.replace(feed.show.base_url, address)


def tall(frame: FrameLocator, page: Page) -> None:
    """The frame's own height has become that of its content, not the first guess."""
    expect(frame.get_by_role("button", name=re.compile("Listen to this segment"))).to_be_visible()
    box = page.locator("iframe")
    for _ in range(100):
        inner = frame.locator("body").evaluate("body => body.getBoundingClientRect().height")
        if abs(box.evaluate("frame => frame.clientHeight") - inner) <= 2:
            return
        page.wait_for_timeout(50)
    raise AssertionError("the frame kept another height than its content")


def test_the_component_plays_in_an_article(
    feed: Any, article: Callable[[str], Page], address: str
) -> None:
    """The element becomes the player, as tall as it needs to be, with a name, and it plays."""
    page = article(here(site.embed_component(feed.show, feed.packages[0]), feed, address))
    frame = page.frame_locator("segment-player iframe")
    tall(frame, page)
    assert "Neighbours relight" in (page.locator("iframe").get_attribute("title") or "")
    frame.get_by_role("button", name=re.compile("Listen to this segment")).click()
    expect(frame.get_by_role("button", name=re.compile("Pause"))).to_be_visible()


def test_a_frame_can_be_kept_as_tall_as_its_player(
    feed: Any, article: Callable[[str], Page], address: str
) -> None:
    """With the optional script the plain frame follows its content."""
    code = site.embed_frame(feed.show, feed.packages[0]).replace('height="300"', 'height="700"')
    page = article(here(code + site.embed_resizer(feed.show), feed, address))
    tall(page.frame_locator("iframe"), page)


def test_the_component_takes_nothing_but_web_addresses(
    feed: Any, article: Callable[[str], Page], address: str
) -> None:
    """`javascript:` and `data:` make no frame; what stands inside the element is shown."""
    page = article(
        f'<script src="{address}static/segment-player.js"></script>'
        '<segment-player src="javascript:window.hit=1"><a href="/x">Listen</a></segment-player>'
        '<segment-player src="data:text/html,x"></segment-player>'
    )
    assert page.locator("iframe").count() == 0
    assert page.evaluate("window.hit") is None
    expect(page.get_by_role("link", name="Listen")).to_be_visible()


def test_code_for_other_pages_escapes_what_it_shows(feed: Any) -> None:
    """A title with markup stays a title in the component and in the JSON-LD."""
    package = replace(feed.packages[0], title='</script>"><img src=x onerror=alert(1)>')
    component = lxml.html.fromstring(f"<div>{site.embed_component(feed.show, package)}</div>")
    assert not component.xpath(".//img")
    assert package.title in component.text_content()
    script = lxml.html.fromstring(f"<div>{site.article_metadata(feed.show, package)}</div>")
    assert len(script) == 1
    assert json.loads(script[0].text)["headline"] == package.title


def test_the_articles_metadata_names_its_audio(feed: Any) -> None:
    """NewsArticle.audio has the sound, the player, the page, the duration, and that voices are synthetic."""
    script = site.article_metadata(feed.show, feed.packages[0])
    data = json.loads(lxml.html.fromstring(f"<div>{script}</div>")[0].text)
    base = feed.show.base_url
    assert (data["@type"], data["url"]) == ("NewsArticle", feed.packages[0].link)
    assert data["audio"] == {
        "@type": "AudioObject",
        "name": feed.packages[0].title,
        "contentUrl": base + "audio/grey-point-0123456789ab.mp3",
        "embedUrl": base + PAGE + "embed.html",
        "url": base + PAGE,
        "encodingFormat": "audio/mpeg",
        "duration": "PT43S",
        "uploadDate": "2024-05-02T09:30:00+00:00",
        "inLanguage": "en",
        "digitalSourceType": "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    }


def test_links_unfold_with_a_large_picture(feed: Any) -> None:
    """An episode with a card of its own has it in full size, with alt and size; others a summary."""

    def meta(page: bytes, name: str) -> list[str]:
        tree = lxml.html.document_fromstring(page.decode())
        found: list[str] = tree.xpath(f"//meta[@name='{name}' or @property='{name}']/@content")
        return found

    package = feed.packages[0]
    path = "artwork/grey-point-1200-0123456789ab.jpg"
    social = PackageFile("social", path, "image/jpeg", 1, "")
    page = site.episode_page(feed.show, replace(package, files=(*package.files, social)))
    assert meta(page, "twitter:card") == ["summary_large_image"]
    assert meta(page, "og:image") == [feed.show.base_url + path]
    size = [meta(page, f"og:image:{side}") for side in ("width", "height")]
    assert size == [["1200"], ["630"]]
    assert package.title in meta(page, "og:image:alt")[0]
    assert meta(site.episode_page(feed.show, package), "twitter:card") == ["summary"]
    assert meta(site.show_page(feed.show, [package]), "twitter:card") == ["summary"]
