"""Which network addresses may be fetched from, and how names become addresses.

A server that is reached from here may stand behind a firewall that trusts this machine, so only addresses of the
public internet are fetched from. The check is made on the addresses that a name resolves to, once, and the connection
goes to one of those very addresses: a name that resolves differently the next time gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence

from bot.errors import SourceForbidden, SourceMissing, shown
from bot.ingest.files import in_background

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""A name and a port to the name's IP addresses, the preferred first. Raises OSError where there are none."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Well-known prefix of IPv4 addresses behind a NAT64 translator (RFC 6052).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Private by an old rule (site-local, RFC 3879), or IPv4 in a disguise that is out of use (6to4, RFC 3056; Teredo,
# RFC 4380; IPv4-compatible, RFC 4291): the standard library's properties do not cover them all.
_REFUSED = tuple(ipaddress.IPv6Network(network) for network in ("fec0::/10", "2002::/16", "2001::/32", "::/96"))


async def system_resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver."""
    found = await in_background(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def checked_addresses(host: str, port: int, *, allow_loopback: bool, resolve: Resolve) -> tuple[str, ...]:
    """The addresses of a host, all of them checked.

    Raises:
        SourceForbidden: one of them is not public. One is enough: an honest name has no private address among others.
        SourceMissing: the name has no address.
    """
    try:
        found = await resolve(host, port)
    except (OSError, UnicodeError):
        found = ()
    if not found:
        raise SourceMissing(f"There is no server named {shown(host)}; check the address and the connection.")
    for address in found:
        if not may_connect(address, allow_loopback=allow_loopback):
            raise SourceForbidden(
                f"{shown(host)} is at {shown(address)}, which is no public address, and is not fetched; "
                "save the page and give the file."
            )
    return tuple(found)


def may_connect(address: str, *, allow_loopback: bool = False) -> bool:
    """Whether an IP address, as text, belongs to the public internet (or is loopback, where that is allowed)."""
    try:
        parsed: _Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    parsed = _unwrapped(parsed)
    if parsed.is_loopback:
        return allow_loopback
    if isinstance(parsed, ipaddress.IPv6Address) and any(parsed in network for network in _REFUSED):
        return False
    return parsed.is_global and not (
        parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified or parsed.is_link_local or parsed.is_private
    )


def _unwrapped(address: _Address) -> _Address:
    """The IPv4 address inside a mapped (``::ffff:10.0.0.1``) or NAT64 (``64:ff9b::10.0.0.1``) one: that is where a
    connection would go, so that is what must be public."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
