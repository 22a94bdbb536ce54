"""Asks web servers as a podcast app does, within bounds: size, time, redirects, and where they lead.

Names are resolved here and the connection goes to the address that was looked at, so that a name
cannot lead to one address when it is judged and to another when it is used. Addresses that are not
public (loopback, link-local, private) are refused, except those of hosts that a person named.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urljoin, urlsplit

from segmentcast import __version__
from segmentcast.ports import Answer

_REDIRECTS = (301, 302, 303, 307, 308)
_PORTS = {"http": 80, "https": 443}
_AGENT = f"segmentcast/{__version__} (podcast feed check)"
_BLOCK_BYTES = 1 << 16


class _Refused(Exception):
    """Something this visitor does not do, and why."""


class HttpVisitor:
    """A visitor over real sockets; see ports.Visitor.

    `hosts` are names whose private addresses are allowed, because a person gave them. `seconds` is the
    time for one question, redirects and body together. No proxy is used.
    """

    def __init__(
        self,
        hosts: Iterable[str] = (),
        *,
        seconds: float = 30.0,
        redirects: int = 5,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._seconds = seconds
        self._redirects = redirects
        self._tls = tls or ssl.create_default_context()

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limit_bytes: int = 1 << 20,
    ) -> Answer:
        deadline = time.monotonic() + self._seconds
        steps: list[tuple[int, str]] = []
        here = url
        try:
            while True:
                answer = self._once(method, here, headers or {}, body, limit_bytes, deadline)
                target = answer.headers.get("location", "")
                if answer.status not in _REDIRECTS or not target:
                    break
                if len(steps) == self._redirects:
                    raise _Refused(f"more than {self._redirects} redirects")
                here = urljoin(here, target)
                steps.append((answer.status, here))
        except _Refused as refusal:
            return Answer(here, 0, redirects=tuple(steps), trouble=str(refusal))
        except ssl.SSLCertVerificationError as error:
            trouble = f"the TLS certificate is not valid: {error.verify_message}"
            return Answer(here, 0, redirects=tuple(steps), trouble=trouble)
        except (OSError, http.client.HTTPException, ValueError) as error:
            late = time.monotonic() >= deadline
            trouble = (
                f"no whole answer within {self._seconds:g} seconds"
                if late or isinstance(error, TimeoutError)
                else f"{type(error).__name__}: {error}"
            )
            return Answer(here, 0, redirects=tuple(steps), trouble=trouble)
        return Answer(
            here,
            answer.status,
            answer.headers,
            answer.body,
            answer.whole,
            tuple(steps),
            answer.trouble,
            answer.tls_until,
        )

    def _once(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        limit_bytes: int,
        deadline: float,
    ) -> Answer:
        scheme, host, port, target = _parts(url)
        line = self._connect(scheme, host, port, deadline)
        # Every wait of a socket may be short while the whole drips for hours: at the deadline it ends.
        alarm = threading.Timer(max(0.0, deadline - time.monotonic()), _end, (line,))
        alarm.daemon = True
        alarm.start()
        try:
            tls_until = _tls_until(line)
            connection = http.client.HTTPConnection(host, port)
            connection.sock = line
            connection.request(
                method,
                target,
                body,
                {
                    "Host": _shown_host(scheme, host, port),
                    "User-Agent": _AGENT,
                    "Accept": "*/*",
                    "Connection": "close",
                    "Accept-Encoding": "identity",
                    **headers,
                },
            )
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            content, whole = b"", True
            if response.status not in _REDIRECTS:
                content, whole = _read(response, limit_bytes)
            if time.monotonic() >= deadline:
                raise TimeoutError
            response.close()
        finally:
            alarm.cancel()
            line.close()
        return Answer(url, response.status, found, content, whole, (), "", tls_until)

    def _connect(self, scheme: str, host: str, port: int, deadline: float) -> socket.socket:
        addresses = {
            info[4][0]: info for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        }
        if host.lower() not in self._hosts:
            inward = [str(address) for address in addresses if not _public(str(address))]
            if inward:
                raise _Refused(f"{host} leads to {inward[0]}, which is not a public address")
        error: OSError = OSError(f"{host} has no address")
        for family, kind, protocol, _, place in addresses.values():
            line = socket.socket(family, kind, protocol)
            line.settimeout(max(0.1, deadline - time.monotonic()))
            try:
                line.connect(place)
                if scheme == "https":
                    return self._tls.wrap_socket(line, server_hostname=host)
                return line
            except OSError as failed:
                line.close()
                error = failed
        raise error


def _parts(url: str) -> tuple[str, str, int, str]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _Refused(f"not an address: {error}") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise _Refused(f"{parts.scheme or 'this'}: is not http or https")
    if parts.username is not None:
        raise _Refused("an address with a user name in it")
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=-._~")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=-._~?")
    try:
        host = (
            parts.hostname.encode("idna").decode()
            if not parts.hostname.isascii()
            else parts.hostname
        )
    except UnicodeError:
        raise _Refused("a host name that cannot be") from None
    return parts.scheme, host, port or _PORTS[parts.scheme], target


def _shown_host(scheme: str, host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if port == _PORTS[scheme] else f"{name}:{port}"


def _public(text: str) -> bool:
    """Whether an address belongs to the internet at large, whatever it is wrapped in."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return _public(str(inner))
        if address in ipaddress.ip_network("64:ff9b::/96"):
            return _public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
    return address.is_global and not address.is_multicast


def _read(response: http.client.HTTPResponse, limit_bytes: int) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    left = limit_bytes
    while left > 0:
        block = response.read1(min(left, _BLOCK_BYTES))
        if not block:
            # A body that ends before its announced length was cut off on the way.
            return b"".join(parts), not response.length
        parts.append(block)
        left -= len(block)
    return b"".join(parts), response.length == 0


def _tls_until(line: socket.socket) -> datetime | None:
    if not isinstance(line, ssl.SSLSocket):
        return None
    last = (line.getpeercert() or {}).get("notAfter")
    if not isinstance(last, str):
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(last), UTC)


def _end(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
