"""New episodes in which it is doubtful who says what are held, through the command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from segmentcast.transcript.review.certainty import Certainty
from tests.showcase import ShowUnderTest

CLEAR = "The library at night\n\nROSA LIND, HOST: Why so early?\n\nOTTO BRAND: The bakers asked for it.\n\nROSA LIND: And do they read?\n\nOTTO BRAND: They do.\n"
DOUBTFUL = (
    "The library at night\n\nROSA LIND, HOST: Why so early?\n\nIt is dark.\n\nOTTO BRAND: The bakers asked for it.\n\n"
    "Ana: We did.\n\nROSA LIND: And do they read?\n\nOTTO BRAND: They do.\n\nAll of them.\n"
)
EPISODE = "2026-03-14-library"


def _run(*arguments: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "segmentcast", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def _status(show: ShowUnderTest, *more: str) -> dict[str, Any]:
    whole = json.loads(
        subprocess.run(
            [sys.executable, "-m", "segmentcast", "publish", str(show.folder), "--json", *more],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )
    (episode,) = (row for row in whole["episodes"] if row["folder"] == EPISODE)
    return dict(episode)


@pytest.fixture
def careful(show: ShowUnderTest) -> ShowUnderTest:
    """A show that holds what is unsure, as every show does that says nothing else."""
    file = show.folder / "show.toml"
    file.write_text(file.read_text("utf-8").replace('unsure = "publish"\n', ""), "utf-8")
    return show


def test_a_doubtful_new_episode_is_held_and_named(careful: ShowUnderTest) -> None:
    """It is held with exit code 0, told in the table and in --json; the others are published."""
    careful.episode(EPISODE, DOUBTFUL)
    careful.episode("2026-03-15-other", CLEAR)
    assert "held" in _run("publish", careful.folder, "--dry-run")
    printed = _run("publish", careful.folder)
    assert "1 of 4 turns" in printed
    assert "held" in printed
    assert "1 made" in printed
    row = _status(careful)
    assert row["status"] == "held"
    assert "1 of 4 turns is unsure" in row["reasons"][0]
    assert EPISODE not in (careful.feed / "feed.xml").read_text("utf-8")


def test_read_says_first_what_to_look_at(careful: ShowUnderTest) -> None:
    """The unsure turns stand before all else, with the digest that releases these words."""
    folder = careful.episode(EPISODE, DOUBTFUL)
    first, second, *_ = _run("read", folder).splitlines()
    assert first == "Check this first: 1 of 4 turns is unsure."
    assert "Otto Brand: The bakers asked for it." in second
    whole = json.loads(_run("read", folder, "--json"))
    assert (whole["turns_unsure"], whole["held_if_new"]) == (1, True)
    (folder / "episode.toml").write_text(f'checked = "{whole["checked"]}"\n', "utf-8")
    assert json.loads(_run("read", folder, "--json"))["held_if_new"] is False
    assert _status(careful)["status"] == "made"


def test_checked_counts_for_these_words(careful: ShowUnderTest) -> None:
    """`checked = true` is remembered with its words: others are held again, until they are checked."""
    draft = "publish_at = 2126-01-01T00:00:00Z\n"
    folder = careful.episode(EPISODE, DOUBTFUL, episode_toml="checked = true\n")
    assert _status(careful, "--dry-run")["status"] == "made"
    (folder / "episode.toml").write_text(f"checked = true\n{draft}", "utf-8")
    assert _status(careful)["reasons"] == ["its time has not come"]
    (folder / "transcript.txt").write_text(DOUBTFUL.replace("We did", "We never did"), "utf-8")
    (folder / "episode.toml").write_text("checked = true\n", "utf-8")
    assert json.loads(_run("read", folder, "--json"))["held_if_new"] is True
    row = _status(careful)
    assert row["status"] == "held"
    assert "the transcript changed after it was checked" in row["reasons"][0]
    digest = row["reasons"][0].split('checked = "')[1].split('"')[0]
    (folder / "episode.toml").write_text(f'checked = "{digest}"\n', "utf-8")
    assert _status(careful)["status"] == "made"


def test_what_was_checked_while_it_was_clear_counts_for_those_words(careful: ShowUnderTest) -> None:
    """`checked = true` beside a clear draft does not release the doubtful words that replace it."""
    folder = careful.episode(EPISODE, CLEAR, episode_toml="draft = true\nchecked = true\n")
    assert _status(careful)["reasons"] == ["it is a draft"]
    (folder / "transcript.txt").write_text(DOUBTFUL, "utf-8")
    (folder / "episode.toml").write_text("checked = true\n", "utf-8")
    assert json.loads(_run("read", folder, "--json"))["held_if_new"] is True
    assert _status(careful)["status"] == "held"
    (folder / "transcript.txt").write_text(CLEAR, "utf-8")
    assert _status(careful)["status"] == "made"
    (folder / "transcript.txt").write_text(DOUBTFUL, "utf-8")
    assert "unsure-words" in {finding["rule"] for finding in _status(careful)["findings"]}


def test_a_dry_run_remembers_nothing_that_was_checked(careful: ShowUnderTest) -> None:
    """The words that the first real publish sees are those that `checked = true` counts for."""
    folder = careful.episode(EPISODE, CLEAR, episode_toml="checked = true\n")
    _status(careful, "--dry-run")
    (folder / "transcript.txt").write_text(DOUBTFUL, "utf-8")
    assert json.loads(_run("read", folder, "--json"))["held_if_new"] is False
    assert _status(careful)["status"] == "made"


def test_what_subscribers_have_stays_published(careful: ShowUnderTest) -> None:
    """A published episode whose words become doubtful is published with a warning."""
    folder = careful.episode(EPISODE, CLEAR)
    assert _status(careful)["status"] == "made"
    (folder / "transcript.txt").write_text(DOUBTFUL, "utf-8")
    row = _status(careful)
    assert row["status"] == "made"
    assert "unsure-words" in {finding["rule"] for finding in row["findings"]}


@pytest.mark.parametrize("where", ["show.toml", "episode.toml"])
def test_holding_can_be_turned_off(careful: ShowUnderTest, where: str) -> None:
    """`unsure = "publish"` in either file publishes a doubtful episode."""
    folder = careful.episode(EPISODE, DOUBTFUL)
    file = (careful.folder if where == "show.toml" else folder) / where
    before = file.read_text("utf-8") if file.exists() else ""
    file.write_text('unsure = "publish"\n' + before, "utf-8")
    assert _status(careful)["status"] == "made"


def test_a_single_turn_is_counted_as_one() -> None:
    """ "1 of 1 turns is unsure" is no sentence."""
    assert str(Certainty(1, 1, 1, "")) == "the only turn is unsure"
    assert str(Certainty(2, 1, 1, "")) == "1 of 2 turns is unsure"
