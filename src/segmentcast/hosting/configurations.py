"""Server configurations for a show: types, CORS, Range, ETag, gzip and caching.

A configuration is a template in `templates/NAME.txt`. `$name` is replaced by values from `render`;
`$$` is a dollar sign.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from string import Template
from urllib.parse import urlsplit

from segmentcast.errors import Problem, UsageError
from segmentcast.vocabulary.media_types import CHAPTERS, MEDIA_TYPES

_SHORT_SECONDS = 300
_ZIPPED = (
    "application/rss+xml", "application/json", CHAPTERS, "application/x-subrip", "image/svg+xml",
    "application/manifest+json", "text/vtt", "text/plain", "text/css", "text/javascript",
)  # fmt: skip


_NAMED = (".vtt", ".srt", ".m4a", ".opus", ".xml", ".c2pa")
"""Suffixes whose types hosts don't know."""


def render(host: str, base_url: str, root: str = "/srv/podcast") -> str:
    """The configuration for one of SERVERS. `root` is where the feed folder is copied to.

    Raises UsageError for a name or URL that is not allowed in configurations.
    """
    for name, value in (("the folder", root), ("base_url", base_url)):
        if any(character in value for character in "\"'\\{};$\n\r #"):
            raise UsageError(
                Problem(
                    value,
                    f"{name} contains a character that is not allowed in configurations",
                    "choose another",
                )
            )
    parts = urlsplit(base_url)
    types = _by_type()
    values = {
        "host": parts.hostname or "",
        "path": parts.path or "/",
        "bare_path": (parts.path or "/").strip("/"),
        "root": root.rstrip("/") or "/",
        "base_url": base_url,
        "short": str(_SHORT_SECONDS),
        "chapters": CHAPTERS,
        "nginx_types": "\n".join(
            f"        {kind} {' '.join(suffix[1:] for suffix in suffixes)};"
            for kind, suffixes in types.items()
        ),
        "apache_types": "\n".join(
            f"    AddType {kind} {' '.join(suffixes)}" for kind, suffixes in types.items()
        ),
        "caddy_types": "\n".join(
            f"        @{suffix[1:]} path *{suffix}\n        header @{suffix[1:]} Content-Type {_with_charset(kind)}"
            for kind, suffixes in types.items()
            for suffix in suffixes
        ),
        "zipped": " ".join(_ZIPPED),
        "zipped_lines": "\n".join(f"                header Content-Type {kind}*" for kind in _ZIPPED),
        "headers_file": _headers_file(parts.path or "/", types),
        "netlify_types": _netlify_types(parts.path or "/", types),
        "cors_json": json.dumps(
            [{
                "AllowedOrigins": ["*"], "AllowedMethods": ["GET", "HEAD"], "AllowedHeaders": ["*"],
                "ExposeHeaders": ["Accept-Ranges", "Content-Length", "Content-Range", "ETag"],
                "MaxAgeSeconds": 86400,
            }],
            indent=2,
        ),
    }  # fmt: skip
    file = resources.files("segmentcast.hosting") / "templates" / f"{host}.txt"
    return Template(file.read_text(encoding="utf-8")).substitute(values)


def _by_type() -> dict[str, list[str]]:
    types: dict[str, list[str]] = {}
    for suffix, kind in MEDIA_TYPES.items():
        types.setdefault(kind, []).append(suffix)
    return types


def _with_charset(kind: str) -> str:
    return f'"{kind}; charset=utf-8"' if kind.startswith("text/") else kind


def _headers_file(path: str, types: Mapping[str, list[str]]) -> str:
    """The `_headers` format of Cloudflare Pages and others."""
    lines = [
        f"{path}*",
        "  Access-Control-Allow-Origin: *",
        "  X-Content-Type-Options: nosniff",
        f"  Cache-Control: public, max-age={_SHORT_SECONDS}",
    ]
    for folder in ("audio", "captions", "chapters", "artwork", "waveforms"):
        lines += [
            f"{path}{folder}/*",
            "  ! Cache-Control",
            "  Cache-Control: public, max-age=31536000, immutable",
        ]
    lines += [f"{path}private/*", "  ! Cache-Control", "  Cache-Control: private, no-store"]
    for kind, suffixes in types.items():
        for suffix in suffixes:
            if suffix in _NAMED:
                lines += [f"{path}*{suffix}", f"  Content-Type: {kind}"]
    lines += [
        f"{path}audio/*.opus",
        f'  Link: <{path}audio/:splat.opus.c2pa>; rel="c2pa-manifest"',
    ]
    lines += [f"{path}chapters/*.json", f"  Content-Type: {CHAPTERS}"]
    return "\n".join(lines)


def _netlify_types(path: str, types: Mapping[str, list[str]]) -> str:
    blocks = [
        (f"{path}*{suffix}", kind)
        for kind, suffixes in types.items()
        for suffix in suffixes
        if suffix in _NAMED
    ]
    blocks.append((f"{path}chapters/*", CHAPTERS))
    return "\n".join(
        f'[[headers]]\n  for = "{name}"\n  [headers.values]\n    Content-Type = "{kind}"\n'
        for name, kind in blocks
    )
