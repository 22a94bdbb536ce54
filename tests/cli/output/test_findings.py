"""Findings as people read them: one line a kind, and a list of what to do."""

from __future__ import annotations

from segmentcast.cli.output.findings import fix_list, grouped
from segmentcast.model import Finding


def many(rule: str, count: int, severity: str = "warning", mend: str = "mend it") -> list[Finding]:
    return [
        Finding(severity, rule, f"feed.xml:{line}", f"{rule} in {line}", mend)  # type: ignore[arg-type]
        for line in range(1, count + 1)
    ]


def test_a_kind_with_many_places_is_one_line() -> None:
    """The first is shown with how many more there are and where the next two are; three stay apart."""
    shown = grouped([*many("a", 1492), *many("b", 3)])
    assert len(shown) == 4
    assert shown[0].what == "a in 1 (and 1,491 more: feed.xml:2, feed.xml:3, ...)"
    assert [finding.what for finding in shown[1:]] == ["b in 1", "b in 2", "b in 3"]


def test_the_fix_list_begins_with_what_costs_most() -> None:
    """Errors before warnings, and of those what concerns most places; one line a remedy."""
    findings = [
        *many("small", 1, mend="shorten it"),
        *many("many", 30, mend="write whole seconds"),
        *many("grave", 2, "error", "answer HEAD"),
    ]
    lines = fix_list(findings).splitlines()
    assert [line.split(" (")[0] for line in lines] == [
        "1. Answer HEAD",
        "2. Write whole seconds",
        "3. Shorten it",
    ]
    assert "30 places, first feed.xml:1" in lines[1]
