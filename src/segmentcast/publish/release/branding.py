"""A show's own branding: picture, logo, fonts, and templates that override the built-in ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING

from segmentcast import artwork, files, layout, site
from segmentcast.config import ShowConfig
from segmentcast.errors import ArtworkError, ConfigError, Problem
from segmentcast.model import PackageFile, Role, Show
from segmentcast.publish.changes.site_inputs import template_files
from segmentcast.vocabulary.covers import SMALL_PX, THUMBNAIL_PX
from segmentcast.workspace.show_folder import ShowFolder

if TYPE_CHECKING:
    from segmentcast.publish.release.kept_pictures import KeptPictures
    from segmentcast.publish.release.writer import Writer

_MAX_LOGO_BYTES = 300_000
_MAX_LOGO_PX = 4000
"""A 300 kB PNG can expand to gigabytes in every reader's browser."""
_PIXELS = frozenset({".png", ".jpg", ".jpeg"})
_MAX_FONT_BYTES = 2_000_000
_MAX_TEMPLATE_BYTES = 1_000_000
_LOGO_STARTS = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".svg": (b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE svg"),
}
_FONT_STARTS = {".woff2": (b"wOF2",)}


def dressed(
    config: ShowConfig, show: Show, show_folder: ShowFolder, writer: Writer, kept: KeptPictures
) -> Show:
    """The show with small pictures, logo and fonts in the store. Raises ArtworkError or ConfigError."""
    problems: list[Problem] = []
    logo = _own(config, show_folder, "logo", config.logo, _LOGO_STARTS, _MAX_LOGO_BYTES, problems)
    font = _own(config, show_folder, "font", config.font, _FONT_STARTS, _MAX_FONT_BYTES, problems)
    heading = _own(
        config,
        show_folder,
        "heading_font",
        config.heading_font,
        _FONT_STARTS,
        _MAX_FONT_BYTES,
        problems,
    )
    if problems:
        raise ConfigError(problems)
    return replace(
        show,
        thumbnail=_scaled(
            show.artwork, "thumbnail", THUMBNAIL_PX, artwork.THUMBNAIL_BYTES, writer, kept
        ),
        small=_scaled(show.artwork, "small", SMALL_PX, artwork.SMALL_BYTES, writer, kept),
        logo=_stored("logo", logo, writer),
        font=_stored("font", font, writer),
        heading_font=_stored("heading-font", heading, writer),
    )


def _scaled(
    picture: PackageFile | None,
    role: Role,
    size_px: int,
    max_bytes: int,
    writer: Writer,
    kept: KeptPictures,
) -> PackageFile | None:
    """A smaller copy of the show's picture for its pages."""
    if picture is None or picture.url:
        return None
    if (before := kept.get(role, picture.sha256)) is not None:
        return before
    try:
        data = artwork.scaled(writer.store.get(picture.path), size_px, max_bytes=max_bytes)
    except ArtworkError as error:
        raise ArtworkError(
            replace(problem, where=picture.path) for problem in error.problems
        ) from error
    path_of = partial(layout.artwork_path, f"show-{size_px}", suffix=".jpg")
    return kept.keep(role, picture.sha256, writer.put_file(role, path_of, data))


def templates(show_folder: ShowFolder) -> dict[str, str]:
    """The show's own templates by name. Raises ConfigError for one that overrides nothing."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in template_files(show_folder):
        if path.name not in site.TEMPLATES:
            near = get_close_matches(path.name, site.TEMPLATES, n=1)
            known = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(site.TEMPLATES)}"
            problems.append(Problem(str(path), "unknown template", known))
            continue
        try:
            texts[path.name] = files.read(path, limit_bytes=_MAX_TEMPLATE_BYTES).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            what = f"byte {error.start} is not UTF-8"
            problems.append(Problem(str(path), what, "save the file as UTF-8"))
    if problems:
        raise ConfigError(problems)
    return texts


def _own(
    config: ShowConfig,
    show_folder: ShowFolder,
    key: str,
    name: str,
    starts: Mapping[str, tuple[bytes, ...]],
    limit_bytes: int,
    problems: list[Problem],
) -> tuple[str, bytes] | None:
    """Suffix and content of the file set in [site] as `key`; a problem if it cannot be used."""
    if not name:
        return None
    path = show_folder.file(name)
    suffix = path.suffix.lower()
    line = f'{key} = "{name}"'
    if suffix not in starts:
        kinds = ", ".join(starts)
        problems.append(Problem(config.where, f"{line}: not one of {kinds}", "convert the file"))
        return None
    if not path.is_file():
        what = f"{line}, but there is no such file"
        problems.append(Problem(config.where, what, "put it there, or remove the key"))
        return None
    data = files.read(path)
    if len(data) > limit_bytes:
        what = f"{line} has {len(data):,} bytes, which every page of the show would load"
        problems.append(Problem(config.where, what, f"reduce it to {limit_bytes:,} bytes or less"))
    if not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(starts[suffix]):
        what = f"{line}: the content doesn't match the extension"
        problems.append(Problem(config.where, what, "save it again in that format"))
    elif suffix in _PIXELS:
        try:
            artwork.require_bounded(data, config.where, _MAX_LOGO_PX)
        except ArtworkError as error:
            problems += [
                replace(problem, what=f"{line}: {problem.what}") for problem in error.problems
            ]
    return suffix, data


def _stored(name: str, content: tuple[str, bytes] | None, writer: Writer) -> PackageFile | None:
    if content is None:
        return None
    suffix, data = content

    def path_of(sha256: str) -> str:
        return layout.static_path(f"{name}-{sha256[: layout.HASH_CHARACTERS]}{suffix}")

    return writer.put_file("static", path_of, data)
