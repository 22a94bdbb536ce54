"""A PDF page's content as pypdf's layout mode reads it right: after each string shown, the pen moves on.

Its layout mode (7.1) moves the pen on between a TJ's strings only where a number parts them, and not
after its last; `(M) Tj 5.72 0 Td (y parents) Tj` then begins at the wrong place, and spaces are read
within words and none between them. A number of 0 behind each string is the same to the eye (ISO
32000-1, 9.4.3) and makes it count the font's widths.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PageObject

_MOST_IN_A_ROW = 400
"""Strings that follow each other without a new place: beyond, what pypdf does with each grows too long."""
_PLACED = frozenset({b"BT", b"ET", b"Td", b"TD", b"Tm", b"T*", b"'", b'"', b"q", b"Q", b"cm"})


def move_on(page: PageObject) -> None:
    """Puts a number behind each string that the page shows."""
    from pypdf.generic import ContentStream, NameObject

    contents = page.get("/Contents")
    if contents is None:
        return
    stream = ContentStream(contents.get_object(), page.pdf, "bytes")
    stream.operations = list(_moved_on(stream.operations))
    page[NameObject("/Contents")] = stream


def _moved_on(operations: Iterable[tuple[Any, bytes]]) -> Iterator[tuple[Any, bytes]]:
    from pypdf.generic import ArrayObject

    row = 0
    for operands, operator in operations:
        if operator in _PLACED:
            row = 0
        shown = operands[0] if operands else None
        if row > _MOST_IN_A_ROW or operator not in {b"Tj", b"TJ"}:
            yield operands, operator
        elif operator == b"Tj" and isinstance(shown, str | bytes):
            row += 1
            yield [_parted([shown])], b"TJ"
        elif operator == b"TJ" and isinstance(shown, ArrayObject):
            row += len(shown)
            yield [_parted(shown)], b"TJ"
        else:
            yield operands, operator


def _parted(items: Iterable[Any]) -> Any:
    """The strings with one number behind each."""
    from pypdf.generic import ArrayObject, FloatObject

    parted: list[Any] = []
    for item in items:
        if isinstance(item, str | bytes):
            parted += [item, FloatObject(0)]
        elif isinstance(item, int | float):
            if parted:
                parted[-1] = FloatObject(float(parted[-1]) + float(item))
            else:
                parted.append(FloatObject(float(item)))
    return ArrayObject(parted)
