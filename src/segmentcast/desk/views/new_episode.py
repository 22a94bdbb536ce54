"""A new episode: a page that is pasted, a file or recording that is sent, or both."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from segmentcast import layout
from segmentcast.desk.clock import now
from segmentcast.desk.incoming import KEPT_DAYS, Incoming
from segmentcast.desk.rendering import answers, redirect, render
from segmentcast.desk.routing import Form, get, post
from segmentcast.desk.state import DeskState, desk_of
from segmentcast.desk.uploads import take_upload
from segmentcast.errors import Problem, SegmentcastError, UsageError
from segmentcast.intake import Addition, add, arrange, fetch, is_address, is_reserved
from segmentcast.model import SURE, Speaker, Transcript
from segmentcast.transcript.review.certainty import certainty_of
from segmentcast.transcript.text.prose import excerpt
from segmentcast.vocabulary.languages import named

_EXCERPT_CHARACTERS = 160
_SAMPLE_CHARACTERS = 300
_MOST_UNSURE, _AT_START, _AT_END = 4, 4, 2
_FIELDS = {
    "title": "write it in the field below",
    "date": "choose another day below",
    "page-date": "choose the day below",
    "language": "choose the language below",
}
"""Remedies for findings of these rules: here are fields, and no files yet."""


def routes() -> list[Route]:
    """The addresses of this view."""
    return [
        get("/new", new),
        get("/new/{id}", look),
        post("/new", sent),
        Route("/new/file", receive, methods=["PUT"]),
        post("/new/{id}/add", add_it),
        post("/new/{id}/discard", discard),
    ]


@dataclass(frozen=True, slots=True)
class Wish:
    """Title, day (2026-01-20), folder and language of a new episode, as in the fields; empty: as read."""

    title: str = ""
    day: str = ""
    folder: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about what was sent: a place in it, what, what to do, and the words there."""

    severity: str
    where: str
    what: str
    mend: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class SampleTurn:
    """A turn as it was read: its number, who says it, whether that is sure, and its first words."""

    number: int
    person: str
    sure: bool
    text: str


def new(request: Request) -> Response:
    """The form, and what was sent earlier and not added."""
    return _form(request, request.query_params.get("id", ""))


def _form(
    request: Request, id_: str = "", text: str = "", problems: tuple[Problem, ...] = ()
) -> Response:
    incoming = _incoming(request)
    names = incoming.names(id_)
    waiting = [
        (one, ", ".join(incoming.names(one)))
        for one in incoming.waiting()
        if one != id_ or not names
    ]
    return render(
        request,
        "episode/new.html",
        status=422 if problems else 200,
        title="New episode",
        id=id_ if names else "",
        names=names,
        waiting=waiting,
        kept_days=KEPT_DAYS,
        text=text,
        problems=problems,
    )


def sent(request: Request, form: Form) -> Response:
    """Keeps what was pasted, or the page at an address, and leads to the look at it."""
    incoming = _incoming(request)
    id_ = form.text("id")
    begun = not incoming.names(id_)
    if begun:
        id_ = incoming.begin()
    text = form.text("text")
    address = text.strip()
    try:
        if is_address(address) and not any(character.isspace() for character in address):
            incoming.keep_page(id_, fetch(address, desk_of(request).show()))
        elif address:
            incoming.keep_text(id_, text)
        elif begun:
            what = "Nothing was pasted and no file was sent."
            raise UsageError.at("", what, "paste a page, or choose a file")
    except SegmentcastError as error:
        if begun:
            incoming.discard(id_)
        return _form(request, id_, text, error.problems)
    return redirect(request, f"/new/{id_}")


async def receive(request: Request) -> Response:
    """Keeps a file; the script of the page sends it as the body."""
    incoming = _incoming(request)
    id_ = request.query_params.get("id", "")
    known = await run_in_threadpool(incoming.names, id_)
    return await take_upload(request, incoming, id_ if known else "")


def look(request: Request) -> Response:
    """What was read in it, and whether it can be added."""
    return _look(request, Wish())


def _look(request: Request, wish: Wish, refused: tuple[Problem, ...] = ()) -> Response:
    """The look, with what a person wishes in place of what was read, and why that is refused."""
    desk = desk_of(request)
    incoming = _incoming(request)
    id_ = request.path_params["id"]
    problems: tuple[Problem, ...] = ()
    addition = None
    try:
        addition = _prepared(desk, incoming, id_, Wish() if refused else wish)
    except SegmentcastError as error:
        problems = error.problems
    read = addition.transcript if addition else None
    doubtful = addition is not None and any(row.rule == "language" for row in addition.findings)
    languages = (read.language, desk.show().show.language) if read and doubtful else ()
    proposed = _day_of(addition, desk) if addition else ""
    return render(
        request,
        "episode/new_look.html",
        status=422 if refused else 200,
        title="New episode",
        id=id_,
        names=incoming.names(id_),
        addition=addition,
        read=read,
        certainty=certainty_of(read) if read else None,
        people=_people(read) if read else (),
        samples=_samples(read) if read else (),
        wish=wish
        if refused
        else Wish(addition.title, proposed, addition.folder, wish.language)
        if addition
        else wish,
        proposed=addition.folder if addition else "",
        languages=[(tag, named(tag)) for tag in languages],
        remarks=[
            *(
                _remark(incoming, id_, "error", p.where, p.what, p.mend)
                for p in (*refused, *problems)
            ),
            *(
                _remark(incoming, id_, f.severity, f.where, f.what, _FIELDS.get(f.rule, f.mend))
                for f in (addition.findings if addition else ())
                # the view of the turns shows them one by one
                if f.rule not in ("speaker-unsure", "speaker-unnamed")
            ),
        ],
        signs={"error": ("bad", "Stops it"), "warning": ("look", "Look"), "note": ("good", "Note")},
    )


def _people(read: Transcript) -> list[tuple[Speaker, int]]:
    """Each speaker with the number of turns, who has most of them first."""
    turns = Counter(turn.speaker for turn in read.turns)
    rows = [(speaker, turns[speaker.key]) for speaker in read.speakers]
    return sorted(rows, key=lambda row: -row[1])


def _samples(read: Transcript) -> list[tuple[str, list[SampleTurn]]]:
    """Turns to judge the reading by: unsure ones, and how the talk begins and ends, each once."""
    names = {speaker.key: speaker.name for speaker in read.speakers}
    rows = [
        SampleTurn(
            number,
            names[turn.speaker],
            turn.confidence >= SURE,
            excerpt(turn.text, _SAMPLE_CHARACTERS),
        )
        for number, turn in enumerate(read.turns, 1)
    ]
    begins = rows[:_AT_START]
    ends = [row for row in rows[-_AT_END:] if row not in begins]
    unsure = [row for row in rows if not (row.sure or row in begins or row in ends)]
    samples = (
        ("Not sure who says this", unsure[:_MOST_UNSURE]),
        ("How it begins", begins),
        ("How it ends", ends),
    )
    return [(heading, some) for heading, some in samples if some]


def add_it(request: Request, form: Form) -> Response:
    """Makes the episode's folder, as `segmentcast add` does, with the date, title and name wished for."""
    desk = desk_of(request)
    incoming = _incoming(request)
    id_ = request.path_params["id"]
    wish = Wish(
        form.text("title").strip(),
        form.text("day").strip(),
        form.text("folder").strip(),
        form.text("language").strip(),
    )
    # a folder's name that nobody changed follows date and title
    followed = replace(wish, folder="") if wish.folder == form.text("proposed") else wish
    try:
        with desk.writing:
            addition = _prepared(desk, incoming, id_, followed)
            if (desk.place.path / addition.folder).exists():
                what = f"the show already has a folder {addition.folder}."
                raise UsageError.at("Folder", what, "write another name for it")
            add(desk.place, [addition])
    except SegmentcastError as error:
        return _look(request, wish, error.problems)
    incoming.discard(id_)
    desk.written()
    episode = layout.episode_id(addition.folder)
    read = addition.transcript
    can_look = answers(request, "/episodes/{id}/turns")
    view = "/turns" if can_look and read and certainty_of(read).unsure else ""
    title = addition.title or addition.folder
    return redirect(request, f"/episodes/{quote(episode)}{view}", f"Added: {title}")


def discard(request: Request, _form: Form) -> Response:
    """Throws away what was sent and not added."""
    _incoming(request).discard(request.path_params["id"])
    return redirect(request, "/new", "Discarded.")


def _incoming(request: Request) -> Incoming:
    return Incoming(desk_of(request).place)


def _prepared(desk: DeskState, incoming: Incoming, id_: str, wish: Wish) -> Addition:
    """What would be added. Raises a SegmentcastError with what stands in its way."""
    config = desk.show()
    day = None
    if wish.day:
        try:
            day = date.fromisoformat(wish.day)
        except ValueError as error:
            what = f"{wish.day[:40]!r} is no day."
            raise UsageError.at("Date", what, "write it as 2026-01-20") from error
    if wish.folder and is_reserved(wish.folder):
        what = f"{wish.folder[:80]!r} cannot be the name of an episode's folder."
        raise UsageError.at("Folder", what, "use letters and figures")
    today = now().astimezone(config.timezone).date()
    material = incoming.material(id_, config)
    (addition,) = arrange(
        config,
        [material],
        today,
        name=wish.folder,
        title=wish.title,
        day=day,
        language=wish.language,
    )
    return addition


def _day_of(addition: Addition, desk: DeskState) -> str:
    """The day on which the episode is dated, as a field for dates has it."""
    if addition.published:
        return addition.published.astimezone(desk.show().timezone).date().isoformat()
    day = layout.date_in_folder(addition.folder)
    return day.isoformat() if day else ""


def _remark(
    incoming: Incoming, id_: str, severity: str, where: str, what: str, mend: str
) -> Remark:
    shown = incoming.shown(where)
    return Remark(severity, shown, what, mend, _excerpt(incoming, id_, shown))


def _excerpt(incoming: Incoming, id_: str, where: str) -> str:
    """The words at `name:line`, if the file is a text; else nothing."""
    name, _, rest = where.partition(":")
    line = rest.partition(":")[0]
    if not line.isascii() or not line.isdigit() or name not in incoming.names(id_):
        return ""
    lines = incoming.text_of(id_, name).splitlines()
    number = int(line[:9])
    return lines[number - 1].strip()[:_EXCERPT_CHARACTERS] if 0 < number <= len(lines) else ""
