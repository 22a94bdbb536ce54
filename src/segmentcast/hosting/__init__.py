"""The supported servers: configurations and redirects for each.

To add a server: add it to SERVERS, add a template `templates/NAME.txt`, and a function in
redirects.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from segmentcast.hosting import redirects
from segmentcast.hosting.configurations import render
from segmentcast.hosting.redirects import Redirect, leads_to_itself, same_place

__all__ = ["SERVERS", "Redirect", "Server", "leads_to_itself", "render", "same_place"]


@dataclass(frozen=True, slots=True)
class Server:
    """A kind of server: its display name, where redirects go, and the function to write them."""

    title: str
    redirects_place: str
    redirects: Callable[[Sequence[Redirect]], str]


SERVERS: Mapping[str, Server] = MappingProxyType(
    {
        "nginx": Server("nginx", "inside the server { } block", redirects.nginx),
        "apache": Server("Apache", ".htaccess at the top of the site", redirects.apache),
        "caddy": Server("Caddy", "inside the site's block of the Caddyfile", redirects.caddy),
        "netlify": Server("Netlify", "the file _redirects", redirects.netlify),
        "cloudflare": Server("Cloudflare Pages", "the file _redirects", redirects.cloudflare),
        "s3": Server(
            "S3 website", "RoutingRules of the bucket's website configuration", redirects.s3
        ),
        "github-pages": Server("GitHub Pages", "nowhere", redirects.github_pages),
    }
)
"""By the name on the command line."""
