"""Decides whether hosts and addresses are public, in whatever notation.

Sources: IANA's special-purpose address registries for IPv4 and IPv6 (RFC 6890), RFC 6052 (NAT64),
RFC 3056 (6to4), RFC 5214 (ISATAP), RFC 6761 (special names).
"""

from __future__ import annotations

import ipaddress
import re
import socket

_ANY = ipaddress.IPv4Address | ipaddress.IPv6Address
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
"""All IPv6 addresses assigned by IANA. Mapped, compatible, translated, site-local, link-local
and unique local addresses are outside of it."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_MAPPED = ipaddress.ip_network("::ffff:0:0/96")
# Python's own lists changed within a minor version; these don't depend on the Python in use.
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32",
        "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
        "240.0.0.0/4", "2001::/23", "2001:db8::/32", "3fff::/20",
    )
)  # fmt: skip
"""168.63.129.16 serves Azure's own virtual machines."""
_ISATAP = (0x00005EFE, 0x02005EFE)
_INNER_NAMES = (
    "localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan",
    "home.arpa",
)  # fmt: skip
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def canonical_host(host: str) -> str:
    """The host in canonical form: lower case, ASCII, without the final dot.

    Full-width and other digits are converted to ASCII (UTS 46, as in IDNA). An IPv6 address is
    returned unchanged. Raises ValueError for an invalid host.
    """
    if ":" in host:
        ipaddress.IPv6Address(host.partition("%")[0])
        return host.lower()
    try:
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError("not a valid host name") from None
    name = name.lower().removesuffix(".")
    last = name.rpartition(".")[2]
    if len(name) > 253 or not _HOST.fullmatch(name):
        raise ValueError("not a valid host name")
    if _NUMBER.fullmatch(last) and literal(name) is None:
        # Browsers and some resolvers truncate such numbers to unpredictable addresses.
        raise ValueError("not a valid address")
    return name


def literal(host: str) -> str | None:
    """The address of a numeric host, including decimal, octal, hexadecimal and shortened notations."""
    if ":" in host:
        return host
    if not _NUMBER.fullmatch(host.rpartition(".")[2]):
        return None
    try:
        return str(ipaddress.IPv4Address(socket.inet_aton(host)))
    except OSError:
        return None


def is_inner_name(host: str) -> bool:
    """Whether a name can only be a local machine: it has no dot, or a reserved suffix."""
    return "." not in host or any(
        host == name or host.endswith(f".{name}") for name in _INNER_NAMES
    )


def is_public(text: str) -> bool:
    """Whether an address is public, including addresses embedded in others."""
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
