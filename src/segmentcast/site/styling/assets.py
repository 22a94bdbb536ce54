"""The files that all pages share: style sheets, scripts, the QR code."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from segmentcast.drawing.colour import to_hex
from segmentcast.model import PackageFile, Show, SiteStyle
from segmentcast.site import links
from segmentcast.site.styling.palette import embed_theme_css, schemes, theme_css
from segmentcast.vocabulary.wordings import Language, language

_PLAYER = (
    "words.js",
    "arrival.js",
    *(
        f"player/{part}.js"
        for part in (
            "base",
            "addresses",
            "page",
            "sound",
            "tools",
            "messages",
            "reading",
            "selection",
            "keys",
            "find",
            "quote",
            "embed",
            "start",
        )
    ),
)
_PLAYER_WORDS = (
    "audio_failed audio_failed_alone try_again no_seeking no_seeking_way waiting waiting_long "
    "resumed speed volume mute "
    "muted unmuted remote remote_none follow follow_back quote quote_by offer offer_play offer_copy "
    "offer_share copied link_copied copy_failed keys_title keys keys_allowed close find find_next "
    "find_previous find_count find_none"
)
_COMMENT = re.compile(r"^ */\*.*?\*/\n", re.MULTILINE | re.DOTALL)
"""A comment on lines of its own."""
_INDENTATION = re.compile(r"^ +", re.MULTILINE)
_LISTS = ("arrival.js", "lists.js")
_SEARCH = ("words.js", "search.js")
_SEARCH_WORDS = "found_so_far phrase_unchecked"
FEED_STYLE_PATH = "static/feed.css"
"""Has no hash in its name, so that a new look doesn't change the feed that links to it."""
FEED_SCRIPT_PATH = "static/feed.js"
"""The feed names it, so it has no hash either."""
_FEED_WORDS = "feed_help feed_address copy copied all_segments subscribe transcript article listen"
QR_PATH = "static/feed-qr.svg"
COMPONENT_PATH = "static/segment-player.js"
"""Has no hash in its name, since other sites' pages link to it."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file to write with the pages. `path` is relative to the feed's root."""

    path: str
    data: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Assets:
    """The shared files of one show, by purpose."""

    style: StaticFile
    embed_style: StaticFile
    script: StaticFile
    feed_style: StaticFile
    feed_script: StaticFile
    qr: StaticFile
    icon: StaticFile
    search: StaticFile
    search_library: StaticFile
    component: StaticFile
    lists: StaticFile
    headline: tuple[StaticFile, ...]
    notices: tuple[StaticFile, ...]

    def all(self) -> tuple[StaticFile, ...]:
        return (
            self.style,
            self.embed_style,
            self.script,
            self.feed_style,
            self.feed_script,
            self.qr,
            self.icon,
            self.search,
            self.search_library,
            self.component,
            self.lists,
            *self.headline,
            *self.notices,
        )


def assets(show: Show, tag: str) -> Assets:
    """The shared files of a show whose pages are in the language `tag`.

    Raises ConfigError for a colour that is not `#rrggbb`.
    """
    return _assets(
        show.site,
        show.feed_url,
        language(tag).tag,
        show.font,
        show.heading_font,
        show.statistics_prefix,
        links.counted_by(show),
    )


def shared_look(style: SiteStyle, face_address: str) -> str:
    """The CSS that the pages have in common with the desk: face of headlines, colours, tokens, ground.

    `face_address` is where `headline_face` is found. Raises ConfigError for a colour that is not
    `#rrggbb`.
    """
    look = "".join(map(_read, ("tokens.css", "ground.css")))
    return _headline_rule(face_address) + theme_css(style) + look


def headline_face() -> bytes:
    """The face of headlines, as WOFF2."""
    return _bytes("headline.woff2")


def qr_svg(url: str) -> bytes:
    """A QR code (ISO/IEC 18004, error correction M) as SVG, dark on white with its quiet zone."""
    import segno

    out = BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", scale=4, border=4, light="white", xmldecl=False, svgns=True, nl=False
    )
    return out.getvalue()


@lru_cache(maxsize=8)
def _assets(
    style: SiteStyle,
    feed_url: str,
    tag: str,
    font: PackageFile | None,
    heading_font: PackageFile | None,
    statistics_prefix: str,
    counted_by: str,
) -> Assets:
    words = language(tag)
    theme = theme_css(style)
    look = "".join(map(_read, ("tokens.css", "ground.css", "site.css", "listening.css")))
    # A show's own face takes the place of ours.
    headline = () if heading_font else _headline()
    look = "".join(map(_headline_css, headline[:1])) + theme + look + _font_css(font, heading_font)
    library = _read("vendor/minisearch.js").encode()
    licence = _read("vendor/minisearch.LICENSE.txt").encode()
    return Assets(
        style=_hashed("site", ".css", look.encode(), "text/css"),
        embed_style=_hashed(
            "embed",
            ".css",
            (embed_theme_css(style) + _read("tokens.css") + _read("embed.css")).encode(),
            "text/css",
        ),
        script=_hashed("player", ".js", _script(_PLAYER, words, _PLAYER_WORDS), "text/javascript"),
        feed_style=StaticFile(FEED_STYLE_PATH, _feed_css(theme, words).encode(), "text/css"),
        feed_script=StaticFile(
            FEED_SCRIPT_PATH,
            # What a person plays from the feed's own page is counted like that of other pages.
            _script(
                ("feed.js",),
                words,
                _FEED_WORDS,
                prefix=statistics_prefix,
                counted=words.text("counted", host=counted_by) if counted_by else "",
            ),
            "text/javascript",
        ),
        qr=StaticFile(QR_PATH, qr_svg(feed_url), "image/svg+xml"),
        icon=_hashed("icon", ".svg", _icon_svg(style), "image/svg+xml"),
        search=_hashed("search", ".js", _script(_SEARCH, words, _SEARCH_WORDS), "text/javascript"),
        search_library=_hashed("minisearch", ".js", library, "text/javascript"),
        component=StaticFile(
            COMPONENT_PATH, _read("segment-player.js").encode(), "text/javascript"
        ),
        lists=_hashed("lists", ".js", _script(_LISTS, words, ""), "text/javascript"),
        headline=headline,
        notices=(StaticFile("static/minisearch.LICENSE.txt", licence, "text/plain"),),
    )


def _script(parts: tuple[str, ...], words: Language, keys: str, **more: str) -> bytes:
    """The parts of a script in one file and one function, with their texts in the page's language.

    They aren't ES modules, because a browser loads none for a page that is opened from a disk.
    Comments and indentation stay here: a third of the bytes, which every listener would load.
    """
    texts = json.dumps(
        {**{key: words.text(key) for key in keys.split()}, **more}, ensure_ascii=False
    )
    body = _INDENTATION.sub("", _COMMENT.sub("", "\n".join(_read(part) for part in parts)))
    return f'(() => {{\n"use strict";\nconst WORDS = {texts};\n{body}}})();\n'.encode()


def _headline() -> tuple[StaticFile, StaticFile]:
    """The face of headlines, and its licence."""
    return (
        _hashed("headline", ".woff2", _bytes("headline.woff2"), "font/woff2"),
        StaticFile("static/headline.OFL.txt", _bytes("headline.OFL.txt"), "text/plain"),
    )


def _headline_css(file: StaticFile) -> str:
    """The face of headlines: that of the covers, as far as Latin letters go."""
    return _headline_rule(links.relative(file.path, "static/site.css"))


def _headline_rule(address: str) -> str:
    return (
        '@font-face{font-family:"Segment Headline";font-weight:700;font-display:swap;'
        f'src:url("{address}") format("woff2")}}\n'
    )


def _font_css(font: PackageFile | None, heading_font: PackageFile | None) -> str:
    """CSS that puts the show's fonts before system ones. Font files are in static/."""
    rules = ""
    for name, file, weight, selector in (
        ("Own text", font, "", "body"),
        ("Own headings", heading_font, "font-weight:700;", "h1,h2,h3,.name"),
    ):
        if file is not None:
            address = links.relative(file.path, "static/site.css")
            rules += (
                f'@font-face{{font-family:"{name}";{weight}font-display:swap;'
                f'src:url("{address}") format("woff2")}}\n'
                f'{selector}{{font-family:"{name}",var(--serif)}}\n'
            )
    return rules


def _feed_css(theme: str, words: Language) -> str:
    # No default namespace, so that `title` matches RSS's own and not itunes:title.
    help_text = words.text("feed_help").replace("\\", "\\\\").replace('"', '\\"')
    return (
        '@namespace "";\n@namespace h "http://www.w3.org/1999/xhtml";\n'
        + theme.replace(":root{", ":root,h|html{")
        + f'rss::before{{content:"{help_text}"}}\nrss{{direction:{words.direction}}}\n'
        + _read("feed.css")
    )


def _icon_svg(style: SiteStyle) -> bytes:
    colours, _ = schemes(style)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<circle cx="16" cy="16" r="16" fill="{to_hex(colours.accent)}"/>'
        f'<path d="M12 8.5v15L24.5 16z" fill="{to_hex(colours.on_accent)}"/></svg>\n'
    ).encode()


def _hashed(name: str, suffix: str, data: bytes, mime: str) -> StaticFile:
    digest = hashlib.sha256(data).hexdigest()[:10]
    return StaticFile(f"static/{name}-{digest}{suffix}", data, mime)


def _read(name: str) -> str:
    return _bytes(name).decode("utf-8")


def _bytes(name: str) -> bytes:
    return files("segmentcast.site").joinpath("static", name).read_bytes()
