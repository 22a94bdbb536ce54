"""The HTTP requests of an import, and their errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from segmentcast.errors import FeedError, Problem
from segmentcast.retry import Retry, retry_after_s
from segmentcast.visitor import (
    Exchange,
    HttpVisitor,
    NoAnswer,
    content_length,
    shown,
    with_user_of,
)

DOCUMENT_SECONDS = 120
MEDIA_SECONDS = 3600
"""On a timeout the bytes so far are kept, and the next attempt resumes there."""
MAX_REDIRECTS = 10
_RETRY = "try again later, or check the address in a browser"
_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})


class Unreachable(FeedError):
    """An unavailable URL.

    `temporary` says whether a retry may help. `status` is the server's, or 0 without a response.
    """

    def __init__(
        self,
        url: str,
        what: str,
        mend: str = _RETRY,
        *,
        temporary: bool = True,
        status: int = 0,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(Problem(shown(url)[:300], what, mend))
        self.temporary = temporary
        self.status = status
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class FetchedDocument:
    """A response: its bytes, its URL after redirects, and its media type."""

    data: bytes
    url: str
    mime: str


class Web:
    """Makes requests for an import.

    Only host and port of `source`, which the user gave, may be on a private network. A user name
    and password in `source` are sent only to its server, and removed from all results.
    """

    def __init__(self, source: str = "", retry: Retry = Retry(attempts=3)) -> None:  # noqa: B008
        self._source = source
        self.retry = retry
        self._visitor = HttpVisitor([source], redirects=MAX_REDIRECTS, agent="import")

    def get(self, url: str, limit_bytes: int) -> FetchedDocument:
        """The whole document. Raises Unreachable if it is unavailable or exceeds the limit."""
        with self.opened(url, seconds=DOCUMENT_SECONDS, compressed=True) as answer:
            data, whole = answer.content(limit_bytes + 1)
            if len(data) > limit_bytes or answer.body.over:
                raise Unreachable(
                    url,
                    f"larger than {limit_bytes / (1 << 20):g} MB",
                    "check the address; the rest was not read",
                    temporary=False,
                )
            if not whole:
                raise Unreachable(url, "the response ended early")
            mime = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            return FetchedDocument(data, shown(answer.url), mime)

    def length_of(self, url: str) -> int:
        """The length of the file at this URL in bytes, or 0 if its host doesn't state it."""
        try:
            with self.opened(url, method="HEAD", seconds=DOCUMENT_SECONDS) as answer:
                encoded = answer.headers.get("content-encoding", "identity") != "identity"
                return 0 if encoded else content_length(answer.headers) or 0
        except Unreachable:
            return 0

    @contextmanager
    def opened(
        self,
        url: str,
        *,
        seconds: float,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        compressed: bool = False,
    ) -> Iterator[Exchange]:
        """Context manager for a response. Raises Unreachable, also for failures within the block.

        HEAD and media are requested uncompressed, since the compressed length differs.
        """
        if not url.startswith(("http://", "https://")):
            raise Unreachable(url, "not an http or https address", "correct it", temporary=False)
        try:
            address = with_user_of(self._source, url)
            with self._visitor.exchange(
                method, address, headers=headers, seconds=seconds, compressed=compressed
            ) as answer:
                if answer.status >= 400:
                    raise Unreachable(
                        url,
                        f"the server responds with {answer.status} {answer.reason[:100]}".rstrip(),
                        temporary=answer.status in _TEMPORARY,
                        status=answer.status,
                        retry_after_s=retry_after_s(answer.headers.get("retry-after")),
                    )
                yield answer
        except NoAnswer as none:
            raise _unreachable(url, none, seconds) from none


def _unreachable(url: str, none: NoAnswer, seconds: float) -> Unreachable:
    """Converts a missing response to an import error."""
    if none.reason == "redirects":
        what = f"redirected more than {MAX_REDIRECTS} times, possibly in a loop"
        mend = "ask the feed's host; or save the feed and import the file"
        return Unreachable(url, what, mend, temporary=False)
    if none.reason == "time":
        return Unreachable(url, f"no complete response within {seconds:g} seconds")
    if none.reason == "tls":
        return Unreachable(url, str(none), "check the address", temporary=False)
    if none.reason == "refused":
        mend = "only the host that you import from may be on your own network"
        return Unreachable(url, str(none), mend, temporary=False)
    return Unreachable(url, f"the connection failed ({none})")
