"""Server-sent events of long work: an `account` with each change, `end` when it is over."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from anyio import to_thread
from starlette.responses import Response, StreamingResponse

from segmentcast.desk.jobs.background_job import BackgroundJob, JobStanding

_KEEP_ALIVE_SECONDS = 15.0
_END = "event: end\ndata: {}\n\n"
_MEDIA_TYPE = "text/event-stream"


def follow(
    job: BackgroundJob, account: Callable[[JobStanding], dict[str, Any]]
) -> StreamingResponse:
    """The events of a job; `account` gives what a window shows of its standing."""

    async def told() -> AsyncIterator[str]:
        version = -1
        while True:
            standing = await to_thread.run_sync(
                job.wait, version, _KEEP_ALIVE_SECONDS, abandon_on_cancel=True
            )
            if standing.version == version:
                yield ": still here\n\n"
                continue
            version = standing.version
            yield f"event: account\ndata: {json.dumps(account(standing))}\n\n"
            if not standing.running:
                yield _END
                return

    return StreamingResponse(told(), media_type=_MEDIA_TYPE)


def at_end() -> Response:
    """The events of work that is over already: the page is loaded again."""
    return Response(_END, media_type=_MEDIA_TYPE)
