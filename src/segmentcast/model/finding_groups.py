"""Findings of one kind together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from segmentcast.model.finding import Finding

PLACE = re.compile(r"(?P<file>.+?)(?::(?P<line>[1-9]\d{0,8}))?(?::(?P<column>[1-9]\d{0,8}))?")
"""A finding's `where`: a file, perhaps with line and column."""
_SHOWN = 3
"""So many findings of one kind are shown one by one."""


def grouped(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """One finding of each kind and file, with how many more there are and where the next two are.

    A big show has the same fault at many items; `--json` lists every one.
    """
    kinds: dict[tuple[str, str, str, str], list[Finding]] = {}
    for finding in findings:
        match = PLACE.fullmatch(finding.where)
        file = match["file"] if match else finding.where
        kinds.setdefault((finding.severity, finding.rule, finding.mend, file), []).append(finding)
    shown: list[Finding] = []
    for same in kinds.values():
        first, others = same[0], same[1:]
        if len(same) <= _SHOWN:
            shown += same
            continue
        places = ", ".join(dict.fromkeys(finding.where for finding in others[: _SHOWN - 1]))
        what = f"{first.what} (and {len(others):,} more: {places}, ...)"
        shown.append(replace(first, what=what))
    return tuple(shown)
