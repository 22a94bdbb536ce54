"""Documents made by hand: a PDF, an OpenDocument text, a Rich Text file."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence

_ODT = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def pdf(pages: Sequence[Sequence[str]], *, encrypt: str = "", step: int = 12) -> bytes:
    """A PDF (1.4) of pages of lines, in Courier; leading spaces indent, empty lines leave a gap."""
    contents: list[str] = []
    for lines in pages:
        shown = []
        for at, line in enumerate(lines):
            for piece in re.finditer(r"\S+(?: {1,2}\S+)*", line):
                text = piece[0].replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
                place = f"{40 + 6 * piece.start()} {760 - step * at}"
                shown.append(f"BT /F1 10 Tf 1 0 0 1 {place} Tm ({text}) Tj ET")
        contents.append("\n".join(shown))
    return pdf_showing(contents, encrypt=encrypt)


def pdf_showing(contents: Sequence[str], *, encrypt: str = "") -> bytes:
    """A PDF of pages with these contents, whose font F1 is Courier."""
    objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"]
    kids: list[str] = []
    for content in contents:
        stream = zlib.compress(content.encode("cp1252"))
        objects.append(
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream)
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 800] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _file(objects, encrypt)


def _file(objects: Sequence[bytes], encrypt: str) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places: list[int] = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    extra = f" /Encrypt {encrypt}" if encrypt else ""
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R{extra} >>\n"
    out.write(trailer.encode() + b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def odt(body: str, *, styles: str = "", title: str = "") -> bytes:
    """An OpenDocument text with this content of office:text and these automatic styles."""
    content = (
        f'<?xml version="1.0"?><office:document-content {_ODT}><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    meta = f"<office:document-meta {_ODT}><office:meta><dc:title>{title}</dc:title></office:meta></office:document-meta>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "application/vnd.oasis.opendocument.text"
        archive.writestr(zipfile.ZipInfo("mimetype"), kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("meta.xml", meta)
    return packed.getvalue()


def rtf(body: str) -> bytes:
    """A Rich Text file with a font table, a title and this body."""
    head = (
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Helvetica;}}"
        r"{\info{\title The harbour at night}{\author Nobody}}"
        r"{\header\pard The Harbour Programme\par}\f0\fs24 "
    )
    return (head + body + "}").encode("cp1252")
