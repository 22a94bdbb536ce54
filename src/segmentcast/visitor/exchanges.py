"""Answers that are still to be read, and addresses that gave none."""

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
"""What sockets, TLS and HTTP raise."""

Reason = Literal["refused", "redirects", "tls", "time", "connection"]


class NoAnswer(Exception):
    """An address that gave no answer. `steps` are the redirects until there; see ports.Answer.

    `begun` says that the answer had begun and its body did not come to its end.
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
    """An answer whose body is still to be read; fields as in ports.Answer, `reason` is the status in words."""

    url: str
    status: int
    reason: str
    headers: Mapping[str, str]
    steps: tuple[tuple[int, str], ...]
    tls_until: datetime | None
    body: Body

    def blocks(self, size: int) -> Iterator[bytes]:
        """What comes, as it was sent. Raises NoAnswer; whether all came says `body.whole`."""
        with explained(self.url, self.steps, begun=True):
            yield from self.body.blocks(size)

    def content(self, limit_bytes: int) -> tuple[bytes, bool]:
        """The body without its compression, at most this many bytes, and whether that is all. Raises NoAnswer."""
        with explained(self.url, self.steps, begun=True):
            return self.body.decoded(self.headers.get("content-encoding", ""), limit_bytes)


@contextlib.contextmanager
def explained(
    url: str, steps: tuple[tuple[int, str], ...], *, begun: bool = False
) -> Iterator[None]:
    """Turns what sockets, TLS and HTTP raise inside the block into NoAnswer."""
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
        raise NoAnswer(url, "no answer in time", "time", steps, begun=begun) from error
    except BadCoding as error:
        raise NoAnswer(url, str(error), "connection", steps, begun=begun) from error
    except FAILURES as error:
        what = f"{type(error).__name__}: {str(error)[:200]}"
        raise NoAnswer(url, what, "connection", steps, begun=begun) from error


def content_length(headers: Mapping[str, str]) -> int | None:
    """The bytes that an answer announces; None when it does not, or says no number that can be."""
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None
