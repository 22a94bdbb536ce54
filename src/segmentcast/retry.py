"""The one way to try again: waits that double, Retry-After obeyed, an end.

tenacity counts and waits: it is maintained, typed, pure Python without dependencies, and lets a
wait and an end be functions of what was raised, which Retry-After needs. (stamina, a layer on top of
it, takes a wait from an exception too, but holds its switch for tests in a global.) It is imported
by the first retry, as it brings asyncio with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from tenacity import RetryCallState

T = TypeVar("T")
LONGEST_WAIT_S = 300.0
"""If a server asks for more than this, we stop."""


class Transient(Exception):
    """Worth another try. `retry_after_s` is what the server asked for, if it did."""

    def __init__(self, what: str, retry_after_s: float | None = None) -> None:
        super().__init__(what)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Retry:
    """How often to try and how long to wait before the second time; each wait doubles."""

    attempts: int = 5
    wait_s: float = 1.0
    sleep: Callable[[float], None] | None = None
    """Takes the place of tenacity.nap.sleep."""

    def call(
        self,
        work: Callable[[], T],
        worth: Callable[[BaseException], bool] = lambda error: isinstance(error, Transient),
    ) -> T:
        """What `work` returns. Raises its last error when it is not `worth` another try.

        A wait is at least the error's `retry_after_s`, if it has one.
        """
        from tenacity import Retrying, nap, retry_if_exception

        retrying = Retrying(
            retry=retry_if_exception(worth),
            wait=self._wait,
            stop=self._stop,
            sleep=self.sleep or nap.sleep,
            reraise=True,
        )
        return retrying(work)

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        wait_s = self.wait_s * 2.0 ** (state.attempt_number - 1)
        return max(wait_s, getattr(error, "retry_after_s", None) or 0.0)

    def _stop(self, state: RetryCallState) -> bool:
        return state.attempt_number >= self.attempts or state.upcoming_sleep > LONGEST_WAIT_S


def retry_after_s(header: str | None) -> float | None:
    """Seconds from a Retry-After header (RFC 9110 §10.2.3): a number or a date."""
    if not header:
        return None
    stripped = header.strip()
    if stripped.isascii() and stripped.isdigit():
        return float(stripped[:9])
    # Only here: servers hardly ever send a date, and whoever imports this module would load it.
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(stripped)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
