"""segmentcast check, for people and for CI services."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import segmentcast
from segmentcast.cli.output.findings import to_github, to_sarif
from segmentcast.model import Finding

OWNER = 'owner = { name = "The Reading Room", email = "podcast@news.example" }\n'


def run(*arguments: str | Path, cwd: Path, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "segmentcast", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(segmentcast.__file__).parents[1])},
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def published(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("newsroom")
    shutil.copytree(starter, root / "myshow")
    toml = root / "myshow/episodes/show.toml"
    text = toml.read_text().replace("podcast.example.org", "podcast.segmentcast.dev")
    toml.write_text(OWNER + text)
    run("publish", "myshow", cwd=root)
    return root


@pytest.fixture
def newsroom(published: Path, tmp_path: Path) -> Path:
    """A published show with one warning: a transcript that lies outside every episode's folder."""
    shutil.copytree(published / "myshow", tmp_path / "room/myshow")
    (tmp_path / "room/myshow/episodes/loose.txt").write_text("Nobody reads this.")
    return tmp_path / "room"


def test_warnings_fail_only_when_strict(newsroom: Path) -> None:
    """A warning alone is exit code 0, with --strict 10; without it --strict is content."""
    assert "0 errors, 1 warning." in run("check", "myshow", cwd=newsroom)
    run("check", "myshow", "--strict", cwd=newsroom, code=10)
    (newsroom / "myshow/episodes/loose.txt").unlink()
    run("check", "myshow", "--strict", cwd=newsroom)


def test_json_is_the_same_by_either_name(newsroom: Path) -> None:
    """--json and --format json print the same object."""
    whole = json.loads(run("check", "myshow", "--json", cwd=newsroom))
    assert [row["rule"] for row in whole["results"]] == ["loose-transcript"]
    assert whole == json.loads(run("check", "myshow", "--format", "json", cwd=newsroom))


def test_github_shows_the_finding_beside_its_file(newsroom: Path) -> None:
    """One workflow command with the path from the working folder, and nothing else."""
    printed = run("check", "myshow", "--format", "github", cwd=newsroom)
    assert printed.startswith(
        "::warning title=loose-transcript,file=myshow/episodes/loose.txt::this transcript is in no"
    )
    assert printed.count("\n") == 1


def test_sarif_holds_rule_level_and_place(newsroom: Path) -> None:
    """A log of version 2.1.0 with the result and the rule that it refers to; an error is one too."""
    shutil.rmtree(newsroom / "myshow/episodes/ledger")
    log = json.loads(run("check", "myshow", "--format", "sarif", cwd=newsroom, code=10))
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    rules = [rule["id"] for rule in only["tool"]["driver"]["rules"]]
    by_rule: dict[str, Any] = {result["ruleId"]: result for result in only["results"]}
    assert {rule: result["level"] for rule, result in by_rule.items()} == {
        "loose-transcript": "warning",
        "no-ledger": "error",
    }
    assert all(rules[result["ruleIndex"]] == rule for rule, result in by_rule.items())
    (place,) = by_rule["loose-transcript"]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "myshow/episodes/loose.txt"


def test_no_text_can_become_a_command_or_leave_its_field(tmp_path: Path) -> None:
    """Line breaks, colons, commas, escapes and spaces in names and messages are only text."""
    file = tmp_path / "a, b:c 100%.toml"
    file.write_text("x")
    finding = Finding(
        "error", "a,b::c", f"{file}:12:3", "one\n::add-mask::two\r\x1b[2J", "three %0A"
    )
    line = to_github([finding], tmp_path)
    assert line == (
        "::error title=a%2Cb%3A%3Ac,file=a%2C b%3Ac 100%25.toml,line=12,col=3"
        "::one%0A::add-mask::two\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}[2J. Fix: three %250A"
    )
    (result,) = json.loads(to_sarif([finding], tmp_path))["runs"][0]["results"]
    physical = result["locations"][0]["physicalLocation"]
    assert physical == {
        "artifactLocation": {"uri": "a%2C%20b%3Ac%20100%25.toml"},
        "region": {"startLine": 12, "startColumn": 3},
    }


@pytest.mark.parametrize(
    "where", ["", "an episode called x", "gone.xml:3", "https://a.example/x:1"]
)
def test_a_place_that_is_no_file_here_is_told_in_words(where: str, tmp_path: Path) -> None:
    """No annotation points to a file that is not there; the place is not lost either."""
    finding = Finding("note", "rule", where, "what")
    assert to_github([finding], tmp_path) == (
        f"::notice title=rule::{where}: what" if where else "::notice title=rule::what"
    )
    (result,) = json.loads(to_sarif([finding], tmp_path))["runs"][0]["results"]
    named = [
        logical["fullyQualifiedName"]
        for place in result.get("locations", [])
        for logical in place["logicalLocations"]
    ]
    assert named == ([where] if where else [])
