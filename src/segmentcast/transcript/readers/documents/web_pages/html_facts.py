"""What an HTML page says about itself: JSON-LD (schema.org), Open Graph, meta elements, links."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from segmentcast.transcript.document import Facts
from segmentcast.transcript.text.dates import parse_date
from segmentcast.transcript.text.no_titles import is_no_title, is_office_alone
from segmentcast.transcript.text.prose import collapse

_ARTICLES = frozenset(
    "article newsarticle reportagenewsarticle analysisnewsarticle blogposting podcastepisode radioepisode "
    "videoobject audioobject clip episode webpage broadcastevent".split()
)
_MOST_NODES = 5000
_AUTHORS = ("author", "byl", "article:author", "parsely-author")
_ADDRESS = re.compile(r"(?:(?:https?:|mailto:|www\.|[#/])\S*|\S+@\S+)", re.I)
_BEGINS_DATE = re.compile(r"(?<!\d)(?=\d)|(?<![^\W_])(?=[^\W\d_])")
ONLY_TRANSCRIPT = re.compile(
    r"(?:(?:read|view) )?(?:the )?(?:full |complete |rush |episode |show |interview )?transcripts?:?",
    re.I,
)
"""A heading that names no page."""


def articles_in(scripts: list[str]) -> list[dict[str, object]]:
    """The JSON-LD objects that describe an article, an episode or a page, articles first."""
    nodes: list[dict[str, object]] = []
    for script in scripts:
        try:
            data = json.loads(script)
        except (ValueError, RecursionError):
            continue
        nodes.extend(_nodes(data))
    names = {
        node["@id"]: node["name"]
        for node in nodes
        if isinstance(node.get("@id"), str) and node.get("name") and isinstance(node["name"], str)
    }
    found = [_with_authors(node, names) for node in nodes if _types(node) & _ARTICLES]
    return sorted(found, key=lambda node: not any("article" in kind for kind in _types(node)))


def _with_authors(node: dict[str, object], names: Mapping[object, object]) -> dict[str, object]:
    """The object, its authors with the names that other objects of the page give them (JSON-LD 1.1, 3.3)."""
    given = node.get("author")
    authors = given if isinstance(given, list) else [given]
    known = (_author(one, names) for one in authors)
    return {**node, "author": [{"name": name} for name in known if name]}


def _author(given: object, names: Mapping[object, object]) -> str:
    """The name of an author; "" where there is an address alone, which is nobody's name."""
    name = given
    if isinstance(given, dict):
        reference = given.get("@id")
        name = given.get("name") or (isinstance(reference, str) and names.get(reference))
    text = _text(name)
    return "" if _ADDRESS.fullmatch(text) else text


def _nodes(data: object) -> Iterator[dict[str, object]]:
    waiting = [data]
    seen = 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop(0)
        seen += 1
        if isinstance(node, dict):
            yield node
            waiting.extend(value for value in node.values() if isinstance(value, (dict, list)))
        elif isinstance(node, list):
            waiting.extend(value for value in node if isinstance(value, (dict, list)))


def _types(node: dict[str, object]) -> set[str]:
    kinds = node.get("@type", "")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {kind.casefold() for kind in listed if isinstance(kind, str)}


def facts_of(
    articles: list[dict[str, object]], metas: dict[str, str], links: dict[str, str], language: str
) -> Facts:
    """One answer to each question, JSON-LD before Open Graph before the page's own elements."""

    def linked(*keys: str) -> str:
        return next(
            (value for node in articles for key in keys if (value := _text(node.get(key)))), ""
        )

    def meta(*names: str) -> str:
        return next((value for name in names if (value := collapse(metas.get(name, "")))), "")

    page = links.get("canonical") or meta("og:url") or linked("url", "mainEntityOfPage")
    page = page if urlsplit_safe(page) else ""
    return Facts(
        title=headline(linked("headline"), meta("og:title"), meta("twitter:title"), linked("name")),
        summary=linked("description")
        or meta("og:description", "description", "twitter:description"),
        published=_first_date(
            linked("datePublished", "uploadDate"),
            meta(
                "article:published_time",
                "date",
                "dc.date",
                "dcterms.created",
                "pubdate",
                "parsely-pub-date",
                "publish-date",
            ),
        ),
        language=linked("inLanguage") or language or meta("og:locale").replace("_", "-"),
        byline=linked("author")
        or next((name for key in _AUTHORS if (name := _author(meta(key), {}))), ""),
        page_url=page,
        image_url=_absolute(
            page, linked("image", "thumbnailUrl") or meta("og:image", "twitter:image")
        ),
        comments_url=_absolute(page, linked("discussionUrl")),
    )


def headline(*texts: str) -> str:
    """The first that is a title; an office alone, or "Transcript", only where no other is."""
    titles = [text for text in texts if text and not is_no_title(text)]
    own = (
        text for text in titles if not (is_office_alone(text) or ONLY_TRANSCRIPT.fullmatch(text))
    )
    return next(own, titles[0] if titles else "")


def _text(value: object) -> str:
    """A text, or the name or address inside of an object, or the first of a list."""
    for _ in range(4):
        if isinstance(value, list):
            names = [
                collapse(item["name"])
                for item in value
                if isinstance(item, dict) and isinstance(item.get("name"), str)
            ]
            if names:
                return ", ".join(names[:10])
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get("name") or value.get("url") or value.get("@id") or ""
        else:
            break
    return collapse(value) if isinstance(value, str) else ""


def without_date(byline: str) -> str:
    """Who wrote a page, without the date that its element goes on with: "Rosa Lind2014-01-26 21:32 UTC"."""
    for begin in _BEGINS_DATE.finditer(byline):
        if begin.start() and parse_date(byline[begin.start() :]):
            return byline[: begin.start()].rstrip(" ,;|·•–—-")
    return byline


def _first_date(*texts: str) -> datetime | None:
    return next((moment for text in texts if text and (moment := parse_date(text))), None)


def urlsplit_safe(url: str) -> bool:
    """Whether this is a web address."""
    try:
        return urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        return False


def _absolute(base: str, url: str) -> str:
    """An address made whole against the page's; "" for what is none."""
    if not url:
        return ""
    try:
        whole = urljoin(base, url) if base else url
    except ValueError:
        return ""
    return whole if urlsplit_safe(whole) else ""


def comments_address(page: str, href: str) -> str:
    """The address of the comments, when the page links to them."""
    return _absolute(page, href)
