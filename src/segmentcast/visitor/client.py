"""The HTTP client of all commands, with limits on size, time, redirects and targets.

Names are resolved here and the connection goes to the address that was checked, so that a name
cannot resolve differently between check and use. Non-public addresses (loopback, link-local,
private) are rejected, except for hosts and ports that the user gave: feeds, pages and redirects
cannot point to other inward addresses. HTTPS_PROXY, HTTP_PROXY and NO_PROXY are respected.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from segmentcast import __version__
from segmentcast.ports import Answer
from segmentcast.visitor import connecting
from segmentcast.visitor.bodies import CODINGS, Body
from segmentcast.visitor.connecting import Proxy, Refused, Resolve
from segmentcast.visitor.exchanges import FAILURES, Exchange, NoAnswer, explained
from segmentcast.visitor.public_addresses import is_inner_name, is_public, literal
from segmentcast.visitor.targets import Target, origin, parsed, places_of, shown

_REDIRECTS = (301, 302, 303, 307, 308)
_IDLE_SECONDS = 30.0
_LOOK_SECONDS = 3.0
"""Time for resolving a name before the proxy gets it. Behind a proxy, names often don't resolve."""


class HttpVisitor:
    """A visitor on real sockets; see ports.Visitor. Thread-safe.

    `named` are web addresses given by the user: their hosts may have private addresses, on the same
    port only. A host that once resolved to a public address may not resolve to a private one later.
    `seconds` limits one request with redirects and body, `redirects` their number. `tls` and
    `resolve` replace the system's.
    """

    def __init__(
        self,
        named: Iterable[str] = (),
        *,
        seconds: float = 30.0,
        redirects: int = 5,
        tls: ssl.SSLContext | None = None,
        agent: str = "podcast feed check",
        resolve: Resolve = connecting.by_system,
    ) -> None:
        self._named = frozenset(places_of(named))
        self._seconds = seconds
        self._redirects = redirects
        self._tls = tls
        self._agent = f"segmentcast/{__version__} ({agent})"
        self._resolve = resolve
        self._led_outward: set[str] = set()
        self._lock = threading.Lock()

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limit_bytes: int = 1 << 20,
    ) -> Answer:
        try:
            with self.exchange(method, url, headers=headers, body=body) as answer:
                with explained(answer.url, answer.steps, begun=True):
                    content, whole = answer.body.read(limit_bytes)
                return Answer(
                    answer.url, answer.status, answer.headers, content, whole, answer.steps, "",
                    answer.tls_until,
                )  # fmt: skip
        except NoAnswer as none:
            trouble = f"no complete response within {self._seconds:g} seconds"
            return Answer(
                none.url, 0, redirects=none.steps,
                trouble=trouble if none.reason == "time" else str(none),
            )  # fmt: skip

    @contextlib.contextmanager
    def exchange(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        seconds: float | None = None,
        follow: bool = True,
        compressed: bool = False,
    ) -> Iterator[Exchange]:
        """Context manager for the response after redirects, or the first one without `follow`.

        `seconds` overrides the visitor's. `compressed` requests encodings that Exchange.content
        decodes. Raises NoAnswer.
        """
        deadline = time.monotonic() + (self._seconds if seconds is None else seconds)
        sent = {"Accept-Encoding": CODINGS if compressed else "identity", **(headers or {})}
        steps: list[tuple[int, str]] = []
        with contextlib.ExitStack() as stack:
            while True:
                with explained(shown(url), tuple(steps)), contextlib.ExitStack() as attempt:
                    answer = attempt.enter_context(
                        self._once(method, url, sent, body, deadline, tuple(steps))
                    )
                    target = answer.headers.get("location", "")
                    if not follow or answer.status not in _REDIRECTS or not target:
                        stack.push(attempt.pop_all())
                        break
                    if len(steps) == self._redirects:
                        what = f"more than {self._redirects} redirects"
                        raise NoAnswer(shown(url), what, "redirects", tuple(steps))
                    before, url = url, urljoin(url, target)
                    steps.append((answer.status, shown(url)))
                    if answer.status == 303 or (answer.status in (301, 302) and method == "POST"):
                        method, body = ("HEAD" if method == "HEAD" else "GET"), None
                    if origin(before) != origin(url):
                        sent.pop("Authorization", None)
            yield answer

    @contextlib.contextmanager
    def _once(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        deadline: float,
        steps: tuple[tuple[int, str], ...],
    ) -> Iterator[Exchange]:
        target = parsed(url)
        if target.credentials and target.place not in self._named:
            raise Refused("the address contains a user name")
        sent = {"Host": target.authority, "User-Agent": self._agent, "Accept": "*/*", **headers}
        if target.credentials:
            coded = base64.b64encode(target.credentials.encode()).decode("ascii")
            sent["Authorization"] = f"Basic {coded}"
        with contextlib.ExitStack() as stack:

            def check() -> None:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError
                if line is not None and line.fileno() >= 0:  # closed by http.client at the end
                    line.settimeout(max(0.05, min(_IDLE_SECONDS, left)))

            line: socket.socket | None = None
            try:
                line, proxy = self._connected(target, deadline, stack)
                check()
                path = target.path
                if proxy is not None and target.scheme == "http":
                    path = f"http://{target.authority}{path}"
                    sent |= proxy.header
                connection = http.client.HTTPConnection(target.host, target.port)
                connection.sock = line
                connection.request(method, path, body, {**sent, "Connection": "close"})
                response = connection.getresponse()
                stack.callback(response.close)
            except FAILURES:
                # A connection cut at the deadline fails in many ways; report all of them as a timeout.
                check()
                raise
            check()
            yield Exchange(
                shown(url),
                response.status,
                response.reason,
                {name.lower(): value for name, value in response.getheaders()},
                steps,
                _tls_until(line),
                Body(response, check),
            )

    def _connected(
        self, target: Target, deadline: float, stack: contextlib.ExitStack
    ) -> tuple[socket.socket, Proxy | None]:
        """A socket for the request, shut down at the deadline and closed by `stack`."""
        proxy = self._proxy(target)
        if proxy is not None:
            self._check_before_proxy(target, deadline)
            places = self._looked_up(proxy.host, proxy.port, deadline)
        else:
            address = literal(target.host)
            if address is not None:
                self._check_addresses(target, [address])
            places = self._looked_up(target.host, target.port, deadline)
            self._check_addresses(target, [str(info[4][0]) for info in places])
        line = connecting.connected(places, deadline)
        stack.callback(line.close)
        stack.enter_context(connecting.ended_at(deadline, line))
        if target.scheme == "https":
            if proxy is not None:
                connecting.through(line, proxy, target.host, target.port)
            line.settimeout(max(0.1, deadline - time.monotonic()))
            line = self._trust().wrap_socket(line, server_hostname=target.host)
            stack.callback(line.close)
            # TLS wraps the socket in a new object, which the first timer doesn't shut down.
            stack.enter_context(connecting.ended_at(deadline, line))
        return line, proxy

    def _trust(self) -> ssl.SSLContext:
        with self._lock:
            if self._tls is None:
                self._tls = connecting.trusting()
            return self._tls

    def _looked_up(self, host: str, port: int, deadline: float) -> list[tuple[Any, ...]]:
        return connecting.resolved(self._resolve, host, port, deadline - time.monotonic())

    def _proxy(self, target: Target) -> Proxy | None:
        """The proxy, or None; also None for this machine, since a proxy's loopback is another one."""
        address = literal(target.host)
        own = address is not None and ipaddress.ip_address(address.partition("%")[0]).is_loopback
        if target.place in self._named and (own or target.host == "localhost"):
            return None
        return connecting.proxy_for(target.scheme, target.host)

    def _check_before_proxy(self, target: Target, deadline: float) -> None:
        """Rejects private names and addresses, since what a proxy connects to cannot be checked."""
        host = target.host
        if target.place in self._named:
            return
        address = literal(host)
        if address is not None:
            self._check_addresses(target, [address])
            return
        if is_inner_name(host):
            raise Refused(f"{host} is a name of a private network, which is not a public address")
        within = min(deadline, time.monotonic() + _LOOK_SECONDS)
        with contextlib.suppress(OSError):
            places = self._looked_up(host, target.port, within)
            self._check_addresses(target, [str(info[4][0]) for info in places])

    def _check_addresses(self, target: Target, addresses: list[str]) -> None:
        host = target.host
        inward = [address for address in addresses if not is_public(address)]
        with self._lock:
            if not inward:
                self._led_outward.add(host)
            elif target.place not in self._named:
                what = f"{target.authority} leads to {inward[0]}, which is not a public address"
                raise Refused(what)
            elif host in self._led_outward:
                what = f"{host} resolved to a public address before and now to {inward[0]}"
                raise Refused(f"{what}, which is not a public address")


def _tls_until(line: socket.socket) -> datetime | None:
    if not isinstance(line, ssl.SSLSocket):
        return None
    last = (line.getpeercert() or {}).get("notAfter")
    if not isinstance(last, str):
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(last), UTC)
