"""Who says what: an episode's turns, the unsure ones first, and what can be done to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from segmentcast import editing, layout
from segmentcast.desk.clock import now
from segmentcast.desk.reasons import marked, reasons_of
from segmentcast.desk.rendering import conflict, redirect, render
from segmentcast.desk.routing import Form, get, post
from segmentcast.desk.state import DeskState, desk_of
from segmentcast.desk.undoing import undo_offered
from segmentcast.editing import Change, OpenEpisode, TurnRow
from segmentcast.errors import UsageError
from segmentcast.queries.hearing import Hearing

_HEARINGS: WeakKeyDictionary[DeskState, Hearing] = WeakKeyDictionary()
_MOST_PEOPLE = 8
"""Keys 1 to 8 choose a person, 9 somebody else."""
_ON_A_PAGE = 100
"""Turns: a talk of hours has hundreds, and a page of them all would be slow to change."""


def routes() -> list[Route]:
    """The addresses of this view."""
    return [
        get("/episodes/{id}/turns", turns),
        post("/episodes/{id}/turns", edit),
        post("/episodes/{id}/turns/undo", undo),
        get("/episodes/{id}/turns/{number:int}", sentences),
        get("/episodes/{id}/turns/{number:int}.wav", sound),
    ]


def hearing_of(desk: DeskState) -> Hearing:
    """The engines of this desk's show; each model is loaded once."""
    with desk.writing:
        if desk not in _HEARINGS:
            _HEARINGS[desk] = Hearing(desk.place)
        return _HEARINGS[desk]


@dataclass(frozen=True, slots=True)
class Position:
    """Which turn is looked at, and where it is among those that a person should look at."""

    row: TurnRow
    unsure: tuple[int, ...]

    @property
    def place(self) -> int:
        """Its place among the unsure turns, from 1; 0 if it is sure."""
        return self.unsure.index(self.row.number) + 1 if self.row.number in self.unsure else 0

    @property
    def following(self) -> int:
        """The next turn to look at, from the first again after the last; 0 if there is none."""
        later = [number for number in self.unsure if number > self.row.number]
        return (later or [*self.unsure, 0])[0]

    @property
    def preceding(self) -> int:
        """The turn to look at before this one, from the last again; 0 if there is none."""
        earlier = [number for number in self.unsure if number < self.row.number]
        return (earlier or [0, *self.unsure])[-1]


def turns(request: Request) -> Response:
    """The page, with the first unsure turn in view unless the address names another."""
    desk = desk_of(request)
    folder = desk.episode(request.path_params["id"])
    opened = editing.open_episode(desk.place, folder.name)
    wanted = request.query_params.get("turn", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 0
    return _page(request, opened, number)


def _page(request: Request, opened: OpenEpisode, number: int, proposed: str = "") -> Response:
    """The turns with one looked at; `proposed` are its new words, to be shown before they are kept."""
    desk, folder = desk_of(request), opened.folder
    rows = editing.turn_rows(opened)
    unsure = tuple(row.number for row in rows if not row.sure)
    if not 1 <= number <= len(rows):
        number = unsure[0] if unsure else 1
    people = list(dict.fromkeys(row.person for row in rows))
    row = rows[number - 1]
    reasons = reasons_of(row)
    first = (number - 1) // _ON_A_PAGE * _ON_A_PAGE
    return render(
        request,
        "episode/turns.html",
        title=opened.config.title or opened.transcript.title or folder.name,
        section="episodes",
        own=f"/episodes/{quote(layout.episode_id(folder.name))}",
        rows=rows[first : first + _ON_A_PAGE],
        count=len(rows),
        on_a_page=_ON_A_PAGE,
        at=Position(row, unsure),
        alike_unsure=sum(not other.sure and other.key == row.key for other in rows),
        reasons=reasons,
        marked=lambda text, before: marked(text, reasons, before=before),
        people=people[:_MOST_PEOPLE],
        more_people=people[_MOST_PEOPLE:],
        revision=opened.revision,
        proposed=proposed,
        diff=editing.word_diff(row.text, proposed) if proposed else (),
        published=opened.published,
        machine_words=opened.machine_words,
        undo_offer=editing.undo_offer(desk.place, folder.name),
    )


def edit(request: Request, form: Form) -> Response:
    """Makes one edit, unless the files have changed since the form was made (409)."""
    number = _number(form, "turn")
    plan = _plan(form, number)
    following = number

    def planned(opened: OpenEpisode) -> Change:
        nonlocal following
        change = plan(opened)
        if form.text("do") in {"right", "person", "all-right"}:
            rows = editing.turn_rows(opened)
            own = rows[number - 1]
            every = form.text("do") == "all-right" or form.text("scope") == "all"
            settled = {row.number for row in rows if row == own or (every and row.key == own.key)}
            unsure = tuple(row.number for row in rows if not row.sure and row.number not in settled)
            following = Position(own, unsure).following or number
        return change

    desk = desk_of(request)
    folder = desk.episode(request.path_params["id"])
    own = f"/episodes/{quote(layout.episode_id(folder.name))}/turns"
    with desk.writing:
        opened = editing.open_episode(desk.place, folder.name)
        if opened.revision != form.revision:
            return _conflict(request, opened, form, own)
        if form.text("do") == "words" and not form.text("seen") and form.text("text").strip():
            return _page(request, opened, number, form.text("text").strip())
        change = planned(opened)
        try:
            if change:
                editing.commit(opened, change)
        except editing.ChangedMeanwhile:
            return _conflict(request, editing.open_episode(desk.place, folder.name), form, own)
    desk.written()
    return redirect(request, f"{own}?turn={following}", change.summary)


def undo(request: Request, form: Form) -> Response:
    """Undoes the last edit of this episode, unless there is another since the form was made (409)."""
    desk = desk_of(request)
    folder = desk.episode(request.path_params["id"])
    own = f"/episodes/{quote(layout.episode_id(folder.name))}/turns"
    with desk.writing:
        revision = editing.open_episode(desk.place, folder.name).revision
        return undo_offered(request, form, folder.name, revision, what="The transcript", back=own)


def sentences(request: Request) -> Response:
    """What is spoken of a turn, sentence by sentence, each to be heard; and what is said otherwise."""
    desk = desk_of(request)
    folder = desk.episode(request.path_params["id"])
    number = request.path_params["number"]
    opened = editing.open_episode(desk.place, folder.name)
    spoken = hearing_of(desk).sentences(folder.path, number)
    return render(
        request,
        "episode/sentences.html",
        title=f"How turn {number} sounds",
        section="episodes",
        own=f"/episodes/{quote(layout.episode_id(folder.name))}",
        episode=opened.config.title or opened.transcript.title or folder.name,
        row=editing.turn_rows(opened)[number - 1],
        count=len(opened.transcript.turns),
        sentences=spoken,
    )


def sound(request: Request) -> Response:
    """A turn, or one sentence of it, as it is published; spoken now if it has to be.

    `Sentences` in the answer counts those of the turn, so that the first is heard before the last
    is spoken.
    """
    hearing = hearing_of(desk_of(request))
    folder = desk_of(request).episode(request.path_params["id"]).path
    number = request.path_params["number"]
    at = request.query_params.get("sentence", "")
    if at.isascii() and at.isdigit() and len(at) < 7:
        content = hearing.sentence(folder, number, int(at))
    else:
        content = hearing.turn(folder, number)
    headers = {"Sentences": str(len(hearing.sentences(folder, number)))}
    return Response(content, media_type="audio/wav", headers=headers)


def _plan(form: Form, number: int) -> Callable[[OpenEpisode], Change]:
    person = form.text("other").strip() or form.text("person")
    note = form.text("note")
    match form.text("do"):
        case "person" if form.text("scope") == "all":
            return lambda opened: editing.assign_all(opened, number, person)
        case "person":
            return lambda opened: editing.assign(opened, number, person)
        case "right":
            return lambda opened: editing.confirm(opened, number)
        case "all-right":
            return lambda opened: editing.assign_all(opened, number, person)
        case "words-right":
            return editing.confirm_words
        case "part":
            return lambda opened: editing.set_part(opened, person, form.text("part"))
        case "split":
            words = _number(form, "words")
            return lambda opened: editing.split_turn(opened, number, words, person)
        case "join":
            return lambda opened: editing.join_turns(opened, number)
        case "unspoken":
            return lambda opened: editing.mark_unspoken(opened, number, now(), note)
        case "sound":
            return lambda opened: editing.keep_for_episode(
                opened, form.text("word").strip(), form.text("said")
            )
        case "words":
            text = form.text("text")
            return lambda opened: editing.edit_words(opened, number, text, now(), note)
        case _:
            raise UsageError.at("", "this form asks for nothing.", "load the page again")


def _number(form: Form, name: str) -> int:
    text = form.text(name)
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise UsageError.at("", f"{name} is no number.", "load the page again")
    return int(text)


def _conflict(request: Request, opened: OpenEpisode, form: Form, own: str) -> Response:
    number = _number(form, "turn")
    rows = editing.turn_rows(opened)
    theirs = f"{rows[number - 1].person}: {rows[number - 1].text}" if number <= len(rows) else ""
    asked = form.text("text") or form.text("other") or form.text("person") or form.text("do")
    return conflict(request, "The transcript", theirs=theirs, ours=asked, reload=own)
