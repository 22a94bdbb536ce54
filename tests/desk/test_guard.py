"""Who may ask the desk, and who may not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from segmentcast.desk import DeskState


@pytest.fixture(scope="module")
def desk(starter: Path, start_desk: Callable[[Path], DeskState]) -> DeskState:
    return start_desk(starter)


def ask(
    desk: DeskState, path: str = "/", method: str = "GET", cookie: bool = True, **headers: str
) -> httpx.Response:
    """One request as the browser with the cookie sends it, but for these headers."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if cookie:
        given["Cookie"] = f"{desk.cookie}={desk.token}"
    with httpx.Client(trust_env=False, timeout=60) as client:
        return client.request(method, desk.origin + path, headers=given)


def test_the_first_address_works_once(desk: DeskState) -> None:
    """Its key gives a strict cookie that no script can read, and is used up; the next one differs."""
    address = desk.first_address
    with httpx.Client(trust_env=False, timeout=60) as browser:
        first = browser.get(address)
        assert first.status_code == 200
        cookie = first.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert browser.get(desk.origin).status_code == 200
    assert httpx.get(address, trust_env=False, timeout=60).status_code == 403
    assert desk.first_address != address


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ({"cookie": False}, 403),
        ({"host": "desk.example:8643"}, 421),  # a name rebound to this machine
        ({"host": "127.0.0.1"}, 421),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),  # another port of this machine
        ({"method": "POST"}, 403),  # without an Origin
        ({"method": "POST", "origin": "http://127.0.0.1:1"}, 403),
        ({"path": "/../../etc/passwd"}, 404),
        ({"path": "/static/..%2Fguard.py"}, 404),
        ({}, 200),
    ],
    ids=str,
)
def test_strangers_are_refused(desk: DeskState, case: dict[str, str], status: int) -> None:
    """A wrong Host, Origin, site or no cookie gets nothing; the browser with the cookie does."""
    answer = ask(desk, **case)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert desk.token not in answer.text


def test_a_cookie_of_another_port_is_none(desk: DeskState) -> None:
    """Browsers send the cookies of all ports; only this desk's own counts."""
    answer = ask(desk, cookie=False, Cookie=f"segmentcast-desk-1={desk.token}")
    assert answer.status_code == 403
