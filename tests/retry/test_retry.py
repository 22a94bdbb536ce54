"""Trying again: how often, after which waits, and when not."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from segmentcast.retry import LONGEST_WAIT_S, Retry, Transient, retry_after_s


def failing(*errors: Exception) -> Callable[[], str]:
    """Work that raises these errors in turn and then succeeds."""
    left = list(errors)

    def work() -> str:
        if left:
            raise left.pop(0)
        return "done"

    return work


def test_waits_double_until_it_works() -> None:
    """Each wait is twice the one before, and the result is returned."""
    waits: list[float] = []
    retry = Retry(attempts=4, wait_s=0.5, sleep=waits.append)
    assert retry.call(failing(*[Transient("busy")] * 3)) == "done"
    assert waits == [0.5, 1.0, 2.0]


def test_the_last_error_is_raised_after_the_last_attempt() -> None:
    """No wait follows the last attempt, and the caller sees the error itself."""
    waits: list[float] = []
    retry = Retry(attempts=2, wait_s=1, sleep=waits.append)
    with pytest.raises(Transient, match="second"):
        retry.call(failing(Transient("first"), Transient("second"), Transient("third")))
    assert waits == [1.0]


def test_other_errors_are_not_tried_again() -> None:
    """What is not worth another try is raised at once; the caller decides what is."""
    waits: list[float] = []
    retry = Retry(sleep=waits.append)
    with pytest.raises(KeyError):
        retry.call(failing(KeyError("gone")))
    assert waits == []
    assert (
        retry.call(failing(KeyError("gone")), lambda error: isinstance(error, KeyError)) == "done"
    )


def test_a_server_is_given_the_time_it_asks_for() -> None:
    """Retry-After lengthens a wait and never shortens it; a server that wants too long ends the attempts."""
    waits: list[float] = []
    retry = Retry(wait_s=2, sleep=waits.append)
    assert retry.call(failing(Transient("busy", 9), Transient("busy", 1))) == "done"
    assert waits == [9, 4]
    with pytest.raises(Transient):
        retry.call(failing(Transient("busy", LONGEST_WAIT_S + 1)))
    assert waits == [9, 4]


def test_retry_after_is_a_number_or_a_date() -> None:
    """Both forms of RFC 9110 are read; anything else asks for nothing."""
    assert retry_after_s("7") == 7
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    assert 3500 < (retry_after_s(later) or 0) <= 3600
    assert retry_after_s("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert [retry_after_s(header) for header in (None, "", "soon", "-3")] == [None] * 4
