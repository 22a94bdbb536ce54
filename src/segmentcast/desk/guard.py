"""Who may ask: this machine's browser with the cookie, from the desk's own pages. Nobody else.

Checked on every request, before any view:

- `Host` is the desk's own address, so that a name that was rebound to 127.0.0.1 reaches nothing.
- `Origin` is the desk's own if the browser sends one; a request that changes something must have it.
- `Sec-Fetch-Site`, where the browser sends it, says that no other site asks.
- The cookie is there. Only the first address and the files of the look do without.
"""

from __future__ import annotations

import secrets
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from segmentcast.desk.state import DeskState

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; media-src 'self' blob:; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # with no-referrer, browsers would send "Origin: null" with the desk's own forms
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OPEN, STATIC = "/open/", "/static/"
_READING = frozenset({"GET", "HEAD"})


class Guard:
    """Middleware that refuses everybody but the desk's own pages, and sets the security headers."""

    def __init__(self, app: ASGIApp, state: DeskState) -> None:
        self._app = app
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refusal = self._refusal(scope["method"], scope["path"], Headers(scope=scope))
        if refusal is not None:
            await refusal(scope, receive, send_guarded)
            return
        self._state.used()
        await self._app(scope, receive, send_guarded)

    def _refusal(self, method: str, path: str, headers: Headers) -> PlainTextResponse | None:
        own = self._state.origin
        if headers.getlist("host") != [own.removeprefix("http://")]:
            return _refused(421, f"The desk is at {own}/ and at no other address.")
        origins = headers.getlist("origin")
        if origins not in ([], [own]) or (not origins and method not in _READING):
            return _refused(403, "This request does not come from the desk's own pages.")
        if path.startswith(OPEN) and method in _READING:
            return None  # a click in another program's window may lead here; the key is the proof
        if headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
            return _refused(403, "This request does not come from the desk's own pages.")
        if path.startswith(STATIC) or self._has_cookie(headers):
            return None
        return _refused(
            403,
            "This browser has no key to the desk. "
            "Fix: open the address that segmentcast desk prints; it works once.",
        )

    def _has_cookie(self, headers: Headers) -> bool:
        jar = SimpleCookie()
        try:
            jar.load(headers.get("cookie", ""))
        except CookieError:
            return False
        morsel = jar.get(self._state.cookie)
        return morsel is not None and secrets.compare_digest(
            morsel.value.encode(), self._state.token.encode()
        )


def _refused(status: int, why: str) -> PlainTextResponse:
    return PlainTextResponse(f"{why}\n", status)
