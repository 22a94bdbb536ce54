"""How commands end: one code and one message for each thing that a person can get wrong."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from segmentcast.cli.output.terminal import print_table
from tests.showcase import ShowUnderTest

TALK = "A talk\n\nPETER AUNE, HOST: How was it?\n\nROSA LIND, CAPTAIN: It was crowded.\n"


def command(
    *arguments: object, cwd: Path | None = None, columns: int = 200, **options: object
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "segmentcast", *map(str, arguments)],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "COLUMNS": str(columns)},
        **{"stdout": subprocess.PIPE, **options},  # type: ignore[call-overload]
    )


def episode(show: Path, name: str, text: str = TALK) -> Path:
    folder = show / "episodes" / name
    folder.mkdir(parents=True)
    (folder / "transcript.txt").write_text(text)
    return folder


@pytest.fixture
def show(tmp_path: Path) -> Path:
    """A show with one episode that is not published yet."""
    begun = ShowUnderTest(tmp_path / "my show", base_url="https://news.segmentcast.dev/")
    begun.episode(text=TALK)
    return begun.root


def test_a_report_that_cannot_be_written_says_that_the_feed_was_published(show: Path) -> None:
    """Exit code 8 for the full disk, and no doubt about what subscribers have, with --json too."""
    for option in ([], ["--json"]):
        episode(show, f"2026-03-15-ferry{len(option)}")
        with Path("/dev/full").open("w") as full:
            done = command("publish", show, *option, stdout=full)
        assert done.returncode == 8
        assert "standard output: the disk is full. The feed was published anyway" in (done.stderr)
    with Path("/dev/full").open("w") as full:
        again = command("publish", show, stdout=full)
    assert again.returncode == 8
    assert "was published but" not in again.stderr


def test_too_little_memory_for_a_library_is_no_defect() -> None:
    """A library that the loader cannot map ends the command with 8 and what to do."""
    script = (
        "import resource, sys\n"
        "from segmentcast.cli import main\n"
        "used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 6_000_000,) * 2)\n"
        "sys.argv = ['segmentcast', 'measure', sys.argv[1]]\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, __file__], capture_output=True, text=True, check=False
    )
    assert done.returncode == 8, done.stderr
    assert "there is not enough memory" in done.stderr
    assert "defect" not in done.stderr


def test_a_dry_run_ends_as_the_publish_would(show: Path) -> None:
    """A publish that would be refused is 11 in both looks ahead, told once; nothing is written."""
    assert command("publish", show).returncode == 0
    (show / "episodes/2026-03-14-ferry").rename(show / "away")
    for asked in (["publish", show, "--dry-run"], ["diff", show], ["publish", show]):
        done = command(*asked)
        assert done.returncode == 11, done.stdout + done.stderr
        assert done.stderr.count("1 of 1 episodes would leave this feed") == 1
    told = json.loads(command("publish", show, "--dry-run", "--json").stdout)
    assert (told["ok"], told["exit_code"], len(told["problems"])) == (False, 11, 1)


def test_a_new_episode_that_fails_is_not_nothing_to_publish(show: Path) -> None:
    """A look ahead counts what failed, as the publish does."""
    assert command("publish", show).returncode == 0
    episode(show, "2026-03-15-empty", " ")
    done = command("diff", show)
    assert done.returncode == 20
    assert "1 failed." in done.stdout
    assert "Nothing to publish" not in done.stdout


@pytest.mark.parametrize(
    "asked",
    [["measure"], ["read"], ["lexicon", "import"], ["publish"], ["check"], ["import", "--base-url", "https://a.dev/"]],
)  # fmt: skip
def test_a_path_that_does_not_exist_has_one_code(tmp_path: Path, asked: list[str]) -> None:
    """It is wrong usage with every command, and the message names the path."""
    done = command(*asked, "nosuch.wav", *(["made"] if asked[0] == "import" else []), cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("nosuch.wav: ")


@pytest.mark.parametrize(
    ("asked", "code", "where"),
    [
        (["voices", "--say", " "], 2, "--say"),
        (["voices", "--say", "...", "--voice", "tone/low"], 5, "--voice tone/low"),
        (["voices", "--say", "Hi", "--voice", "nosuch/low"], 5, "--voice nosuch/low"),
        (["voices", "--language", "zz"], 5, "--language zz"),
        (["check", "--format", "sarif", "--json"], 2, "--format"),
    ],
)
def test_what_cannot_be_is_told_with_where_and_how_to_fix_it(
    tmp_path: Path, asked: list[str], code: int, where: str
) -> None:
    """Nothing to say, a language that nobody speaks, two forms at once: each part of the message is there."""
    form = "--json" if "--json" not in asked else "--strict"
    done = command(*asked, form, cwd=tmp_path)
    told = json.loads(done.stdout)
    (problem,) = told["problems"]
    assert done.returncode == told["exit_code"] == code
    assert problem["where"] == where
    assert problem["what"]
    assert problem["mend"]


def test_a_form_that_is_none_is_refused_with_json_too(tmp_path: Path) -> None:
    """--json does not hide a --format that nobody knows."""
    done = command("check", "--format", "xml", "--json", cwd=tmp_path)
    assert done.returncode == 2
    assert "xml" in json.loads(done.stdout)["problems"][0]["what"]


def test_an_option_that_is_none_and_the_one_meant_are_two_sentences() -> None:
    """The stop stands before what was meant."""
    assert "No such option: --jsn. Did you mean --json?" in command("check", "--jsn").stderr


@pytest.mark.parametrize("width", range(20, 141, 5))
def test_no_table_breaks_a_word(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However narrow the terminal, headers and cells are broken between words alone."""
    monkeypatch.setenv("COLUMNS", str(width))
    columns = ["Speaker", "Part", "Sure", "Length", "Because"]
    rows = [
        ["Ruth Calder", "host", "93%", "1:02", "summary-joins: Peter Lang joins Ruth Calder " * 3],
        ["Peter Lang, the River Trust", "guest", "100%", "0:07", "is introduced"],
    ]
    print_table(columns, rows, right=frozenset({2, 3}))
    words = {word for row in rows for cell in row for word in cell.split()}
    printed = capsys.readouterr().out
    tokens = printed.replace(": ", " ").split() + printed.split()
    assert words <= {*tokens}
    if "Speaker" in printed:  # as a table, not as blocks
        assert {*columns} <= {*tokens}


@pytest.mark.parametrize("words", [["check", "--store"], ["prune", "--to"]])
@pytest.mark.parametrize("there", [True, False])
def test_a_store_where_nothing_is_is_one_message(
    show: Path, tmp_path: Path, words: list[str], there: bool
) -> None:
    """A mistyped folder, or an empty one, is not told of file by file, and is not made."""
    assert command("publish", show).returncode == 0
    if there:
        (tmp_path / "nowhere").mkdir()
    done = command(words[0], show, words[1], "nowhere", cwd=tmp_path)
    assert done.returncode == 8, done.stdout + done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("nowhere: nothing is published there")
    assert (tmp_path / "nowhere").exists() is there


def test_an_address_that_leads_nowhere_is_a_warning_of_publish_and_check(show: Path) -> None:
    """Both have the same rule, and with --strict it fails the check."""
    settings = show / "episodes/show.toml"
    settings.write_text(settings.read_text().replace("news.example", "segmentcast.dev"))
    episode(show, "2026-03-16-ferry")
    assert command("publish", show).returncode == 0
    well = command("check", show, "--strict")
    settings.write_text(settings.read_text().replace("news.segmentcast.dev", "podcast.example.org"))
    assert "which no subscriber can reach" in command("diff", show).stderr
    wrong = command("check", show, "--strict")
    assert "which no subscriber can reach" in wrong.stderr
    assert "which no subscriber can reach" not in well.stderr
    assert wrong.returncode == 10


def test_a_private_address_is_masked_wherever_nobody_asks_for_it(show: Path) -> None:
    """publish, check and their JSON call the feed private/***; only `private` itself tells the address."""
    added = command("private", "add", "Ada", "--show", show)
    token = added.stdout.split("/private/")[1].split("/")[0]
    settings = show / "episodes/show.toml"
    settings.write_text(settings.read_text().replace("https:", "http:"))
    for asked in (["publish", show], ["publish", show, "--force", "--json"], ["check", show]):
        done = command(*asked)
        printed = done.stdout + done.stderr
        assert token not in printed
        assert "<token>" not in printed
        assert set(re.findall(r"private/([^/]+)/", printed)) <= {"***"}
    assert token in command("private", "list", "--addresses", "--show", show).stdout
