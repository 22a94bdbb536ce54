"""Responses with an unread body, and missing responses."""

from __future__ import annotations

import contextlib
import http.client
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from segmentcast.visitor.bodies import BadCoding, Body
from segmentcast.visitor.connecting import Refused

FAILURES = (OSError, http.client.HTTPException, ValueError)
"""Exceptions raised by sockets, TLS and HTTP."""

Reason = Literal["refused", "redirects", "tls", "time", "connection"]


class NoAnswer(Exception):
    """A URL without a response. `steps` are the redirects so far; see ports.Answer.

    `begun` says that the response began, but its body is incomplete.
    """

    def __init__(
        self,
        url: str,
        what: str,
        reason: Reason,
        steps: tuple[tuple[int, str], ...] = (),
        *,
        begun: bool = False,
    ) -> None:
        super().__init__(what)
        self.url = url
        self.reason = reason
        self.steps = steps
        self.begun = begun


@dataclass(frozen=True, slots=True)
class Exchange:
    """A response with an unread body; fields as in ports.Answer. `reason` is the status text."""

    url: str
    status: int
    reason: str
    headers: Mapping[str, str]
    steps: tuple[tuple[int, str], ...]
    tls_until: datetime | None
    body: Body

    def blocks(self, size: int) -> Iterator[bytes]:
        """The blocks as sent. `body.whole` says whether all arrived. Raises NoAnswer."""
        with explained(self.url, self.steps, begun=True):
            yield from self.body.blocks(size)

    def content(self, limit_bytes: int) -> tuple[bytes, bool]:
        """The decompressed body up to a limit, and whether it is complete. Raises NoAnswer."""
        with explained(self.url, self.steps, begun=True):
            return self.body.decoded(self.headers.get("content-encoding", ""), limit_bytes)


@contextlib.contextmanager
def explained(
    url: str, steps: tuple[tuple[int, str], ...], *, begun: bool = False
) -> Iterator[None]:
    """Context manager that converts exceptions of sockets, TLS and HTTP to NoAnswer."""
    try:
        yield
    except NoAnswer:
        raise
    except Refused as refusal:
        raise NoAnswer(url, str(refusal), "refused", steps) from None
    except ssl.SSLCertVerificationError as error:
        what = f"the TLS certificate is not valid: {error.verify_message}"
        raise NoAnswer(url, what, "tls", steps) from error
    except TimeoutError as error:
        raise NoAnswer(url, "the response timed out", "time", steps, begun=begun) from error
    except BadCoding as error:
        raise NoAnswer(url, str(error), "connection", steps, begun=begun) from error
    except FAILURES as error:
        what = f"{type(error).__name__}: {str(error)[:200]}"
        raise NoAnswer(url, what, "connection", steps, begun=begun) from error


def content_length(headers: Mapping[str, str]) -> int | None:
    """The announced length in bytes; None if it is missing or not valid."""
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None
