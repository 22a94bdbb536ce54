"""The pipelines of docs/ci.md can be read by those who run them, and call real commands."""

from __future__ import annotations

import shlex
import textwrap
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from segmentcast.cli import group

TEXT = (Path(__file__).parents[2] / "docs" / "ci.md").read_text(encoding="utf-8")


def pipeline(heading: str) -> dict[str, Any]:
    """The YAML below a heading of the document."""
    lines = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0].splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("    "))
    block: list[str] = []
    for line in lines[first:]:
        if line and not line.startswith("    "):
            break
        block.append(line)
    loaded: dict[str, Any] = yaml.safe_load(textwrap.dedent("\n".join(block)))
    return loaded


def commands(node: Any) -> list[str]:
    """Every text in it that calls segmentcast."""
    if isinstance(node, str):
        return [node] if node.startswith("segmentcast ") else []
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [found for child in children for found in commands(child)]


@pytest.mark.parametrize("heading", ["GitHub Actions", "GitLab"])
def test_a_pipeline_calls_real_commands(heading: str) -> None:
    """Each previews, publishes and looks at the result, with options that there are."""
    called = []
    for line in commands(pipeline(heading)):
        name, *arguments = shlex.split(line)[1:]
        command = group.get_command(click.Context(group), name)
        assert command is not None, line
        command.make_context(name, [*arguments])
        called.append((name, "--dry-run" in arguments))
    assert called[:2] == [("publish", True), ("publish", False)]
    assert called[-1] == ("doctor", False)


def test_a_pipeline_publishes_once_at_a_time() -> None:
    """Both hold publishes of one branch apart, and keep what was spoken already."""
    github, gitlab = pipeline("GitHub Actions"), pipeline("GitLab")
    assert "github.ref" in github["concurrency"]["group"]
    assert gitlab["publish"]["resource_group"]
    (cache,) = (step for step in github["jobs"]["publish"]["steps"] if "cache" in str(step))
    assert cache["with"]["path"] == gitlab["cache"]["paths"][0] == ".segmentcast"
