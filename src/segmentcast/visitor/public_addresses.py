"""Which hosts and addresses belong to the internet at large, in whatever form they are written.

Sources: IANA's special-purpose address registries for IPv4 and IPv6 (RFC 6890), RFC 6052 (NAT64),
RFC 3056 (6to4), RFC 5214 (ISATAP), RFC 6761 (special names).
"""

from __future__ import annotations

import ipaddress
import re
import socket

_ANY = ipaddress.IPv4Address | ipaddress.IPv6Address
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
"""Everything that IANA has given out in IPv6. Mapped, compatible, translated, site-local, link-local
and unique local addresses all lie outside of it."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_MAPPED = ipaddress.ip_network("::ffff:0:0/96")
# Python's own lists grew within one minor version; these do not depend on which one runs.
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32",
        "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
        "240.0.0.0/4", "2001::/23", "2001:db8::/32", "3fff::/20",
    )
)  # fmt: skip
"""168.63.129.16 is where Azure answers its own virtual machines."""
_ISATAP = (0x00005EFE, 0x02005EFE)
_INNER_NAMES = (
    "localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan",
    "home.arpa",
)  # fmt: skip
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def canonical_host(host: str) -> str:
    """The host as resolvers take it: lower case, ASCII, without the root's dot.

    Full-width and other digits become plain ones (UTS 46, as IDNA does). An IPv6 address comes back as
    it is. Raises ValueError for what cannot be a host.
    """
    if ":" in host:
        ipaddress.IPv6Address(host.partition("%")[0])
        return host.lower()
    try:
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError("a host name that cannot be") from None
    name = name.lower().removesuffix(".")
    last = name.rpartition(".")[2]
    if len(name) > 253 or not _HOST.fullmatch(name):
        raise ValueError("a host name that cannot be")
    if _NUMBER.fullmatch(last) and literal(name) is None:
        # Browsers and some resolvers cut such numbers down to some address; nobody knows to which.
        raise ValueError("an address that cannot be")
    return name


def literal(host: str) -> str | None:
    """The address that a host is, for one written in numbers: also decimal, octal, hex, shortened."""
    if ":" in host:
        return host
    if not _NUMBER.fullmatch(host.rpartition(".")[2]):
        return None
    try:
        return str(ipaddress.IPv4Address(socket.inet_aton(host)))
    except OSError:
        return None


def is_inner_name(host: str) -> bool:
    """Whether a name can only mean a machine of one's own: no dot in it, or a reserved ending."""
    return "." not in host or any(
        host == name or host.endswith(f".{name}") for name in _INNER_NAMES
    )


def is_public(text: str) -> bool:
    """Whether an address belongs to the internet at large, whatever it is wrapped in."""
    address: _ANY = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64 or address in _MAPPED:
            return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
        if address not in _GLOBAL_UNICAST:
            return False
        if address.sixtofour is not None:
            return is_public(str(address.sixtofour))
        if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
            return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
    if any(address.version == net.version and address in net for net in _NOT_PUBLIC):
        return False
    return address.version == 6 or address.is_global
