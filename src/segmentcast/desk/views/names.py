"""How names are said: hear each, write how it sounds, hear it again, keep it."""

from __future__ import annotations

from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from segmentcast import cast, editing, files
from segmentcast.desk.names_reading import NamesReading
from segmentcast.desk.rendering import conflict, redirect, render, revision_of
from segmentcast.desk.routing import Form, get, post
from segmentcast.desk.state import DeskState, desk_of
from segmentcast.desk.undoing import undo_offered
from segmentcast.desk.views.turns import hearing_of
from segmentcast.queries.show_names import open_names

_READINGS: WeakKeyDictionary[DeskState, NamesReading] = WeakKeyDictionary()
_USUAL_VOICE = "hibari/heart"
_MOST_WORDS = 50
_MOST_KEPT = 50


def routes() -> list[Route]:
    """The addresses of this view."""
    return [
        get("/names", names),
        get("/names/say.wav", say),
        post("/names", keep),
        post("/names/undo", undo),
    ]


def names_reading_of(desk: DeskState) -> NamesReading:
    """What reads the names of this desk's show."""
    with desk.writing:
        if desk not in _READINGS:
            _READINGS[desk] = NamesReading(desk.place)
        return _READINGS[desk]


def names(request: Request) -> Response:
    """The names that nobody has told how to say, most frequent first; and what was kept."""
    desk = desk_of(request)
    show = desk.show()
    running = names_reading_of(desk)
    complete = running.bring_up_to_date(show)
    with open_names(desk.place) as reading:
        words, unchecked = reading.words(show.lexicon, _MOST_WORDS)
        read = reading.episodes()
    kept = [(word, said) for word, said in show.lexicon.items() if isinstance(said, str)]
    return render(
        request,
        "show/names.html",
        title="How names are said",
        section="names",
        words=words,
        all=unchecked,
        more=unchecked - len(words),
        complete=complete,
        read=read,
        total=0 if complete else max(read, running.total()),
        voice=next((word.voice for word in words if word.voice), _USUAL_VOICE),
        kept=kept[-_MOST_KEPT:][::-1],
        revision=revision_of(show.content),
        undo_offer=editing.undo_offer(desk.place, ""),
        say=lambda text, voice: f"/names/say.wav?{urlencode({'text': text, 'voice': voice})}",
    )


def say(request: Request) -> Response:
    """A name or its respelling, spoken now."""
    asked = request.query_params
    voice = cast.parse_voice(asked.get("voice", ""), "voice")
    content = hearing_of(desk_of(request)).name(asked.get("text", ""), voice)
    return Response(content, media_type="audio/wav")


def keep(request: Request, form: Form) -> Response:
    """Writes how a name is said into the show's `[lexicon]`, unless show.toml has changed (409)."""
    desk = desk_of(request)
    word = form.text("word")
    said = form.text("said").strip() or word
    with desk.writing:
        path = desk.place.file(desk.place.show_file.name)
        before = files.read(path)
        if revision_of(before) != form.revision:
            theirs = before.decode("utf-8", "replace")
            return conflict(request, "show.toml", theirs=theirs, ours=said, reload="/names")
        try:
            summary = editing.keep_pronunciation(desk.place, word, said, before)
        except editing.ChangedMeanwhile:
            theirs = files.read(path).decode("utf-8", "replace")
            return conflict(request, "show.toml", theirs=theirs, ours=said, reload="/names")
    desk.written()
    return redirect(request, "/names", f"Kept: {summary}")


def undo(request: Request, form: Form) -> Response:
    """Undoes what was kept last, unless there is another edit since the form was made (409)."""
    desk = desk_of(request)
    with desk.writing:
        revision = revision_of(files.read(desk.place.file(desk.place.show_file.name)))
        return undo_offered(request, form, "", revision, what="show.toml", back="/names")
