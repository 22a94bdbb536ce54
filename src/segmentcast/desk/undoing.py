"""Undo: takes back the edit that a page offered, and never another one."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from segmentcast import editing
from segmentcast.desk.rendering import conflict, redirect
from segmentcast.desk.routing import Form
from segmentcast.desk.state import desk_of


def undo_offered(
    request: Request, form: Form, root: str, revision: str, *, what: str, back: str
) -> Response:
    """Undoes the last edit of an episode's folder, or of the show's (""), and leads `back`.

    If it isn't the edit that the form offered, or if the files don't have the form's revision any
    more, nothing is written (409). `revision` is that of the files now; `what` names them as a user
    knows them. The caller holds `desk.writing`. Raises UsageError if it can't be undone.
    """
    desk = desk_of(request)
    offer = editing.undo_offer(desk.place, root)
    if offer.entry and offer.entry == form.text("entry") and revision == form.revision:
        try:
            summary = editing.undo(desk.place, root, offer.entry)
        except editing.ChangedMeanwhile:
            offer = editing.undo_offer(desk.place, root)
        else:
            desk.written()
            return redirect(request, back, f"Undid the edit “{summary}”")
    last = f"The last edit: {offer.summary}" if offer.summary else "There is no edit to undo."
    if offer.refusal:
        last += f"\nIt cannot be undone: {offer.refusal}."
    ours = f"Undo: {form.text('offered')}"
    return conflict(request, what, theirs=last, ours=ours, reload=back, keeps=False)
