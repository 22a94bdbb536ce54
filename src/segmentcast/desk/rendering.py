"""Pages of the desk, from the templates beside this file: in templates/ what every page has, in show/ and episode/ the pages."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from segmentcast import timing
from segmentcast.desk.clock import now
from segmentcast.desk.state import desk_of
from segmentcast.errors import SegmentcastError
from segmentcast.model import SiteStyle
from segmentcast.transcript.text.prose import excerpt

SEE_OTHER = 303
CHANGED_MEANWHILE = 409


@dataclass(frozen=True, slots=True)
class NavEntry:
    """An entry of the header: `section` is what a page of it says to be current."""

    section: str
    label: str
    href: str


NAV = (
    NavEntry("episodes", "Episodes", "/"),
    NavEntry("names", "Names", "/names"),
    NavEntry("voices", "Voices", "/voices"),
    NavEntry("feed", "Feed", "/feed"),
    NavEntry("settings", "Settings", "/settings"),
)

ICONS = {
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "look": '<path d="M12 3.5 22 20.5H2zM12 10v5M12 17.8v.2"/>',
    "pen": '<path d="M4 20h4L20 8l-4-4L4 16z"/>',
    "bad": '<circle cx="12" cy="12" r="9"/><path d="M12 7v6M12 16.4v.2"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>',
    "good": '<path d="m4.5 12.5 5 5L20 7"/>',
    "close": '<path d="M5 5l14 14M19 5 5 19"/>',
    "wait": '<path d="M12 3a9 9 0 1 0 9 9"/>',
    "up": '<path d="m6 15 6-6 6 6"/>',
    "down": '<path d="m6 9 6 6 6-6"/>',
    "play": '<path class="f" d="M8 5v14l11-7z"/>',
    "out": '<circle cx="12" cy="12" r="9"/><path d="M5.6 5.6l12.8 12.8"/>',
}


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """The page of a template that extends base.html.

    The template gets `values`, and from here `show_title`, `nav`, `message`, `icon` and `within`. A page sets
    `title`, and `section` (an entry of the header).
    """
    desk = desk_of(request)
    try:
        show_title = desk.show().show.title
    except SegmentcastError:
        show_title = desk.place.path.resolve().name  # the page says what is wrong with show.toml
    given = {
        "show_title": show_title,
        "nav": [entry for entry in NAV if answers(request, entry.href)],
        "section": "",
        "message": desk.message(request.query_params.get("m", "")),
        "within": desk.place.within,
        **values,
    }
    return HTMLResponse(environment().get_template(template).render(given), status)


def answers(request: Request, path: str) -> bool:
    """Whether a view answers at an address, given as its route writes it."""
    return any(getattr(route, "path", "") == path for route in request.app.routes)


def redirect(request: Request, path: str, message: str = "") -> Response:
    """Leads to a page of the desk after a form; `message` is shown there."""
    if message:
        separator = "&" if "?" in path else "?"
        path += f"{separator}m={desk_of(request).keep_message(message)}"
    return RedirectResponse(path, SEE_OTHER)


def refuse(
    request: Request, error: SegmentcastError, *, status: int = 422, back: str = "/"
) -> Response:
    """The page that says what is wrong, where, and what to do about it."""
    return render(
        request,
        "problems.html",
        status=status,
        title="That did not work",
        problems=error.problems,
        back=back,
    )


def conflict(
    request: Request, what: str, *, theirs: str, ours: str, reload: str, keeps: bool = True
) -> Response:
    """The page for a form on a file that has changed since (409): both versions, nothing written.

    `what` names the file as a user knows it; `reload` is the page that loads it again. `keeps`: a
    button keeps `ours` as a copy.
    """
    return render(
        request,
        "conflict.html",
        status=CHANGED_MEANWHILE,
        title=f"{what} was changed meanwhile",
        what=what,
        theirs=theirs,
        ours=ours,
        reload=reload,
        keeps=keeps,
    )


def revision_of(content: bytes | None) -> str:
    """A file's fingerprint for a form; that of a file that isn't there is "none"."""
    return "none" if content is None else hashlib.sha256(content).hexdigest()[:32]


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """The templates' environment, with what every page uses."""
    made = jinja2.Environment(
        loader=jinja2.FunctionLoader(_template),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "clock": _clock,
        "length_clock": timing.length_clock,
        "day": day_words,
        "moment": moment_words,
        "megabytes": megabytes,
        "shortened": excerpt,
    }
    made.globals |= {"icon": icon}
    return made


def icon(name: str, spin: bool = False) -> Markup:
    """One of the icons, drawn in the colour of the text; it says nothing to a screen reader."""
    kind = "icon spin" if spin else "icon"
    return Markup(  # noqa: S704 - ours alone
        f'<svg class="{kind}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        f"{ICONS[name]}</svg>"
    )


def megabytes(length_bytes: int) -> str:
    """A size as `6.1 MB` or `940 kB`."""
    if length_bytes < 1_000_000:
        return f"{(length_bytes + 999) // 1000} kB"
    return f"{length_bytes / 1_000_000:.1f} MB"


def style_sheet(style: SiteStyle) -> bytes:
    """The desk's style sheet in the show's colours."""
    from segmentcast.site import shared_look

    return shared_look(style, "headline.woff2").encode() + static_file("desk.css")


@lru_cache(maxsize=32)
def static_file(name: str) -> bytes:
    """A file of static/. Raises FileNotFoundError."""
    return files("segmentcast.desk").joinpath("static", name).read_bytes()


def static_names() -> frozenset[str]:
    """The names of the files of static/."""
    return frozenset(entry.name for entry in files("segmentcast.desk").joinpath("static").iterdir())


def _template(name: str) -> str:
    return files("segmentcast.desk").joinpath("templates", name).read_bytes().decode("utf-8")


def _clock(milliseconds: int) -> str:
    return timing.clock(milliseconds)


def day_words(day: date) -> str:
    """`Mar 3, 2026`"""
    return f"{day:%b} {day.day}, {day.year}"


def moment_words(moment: datetime) -> str:
    """`Mar 3, 7:31`, with the year if it is another than this one's."""
    year = "" if moment.year == now().astimezone(moment.tzinfo).year else f", {moment.year}"
    return f"{moment:%b} {moment.day}{year}, {moment.hour}:{moment:%M}"
