"""A new episode: a page that is pasted, a file or recording that is sent, or both."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from segmentcast import layout
from segmentcast.desk.clock import now
from segmentcast.desk.incoming import Incoming
from segmentcast.desk.rendering import answers, redirect, render
from segmentcast.desk.routing import Form, get, post
from segmentcast.desk.state import DeskState, desk_of
from segmentcast.errors import Problem, SegmentcastError, UsageError
from segmentcast.intake import Addition, add, is_address, prepare
from segmentcast.transcript.review.certainty import certainty_of

_EXCERPT_CHARACTERS = 160


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
class Remark:
    """Something about what was sent: a place in it, what, what to do, and the words there."""

    severity: str
    where: str
    what: str
    mend: str
    excerpt: str = ""


def new(request: Request) -> Response:
    """The form, and what was sent earlier and not added."""
    incoming = _incoming(request)
    waiting = [(id_, ", ".join(incoming.names(id_))) for id_ in incoming.waiting()]
    return render(request, "new.html", title="New episode", waiting=waiting, text="", problems=())


def sent(request: Request, form: Form) -> Response:
    """Keeps what was pasted, and leads to the look at it."""
    incoming = _incoming(request)
    id_ = form.text("id")
    if not incoming.names(id_):
        id_ = incoming.begin()
    text = form.text("text")
    address = text.strip()
    if is_address(address) and not any(character.isspace() for character in address):
        return redirect(request, f"/new/{id_}?{urlencode({'page': address})}")
    if text.strip():
        incoming.keep_text(id_, text)
    elif not incoming.names(id_):
        incoming.discard(id_)
        what = "Nothing was pasted and no file was sent."
        problem = Problem("", what, "paste a page, or choose a file")
        return render(
            request,
            "new.html",
            status=422,
            title="New episode",
            waiting=(),
            text=text,
            problems=(problem,),
        )
    return redirect(request, f"/new/{id_}")


async def receive(request: Request) -> Response:
    """Keeps a file; the script of the page sends it as the body."""
    incoming = _incoming(request)
    id_ = request.query_params.get("id", "")
    if not await run_in_threadpool(incoming.names, id_):
        id_ = await run_in_threadpool(incoming.begin)
    try:
        name = await incoming.receive(id_, request.query_params.get("name", ""), request.stream())
    except SegmentcastError as error:
        return JSONResponse({"problem": str(error)}, 422)
    return JSONResponse({"id": id_, "name": name})


def look(request: Request) -> Response:
    """What was read in it, and whether it can be added."""
    desk = desk_of(request)
    incoming = _incoming(request)
    id_ = request.path_params["id"]
    page = request.query_params.get("page", "")
    problems: tuple[Problem, ...] = ()
    addition = None
    try:
        addition = _prepared(desk, incoming, id_, page)
    except SegmentcastError as error:
        problems = error.problems
    read = addition.transcript if addition else None
    certainty = certainty_of(read) if read else None
    return render(
        request,
        "new_look.html",
        title="New episode",
        id=id_,
        page=page,
        names=incoming.names(id_),
        addition=addition,
        read=read,
        certainty=certainty,
        date=addition.published or layout.date_in_folder(addition.folder) if addition else None,
        remarks=[
            *(_remark(incoming, id_, "error", p.where, p.what, p.mend) for p in problems),
            *(
                _remark(incoming, id_, f.severity, f.where, f.what, f.mend)
                for f in (addition.findings if addition else ())
                # the view of the turns shows them one by one
                if f.rule not in ("speaker-unsure", "speaker-unnamed")
            ),
        ],
        signs={"error": ("bad", "Stops it"), "warning": ("look", "Look"), "note": ("good", "Note")},
    )


def add_it(request: Request, form: Form) -> Response:
    """Makes the episode's folder, as `segmentcast add` does."""
    desk = desk_of(request)
    incoming = _incoming(request)
    id_ = request.path_params["id"]
    with desk.writing:
        addition = _prepared(desk, incoming, id_, form.text("page"))
        add(desk.place, [addition])
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


def _prepared(desk: DeskState, incoming: Incoming, id_: str, page: str) -> Addition:
    config = desk.show()
    if is_address(page) and incoming.names(id_):
        what = "an address was given and files were sent, so it is not clear what belongs together."
        raise UsageError.at("", what, "paste the page's words in place of its address")
    sources = [page] if is_address(page) else [str(path) for path in incoming.sources(id_)]
    today = now().astimezone(config.timezone).date()
    additions = prepare(desk.place, config, sources, today)
    if len(additions) != 1:
        what = "these are several episodes."
        raise UsageError.at("", what, "send one transcript, one recording, or both")
    return additions[0]


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
    path = next(path for path in incoming.sources(id_) if path.name == name)
    try:
        lines = path.read_bytes()[:8_000_000].decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    number = int(line[:9])
    return lines[number - 1].strip()[:_EXCERPT_CHARACTERS] if 0 < number <= len(lines) else ""
