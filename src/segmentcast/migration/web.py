"""What an import fetches, by the one HTTP client, and what it says when there is nothing to be had."""

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
"""The bytes so far are kept, and the next attempt resumes there."""
MAX_REDIRECTS = 10
_RETRY = "try again later, or open the address in a browser"
_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})


class Unreachable(FeedError):
    """An address that gives nothing. `temporary` says whether asking again may help; `status` is the
    server's, 0 when it gave none."""

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
    """What an address gave: the bytes, the address after redirections, the media type it says."""

    data: bytes
    url: str
    mime: str


class Web:
    """Asks on behalf of an import. Only host and port of `source`, which a person named, may lie inward.

    A name and password in `source` go to its server alone, and are in no address that comes back.
    """

    def __init__(self, source: str = "", retry: Retry = Retry(attempts=3)) -> None:  # noqa: B008
        self._source = source
        self.retry = retry
        self._visitor = HttpVisitor([source], redirects=MAX_REDIRECTS, agent="import")

    def get(self, url: str, limit_bytes: int) -> FetchedDocument:
        """The whole document. Raises Unreachable when there is none within the bounds."""
        with self.opened(url, seconds=DOCUMENT_SECONDS, compressed=True) as answer:
            data, whole = answer.content(limit_bytes + 1)
            if len(data) > limit_bytes or answer.body.over:
                raise Unreachable(
                    url,
                    f"larger than {limit_bytes / (1 << 20):g} MB",
                    "it was not read further; is this the right address?",
                    temporary=False,
                )
            if not whole:
                raise Unreachable(url, "the answer broke off")
            mime = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            return FetchedDocument(data, shown(answer.url), mime)

    def length_of(self, url: str) -> int:
        """The length of the file at this address in bytes, or 0 if its host does not state it."""
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
        """The answer, to be read while the block lasts. Raises Unreachable, also for what fails within it.

        HEAD and media are asked for as they are: a compressed length would be another one.
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
                        f"the server answers {answer.status} {answer.reason[:100]}".rstrip(),
                        temporary=answer.status in _TEMPORARY,
                        status=answer.status,
                        retry_after_s=retry_after_s(answer.headers.get("retry-after")),
                    )
                yield answer
        except NoAnswer as none:
            raise _unreachable(url, none, seconds) from none


def _unreachable(url: str, none: NoAnswer, seconds: float) -> Unreachable:
    """What an answer that did not come means for an import."""
    if none.reason == "redirects":
        what = f"redirected more than {MAX_REDIRECTS} times, perhaps in a circle"
        mend = "ask the feed's host; or save the feed and import the file"
        return Unreachable(url, what, mend, temporary=False)
    if none.reason == "time":
        return Unreachable(url, f"no complete answer within {seconds:g} seconds")
    if none.reason == "tls":
        return Unreachable(url, str(none), "check the address", temporary=False)
    if none.reason == "refused":
        mend = "only the host of the address that you import may be in your own network"
        return Unreachable(url, str(none), mend, temporary=False)
    return Unreachable(url, f"the connection failed ({none})")
