"""How a view is reached: `get` and `post` make the routes, and read forms within bounds.

Views are plain functions that run in a thread, because they read and write files.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from anyio import to_thread
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from segmentcast import defects
from segmentcast.desk.rendering import refuse
from segmentcast.errors import SegmentcastError, UsageError

MOST_FORM_BYTES = 8_000_000
"""A transcript of 100 hours has about 6 MB."""
_MOST_FIELDS = 20_000


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form that was sent; a field that isn't there is an empty text."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The field's first value, with line breaks as \\n."""
        return self.fields.get(name, ("",))[0].replace("\r\n", "\n")

    def texts(self, name: str) -> tuple[str, ...]:
        """All values of the field."""
        return self.fields.get(name, ())

    @property
    def revision(self) -> str:
        """The fingerprint of the file that the form was made from."""
        return self.text("revision")


def get(path: str, view: Callable[[Request], Response]) -> Route:
    """A route for a page."""

    async def endpoint(request: Request) -> Response:
        # A page that waits for a voice's server must not hold up the end of the desk.
        answer = partial(_answer, request, view, request)
        try:
            return await to_thread.run_sync(answer, abandon_on_cancel=True)
        except asyncio.CancelledError:
            return PlainTextResponse("The desk has ended.\n", 503)

    return Route(path, endpoint, methods=["GET", "HEAD"])


def post(
    path: str,
    view: Callable[[Request, Form], Response],
    *,
    limit_bytes: int = MOST_FORM_BYTES,
) -> Route:
    """A route for a form of at most `limit_bytes`; a longer one is refused with 413."""

    async def endpoint(request: Request) -> Response:
        form = parse_form(await read_body(request, limit_bytes))
        return await run_in_threadpool(_answer, request, view, request, form)

    return Route(path, endpoint, methods=["POST"])


def _answer(request: Request, view: Callable[..., Response], *given: Any) -> Response:
    """The view's response; a defect of ours becomes a page, and no traceback in the terminal."""
    try:
        return view(*given)
    except (HTTPException, SegmentcastError):
        raise  # the application has a page for them
    except Exception as error:  # noqa: BLE001 - the last line of defence
        return refuse(request, defects.explain(error), status=500)


async def read_body(request: Request, limit_bytes: int) -> bytes:
    """The body of a request. Raises HTTPException 413 if it is longer."""
    parts: list[bytes] = []
    length = 0
    async for part in request.stream():
        length += len(part)
        if length > limit_bytes:
            raise HTTPException(413, f"This is more than {limit_bytes:,} bytes.")
        parts.append(part)
    return b"".join(parts)


def parse_form(body: bytes) -> Form:
    """The fields of an `application/x-www-form-urlencoded` body. Raises UsageError."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as problem:
        raise UsageError.at("form", "this form cannot be read.", "load the page again") from problem
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), value)
    return Form(fields)
