"""Voices: who speaks in which one, each to be heard, and another one chosen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from segmentcast import cast, editing
from segmentcast.config import ShowConfig
from segmentcast.desk.rendering import conflict, redirect, render, revision_of
from segmentcast.desk.routing import Form, get, post
from segmentcast.desk.state import DeskState, desk_of
from segmentcast.desk.undoing import undo_offered
from segmentcast.desk.views.names import names_reading_of
from segmentcast.desk.views.turns import hearing_of
from segmentcast.errors import UsageError
from segmentcast.model import VoiceInfo
from segmentcast.queries.show_names import ShowPerson, open_names
from segmentcast.transcript.text.names import key_of
from segmentcast.workspace.show_files import read_cast

_MOST_PEOPLE = 100
_MOST_VOICES = 80
_NOT_OFFERED = frozenset({"gtts", "tone"})


def routes() -> list[Route]:
    """The addresses of this view."""
    return [get("/voices", voices), post("/voices", choose), post("/voices/undo", undo)]


def voices(request: Request) -> Response:
    """Everybody who speaks, those of most episodes first."""
    desk = desk_of(request)
    show = desk.show()
    complete = names_reading_of(desk).bring_up_to_date(show)
    with open_names(desk.place) as names:
        people, everybody = names.people(_MOST_PEOPLE), names.count_people()
    kept = read_cast(desk.place)
    own = {person.key: voice_of(person, show, kept) for person in people}
    usable = hearing_of(desk).usable()
    return render(
        request,
        "show/voices.html",
        title="Voices",
        section="voices",
        people=people,
        more=everybody - len(people),
        complete=complete,
        own=own,
        choices=lambda person: _choices(own[person.key], person.language, usable),
        revision=_revision(desk),
        undo_offer=editing.undo_offer(desk.place, ""),
        say=lambda text, voice: f"/names/say.wav?{urlencode({'text': text, 'voice': voice})}",
    )


def voice_of(person: ShowPerson, show: ShowConfig, kept: Mapping[str, str]) -> str:
    """The voice that the next publish gives this person."""
    for who, voice in show.voices.items():
        if key_of(who) in (person.key, key_of(person.name)):
            return str(cast.parse_voice(voice, show.where))
    if person.part in show.voices:
        return person.voice  # only the first person of a part gets the voice of the part
    return kept.get(person.key, person.voice)


def choose(request: Request, form: Form) -> Response:
    """Gives a person another voice, unless the files have changed since the form was made (409)."""
    desk = desk_of(request)
    with open_names(desk.place) as names:
        person = names.person(form.text("key"))
    if person is None:
        raise UsageError.at("", "nobody here is called so.", "load the page again")
    with desk.writing:
        seen = editing.show_bytes(desk.place)
        try:
            if _revision(desk) != form.revision:
                return _conflict(request, form)
            summary = editing.choose_voice(
                desk.place, person.key, person.name, form.text("voice"), seen
            )
        except editing.ChangedMeanwhile:
            return _conflict(request, form)
    desk.written()
    return redirect(request, "/voices", summary)


def undo(request: Request, form: Form) -> Response:
    """Undoes what was chosen last, unless there is another edit since the form was made (409)."""
    desk = desk_of(request)
    with desk.writing:
        return undo_offered(request, form, "", _revision(desk), what="The voices", back="/voices")


def _choices(
    own: str, language: str, usable: tuple[VoiceInfo, ...]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """The voices to choose from under a heading each, as they are written and as they are described.

    First those that new people may get. Voices whose words would go to a stranger's server, and those
    for tests, are only there if somebody has chosen them already.
    """
    fitting = [
        row for row in usable if cast.speaks(row, language) and row.engine not in _NOT_OFFERED
    ]
    kinds = {(row.engine, row.name): row.description for row in fitting}
    best = [str(voice) for voice in cast.candidates(fitting, language)]
    plain = [f"{row.engine}/{row.name}" for row in fitting]
    offered = list(dict.fromkeys([own, *best, *plain]))[:_MOST_VOICES]
    kind_of = {text: kinds.get(_base(text), "") for text in offered}
    robotic = [text for text in offered if "robotic" in kind_of[text] and text != own]
    groups = {
        "Voices": [text for text in offered if text not in robotic],
        "Robotic voices": robotic,
    }
    return {
        heading: tuple((text, _described(text, kind_of[text])) for text in texts)
        for heading, texts in groups.items()
        if texts
    }


def _base(text: str) -> tuple[str, str]:
    voice = cast.parse_voice(text, "voice")
    return voice.engine, voice.name


def _described(text: str, description: str) -> str:
    pitch = cast.parse_voice(text, "voice").pitch
    height = "" if pitch == 1 else ", lower" if pitch < 1 else ", higher"
    return f"{description}{height} ({text})" if description else text


def _revision(desk: DeskState) -> str:
    seen = editing.show_bytes(desk.place)
    return revision_of(json.dumps([revision_of(content) for content in seen.values()]).encode())


def _conflict(request: Request, form: Form) -> Response:
    seen = editing.show_bytes(request.app.state.desk.place)
    theirs = "\n".join((content or b"").decode("utf-8", "replace") for content in seen.values())
    asked = form.text("voice")
    return conflict(request, "The voices", theirs=theirs, ours=asked, reload="/voices")
