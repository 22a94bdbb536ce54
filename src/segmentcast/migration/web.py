"""Fetching over HTTP with bounds: how long, how much, how often elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType

import requests

from segmentcast import __version__
from segmentcast.errors import FeedError, Problem

CONNECT_SECONDS, READ_SECONDS = 10, 30
DOCUMENT_SECONDS = 120
MAX_REDIRECTS = 10
_PIECE_BYTES = 1 << 16
_RETRY = "try again later, or look at the address in a browser"
_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})


class Unreachable(FeedError):
    """An address that gives nothing. `temporary` says whether asking again may help."""

    def __init__(self, url: str, what: str, mend: str = _RETRY, *, temporary: bool = True) -> None:
        super().__init__(Problem(url[:300], what, mend))
        self.temporary = temporary


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address gave: the bytes, the address after redirections, the media type it says."""

    data: bytes
    url: str
    mime: str


class Web:
    """A connection to the web that never waits or takes without end."""

    def __init__(self) -> None:
        self.session = requests.Session()
        self.session.max_redirects = MAX_REDIRECTS
        self.session.headers["User-Agent"] = f"segmentcast/{__version__} (import)"

    def __enter__(self) -> Web:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.session.close()

    def get(self, url: str, limit_bytes: int) -> Answer:
        """The whole document. Raises Unreachable when there is none within the bounds."""
        started = time.monotonic()
        pieces: list[bytes] = []
        size = 0
        with self.opened(url) as response:
            for piece in response.iter_content(_PIECE_BYTES):
                size += len(piece)
                if size > limit_bytes:
                    raise Unreachable(
                        url,
                        f"larger than {limit_bytes / (1 << 20):g} MB",
                        "it was not read further; is this the right address?",
                        temporary=False,
                    )
                if time.monotonic() - started > DOCUMENT_SECONDS:
                    raise Unreachable(url, f"not finished after {DOCUMENT_SECONDS} seconds")
                pieces.append(piece)
            mime = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            return Answer(b"".join(pieces), response.url, mime)

    def length_of(self, url: str) -> int:
        """How many bytes the file at this address has, or 0 when its host does not tell."""
        try:
            with self.opened(url, method="HEAD") as response:
                said = response.headers.get("Content-Length", "")
                encoded = response.headers.get("Content-Encoding", "identity") != "identity"
                return int(said) if said.isascii() and said.isdigit() and not encoded else 0
        except Unreachable:
            return 0

    @contextmanager
    def opened(
        self, url: str, *, method: str = "GET", headers: dict[str, str] | None = None
    ) -> Iterator[requests.Response]:
        """The answer, to be read while the block lasts. Raises Unreachable with what went wrong."""
        if not url.startswith(("http://", "https://")):
            raise Unreachable(url, "not an http or https address", "correct it", temporary=False)
        # HEAD and media are asked for as they are: a compressed length would be another one.
        sent = dict(headers or {})
        if method == "HEAD":
            sent["Accept-Encoding"] = "identity"
        try:
            with self.session.request(
                method,
                url,
                headers=sent,
                stream=True,
                allow_redirects=True,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
            ) as response:
                if response.status_code >= 400:
                    code = response.status_code
                    raise Unreachable(
                        url,
                        f"the server answers {code} {response.reason or ''}".rstrip(),
                        temporary=code in _TEMPORARY,
                    )
                yield response
        except requests.TooManyRedirects as error:
            raise Unreachable(
                url,
                f"redirected more than {MAX_REDIRECTS} times, perhaps in a circle",
                "ask the feed's host; or save the feed and import the file",
                temporary=False,
            ) from error
        except requests.Timeout as error:
            raise Unreachable(url, f"no answer within {READ_SECONDS} seconds") from error
        except requests.exceptions.SSLError as error:
            raise Unreachable(
                url, "its certificate is not valid", "check the address", temporary=False
            ) from error
        except (
            requests.exceptions.InvalidURL,
            requests.exceptions.InvalidSchema,
            requests.exceptions.MissingSchema,
        ) as error:
            raise Unreachable(url, "not a usable address", temporary=False) from error
        except requests.RequestException as error:
            raise Unreachable(url, f"the connection failed ({_reason(error)})") from error


def _reason(error: BaseException) -> str:
    """The innermost cause in a few words; the libraries wrap it several times."""
    seen = error
    for _ in range(10):
        inner = seen.__cause__ or seen.__context__
        if inner is None and seen.args and isinstance(seen.args[0], BaseException):
            inner = seen.args[0]
        if inner is None or inner is seen:
            break
        seen = inner
    return (str(seen) or type(seen).__name__)[:200]
