"""One object a command with --json, whatever happens; its keys and the exit codes are those of the documents."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest

from segmentcast import cli, errors, tags
from segmentcast.cli.diff import SOMETHING_TO_DO
from segmentcast.provenance.signing import ReplacedVersion, sign_mp3
from segmentcast.provenance.trial_key import make_trial_key
from tests.provenance.conftest import DAY, SOUND, claim, key_of

ROOT = Path(__file__).parents[2]
COMMON = {"version", "ok", "exit_code", "problems"}
FINDING = {"severity", "rule", "where", "what", "mend"}
PROBLEM = {"where", "what", "mend"}
EPISODE = "2026-01-20-reading-room"


def run(*arguments: str | Path, code: int = 0, cwd: Path | None = None) -> dict[str, Any]:
    """The one object that a command prints, which says how it ended."""
    done = subprocess.run(
        [sys.executable, "-m", "segmentcast", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    whole: dict[str, Any] = json.loads(done.stdout)
    assert list(whole)[:4] == ["version", "ok", "exit_code", "problems"]
    assert (whole["version"], whole["exit_code"]) == (1, code)
    assert whole["ok"] is (code in {0, 30})
    assert whole["ok"] or whole["problems"]
    assert all(set(problem) == PROBLEM for problem in whole["problems"])
    return whole


def keys(value: Any, path: str = "") -> Iterator[str]:
    """The path of every value that is no object; those of findings and problems are looked at here."""
    if isinstance(value, dict):
        for name, inner in value.items():
            at = f"{path}.{name}" if path else name
            if name in {"findings", "problems"}:
                wanted = FINDING if name == "findings" else PROBLEM
                assert all(set(each) == wanted for each in inner)
                yield at
            elif at in {"upload.added", "upload.changed", "upload.removed"}:
                assert all(set(each) == {"guid", "title", "url"} for each in inner)
                yield at
            else:
                yield from keys(inner, at)
    elif isinstance(value, list):
        plain = [each for each in value if not isinstance(each, dict | list)]
        if plain or not value:
            yield path
        for each in value:
            if isinstance(each, dict | list):
                yield from keys(each, f"{path}[]")
    else:
        yield path


def documented() -> dict[str, set[str]]:
    """The keys of each section of docs/json.md, by its heading."""
    text = (ROOT / "docs/json.md").read_text(encoding="utf-8")
    sections: dict[str, set[str]] = {}
    for part in re.split(r"^## ", text, flags=re.M)[1:]:
        heading, _, body = part.partition("\n")
        cells = re.findall(r"^\| (`.+?) \|", body, flags=re.M)
        sections[heading] = {key for cell in cells for key in re.findall(r"`([^`]+)`", cell)}
    return sections


@pytest.fixture(scope="module")
def objects(
    starter: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[dict[str, Any]]]:
    """What every command prints on a real show, by the headings of docs/json.md."""
    root = tmp_path_factory.mktemp("json")
    show, store = root / "myshow", root / "store"
    shutil.copytree(starter, show)
    folder = show / "episodes" / EPISODE
    publish = [
        run("diff", show, "--json", code=30),
        run("publish", show, "--to", store, "--json"),
        run("publish", show, "--to", store, "--dry-run", "--json"),
    ]
    (show / "episodes" / "2026-02-01-empty").mkdir()
    publish.append(run("publish", show, "--json", "--quiet", code=20))
    shutil.rmtree(show / "episodes" / "2026-02-01-empty")
    stats = run("cache", "stats", show, "--json")
    digest = hashlib.sha256(b"x").hexdigest()[:12]
    stray = show / "feed" / "audio" / f"{EPISODE}-{digest}.mp3"
    stray.write_bytes(b"x")
    os.utime(stray, (1, 1))
    sample = root / "x.wav"
    said = run("voices", "--say", "Hi", "--voice", "tone/low", "-o", sample, "--json", cwd=root)
    with serving(store) as address:
        doctor = run("doctor", f"{address}/feed.xml", "--json", code=10)
    odd = root / "odd.txt"
    odd.write_text(
        "IDA ROE: Who paid?\n\nJO LAMB: The a16z fund of Erbil gave $5.\n\nIDA ROE: Oh.\n\nJO LAMB: Yes.\n"
    )
    recorded = root / "2026-02-02-recorded"
    recorded.mkdir()
    shutil.copyfile(sample, recorded / "recording.wav")
    return {
        "publish, diff": publish,
        "read": [run("read", odd, "--json")],
        "turns": [
            run("turns", folder, "--words", "2", "About fifty.", "--dry-run", "--note", "50", "--json")
        ],
        "add": [run("add", show, folder / "transcript.txt", "--name", "again", "--dry-run", "--json")],
        "check, doctor": [run("check", show, "--json"), doctor],
        "embed": [run("embed", folder, "--json")],
        "clip": [run("clip", folder, "--turn", "1", "--sound", "-o", root / "clips", "--json")],
        "prune": [run("prune", show, "--grace", "0", "--json")],
        "cache stats": [stats],
        "cache prune": [run("cache", "prune", show, "--limit", "1 MB", "--older-than", "0", "--json")],
        "voices": [run("voices", "--json")],
        "voices --say": [said],
        "voices add": [run("voices", "add", "kokoro", "--dry-run", "--json")],
        "lexicon suggest": [run("lexicon", "suggest", show, "--json")],
        "provenance key": [
            run("provenance", "key", show, "--folder", root / "keys", "--json")
        ],
        "provenance verify": [
            run("provenance", "verify", _signed_twice(root), "--json", code=10)
        ],
        "measure": [run("measure", sample, "--json")],
        "transcribe": [run("transcribe", recorded, "--dry-run", "--json")],
        "listen": [run("listen", folder, "--json", code=10)],
        "bench": [
            run(
                *("bench", "--only", "reading", "--rounds", "1", "--size", "0.1", "--json"),
                *("-o", root / "bench"),
            )
        ],
        "bench --list": [run("bench", "--list", "--json")],
        "import": [
            run("import", show / "feed" / "feed.xml", root / "moved", "--feed-only", "--json")
        ],
    }  # fmt: skip


def _signed_twice(folder: Path) -> Path:
    """An MP3 with everything that Content Credentials of ours can say."""
    made = make_trial_key(folder / "trial", show=None, now=datetime.now(UTC))
    plain, first, second = (folder / f"{n}.mp3" for n in ("plain", "first", "second"))
    plain.write_bytes(tags.build(tags.TagMeta("T", "S", "A", DAY, 3000)).data + SOUND)
    kept = sign_mp3(plain, first, claim(), key_of(made), None)
    sign_mp3(plain, second, claim(), key_of(made), ReplacedVersion(first, kept.signed, "T"))
    return second


class serving:  # noqa: N801 - reads as a verb
    """A web server for a folder, on a port of this machine."""

    def __init__(self, folder: Path) -> None:
        handler = functools.partial(QuietHandler, directory=str(folder))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Says nothing of requests."""

    def log_message(self, *_: object) -> None: ...


def test_every_key_is_documented_and_every_documented_key_is_printed(
    objects: dict[str, list[dict[str, Any]]],
) -> None:
    """docs/json.md has the keys of every command's object on a real run, all of them and no others."""
    told = documented()
    assert set(told) == set(objects)
    for heading, printed in objects.items():
        named = {path.split(".*")[0] for path in told[heading] if ".*" in path}
        seen: set[str] = set()
        for whole in printed:
            for path in keys({key: whole[key] for key in whole if key not in COMMON}):
                base = next((name for name in named if path.startswith(f"{name}.")), None)
                inner = path[len(base) + 1 :].rpartition(".")[2] if base else ""
                depth = 2 if base and f"{base}.*.{inner}" in told[heading] else 1
                seen.add(
                    path if base is None else f"{base}.*" + (f".{inner}" if depth == 2 else "")
                )
        seen = {path for path in seen if not path.endswith(("forecast", "upload"))}
        assert seen == told[heading], heading


def test_the_commands_without_json_are_named() -> None:
    """docs/json.md names every command that has no --json, and no other."""

    def without(command: click.Command, name: str) -> Iterator[str]:
        if isinstance(command, click.Group):
            context = click.Context(command)
            for inner in command.list_commands(context):
                found = command.get_command(context, inner)
                assert found is not None
                yield from without(found, f"{name} {inner}".strip())
        elif not any("--json" in parameter.opts for parameter in command.params):
            yield name

    text = (ROOT / "docs/json.md").read_text(encoding="utf-8")
    (paragraph,) = [
        part for part in text.split("\n\n") if part.startswith("These commands have no `--json`")
    ]
    assert sorted(re.findall(r"`([a-z ]+)`", paragraph)) == sorted(without(cli.group, ""))


def test_every_exit_code_is_documented() -> None:
    """docs/exit-codes.md has every code that the program can end with, and no others."""
    text = (ROOT / "docs/exit-codes.md").read_text(encoding="utf-8")
    told = [int(code) for code in re.findall(r"^\| (\d+) \|", text, flags=re.M)]

    def classes(root: type[errors.SegmentcastError]) -> Iterator[type[errors.SegmentcastError]]:
        yield root
        for below in root.__subclasses__():
            yield from classes(below)

    ours = {each.exit_code for each in classes(errors.SegmentcastError)}
    assert told == sorted(ours | {0, 2, SOMETHING_TO_DO, cli.INTERRUPTED_EXIT_CODE, 70})


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["publish", "--json", "--no-such-option"], 2),
        (["publish", "--jobs", "many", "--json"], 2),
        (["publsih", "--json"], 2),
        (["check", "--format", "json", "a", "b", "c"], 2),
        (["check", "nowhere", "--format=json"], 2),
        (["diff", "nowhere", "--json"], 2),
        (["read", "nowhere.txt", "--json"], 2),
        (["embed", "nowhere", "--json"], 2),
        (["measure", "--json", "nowhere.mp3"], 2),
        (["cache", "stats", "nowhere", "--json"], 2),
        (["cache", "prune", "nowhere", "--limit", "much", "--json"], 2),
        (["lexicon", "suggest", "nowhere", "--json"], 2),
        (["prune", "nowhere", "--json"], 2),
        (["voices", "--say", "x", "-o", "x.mp3", "--json"], 2),
        (["bench", "--only", "nothing", "--json"], 2),
        (["import", "nowhere.xml", "--json"], 2),
        (["doctor", "gopher://x", "--json"], 2),
        (["new", "x", "--json"], 2),
    ],
)
def test_a_failure_is_one_object_too(arguments: list[str], code: int, tmp_path: Path) -> None:
    """Wrong options, missing files and folders: standard output has the problems and their remedy."""
    whole = run(*arguments, code=code, cwd=tmp_path)
    assert all(problem["what"] for problem in whole["problems"])


def test_words_stay_out_of_standard_output(tmp_path: Path) -> None:
    """A person reads the same problem on standard error; without --json standard output stays empty."""
    for more in ([], ["--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "segmentcast", "diff", "nowhere", *more],
            capture_output=True, text=True, check=False, cwd=tmp_path,
        )  # fmt: skip
        assert "no show here" in done.stderr
        assert bool(done.stdout) is bool(more)


def test_a_file_that_cannot_be_measured_leaves_the_others_in_the_object(tmp_path: Path) -> None:
    """The results of those that can be read, the problems of those that cannot."""
    run("voices", "--say", "Hi", "--voice", "tone/low", "-o", tmp_path / "x.wav", "--json")
    (tmp_path / "bad.mp3").write_bytes(b"no sound")
    whole = run("measure", tmp_path / "x.wav", tmp_path / "bad.mp3", "--json", code=6)
    assert [Path(row["file"]).name for row in whole["results"]] == ["x.wav"]
    assert "bad.mp3" in whole["problems"][0]["where"]
