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
from tests.browsers import play_slowly, wait_for

TEN = "We hoped for ten, and sixty came."
PAGE = "episodes/2024-05-02-grey-point/"
LISTEN = re.compile("Listen to this segment")


@pytest.fixture
def article(
    open_page: Callable[..., Page], serve: Callable[[Path], str], tmp_path: Path, address: str
) -> Callable[..., Page]:
    """Opens a page of another origin with this HTML in it; the server's address stands for the show's."""

    def opened(content: str, head: str = "") -> Page:
        (tmp_path / "article.html").write_text(
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Article</title>'
            f"<head>{head}</head><main>{content}</main></html>"
        )
        return open_page(serve(tmp_path) + "article.html")

    return opened


def here(html: str, feed: Any, address: str) -> str:
    return html.replace(feed.show.base_url, address)


def tall(frame: FrameLocator, page: Page) -> None:
    """The frame's own height has become that of its content, not the first guess."""
    expect(frame.get_by_role("button", name=LISTEN)).to_be_visible()
    as_tall_as_its_content(frame, page)


def as_tall_as_its_content(frame: FrameLocator, page: Page) -> None:
    """Waits for it: the frame tells its height with a message."""
    box = frame.owner
    body = frame.locator("body")

    def fits() -> bool:
        inner = body.evaluate("body => body.getBoundingClientRect().height")
        return bool(abs(box.evaluate("frame => frame.clientHeight") - inner) <= 2)

    wait_for(page, fits, "the frame is as tall as its content")


def test_the_component_plays_in_an_article(
    feed: Any, article: Callable[..., Page], address: str
) -> None:
    """One line with a name unfolds into the player, plays, and is as tall as its content."""
    page = article(here(site.embed_component(feed.show, feed.packages[0]), feed, address))
    frame = page.frame_locator("segment-player iframe")
    tall(frame, page)
    assert page.locator("iframe").evaluate("frame => frame.clientHeight") <= 64
    assert "Neighbours relight" in (page.locator("iframe").get_attribute("title") or "")
    play_slowly(frame.locator("audio"))
    frame.get_by_role("button", name=LISTEN).click()
    expect(frame.get_by_role("button", name="Pause")).to_be_focused()
    expect(frame.get_by_text("Synthetic voices")).to_be_visible()
    frame.get_by_role("button", name="Chapters").click()
    frame.get_by_role("link", name="What was the hardest part").click()
    expect(frame.locator("[data-now]")).to_have_text(re.compile("0:2[1-9]"))


@pytest.mark.parametrize("width", [320, 1200])
def test_the_printed_frame_is_high_enough_without_a_script(
    feed: Any, article: Callable[..., Page], address: str, width: int
) -> None:
    """Unfolded, everything fits into the height in the code; with the script, it is exactly as high."""
    page = article(here(site.embed_frame(feed.show, feed.packages[0]), feed, address))
    page.set_viewport_size({"width": width, "height": 700})
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name=LISTEN).click()
    expect(frame.get_by_role("button", name="Pause")).to_be_visible()
    root = frame.locator("html")
    assert root.evaluate(
        "html => html.scrollHeight <= innerHeight && html.scrollWidth <= innerWidth"
    )
    page.add_script_tag(url=f"{address}static/segment-player.js")
    page.set_viewport_size({"width": width + 20, "height": 700})
    expect(page.locator("iframe")).not_to_have_css("height", "170px")
    as_tall_as_its_content(frame, page)


def test_two_players_live_in_an_article_that_allows_little(
    feed: Any, article: Callable[..., Page], address: str
) -> None:
    """Under a strict policy, with a slash at the end or without, and in a sandbox: one sound at a time."""
    origin = address.rstrip("/")
    policy = f"default-src 'none'; script-src {origin}; frame-src {origin}"
    page = article(
        f'<script src="{address}static/segment-player.js"></script>'
        f'<segment-player src="{address}{PAGE.rstrip("/")}">Listen</segment-player>'
        f'<iframe sandbox="allow-scripts" allow="autoplay" src="{address}{PAGE}embed.html" '
        'title="second" height="170"></iframe>',
        head=f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
    )
    first = page.frame_locator("segment-player iframe")
    second = page.frame_locator("iframe[sandbox]")
    first.get_by_role("button", name=LISTEN).click()
    expect(first.get_by_role("button", name="Pause")).to_be_visible()
    second.get_by_role("button", name=LISTEN).click()
    expect(second.get_by_role("button", name="Pause")).to_be_visible()
    expect(first.get_by_role("button", name="Play")).to_be_visible()
    for frame in page.locator("iframe").all():
        expect(frame).to_have_css("color-scheme", "light")
        expect(frame).not_to_have_css("height", "60px")
        expect(frame).not_to_have_css("height", "170px")


def test_the_player_takes_the_articles_look(
    feed: Any, article: Callable[..., Page], address: str
) -> None:
    """Theme by attribute, colours by custom properties; what is no colour or font is left out."""
    script, player = site.embed_component(
        feed.show, feed.packages[0], site.EmbedLook(theme="dark", font="Georgia, serif")
    ).split("\n")
    page = article(
        here(
            "<style>segment-player{--segment-accent:#0b6e4f;--segment-ground:url(/x)}</style>"
            + script + player,
            feed,
            address,
        )
    )  # fmt: skip
    pill = page.frame_locator("iframe").get_by_role("button", name=LISTEN)
    expect(pill.locator(".dot")).to_have_css("background-color", "rgb(11, 110, 79)")
    expect(pill).to_have_css("font-family", "Georgia, serif")
    ground = pill.evaluate("pill => getComputedStyle(pill).backgroundColor")
    assert max(map(int, re.findall(r"\d+", ground)[:3])) < 60
    # On the pages of others nothing is kept but the place.
    pill.click()
    speed = page.frame_locator("iframe").get_by_role("combobox", name="Speed")
    speed.select_option("1.5")
    frame = next(one for one in page.frames if one.url.startswith(address))
    expect(page.frame_locator("iframe").locator("[data-now]")).not_to_have_text("0:00")
    keys = frame.evaluate("Object.keys(localStorage)")
    assert set(keys) <= {f"segmentcast:{feed.packages[0].guid}"}


def test_the_articles_own_words_play_and_are_marked(
    feed: Any, article: Callable[..., Page], address: str
) -> None:
    """Sentences are found where the article has them; a press plays, the sentence said is marked,
    and the article's own scripts hear of it."""
    script, player = site.embed_component(feed.show, feed.packages[0]).split("\n")
    page = article(
        here(
            script
            + "<article>"
            + player.replace("<segment-player", "<segment-player data-article")
            + "<p>We hoped for <b>ten</b>, and sixty came. <a href='#x'>Some had not spoken</a> to each"
            " other in years.</p><p>Nothing of this was ever said.</p>"
            "<p>And now the light is on again. What do the fishing crews say?</p></article>",
            feed,
            address,
        )
    )
    player_element = page.locator("segment-player[data-matched]")
    expect(player_element).to_be_visible()
    player_element.evaluate(
        "player => { window.heard = []; for (const kind of ['play', 'time', 'chapter', 'ended'])"
        " document.addEventListener('segment-' + kind, ({ detail }) => window.heard.push([kind, detail])); }"
    )
    play_slowly(page.frame_locator("iframe").locator("audio"))
    # By the keyboard: one stop, whose name is the sentence that the arrow keys choose.
    page.keyboard.press("Tab")
    chosen = page.locator("segment-player button:focus")
    expect(chosen).to_have_text(f"Play from here: Tomás Arroyo, {TEN}")
    page.keyboard.press("End")
    expect(chosen).to_have_text(re.compile("Play from here: Nora .* What do the fishing crews say"))
    assert page.evaluate("[...CSS.highlights.get('segment-chosen')][0].toString()").startswith(
        "What"
    )
    page.keyboard.press("ArrowUp")
    expect(chosen).to_have_text(re.compile("And now the light is on again"))
    page.keyboard.press("Enter")
    page.wait_for_function("window.heard.length > 2")
    kinds = [kind for kind, _ in page.evaluate("window.heard")]
    assert kinds[:2] == ["play", "chapter"]
    player_element.evaluate("player => player.pause()")
    expect(page.frame_locator("iframe").get_by_role("button", name="Play")).to_be_visible()
    page.evaluate("window.heard = []")
    page.get_by_text("Nothing of this was ever said.").click()
    page.get_by_role("link", name="Some had not spoken").click()
    page.locator("article p").last.click(position={"x": 20, "y": 8})
    page.wait_for_function("window.heard.some(([kind]) => kind === 'play')")
    starts = {cue.text: cue.start_ms / 1000 for cue in feed.packages[0].cues}
    kind, detail = page.evaluate("window.heard.find(([kind]) => kind === 'play')")
    assert (kind, detail["episode"]) == ("play", feed.packages[0].guid)
    assert abs(detail["time"] - starts["And now the light is on again."]) < 0.5
    page.wait_for_function("[...CSS.highlights.get('segment-said') || []].length === 1")
    said = page.evaluate("[...CSS.highlights.get('segment-said')][0].toString()")
    assert said == "And now the light is on again"
    page.evaluate("document.querySelector('segment-player').pause()")
    expect(page.frame_locator("iframe").get_by_role("button", name="Play")).to_be_visible()


def test_the_articles_words_are_found_as_newspapers_write_them(
    feed: Any, article: Callable[..., Page], address: str
) -> None:
    """With a drop cap, soft hyphens and tags inside words, below the fold, and with one sentence
    changed that a comment quotes as it was: every other sentence keeps its place."""
    script, player = site.embed_component(feed.show, feed.packages[0]).split("\n")
    texts = [cue.text for cue in feed.packages[0].cues]
    long = [n for n, text in enumerate(texts) if len(text.split()) > 4]
    written = list(texts)
    written[long[0]] = f"<span>{texts[long[0]][0]}</span>{texts[long[0]][1:]}"
    written[long[1]] = texts[long[1]].replace("e", "e&shy;", 3)
    written[long[2]] = texts[long[2]].replace(" ", " so ", 1)
    page = article(
        here(
            f"{script}<article><div style='height: 9000px'></div>"
            + player.replace("<segment-player", "<segment-player data-article")
            + "".join(f"<p>{text}</p>" for text in written)
            + f"<p>Comment: {texts[long[2]]}</p></article>",
            feed,
            address,
        )
    )
    page.wait_for_selector("segment-player[data-matched]", state="attached")
    ranges = page.evaluate(
        "document.querySelector('segment-player').article.ranges"
        ".map((range) => range && range.toString().replaceAll('\\u00ad', ''))"
    )
    for n in long:
        if n != long[2]:
            assert ranges[n] == texts[n].rstrip(".?!"), n


def test_a_frame_that_was_there_first_gets_its_height(
    feed: Any, article: Callable[..., Page], address: str
) -> None:
    """The resizer asks frames that told their height before it was loaded."""
    lines = site.embed_frame(feed.show, feed.packages[0])
    frame = lxml.html.fromstring(f"<div>{lines}</div>").find(".//iframe")
    page = article(
        here(lxml.html.tostring(frame, encoding="unicode", with_tail=False), feed, address)
    )
    pill = page.frame_locator("iframe").get_by_role("button", name="Listen to this segment")
    expect(pill).to_be_visible()
    before = page.locator("iframe").evaluate("e => e.clientHeight")
    page.add_script_tag(url=f"{address}static/segment-player.js")
    page.wait_for_function(f"document.querySelector('iframe').clientHeight < {before}")


def test_a_link_to_a_part_unfolds_with_its_words(
    feed: Any, article: Callable[..., Page], address: str, open_page: Callable[..., Page]
) -> None:
    """Sentence and speaker, on the page and in an article; it plays just that part. Other moments
    have no card."""
    first, second = (cue for cue in feed.packages[0].cues if cue.turn == 3 and cue.paragraph == 1)
    # A clip's link begins a little before the first word.
    part = f"#t={(first.start_ms - 150) / 1000:g},{(second.end_ms + 200) / 1000:g}"
    quote = f"“{first.text} {second.text}”"
    page = open_page(f"{PAGE}index.html{part}")
    card = page.get_by_role("figure")
    expect(card.get_by_role("blockquote")).to_have_text(quote)
    expect(card.locator("figcaption")).to_have_text("Tomás Arroyo")
    play_slowly(page.locator("audio"))
    card.get_by_role("button", name=re.compile("Play from here · 0:1")).click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.evaluate("location.hash = 't=5'")
    expect(card).to_have_count(0)
    # Times within sentences: both are quoted, and both are played whole.
    page.evaluate(f"location.hash = 't={first.start_ms / 1000 + 1},{second.start_ms / 1000 + 1}'")
    expect(card.get_by_role("blockquote")).to_have_text(quote)
    whole = re.compile(f"Play from here · 0:{first.start_ms // 1000}–0:2")
    expect(card.get_by_role("button")).to_have_text(whole)
    page.evaluate("location.hash = 't=9999,10000'")
    assert page.evaluate("document.querySelector('audio').currentTime") < second.end_ms / 1000

    component = site.embed_component(feed.show, feed.packages[0])
    framed = article(
        here(component, feed, address).replace(
            f'src="{address}{PAGE}"', f'src="{address}{PAGE}{part}"'
        )
    )
    frame = framed.frame_locator("iframe")
    expect(frame.get_by_role("blockquote")).to_have_text(quote)
    play_slowly(frame.locator("audio"))
    frame.get_by_role("button", name=re.compile("Play from here")).click()
    expect(frame.locator("[data-now]")).to_have_text(re.compile("0:1[0-9]"))


def test_nobody_but_the_frame_is_heard(
    feed: Any, article: Callable[..., Page], address: str
) -> None:
    """A message from the article's own window, or from another frame, changes nothing."""
    component = site.embed_component(feed.show, feed.packages[0])
    page = article(here(component + "<iframe title='other' srcdoc='x'></iframe>", feed, address))
    frame = page.locator("segment-player iframe")
    expect(frame).not_to_have_css("height", "60px")
    as_tall_as_its_content(page.frame_locator("segment-player iframe"), page)
    before = frame.evaluate("frame => frame.clientHeight")
    for window in ("window", "document.querySelector('iframe[title=other]').contentWindow"):
        page.evaluate(
            f"{window}.eval(\"top.postMessage({{ segmentcast: 'height', height: 900 }}, '*')\")"
        )
    page.evaluate(
        "new Promise((done) => { addEventListener('message', done); postMessage(1, '*'); })"
    )
    assert frame.evaluate("frame => frame.clientHeight") == before


def test_the_component_takes_nothing_but_web_addresses(
    feed: Any, article: Callable[..., Page], address: str
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
