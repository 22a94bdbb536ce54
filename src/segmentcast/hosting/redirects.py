"""Permanent redirects (301) in the syntax of each supported server.

Plain text; no server is contacted. People should review the rules before using them.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Redirect:
    """A redirect between two absolute URLs; with `below`, including everything under them.

    In that case both URLs end with a slash.
    """

    source: str
    target: str
    below: bool = False

    @property
    def path(self) -> str:
        """The path requested from the old server, decoded, with its leading slash."""
        return unquote(urlsplit(self.source).path) or "/"

    @property
    def query(self) -> str:
        """The query of the old URL, as used by WordPress (`?feed=podcast`)."""
        return urlsplit(self.source).query


def same_place(one: str, other: str) -> bool:
    """Whether two URLs request the same thing from the same server; http and https are equal.

    Ignores host case, default ports, and unnecessary escapes and dots in paths.
    """
    return _normalized(one) == _normalized(other)


def leads_to_itself(redirect: Redirect) -> bool:
    """Whether the target of a redirect is redirected again, an endless loop."""
    source, target = _normalized(redirect.source), _normalized(redirect.target)
    if not redirect.below:
        return source == target
    return source[0] == target[0] and f"{target[1]}/".startswith(f"{source[1].rstrip('/')}/")


def _normalized(address: str) -> tuple[str, str, str]:
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".")
    port = parts.port
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    path = unquote(parts.path) or "/"
    plain = posixpath.normpath(path).replace("//", "/")
    if path.endswith(("/", "/.", "/..")) and plain != "/":
        plain += "/"
    return place, plain, parts.query


def nginx(redirects: Sequence[Redirect]) -> str:
    """The rules as location and if blocks."""
    out = []
    for redirect in redirects:
        target = _quoted(redirect.target)
        if redirect.query:
            request = _quoted(f"{urlsplit(redirect.source).path or '/'}?{redirect.query}")
            out.append(f"if ($request_uri = {request}) {{ return 301 {target}; }}")
        elif redirect.below:
            pattern = _quoted(f"^{re.escape(redirect.path)}(.*)$", keep="$")
            out.append(
                f"location ^~ {_quoted(redirect.path)} "
                f"{{ rewrite {pattern} {_quoted(redirect.target + '$1', keep='$')} permanent; }}"
            )
        else:
            out.append(f"location = {_quoted(redirect.path)} {{ return 301 {target}; }}")
    return "\n".join(out) + "\n"


def apache(redirects: Sequence[Redirect]) -> str:
    """The rules as mod_alias and mod_rewrite."""
    out = []
    for redirect in redirects:
        if redirect.query:
            pattern = re.escape(redirect.path.lstrip("/"))
            target = redirect.target.replace("%", "\\%")
            out += [
                "RewriteEngine On",
                f'RewriteCond "%{{QUERY_STRING}}" "^{re.escape(redirect.query)}$"',
                f'RewriteRule "^/?{pattern}$" "{target}" [R=301,L,QSD,NE]',
            ]
        elif redirect.below:
            out.append(f'Redirect 301 "{redirect.path}" "{redirect.target}"')
        else:
            out.append(f'RedirectMatch 301 "^{re.escape(redirect.path)}$" "{redirect.target}"')
    return "\n".join(out) + "\n"


def caddy(redirects: Sequence[Redirect]) -> str:
    """The rules as redir directives."""
    out = []
    for number, redirect in enumerate(redirects, 1):
        if redirect.query:
            parameters = " ".join(_quoted(part, keep="$") for part in redirect.query.split("&"))
            path = _quoted(redirect.path, keep="$")
            out.append(f"@moved{number} {{\n\tpath {path}\n\tquery {parameters}\n}}")
            out.append(f"redir @moved{number} {_quoted(redirect.target, keep='$')} permanent")
        elif redirect.below:
            below = _quoted(f"{redirect.path}*", keep="$")
            target = _quoted(redirect.target.rstrip("/") + "{uri}", keep="$")
            out.append(f"handle_path {below} {{\n\tredir {target} permanent\n}}")
        else:
            path = _quoted(redirect.path, keep="$")
            out.append(f"redir {path} {_quoted(redirect.target, keep='$')} permanent")
    return "\n".join(out) + "\n"


def netlify(redirects: Sequence[Redirect]) -> str:
    """The rules as lines of _redirects."""
    out = []
    for redirect in redirects:
        path = urlsplit(redirect.source).path or "/"
        if redirect.below:
            out.append(f"{path}*  {redirect.target}:splat  301!")
        else:
            query = "  ".join(redirect.query.split("&")) if redirect.query else ""
            out.append("  ".join(part for part in (path, query, redirect.target, "301!") if part))
    return "\n".join(out) + "\n"


def cloudflare(redirects: Sequence[Redirect]) -> str:
    """The rules as lines of _redirects, which cannot test a query."""
    out = []
    for redirect in redirects:
        path = urlsplit(redirect.source).path or "/"
        if redirect.query:
            out.append(
                "# _redirects cannot test a query. In the dashboard, under Rules, Redirect Rules:"
            )
            request = f"{path}?{redirect.query}"
            out.append(f'#   when http.request.uri eq "{request}", then 301 to {redirect.target}')
        elif redirect.below:
            out.append(f"{path}* {redirect.target}:splat 301")
        else:
            out.append(f"{path} {redirect.target} 301")
    return "\n".join(out) + "\n"


def s3(redirects: Sequence[Redirect]) -> str:
    """The rules as RoutingRules of a website bucket."""
    rows: list[dict[str, object]] = []
    notes: list[str] = []
    for redirect in redirects:
        to = urlsplit(redirect.target)
        # S3 compares prefixes: /feed would redirect /feed.xml on the same site to itself.
        if _normalized(redirect.source)[0] == to.netloc.lower() and to.path.startswith(
            redirect.path
        ):
            notes.append(
                f"# {redirect.path}: S3 would also redirect {to.path} to itself. Instead, set the object's own\n"
                f"# x-amz-website-redirect-location to {redirect.target}\n"
            )
            continue
        key = to.path.lstrip("/") + (f"?{to.query}" if to.query else "")
        rows.append(
            {
                "Condition": {"KeyPrefixEquals": redirect.path.lstrip("/")},
                "Redirect": {
                    "Protocol": to.scheme,
                    "HostName": to.netloc,
                    ("ReplaceKeyPrefixWith" if redirect.below else "ReplaceKeyWith"): key,
                    "HttpRedirectCode": "301",
                },
            }
        )
    rules = json.dumps(rows, indent=2) + "\n" if rows or not notes else ""
    return "".join(notes) + rules


def github_pages(redirects: Sequence[Redirect]) -> str:
    """A comment: GitHub Pages can't redirect a feed, but the feed itself has the new address."""
    moved = "\n".join(f"#   {redirect.source} -> {redirect.target}" for redirect in redirects)
    return (
        "# GitHub Pages can't send a 301. Leave the old feed in place: it contains the new address\n"
        "# (itunes:new-feed-url), and apps that support this element follow it. Others stay on\n"
        "# the old address, so publish to both for as long as you can.\n" + moved + "\n"
    )


def _quoted(text: str, keep: str = "") -> str:
    """A string for nginx or Caddy. Dollar signs, which start variables in nginx, are escaped."""
    safe = text if "$" in keep else text.replace("$", "%24")
    return '"' + safe.replace("\\", "\\\\").replace('"', '\\"') + '"'
