"""The ASGI application: maps requests to files and responses."""

from __future__ import annotations

import os
import re
import stat
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote, unquote

from anyio import to_thread
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from segmentcast.errors import StoreError
from segmentcast.server.served_text import FEED, ServedText, find, make_document, read_document
from segmentcast.site import QR_PATH, qr_svg
from segmentcast.vocabulary.media_types import SIDECAR, media_type

_TEXT = ("text/", "application/json", "application/rss+xml", "image/svg+xml", "application/x-subrip",
         "application/xslt+xml", "application/manifest+json", "application/xml")  # fmt: skip
_READDRESSED = (".html", ".xml", ".json", ".opml", ".txt", ".vtt", ".srt")
_MAX_TEXT_BYTES = 64_000_000
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_RANGES = re.compile(r"bytes[ \t]*=[ \t]*([0-9,\- \t]{1,2000})", re.IGNORECASE)
_RANGE = re.compile(r"(\d{0,18})-(\d{0,18})")
_EXPOSED = "Accept-Ranges, Content-Encoding, Content-Length, Content-Range, ETag, Last-Modified"


_REASONS = {400: "Bad request", 404: "Not found", 405: "Method not allowed"}


def make_app(root: Path, base_url: str) -> Starlette:
    """An application that serves `root`, whose files refer to `base_url` (ending with a slash).

    Raises StoreError if `root` has no feed.
    """
    root = Path(root)
    if not root.is_dir():
        raise StoreError.at(str(root), "there is nothing to serve here.", "publish first")
    root = root.resolve()

    async def serve(request: Request) -> Response:
        return await _serve(root, base_url, request)

    return Starlette(
        routes=[Route("/{path:path}", serve, methods=["GET", "HEAD"])],
        middleware=[Middleware(OpenToAll)],
        exception_handlers={HTTPException: _refuse},
    )


class OpenToAll:
    """Middleware that allows any web page to read responses (CORS) and disables type sniffing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_open(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = "*"
                headers["Access-Control-Expose-Headers"] = _EXPOSED
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        if scope["method"] == "OPTIONS":
            answer = Response(
                status_code=204,
                headers={
                    "Allow": "GET, HEAD, OPTIONS",
                    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
                    "Access-Control-Allow-Headers": "Range, If-Range, If-None-Match, "
                    "If-Modified-Since, Cache-Control, Content-Type",
                    "Access-Control-Max-Age": "86400",
                },
            )
            await answer(scope, receive, send_open)
            return
        await self.app(scope, receive, send_open)


async def _refuse(_request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    reason = _REASONS.get(problem.status_code, problem.detail)
    return PlainTextResponse(f"{reason}\n", problem.status_code, problem.headers)


def published_file(root: Path, path: str) -> Path | None:
    """The file or folder that is served for a path, or None; never one outside of `root`."""
    try:
        clean = _clean_path(quote(path))
    except HTTPException:
        return None
    served = find(root.resolve(), clean)
    return served[0] if served else None


async def _serve(root: Path, base_url: str, request: Request) -> Response:
    here = _own_address(request)
    raw = request.scope.get("raw_path") or quote(request.url.path).encode()
    path = _clean_path(raw.decode("latin-1").partition("?")[0])
    if path == QR_PATH and base_url:
        return _text_response(request, make_document(qr_svg(f"{here}{FEED}")), 0.0, "image/svg+xml")
    served = await to_thread.run_sync(find, root, path)
    if served is None and path == "favicon.ico":
        # Browsers request a favicon for documents that name no icon, such as the feed.
        return Response(status_code=204)
    if served is None:
        raise HTTPException(404)
    file, status = served
    if stat.S_ISDIR(status.st_mode):
        return RedirectResponse(f"{here}{quote(path)}/", 308)
    name = file.relative_to(root).as_posix()
    mime = media_type(name)
    if not mime.startswith(_TEXT) or status.st_size > _MAX_TEXT_BYTES:
        return _file_response(request, file, status, mime)
    replaced = base_url if file.suffix.lower() in _READDRESSED else ""
    version = (status.st_mtime_ns, status.st_size)
    document = await to_thread.run_sync(read_document, root, file, version, replaced, here)
    return _text_response(request, document, status.st_mtime, _shown_type(request, mime))


def _shown_type(request: Request, mime: str) -> str:
    """The type for this client. Browsers show `application/rss+xml` as source, so they get XML."""
    if mime == "application/rss+xml" and "text/html" in request.headers.get("accept", ""):
        return "application/xml"
    return mime


def _own_address(request: Request) -> str:
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        raise HTTPException(400)
    return f"{request.url.scheme}://{host}/"


def _clean_path(raw: str) -> str:
    """The path within the root, or a 404 for one that could leave it."""
    try:
        path = unquote(raw, errors="strict").removeprefix("/")
    except UnicodeDecodeError as problem:
        raise HTTPException(404) from problem
    parts = path.split("/")
    if any(part.startswith(".") for part in parts) or re.search(r"[\x00-\x1f\x7f\\:]", path):
        raise HTTPException(404)
    if any(not part for part in parts[:-1]):
        raise HTTPException(404)
    return path


def _file_response(request: Request, file: Path, status: os.stat_result, mime: str) -> Response:
    """A media response: Starlette's file response handles Range and If-Range."""
    headers = {
        "ETag": f'"{status.st_mtime_ns:x}-{status.st_size:x}"',
        "Last-Modified": formatdate(status.st_mtime, usegmt=True),
        "Cache-Control": "no-cache",
    }
    if _unchanged(request.headers, headers["ETag"], status.st_mtime):
        return Response(status_code=304, headers=headers)
    if file.with_name(file.name + SIDECAR).is_file():
        headers["Link"] = f'<{quote(file.name + SIDECAR)}>; rel="c2pa-manifest"'
    _set_range(request, sound_ranges(request.headers.get("range", ""), status.st_size))
    return FileResponse(file, headers=headers, media_type=mime, stat_result=status)


def sound_ranges(header: str, length_bytes: int) -> str:
    """The Range header without parts that a server must or may ignore (RFC 9110 §14.2), or empty.

    Starlette responds with 400 to other units and backward ranges, and with 416 if one of several
    ranges is beyond the end.
    """
    match = _RANGES.fullmatch(header.strip())
    if match is None:
        return ""
    within: list[str] = []
    beyond: list[str] = []
    for part in match[1].split(","):
        pair = _RANGE.fullmatch(part.strip())
        if pair is None or pair[0] == "-":
            return ""
        first, last = pair[1], pair[2]
        if first and last and int(first) > int(last):
            return ""
        satisfiable = int(first) < length_bytes if first else int(last) > 0 and length_bytes > 0
        (within if satisfiable else beyond).append(pair[0])
    return "bytes=" + ",".join(within or beyond[:1])


def _set_range(request: Request, value: str) -> None:
    # Range is defined only for GET (RFC 9110 §14.2).
    headers = [pair for pair in request.scope["headers"] if pair[0] != b"range"]
    if value and request.method == "GET":
        headers.append((b"range", value.encode()))
    request.scope["headers"] = headers


def _text_response(request: Request, document: ServedText, modified: float, mime: str) -> Response:
    """A text response. Each variant (base URL, compression) has its own ETag."""
    zipped = bool(document.zipped) and accepts_gzip(request.headers.get("accept-encoding", ""))
    data = document.zipped if zipped else document.data
    kind = "x" if mime == "application/xml" else ""
    headers = {
        "ETag": f'"{document.digest}{kind}{"-gzip" if zipped else ""}"',
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding, Accept",
    }
    if modified:
        headers["Last-Modified"] = formatdate(modified, usegmt=True)
    if _unchanged(request.headers, headers["ETag"], modified):
        return Response(status_code=304, headers=headers)
    if zipped:
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(data))
    headers["Content-Type"] = f"{mime}; charset=utf-8"
    return Response(data if request.method == "GET" else b"", headers=headers)


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header allows gzip (RFC 9110 §12.5.3)."""
    allowed: dict[str, bool] = {}
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        refused = re.fullmatch(r"\s*q\s*=\s*0(?:\.0{0,3})?\s*", weight) is not None
        allowed[name.strip()] = not refused
    return allowed.get("gzip", allowed.get("*", False))


def _unchanged(headers: Headers, etag: str, modified: float) -> bool:
    """Whether the client has this version. If-None-Match precedes the date (RFC 9110 §13.2.2)."""
    known = headers.get("if-none-match")
    if known is not None:
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return etag in tags or "*" in tags
    since = headers.get("if-modified-since")
    if since is None or not modified:
        return False
    try:
        return int(modified) <= parsedate_to_datetime(since).timestamp()
    except (ValueError, OverflowError):
        return False
