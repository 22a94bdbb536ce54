"""The first page: what to do next, and all episodes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from segmentcast.desk.rendering import day_words, megabytes, moment_words, render
from segmentcast.desk.routing import get
from segmentcast.desk.state import DeskState, desk_of
from segmentcast.digest import digest
from segmentcast.errors import Problem
from segmentcast.queries.show_overview import (
    EpisodeStanding,
    Foresight,
    Group,
    ShowOverview,
    opened,
    thumbnails,
)

_A_PAGE = 50
_NEEDING_SHOWN = 3
_GROUPS: tuple[tuple[Group, str], ...] = (
    ("", "All"),
    ("needs", "Needs you"),
    ("waiting", "Not out yet"),
    ("published", "Published"),
)
_FILES = (
    (re.compile(r"\btranscript[\w-]*\.\w+ changed"), "words changed"),
    # A split or a join may write a transcript with labels beside the one that was read before.
    (re.compile(r"\btranscript[\w-]*\.\w+ is (new|gone|no longer read)"), "turns changed"),
    (re.compile(r"\bepisode\.toml (changed|is new|is gone)"), "settings changed"),
    (re.compile(r"\bcast\.toml (changed|is new|is gone)"), "people changed"),
    (re.compile(r"\bshow\.toml changed"), "settings of the show changed"),
    (
        re.compile(r"\brecording\.\w+ (changed|is new|is gone|is no longer read)"),
        "recording changed",
    ),
)
_NUMBERS = "no one two three four five six seven eight nine".split()


def routes() -> list[Route]:
    """The addresses of this view."""
    return [get("/", overview), get("/overview.json", progress)]


@dataclass(frozen=True, slots=True)
class StateLabel:
    """A state as it is shown: a sign, a word, and a ground colour; and the button beside it."""

    sign: str
    words: str
    colour: str = ""
    why: str = ""
    button: str = "Open"
    href: str = ""


@dataclass(frozen=True, slots=True)
class EpisodeLine:
    """A row of the table. `picture` is the path of its small cover, or empty."""

    standing: EpisodeStanding
    label: StateLabel
    facts: str
    picture: str = ""


def overview(request: Request) -> Response:
    """What to do next, and a page of the list."""
    desk = desk_of(request)
    config = desk.show()
    desk.overview.ask()
    desk.overview.glance(written="m" in request.query_params)
    group = _group(request.query_params.get("show", ""))
    words = request.query_params.get("q", "")[:200]
    page = _page(request.query_params.get("page", "1"))
    # Before the list is read: a page whose list may be older than the look asks for the end of it.
    looking = desk.overview.looking
    problems = desk.overview.problems
    with opened(desk.place) as kept:
        foresight = kept.foresight()
        count = kept.count(group, words)
        pages = max(1, -(-count // _A_PAGE))
        page = min(page, pages)
        rows = kept.rows(group, words, skip=(page - 1) * _A_PAGE, limit=_A_PAGE)
        needing = kept.rows("needs", limit=_NEEDING_SHOWN)
        chips = [_chip(kept, name, label, group, words) for name, label in _GROUPS]
    zone = config.timezone
    pictures = thumbnails(desk.place, [row.id for row in rows if row.public])
    lines = [_line(row, zone, pictures.get(row.id, "")) for row in rows]
    public = next(int(chip["count"]) for chip in chips if chip["name"] == "published")
    desk.feed_check.ask(public)
    needs = next(chip["count"] for chip in chips if chip["name"] == "needs")
    return render(
        request,
        "show/overview.html",
        title=f"Episodes of {config.show.title}",
        section="episodes",
        foresight=foresight,
        foreseen=_foreseen(foresight) if foresight else "",
        feed=feed_line(desk, public, zone),
        problems=problems,
        looking=looking or not (foresight or problems),
        digest=_digest(foresight, problems),
        needing=[_line(row, zone) for row in needing],
        needs=needs,
        counted=_counted,
        lines=lines,
        chips=chips,
        count=count,
        first=(page - 1) * _A_PAGE + 1,
        words=words,
        group=group,
        earlier=_address(group, words, page - 1) if page > 1 else "",
        later=_address(group, words, page + 1) if page < pages else "",
    )


def progress(request: Request) -> Response:
    """Whether the show is still being looked over, and the digest of what is known."""
    desk = desk_of(request)
    looking = desk.overview.looking
    problems = desk.overview.problems
    with opened(desk.place) as kept:
        foresight = kept.foresight()
    return JSONResponse({"looking": looking, "digest": _digest(foresight, problems)})


def _digest(foresight: Foresight | None, problems: tuple[Problem, ...]) -> str:
    """Changes with what the page shows of the last look; empty if nothing is known."""
    known = foresight.digest if foresight else ""
    return digest([known, *(problem.as_json() for problem in problems)]) if problems else known


def _group(text: str) -> Group:
    return next((name for name, _ in _GROUPS if name == text), "")


def _page(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else 1


def _address(group: str, words: str, page: int = 1) -> str:
    given = {"show": group, "q": words, "page": str(page) if page > 1 else ""}
    asked = urlencode({name: value for name, value in given.items() if value})
    return f"/?{asked}" if asked else "/"


def _chip(kept: ShowOverview, name: Group, label: str, group: Group, words: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "count": kept.count(name),
        "href": _address(name, words),
        "current": name == group,
    }


def _line(standing: EpisodeStanding, zone: ZoneInfo, picture: str = "") -> EpisodeLine:
    facts = []
    if standing.day:
        facts.append(day_words(datetime.fromisoformat(standing.day)))
    if standing.people:
        many = len(standing.people)
        facts.append(f"{many} voices" if many > 1 else "1 voice")
    return EpisodeLine(standing, label_of(standing, zone), " · ".join(facts), picture)


def label_of(standing: EpisodeStanding, zone: ZoneInfo) -> StateLabel:
    """How a state is shown, in words that a producer uses."""
    own = f"/episodes/{quote(standing.id)}"
    why = standing.why
    match standing.state:
        case "unsure":
            turns = standing.unsure
            many = "1 turn to look at" if turns == 1 else f"{turns} turns to look at"
            words = many if turns else "To listen to"
            return StateLabel("look", words, "look", "not published", "Look", f"{own}/turns")
        case "failed":
            return StateLabel("bad", "Failed", "bad", why, "See what to do", own)
        case "new":
            return StateLabel(
                "plus", "New", "", unsure_words(standing) or why or "ready", "Open", own
            )
        case "changed":
            sound = {"": "", "sound": "new sound", "tags": "new tags"}[standing.audio]
            why = "; ".join(filter(None, (reason_words(why), sound, unsure_words(standing))))
            return StateLabel("pen", "Changed", "", why, "Open", own)
        case "draft":
            return StateLabel("pen", "Draft", "", "held until you release it", "Open", own)
        case "held" if standing.due:
            until = standing.due.astimezone(zone)
            return StateLabel("clock", f"Held until {moment_words(until)}", "", "", "Open", own)
        case "held":
            return StateLabel("clock", "Held", "", why, "Open", own)
        case "retracted":
            return StateLabel("out", "Retracted", "", "nothing to do", "Open", own)
        case "ended" if standing.public:
            return StateLabel("out", "To be taken out", "", f"{why}; with the next publish")
        case "ended":
            return StateLabel("out", "Taken out", "", why, "Open", own)
    return StateLabel("good", "Published", "good", "nothing to do", "Open", own)


def unsure_words(standing: EpisodeStanding) -> str:
    """`12 turns unsure`; empty if every turn is sure."""
    many = standing.unsure
    return f"{many:,} turn{'' if many == 1 else 's'} unsure" if many else ""


def reason_words(why: str) -> str:
    """A reason of the publish, without the names of files that a producer knows by what they are."""
    for file, words in _FILES:
        why = file.sub(words, why)
    return "; ".join(dict.fromkeys(why.split("; ")))


def _foreseen(foresight: Foresight) -> str:
    """`1 new, 1 changed. About 40 seconds of work, 6.1 MB to send.`"""
    kinds = [
        f"{count:,} {word}"
        for count, word in ((foresight.new, "new"), (foresight.changed, "changed"))
        if count
    ]
    work = []
    if foresight.work_seconds:
        work.append(f"About {duration(foresight.work_seconds)} of work")
    if foresight.upload_bytes:
        work.append(f"{megabytes(foresight.upload_bytes)} to send")
    leaving = len(foresight.leaving)
    if leaving:
        kinds.append(f"{leaving:,} to leave the feed")
    if foresight.others and not kinds:
        kinds.append("; ".join(foresight.others).capitalize())
    return " ".join(f"{', '.join(part)}." for part in (kinds, work) if part)


def feed_line(desk: DeskState, episodes: int, zone: ZoneInfo) -> dict[str, str]:
    """Heading and sentence on the published feed."""
    check = desk.feed_check.standing()
    published = check.published
    if published is None:
        return {"heading": "No feed yet", "words": "It begins with the first publish."}
    many = "1 episode" if episodes == 1 else f"{episodes:,} episodes"
    words = f"{many}. Last published on {moment_words(published.astimezone(zone))}."
    counts = Counter(finding.severity for finding in check.findings)
    if check.checking:
        return {"heading": "The feed is being checked", "words": words}
    if not check.current:
        return {"heading": "The feed", "words": f"{words} Not checked since."}
    if counts["error"] or check.problems:
        faults = max(1, counts["error"])
        heading = _counted(faults, "fault in the feed", "faults in the feed")
        return {"heading": heading, "words": words}
    if counts["warning"]:
        remarks = _counted(counts["warning"], "remark", "remarks", start=True)
        return {"heading": "The feed is sound", "words": f"{words} {remarks}."}
    return {"heading": "The feed is sound", "words": f"{words} No findings."}


def duration(seconds: float) -> str:
    """`40 seconds`, `3 minutes`, for an estimate."""
    if seconds < 90:
        return f"{max(1, round(seconds)):,} second{'s' if round(seconds) > 1 else ''}"
    return f"{round(seconds / 60):,} minutes"


def _counted(number: int, one: str, many: str, *, start: bool = True) -> str:
    """`Two episodes need you`: small numbers in words, at the start of a heading."""
    shown = _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"
    text = f"{shown} {one if number == 1 else many}"
    return text[:1].upper() + text[1:] if start else text
