"""Parses web addresses for requests and for display."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from segmentcast.visitor.connecting import PORTS, Refused
from segmentcast.visitor.public_addresses import canonical_host

_USER = re.compile(r"//[^/?#]*@")


@dataclass(frozen=True, slots=True)
class Target:
    """A server and what is requested from it. `credentials` are `name:password`."""

    scheme: str
    host: str
    port: int
    path: str
    credentials: str = field(default="", repr=False)

    @property
    def place(self) -> tuple[str, int]:
        """Host and port. Another port is another server."""
        return self.host, self.port

    @property
    def authority(self) -> str:
        """Host and port as in a Host header."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"


def shown(url: str) -> str:
    """The URL for display, without name and password."""
    try:
        parts = urlsplit(url)
    except ValueError:  # invalid IPv6 brackets: the password must be hidden anyway
        return _USER.sub("//", url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def with_user_of(source: str, url: str) -> str:
    """The URL with the name and password of `source`, if both are on the same server."""
    try:
        ours, theirs = urlsplit(source), urlsplit(url)
    except ValueError:
        return url
    user, at, host = ours.netloc.rpartition("@")
    if not at or (ours.scheme, host) != (theirs.scheme, theirs.netloc):
        return url
    return urlunsplit(theirs._replace(netloc=f"{user}@{host}"))


def places_of(urls: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Host and port of each valid URL; local paths are skipped."""
    for url in urls:
        with contextlib.suppress(Refused):
            yield parsed(url).place


def origin(url: str) -> tuple[str, str]:
    """Scheme, host and port. A redirect to another origin gets no credentials."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def parsed(url: str) -> Target:
    """The parts of a URL. Raises Refused if it must not be requested."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused(f"not a valid address: {error}") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise Refused(f"{parts.scheme or 'this'}: is not http or https")
    try:
        host = canonical_host(parts.hostname)
    except ValueError as error:
        raise Refused(str(error)) from None
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=-._~")
    if parts.query:
        path += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=-._~?")
    credentials = ""
    if parts.username is not None:
        credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return Target(parts.scheme, host, port or PORTS[parts.scheme], path, credentials)
