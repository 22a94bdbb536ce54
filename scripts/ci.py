"""Runs everything that a change has to pass, on every supported Python; started by .ci/run.

python3 scripts/ci.py: gates and the whole suite on this Python, scripts/smoke.py on the others

The supported Pythons are the classifiers of pyproject.toml. At the end it prints the minutes of
each step, every supported Python missing on this machine, and the total number of tests. Each run
of the whole suite lists its slowest tests.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the only place that an older Python reads
    sys.exit("segmentcast needs Python 3.11 or newer.\nFix: python3.12 scripts/ci.py")

import os
import re
import shutil
import subprocess
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import environment

HERE = "{}.{}".format(*sys.version_info[:2])
BROWSER = (
    "tests/desk/test_browser.py",
    "tests/desk/test_browser_everything.py",
    "tests/desk/test_corrections_in_a_browser.py",
    "tests/desk/test_recording_in_a_browser.py",
    "tests/site/test_access.py",
    "tests/site/test_browser.py",
    "tests/site/test_embedding.py",
    "tests/site/test_listening.py",
    "tests/site/test_search.py",
    "tests/site/test_search_offline.py",
    "tests/site/test_show_page.py",
)
"""The tests that drive Chromium. They are a separate step because their timing differs."""
_CLOSING = re.compile(r"^=*\s*(?P<counts>\d+ \w+(?:, \d+ \w+)*) in [\d.]+s")


@dataclass(frozen=True, slots=True)
class Step:
    """A finished step: its name, seconds, exit code, and counts of test outcomes."""

    name: str
    seconds: float
    code: int
    counts: Counter[str]


def main() -> int:
    """Runs all steps, even after a failure. Returns 0 if all succeed."""
    os.chdir(environment.ROOT)
    promised = promised_pythons()
    test = [sys.executable, "scripts/test.py", *environment.on_all_cores(), "--durations=15"]
    steps = [
        run("gates", [sys.executable, "scripts/check", "--static"]),
        run(f"tests on {HERE}", [*test, "tests", *(f"--ignore={path}" for path in BROWSER)]),
        run(f"browser tests on {HERE}", [*test, *BROWSER]),
    ]
    absent = []
    for version in promised:
        if version == HERE:
            continue
        if python := interpreter(version):
            steps.append(run(f"tests on {version}", [python, "scripts/smoke.py"]))
        else:
            absent.append(version)
    return close(steps, absent, promised)


def promised_pythons() -> list[str]:
    """The Pythons in pyproject.toml's classifiers, as `3.12`."""
    text = (environment.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    classifiers = tomllib.loads(text)["project"]["classifiers"]
    return [
        match[1]
        for classifier in classifiers
        if (match := re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", classifier))
    ]


def interpreter(version: str) -> str | None:
    """A working Python of this version, on PATH or from pyenv."""
    for candidate in _candidates(version):
        try:
            done = subprocess.run(
                [candidate, "-c", "import sys, venv, ensurepip; print(*sys.version_info[:2])"],
                capture_output=True,
                text=True,
                check=False,
            )
        except OSError:
            continue
        if done.stdout.split() == version.split("."):  # a pyenv shim may not work
            return candidate
    return None


def _candidates(version: str) -> Iterator[str]:
    if path := shutil.which(f"python{version}"):
        yield path
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for folder in sorted(root.glob(f"versions/{version}.*"), reverse=True):
        yield str(folder / "bin" / "python")


def run(name: str, command: Sequence[str]) -> Step:
    """Runs a step, passing its output on and searching it for pytest's summary line."""
    print(f"== {name}", flush=True)
    began = time.monotonic()
    counts: Counter[str] = Counter()
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            if closing := _CLOSING.match(re.sub(r"\x1b\[[\d;]*m", "", line)):
                pairs = (pair.split() for pair in closing["counts"].split(", "))
                counts = Counter({what: int(number) for number, what in pairs})
    return Step(name, time.monotonic() - began, process.returncode, counts)


def close(steps: Sequence[Step], absent: Sequence[str], promised: Sequence[str]) -> int:
    """Prints each step's minutes, what is missing, and the total of tests. Returns the exit code."""
    print("== minutes")
    for step in steps:
        outcome = "good" if step.code == 0 else f"failed ({step.code})"
        print(f"{step.seconds / 60:6.1f}  {step.name}: {outcome}")
    print(f"{sum(step.seconds for step in steps) / 60:6.1f}  all of it")
    for version in absent:
        print(f"Python {version} is supported but not installed here: it was not tested.")
    if HERE not in promised:
        print(f"Python {HERE} is not supported; supported are {', '.join(promised)}.")
    counts = sum((step.counts for step in steps), Counter[str]())
    failed = counts["failed"] + counts["error"] + counts["errors"]
    # A failed step without a count (a gate, a crash, a set-up) is a failure too.
    failed += sum(
        1
        for step in steps
        if step.code and not step.counts["failed"] + step.counts["errors"] + step.counts["error"]
    )
    print(f"{counts['passed']} passed" + (f", {failed} failed" if failed else ""), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
