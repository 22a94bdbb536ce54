"""Reports findings at the end of a command: text, JSON, GitHub annotations or SARIF."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from segmentcast import __version__
from segmentcast.cli.output.json_output import print_json, problems_of
from segmentcast.cli.output.terminal import counted, print_findings, printable
from segmentcast.errors import CheckFailed, with_remedy
from segmentcast.model import Finding
from segmentcast.model.finding_groups import PLACE, grouped

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def conclude(findings: tuple[Finding, ...], form: str, *, strict: bool = False) -> None:
    """Prints the findings as `text`, `fixes`, `json`, `github` or `sarif`.

    Exits with code 10 if one is an error or, with `strict`, a warning.
    """
    errors, warnings = (
        sum(finding.severity == severity for finding in findings)
        for severity in ("error", "warning")
    )
    if form == "json":
        results = [finding.as_json() for finding in findings]
        print_json({"results": results}, problems_of(findings, strict=strict))
    elif form == "sarif":
        click.echo(to_sarif(findings, Path.cwd()))
    elif form == "github":
        if findings:
            click.echo(to_github(findings, Path.cwd()))
    elif form == "fixes":
        click.echo(printable(fix_list(findings)) or "All is well.")
    else:
        print_findings(grouped(findings))
        counts = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}."
        click.echo(counts if findings else "All is well.")
    if errors or (strict and warnings):
        raise click.exceptions.Exit(CheckFailed.exit_code)


def fix_list(findings: Sequence[Finding]) -> str:
    """What to do, a line each: what costs listeners most first, then what concerns most places."""
    order = {"error": 0, "warning": 1, "note": 2}
    kinds: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        if not finding.where and not finding.mend:
            continue  # "and 12 more like this": the first ones are in the list
        key = (finding.severity, finding.rule, finding.mend or finding.what)
        kinds.setdefault(key, []).append(finding)
    ranked = sorted(kinds.items(), key=lambda item: (order[item[0][0]], -len(item[1])))
    return "\n".join(
        f"{number}. {mend[:1].upper()}{mend[1:]} ({severity} {rule}, {counted(len(same), 'place')},"
        f" first {same[0].where})"
        for number, ((severity, rule, mend), same) in enumerate(ranked, 1)
    )


def to_github(findings: Sequence[Finding], root: Path) -> str:
    """GitHub workflow commands, one per line; paths are relative to `root`."""
    return "\n".join(_github_line(finding, root) for finding in findings)


def _github_line(finding: Finding, root: Path) -> str:
    file, line, column = _place(finding.where, root)
    message = _message(finding)
    properties = {"title": finding.rule}
    if file:
        properties |= {"file": file}
        properties |= {"line": str(line)} if line else {}
        properties |= {"col": str(column)} if column else {}
    elif finding.where:
        message = f"{printable(finding.where)}: {message}"
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{_data(message)}"


def to_sarif(findings: Sequence[Finding], root: Path) -> str:
    """A SARIF 2.1.0 log with one run (§3.13, §3.14). Levels are named like our severities."""
    rules = sorted({finding.rule for finding in findings})
    driver = {
        "name": "segmentcast",
        "version": __version__,
        "rules": [{"id": rule} for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, rules.index(finding.rule), root) for finding in findings],
    }
    log = {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def _result(finding: Finding, rule_index: int, root: Path) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": finding.severity,
        "message": {"text": _message(finding)},
    }
    file, line, column = _place(finding.where, root)
    if file:
        absolute = Path(file).is_absolute()
        uri = Path(file).as_uri() if absolute else quote(file)
        physical: dict[str, Any] = {"artifactLocation": {"uri": uri}}
        if line:
            region = {"startLine": line} | ({"startColumn": column} if column else {})
            physical["region"] = region
        result["locations"] = [{"physicalLocation": physical}]
    elif finding.where:
        named = {"fullyQualifiedName": printable(finding.where)}
        result["locations"] = [{"logicalLocations": [named]}]
    return result


def _message(finding: Finding) -> str:
    return printable(with_remedy(finding.what, finding.mend))


def _place(where: str, root: Path) -> tuple[str, int, int]:
    """File, line and column in `where`; an empty file name if it is something else."""
    match = PLACE.fullmatch(where)
    if match is None or "\0" in where:
        return "", 0, 0
    path = Path(match["file"])
    if not path.exists():
        return "", 0, 0
    absolute = path.resolve()
    if absolute.is_relative_to(root.resolve()):
        path = absolute.relative_to(root.resolve())
    else:
        path = absolute
    return path.as_posix(), int(match["line"] or 0), int(match["column"] or 0)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
