"""Keeps a file that the script of a page sends as the body of a request."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from segmentcast.desk.incoming import Incoming
from segmentcast.desk.state import desk_of
from segmentcast.errors import SegmentcastError

_CLIENT_GONE = 499


async def take_upload(
    request: Request,
    incoming: Incoming,
    id_: str,
    accept: Callable[[str], None] = lambda _name: None,
) -> Response:
    """Keeps the file under an id, a new one if that is empty.

    The answer names it, what it took the place of, and the key of a message that says so; or it says
    what is wrong (422). `accept` raises a SegmentcastError for a name that is refused. Nothing is left
    of an upload that breaks off.
    """
    name = request.query_params.get("name", "")
    parts = request.stream()  # only once: a second one raises when the first has been read
    id_ = await run_in_threadpool(incoming.begin, id_)
    try:
        try:
            await run_in_threadpool(accept, name)
            kept = await incoming.receive(id_, name, parts)
        except SegmentcastError as error:
            async for _ in parts:
                pass  # a browser that is cut off while it sends cannot show the answer
            return JSONResponse(
                {"problem": desk_of(request).place.within(_in_one_line(error))}, 422
            )
    except ClientDisconnect:  # its window was closed
        return Response(status_code=_CLIENT_GONE)
    finally:
        incoming.forget_empty(id_)
    message = f"{kept.name}: sent{kept.replaced and f', in place of {kept.replaced}'}."
    key = desk_of(request).keep_message(message)
    return JSONResponse({"id": id_, "name": kept.name, "replaced": kept.replaced, "message": key})


def _in_one_line(error: SegmentcastError) -> str:
    first = error.problems[0]
    return f"{first.where}: {first.what} Fix: {first.mend}." if first.mend else str(error)
