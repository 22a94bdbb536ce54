"""Machine-readable metadata of pages: schema.org in JSON-LD, and Open Graph."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from segmentcast import timing
from segmentcast.model import Package, Show
from segmentcast.site import links
from segmentcast.vocabulary.digital_sources import digital_source, schema_address
from segmentcast.vocabulary.web_addresses import file_url, page_url, url

_ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def episode_data(show: Show, package: Package, page: str) -> dict[str, Any]:
    """The episode as a schema.org `PodcastEpisode`, and the article that it is based on."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "PodcastEpisode",
        "name": package.title,
        "description": package.summary,
        "url": page_url(show.base_url, page),
        "datePublished": package.published.isoformat(),
        "duration": timing.iso_duration(package.duration_ms),
        "inLanguage": package.language,
        "isAccessibleForFree": True,
        "partOfSeries": {
            "@type": "PodcastSeries",
            "name": show.title,
            "url": show.base_url,
            "webFeed": show.feed_url,
        },
        "publisher": {"@type": "Organization", "name": show.author},
    }
    if package.number is not None:
        data["episodeNumber"] = package.number
    people = [person.name for person in package.credits]
    if people and package.retracted is None:
        data["actor"] = [{"@type": "Person", "name": name} for name in people]
    audio = package.file("audio")
    if audio is not None and package.retracted is None:
        sound: dict[str, Any] = {
            "@type": "AudioObject",
            "contentUrl": file_url(show.base_url, audio),
            "encodingFormat": audio.mime,
            "contentSize": str(audio.length_bytes),
            "duration": timing.iso_duration(package.duration_ms),
        }
        if term := _source_of(package):
            sound["digitalSourceType"] = term
        if package.cues:
            sound["transcript"] = "\n".join(cue.text for cue in package.cues)
        data["associatedMedia"] = sound
    if art := package.file("artwork") or show.artwork:
        data["image"] = file_url(show.base_url, art)
    if article := links.safe(package.link):
        data["subjectOf"] = {"@type": "NewsArticle", "url": article, "headline": package.title}
    return data


def article_data(show: Show, package: Package, page: str, frame: str) -> dict[str, Any]:
    """The article as a schema.org `NewsArticle` with its `audio`, for the article's own page.

    `page` and `frame` are the paths of the listening page and the embedded player.
    """
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": package.title,
        "inLanguage": package.language,
    }
    if article := links.safe(package.link):
        data["url"] = article
    audio = package.file("audio")
    if audio is not None and package.retracted is None:
        data["audio"] = {
            "@type": "AudioObject",
            "name": package.title,
            "contentUrl": file_url(show.base_url, audio),
            "embedUrl": url(show.base_url, frame),
            "url": page_url(show.base_url, page),
            "encodingFormat": audio.mime,
            "duration": timing.iso_duration(package.duration_ms),
            "uploadDate": package.published.isoformat(),
            "inLanguage": package.language,
        }
        if term := _source_of(package):
            data["audio"]["digitalSourceType"] = term
    return data


def _source_of(package: Package) -> str:
    """The source of the audio in schema.org's terms; empty for a recording."""
    return schema_address(digital_source(narrated=package.narrated, voices=package.voices))


def show_data(show: Show) -> dict[str, Any]:
    """The show as a schema.org `PodcastSeries`."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "PodcastSeries",
        "name": show.title,
        "description": show.description,
        "url": show.base_url,
        "webFeed": show.feed_url,
        "inLanguage": show.language,
        "author": {"@type": "Organization", "name": show.author},
    }
    if show.artwork is not None:
        data["image"] = file_url(show.base_url, show.artwork)
    return data


def script_json(data: dict[str, Any]) -> Markup:
    """JSON that is safe inside a `script` element: it cannot end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char, escape in _ESCAPES.items():
        text = text.replace(char, escape)
    return Markup(text)  # noqa: S704 - all characters special in HTML are escaped above
