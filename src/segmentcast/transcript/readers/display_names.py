"""Names as they are shown: "Brand, Otto (External)", as directories of firms write them, is Otto Brand."""

from __future__ import annotations

from collections.abc import Iterable

from segmentcast.patterns import compile_late

_LAST_FIRST = compile_late(
    r"(?P<last>[^\W\d_][\w'’ -]{1,30}), (?P<first>[^\W\d_][\w.'’ -]{0,30}?)(?:\s*\(.{1,40}\))?"
)


def names_by_label(labels: Iterable[str]) -> dict[str, str]:
    """Each label's name: turned round where most labels have a comma, and most of those one word before it.

    "Rosa Lind, Reading Room" is a name with a role.
    """
    distinct = list(dict.fromkeys(labels))
    turned = {label: match for label in distinct if (match := _LAST_FIRST.fullmatch(label))}
    single = sum(" " not in match["last"] for match in turned.values())
    if not turned or len(turned) * 2 < len(distinct) or single * 2 < len(turned):
        return {label: label for label in distinct}
    return {
        label: f"{turned[label]['first']} {turned[label]['last']}" if label in turned else label
        for label in distinct
    }
