"""Connects to web servers: name resolution with a timeout, proxies, and TLS."""

from __future__ import annotations

import base64
import contextlib
import http.client
import ipaddress
import os
import queue
import socket
import ssl
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

PORTS = {"http": 80, "https": 443}
Resolve = Callable[[str, int], list[tuple[Any, ...]]]
_OWN_CERTIFICATES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Variables for a company proxy's certificate authority; Python itself reads only SSL_CERT_FILE."""


class Refused(Exception):
    """A request that the visitor doesn't make, and why."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy for public hosts. `credentials` are only for its own header."""

    host: str
    port: int
    credentials: str = field(default="", repr=False)

    @property
    def header(self) -> dict[str, str]:
        """Proxy-Authorization, if the proxy's URL contains a name and a password."""
        if not self.credentials:
            return {}
        coded = base64.b64encode(self.credentials.encode()).decode("ascii")
        return {"Proxy-Authorization": f"Basic {coded}"}


def proxy_for(scheme: str, host: str) -> Proxy | None:
    """The proxy set for a host in the environment or system. Raises Refused for unsupported kinds."""
    known = urllib.request.getproxies()
    address = known.get(scheme) or known.get("all") or ""
    if not address or urllib.request.proxy_bypass(host) or _in_networks(known.get("no", ""), host):
        return None
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        port = parts.port or 80
    except ValueError:
        raise Refused("the proxy's address in the environment is not valid") from None
    if parts.scheme != "http" or not parts.hostname:
        what = f"the proxy in the environment uses {parts.scheme}://; only http:// is supported"
        raise Refused(what)
    credentials = ""
    if parts.username is not None:
        credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return Proxy(parts.hostname, port, credentials)


def _in_networks(no_proxy: str, host: str) -> bool:
    """Whether NO_PROXY has a network (10.0.0.0/8) that contains the host's address."""
    for text in no_proxy.split(","):
        with contextlib.suppress(ValueError):
            network = ipaddress.ip_network(text.strip(), strict=False)
            if ipaddress.ip_address(host) in network:
                return True
    return False


def resolved(resolve: Resolve, host: str, port: int, seconds: float) -> list[tuple[Any, ...]]:
    """The addresses of a host, as from socket.getaddrinfo, within a time limit.

    Raises OSError if it has none, and TimeoutError if the resolver doesn't respond.
    """
    answer: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answer.put(resolve(host, port))
        except (OSError, UnicodeError) as error:
            answer.put(error)

    # Resolvers have no timeout of their own; a blocked daemon thread ends with the process.
    threading.Thread(target=ask, daemon=True).start()
    try:
        result = answer.get(timeout=max(0.05, seconds))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(result, UnicodeError):
        raise OSError("not a valid host name")
    if isinstance(result, OSError):
        raise result
    return list({info[4]: info for info in result}.values())


def by_system(host: str, port: int) -> list[tuple[Any, ...]]:
    """The addresses from the system's resolver."""
    return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


def connected(addresses: list[tuple[Any, ...]], deadline: float) -> socket.socket:
    """A connection to the first address that accepts it. Raises the last OSError."""
    trouble: OSError = OSError("the host has no address")
    for family, kind, protocol, _, place in addresses:
        line = socket.socket(family, kind, protocol)
        line.settimeout(max(0.1, deadline - time.monotonic()))
        try:
            line.connect(place)
        except OSError as error:
            line.close()
            trouble = error
        else:
            return line
    raise trouble


def through(line: socket.socket, proxy: Proxy, host: str, port: int) -> None:
    """Requests a tunnel from the proxy (RFC 9110 §9.3.6). Raises Refused if it is denied."""
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    fields = {"Host": place, **proxy.header}
    lines = [f"CONNECT {place} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    line.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
    response = http.client.HTTPResponse(line, method="CONNECT")
    try:
        response.begin()
        if not 200 <= response.status < 300:
            raise Refused(f"the proxy responds with {response.status} {response.reason}".rstrip())
    finally:
        response.close()


@contextlib.contextmanager
def ended_at(deadline: float, line: socket.socket) -> Iterator[None]:
    """Shuts the socket down at the deadline, since many short waits can add up to hours."""

    def end() -> None:
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    alarm = threading.Timer(max(0.0, deadline - time.monotonic()), end)
    alarm.daemon = True
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()


def trusting() -> ssl.SSLContext:
    """TLS settings with the system's certificate authorities and those named in the environment.

    If the system has none (Python from python.org on a Mac), those of certifi are used. Raises
    Refused for an unreadable certificate file.
    """
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    if not (paths.cafile or paths.capath) and not context.cert_store_stats()["x509_ca"]:
        with contextlib.suppress(ImportError):
            import certifi

            context.load_verify_locations(certifi.where())
    for name in _OWN_CERTIFICATES:
        place = os.environ.get(name, "")
        if place:
            try:
                folder = Path(place).is_dir()
                context.load_verify_locations(**{"capath" if folder else "cafile": place})
            except OSError:
                raise Refused(f"{name} is not set to a certificate file") from None
            break
    return context
