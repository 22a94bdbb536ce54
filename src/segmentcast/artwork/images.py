"""Supplied pictures: checks them against what podcast apps require, and scales them.

Apple Podcasts and PSP-1 require a square JPEG or PNG of 1400 to 3000 pixels in RGB whose file ending
matches its type. Pictures are untrusted: the size in the header is checked before any pixel is
decoded.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageFile, JpegImagePlugin, PngImagePlugin

from segmentcast.errors import ArtworkError, Problem
from segmentcast.model import Finding

SMALLEST_PX, LARGEST_PX = 1400, 3000
MOST_BYTES = 20_000_000
MOST_PIXELS = 40_000_000
"""About 6300 x 6300: larger pictures are refused before decoding."""
COVER_PX = 1400
COVER_BYTES = 200_000
THUMBNAIL_BYTES = 60_000
SMALL_BYTES = 20_000
_QUALITIES = (88, 82, 76, 70, 62, 54, 46, 38, 30, 20, 10)
_MOST_PROFILE_BYTES = 10_000
_EXIF_ORIENTATION = 0x0112
_EXTENSIONS = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",)}
_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"%PDF", "PDF"),
    (b"8BPS", "Photoshop"),
)
_RESIZE = f"make it a square of {SMALLEST_PX} to {LARGEST_PX} pixels."
_AS_RGB = "save it again as RGB with 8 bits per channel and no transparency."


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """A picture's real format (JPEG, PNG), size in pixels, Pillow mode, and bits in each channel."""

    format: str
    width_px: int
    height_px: int
    mode: str
    bits: int

    @property
    def mime(self) -> str:
        return f"image/{self.format.lower()}"

    @property
    def extension(self) -> str:
        return _EXTENSIONS[self.format][0]


def check(data: bytes, where: str) -> tuple[Finding, ...]:
    """Every reason for which podcast apps would reject the picture.

    `where` is the file's name as people know it; its ending is compared with the real type.
    """
    return _examined(data, where)[1]


def require(data: bytes, where: str) -> PictureFacts:
    """The picture's facts. Raises ArtworkError with every error of `check`."""
    facts, findings = _examined(data, where)
    problems = [
        Problem(one.where, one.what, one.mend) for one in findings if one.severity == "error"
    ]
    if problems or facts is None:
        raise ArtworkError(problems)
    return facts


def require_bounded(data: bytes, where: str, side_px: int) -> None:
    """Raises ArtworkError for anything but a JPEG or PNG of at most `side_px` pixels on each side.

    Only the header is read, but whoever shows the picture has to decode all of it.
    """
    image = _opened(data, where)
    if max(image.size) > side_px:
        what = f"the picture is {image.width} x {image.height} pixels."
        raise ArtworkError(Problem(where, what, f"make it at most {side_px} pixels wide and high."))


def cover(data: bytes, size_px: int = COVER_PX, max_bytes: int = COVER_BYTES) -> bytes:
    """The picture as a square JPEG of `size_px` for the tag, at most `max_bytes` long if any quality allows it.

    Raises ArtworkError for what is not a readable JPEG or PNG.
    """
    return scaled(data, size_px, max_bytes=max_bytes)


def scaled(data: bytes, size_px: int, *, max_bytes: int | None = None) -> bytes:
    """The middle of the picture as a square RGB JPEG of `size_px`, with transparency on white.

    With `max_bytes`, the quality is lowered until the picture fits; the lowest is used if none does.
    Raises ArtworkError for what is not a readable JPEG or PNG.
    """
    image = _opened(data, "")
    try:
        profile = image.info.get("icc_profile", b"") if image.mode == "RGB" else b""
        # a JPEG is decoded at a half, a quarter, or an eighth if that is large enough
        image.draft(None, (size_px, size_px))
        side = min(image.size)
        left, top = (image.width - side) // 2, (image.height - side) // 2
        square = _flat(image).resize(
            (size_px, size_px), Image.Resampling.LANCZOS, (left, top, left + side, top + side)
        )
    except (OSError, SyntaxError, ValueError, struct.error) as error:
        raise ArtworkError(_damaged("", error)) from error
    encoded = b""
    for quality in _QUALITIES:
        out = BytesIO()
        square.save(
            out,
            "JPEG",
            quality=quality,
            optimize=True,
            icc_profile=profile if len(profile) <= _MOST_PROFILE_BYTES else b"",
        )
        encoded = out.getvalue()
        if max_bytes is None or len(encoded) <= max_bytes:
            break
    return encoded


def looks_drawn(data: bytes) -> bool:
    """Whether a picture has the format of the covers that are drawn here."""
    try:
        image = _opened(data, "")
    except ArtworkError:
        return False
    return (image.format, *image.size, image.info.get("dpi")) == ("JPEG", 3000, 3000, (72, 72))


def opened_flat(data: bytes, size: tuple[int, int]) -> Image.Image:
    """A picture as RGB, decoded no larger than it takes to fill `size`. Raises ArtworkError."""
    image = _opened(data, "")
    try:
        image.draft(None, size)
        return _flat(image)
    except (OSError, SyntaxError, ValueError, struct.error) as error:
        raise ArtworkError(_damaged("", error)) from error


def _examined(data: bytes, where: str) -> tuple[PictureFacts | None, tuple[Finding, ...]]:
    try:
        image = _opened(data, where)
        image.load()
    except ArtworkError as refusal:
        return None, tuple(
            _error("artwork-file", problem.where, problem.what, problem.mend)
            for problem in refusal.problems
        )
    except (OSError, SyntaxError, ValueError, struct.error) as error:
        problem = _damaged(where, error)
        return None, (_error("artwork-file", where, problem.what, problem.mend),)
    facts = PictureFacts(_kind(data), image.width, image.height, image.mode, _bits(data))
    return facts, tuple(
        _shape(facts, where) + _colours(facts, image, where) + _file(facts, image, where)
    )


def _shape(facts: PictureFacts, where: str) -> list[Finding]:
    findings = []
    width, height = facts.width_px, facts.height_px
    if width != height:
        findings.append(
            _error(
                "artwork-square",
                where,
                f"the picture is {width} x {height} pixels, not square.",
                _RESIZE,
            )
        )
    if min(width, height) < SMALLEST_PX or max(width, height) > LARGEST_PX:
        findings.append(
            _error(
                "artwork-size",
                where,
                f"the picture is {width} x {height} pixels; podcast apps take {SMALLEST_PX} to {LARGEST_PX}.",
                _RESIZE,
            )
        )
    return findings


def _colours(facts: PictureFacts, image: Image.Image, where: str) -> list[Finding]:
    findings = []
    if facts.mode != "RGB":
        findings.append(
            _error(
                "artwork-rgb",
                where,
                f"the picture's colours are {_MODES.get(facts.mode, facts.mode)}, not RGB.",
                _AS_RGB,
            )
        )
    elif "transparency" in image.info:
        findings.append(
            _error("artwork-rgb", where, "the picture has a transparent colour.", _AS_RGB)
        )
    if facts.bits != 8:
        findings.append(
            _error(
                "artwork-bits",
                where,
                f"the picture has {facts.bits} bits a channel, not 8.",
                _AS_RGB,
            )
        )
    return findings


def _file(facts: PictureFacts, image: Image.Image, where: str) -> list[Finding]:
    findings = []
    name = where.rsplit("/", 1)[-1].lower()
    extension = name[name.rindex(".") :] if "." in name else ""
    if extension not in _EXTENSIONS[facts.format]:
        findings.append(
            _error(
                "artwork-extension",
                where,
                f"the file is a {facts.format} but its name ends in {extension or 'nothing'}.",
                f"rename it to end in {facts.extension}.",
            )
        )
    if getattr(image, "n_frames", 1) > 1:
        findings.append(
            _error("artwork-still", where, "the picture is animated.", "save one frame of it.")
        )
    if _is_turned(image):
        findings.append(
            Finding(
                "warning",
                "artwork-orientation",
                where,
                "the picture has a rotation that many apps ignore.",
                "rotate it in an image editor and save it again.",
            )
        )
    return findings


def _is_turned(image: Image.Image) -> bool:
    try:
        return bool(image.getexif().get(_EXIF_ORIENTATION, 1) != 1)
    except (OSError, SyntaxError, ValueError, struct.error):
        # unreadable metadata can't rotate a picture; its pixels are already decoded
        return False


_MODES = {
    "CMYK": "CMYK",
    "YCCK": "CMYK",
    "RGBA": "RGB with transparency",
    "LA": "grey with transparency",
    "L": "grey",
    "1": "black and white",
    "P": "a palette",
    "PA": "a palette with transparency",
    "I;16": "grey",
    "I": "grey",
}


def _opened(data: bytes, where: str) -> ImageFile.ImageFile:
    """Opens the picture, reading only its header. Raises ArtworkError for anything but a bounded JPEG or PNG."""
    kind = _kind(data)
    if len(data) > MOST_BYTES:
        raise ArtworkError(
            Problem(
                where,
                f"the file has {len(data):,} bytes.",
                f"save it with at most {MOST_BYTES:,} bytes.",
            )
        )
    if kind not in _EXTENSIONS:
        what = (
            f"the file is {kind}, not JPEG or PNG."
            if kind
            else "the file is not a known kind of picture."
        )
        raise ArtworkError(Problem(where, what, "convert it to JPEG or PNG."))
    try:
        # not Image.open, whose own size limit is a setting of the whole process
        image: ImageFile.ImageFile = (
            JpegImagePlugin.JpegImageFile(BytesIO(data))
            if kind == "JPEG"
            else PngImagePlugin.PngImageFile(BytesIO(data))
        )
    except (OSError, SyntaxError, ValueError, struct.error) as error:
        raise ArtworkError(_damaged(where, error)) from error
    if image.width * image.height > MOST_PIXELS:
        raise ArtworkError(
            Problem(where, f"the picture is {image.width} x {image.height} pixels.", _RESIZE)
        )
    return image


def _flat(image: Image.Image) -> Image.Image:
    if image.mode == "RGB" and "transparency" not in image.info:
        return image
    if "A" in image.mode or "transparency" in image.info:
        clear = image.convert("RGBA")
        ground = Image.new("RGBA", clear.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, clear).convert("RGB")
    if image.mode.startswith("I"):
        return image.point(lambda level: level / 256).convert("L").convert("RGB")
    return image.convert("RGB")


def _kind(data: bytes) -> str:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data[4:8] == b"ftyp":
        return "HEIC or AVIF"
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), "")


def _bits(data: bytes) -> int:
    """Bits in each channel: from a PNG's header (PNG §11.2.1); a JPEG that Pillow opens has 8."""
    if _kind(data) != "PNG":
        return 8
    depth = data[24]
    # greys and palettes of fewer bits are reported by their mode
    return depth if depth > 8 else 8


def _damaged(where: str, error: Exception) -> Problem:
    return Problem(where, f"the picture is damaged: {error}", "save it again as JPEG or PNG.")


def _error(rule: str, where: str, what: str, mend: str) -> Finding:
    return Finding("error", rule, where, what, mend)
