"""Permanent redirections (301) in the words of the servers that podcasts are hosted on.

Pure text: nothing is asked of any server. The rules are to be read by a person before they are used.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Redirect:
    """From one absolute web address to another; with `below`, everything under it, too.

    A redirection of everything below ends with a slash on both sides.
    """

    source: str
    target: str
    below: bool = False

    @property
    def path(self) -> str:
        """The path that the old server is asked for, decoded, with its leading slash."""
        return unquote(urlsplit(self.source).path) or "/"

    @property
    def query(self) -> str:
        """The query of the old address, as WordPress has it (`?feed=podcast`)."""
        return urlsplit(self.source).query


def same_place(one: str, other: str) -> bool:
    """Whether two web addresses ask the same server for the same thing; http and https count as one.

    Host in any case, with or without the default port, path with or without needless escapes and dots.
    """
    return _asked(one) == _asked(other)


def leads_to_itself(redirect: Redirect) -> bool:
    """Whether what the redirection leads to is redirected again: an endless loop for all who follow."""
    source, target = _asked(redirect.source), _asked(redirect.target)
    if not redirect.below:
        return source == target
    return source[0] == target[0] and f"{target[1]}/".startswith(f"{source[1].rstrip('/')}/")


def _asked(address: str) -> tuple[str, str, str]:
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".")
    port = parts.port
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    path = unquote(parts.path) or "/"
    plain = posixpath.normpath(path).replace("//", "/")
    if path.endswith(("/", "/.", "/..")) and plain != "/":
        plain += "/"
    return place, plain, parts.query


@dataclass(frozen=True, slots=True)
class Server:
    """A kind of server: its name for people, where the rules go, and how they are written."""

    title: str
    place: str
    write: Callable[[Sequence[Redirect]], str]


def rules(server: str, redirects: Sequence[Redirect]) -> str:
    """The rules for one of SERVERS, ending with a line end. Raises KeyError for another name."""
    return SERVERS[server].write(redirects)


def _nginx(redirects: Sequence[Redirect]) -> str:
    out = []
    for each in redirects:
        target = _quoted(each.target)
        if each.query:
            asked = _quoted(f"{urlsplit(each.source).path or '/'}?{each.query}")
            out.append(f"if ($request_uri = {asked}) {{ return 301 {target}; }}")
        elif each.below:
            pattern = _quoted(f"^{re.escape(each.path)}(.*)$", keep="$")
            out.append(
                f"location ^~ {_quoted(each.path)} "
                f"{{ rewrite {pattern} {_quoted(each.target + '$1', keep='$')} permanent; }}"
            )
        else:
            out.append(f"location = {_quoted(each.path)} {{ return 301 {target}; }}")
    return "\n".join(out) + "\n"


def _apache(redirects: Sequence[Redirect]) -> str:
    out = []
    for each in redirects:
        if each.query:
            pattern = re.escape(each.path.lstrip("/"))
            target = each.target.replace("%", "\\%")
            out += [
                "RewriteEngine On",
                f'RewriteCond "%{{QUERY_STRING}}" "^{re.escape(each.query)}$"',
                f'RewriteRule "^/?{pattern}$" "{target}" [R=301,L,QSD,NE]',
            ]
        elif each.below:
            out.append(f'Redirect 301 "{each.path}" "{each.target}"')
        else:
            out.append(f'RedirectMatch 301 "^{re.escape(each.path)}$" "{each.target}"')
    return "\n".join(out) + "\n"


def _caddy(redirects: Sequence[Redirect]) -> str:
    out = []
    for number, each in enumerate(redirects, 1):
        if each.query:
            asked = " ".join(_quoted(part, keep="$") for part in each.query.split("&"))
            path = _quoted(each.path, keep="$")
            out.append(f"@moved{number} {{\n\tpath {path}\n\tquery {asked}\n}}")
            out.append(f"redir @moved{number} {_quoted(each.target, keep='$')} permanent")
        elif each.below:
            below = _quoted(f"{each.path}*", keep="$")
            target = _quoted(each.target.rstrip("/") + "{uri}", keep="$")
            out.append(f"handle_path {below} {{\n\tredir {target} permanent\n}}")
        else:
            path = _quoted(each.path, keep="$")
            out.append(f"redir {path} {_quoted(each.target, keep='$')} permanent")
    return "\n".join(out) + "\n"


def _netlify(redirects: Sequence[Redirect]) -> str:
    out = []
    for each in redirects:
        path = urlsplit(each.source).path or "/"
        if each.below:
            out.append(f"{path}*  {each.target}:splat  301!")
        else:
            query = "  ".join(each.query.split("&")) if each.query else ""
            out.append("  ".join(part for part in (path, query, each.target, "301!") if part))
    return "\n".join(out) + "\n"


def _cloudflare(redirects: Sequence[Redirect]) -> str:
    out = []
    for each in redirects:
        path = urlsplit(each.source).path or "/"
        if each.query:
            out.append(
                "# _redirects cannot look at a query. In the dashboard, under Rules, Redirect Rules:"
            )
            asked = f"{path}?{each.query}"
            out.append(f'#   when http.request.uri eq "{asked}", then 301 to {each.target}')
        elif each.below:
            out.append(f"{path}* {each.target}:splat 301")
        else:
            out.append(f"{path} {each.target} 301")
    return "\n".join(out) + "\n"


def _s3(redirects: Sequence[Redirect]) -> str:
    found: list[dict[str, object]] = []
    notes: list[str] = []
    for each in redirects:
        to = urlsplit(each.target)
        # S3 compares beginnings: /feed would redirect /feed.xml of the same site to itself.
        if _asked(each.source)[0] == to.netloc.lower() and to.path.startswith(each.path):
            notes.append(
                f"# {each.path}: S3 would redirect {to.path} to itself, too. Set the object's own\n"
                f"# x-amz-website-redirect-location to {each.target}\n"
            )
            continue
        key = to.path.lstrip("/") + (f"?{to.query}" if to.query else "")
        found.append(
            {
                "Condition": {"KeyPrefixEquals": each.path.lstrip("/")},
                "Redirect": {
                    "Protocol": to.scheme,
                    "HostName": to.netloc,
                    ("ReplaceKeyPrefixWith" if each.below else "ReplaceKeyWith"): key,
                    "HttpRedirectCode": "301",
                },
            }
        )
    rules = json.dumps(found, indent=2) + "\n" if found or not notes else ""
    return "".join(notes) + rules


def _github_pages(redirects: Sequence[Redirect]) -> str:
    """GitHub Pages cannot redirect a feed; apps that read the feed itself are told in it."""
    moved = "\n".join(f"#   {each.source} -> {each.target}" for each in redirects)
    return (
        "# GitHub Pages answers no 301. Leave the old feed in place: it says where it has gone\n"
        "# (itunes:new-feed-url), and apps that know this element follow it. Others stay on\n"
        "# the old address, so publish to both for as long as you can.\n" + moved + "\n"
    )


def _quoted(text: str, keep: str = "") -> str:
    """A string for nginx or Caddy. In nginx a dollar would begin a variable: it is percent-encoded."""
    safe = text if "$" in keep else text.replace("$", "%24")
    return '"' + safe.replace("\\", "\\\\").replace('"', '\\"') + '"'


SERVERS: Mapping[str, Server] = MappingProxyType(
    {
        "nginx": Server("nginx", "inside the server { } block", _nginx),
        "apache": Server("Apache", ".htaccess at the top of the site", _apache),
        "caddy": Server("Caddy", "inside the site's block of the Caddyfile", _caddy),
        "netlify": Server("Netlify", "the file _redirects", _netlify),
        "cloudflare": Server("Cloudflare Pages", "the file _redirects", _cloudflare),
        "s3": Server("S3 website", "RoutingRules of the bucket's website configuration", _s3),
        "github-pages": Server("GitHub Pages", "nowhere", _github_pages),
    }
)
"""By the name that a person writes."""
