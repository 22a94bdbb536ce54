"""The output of `--json`: always one object per command; docs/json.md documents the keys.

A command passes its object to `print_json`. `main` prints it at the end, with the exit code. So a
command that fails or has invalid options prints an object too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import click

from segmentcast.errors import Problem
from segmentcast.model import Finding
from segmentcast.vocabulary.private_paths import masked

VERSION = 1
"""Raised when a key is removed or changes its meaning, but not for new keys."""

GOOD_EXIT_CODES = frozenset({0, 30})
_HELP = frozenset({"--help", "-h", "--version", "-V"})
_content: dict[str, Any] = {}
_problems: list[Problem] = []


def print_json(content: Mapping[str, Any], problems: Iterable[Problem] = ()) -> None:
    """Sets the command's object. `problems` are the reasons if the command is about to fail."""
    _content.update(content)
    _problems.extend(problems)


def problems_of(findings: Iterable[Finding], *, strict: bool = False) -> list[Problem]:
    """The findings that fail a check, as problems: errors and, with `strict`, warnings."""
    severities = {"error", "warning"} if strict else {"error"}
    return [
        Problem(finding.where, finding.what, finding.mend)
        for finding in findings
        if finding.severity in severities
    ]


def asks_for_json(arguments: Sequence[str]) -> bool:
    """Whether a command line requests JSON, even if it is otherwise invalid."""
    options = [*arguments]
    if "--" in options:
        options = options[: options.index("--")]
    if _HELP.intersection(options):
        return False
    pairs = pairwise(options)
    return (
        "--json" in options
        or "--format=json" in options
        or any(pair == ("--format", "json") for pair in pairs)
    )


def finish(exit_code: int, problems: Iterable[Problem] = ()) -> None:
    """Prints the object to standard output. Raises OSError if it cannot be written."""
    listed = list(dict.fromkeys([*problems, *_problems]))
    whole = {
        "version": VERSION,
        "ok": exit_code in GOOD_EXIT_CODES,
        "exit_code": exit_code,
        "problems": [problem.as_json() for problem in listed],
        **_content,
    }
    # No command prints a secret address as JSON, so anything like one is in a message.
    click.echo(masked(json.dumps(whole, ensure_ascii=False, indent=2)))
