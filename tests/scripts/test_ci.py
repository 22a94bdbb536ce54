"""The run of .ci/run: steps on every promised Python, their minutes, and one count at the end."""

import os
import re
import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "scripts"
HERE = "{}.{}".format(*sys.version_info[:2])


def ci(program: str, folder: Path) -> list[str]:
    """The lines that a program prints which imports scripts/ci.py as `ci`."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, ci\n{program}"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_all_tests_of_all_steps_are_counted_in_the_last_line(tmp_path: Path) -> None:
    """Passed and failed tests of real runs of pytest are summed; minutes and absent Pythons stand above."""
    (tmp_path / "test_good.py").write_text("def test_a(): pass\ndef test_b(): pass\n")
    (tmp_path / "test_bad.py").write_text("def test_c(): assert False\ndef test_d(): pass\n")
    lines = ci(
        "steps = [ci.run(name, [sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', name])"
        " for name in ('test_good.py', 'test_bad.py')]\n"
        f"print('code', ci.close(steps, ['3.99'], ['{HERE}', '3.99']))\n",
        tmp_path,
    )
    assert lines[-2:] == ["3 passed, 1 failed", "code 1"]
    assert "Python 3.99 is supported but not installed here: it was not tested." in lines
    assert [line.split("  ")[-1] for line in lines if "test_good.py: " in line] == [
        "test_good.py: good"
    ]
    assert any("test_bad.py: failed (1)" in line for line in lines)


def test_a_step_that_counts_no_test_is_counted_itself(tmp_path: Path) -> None:
    """A gate or a set-up that ends badly is a failure, though pytest says nothing of it."""
    lines = ci(
        "step = ci.run('gates', [sys.executable, '-c', 'raise SystemExit(4)'])\n"
        f"print('code', ci.close([step], [], ['{HERE}']))\n",
        tmp_path,
    )
    assert lines[-2:] == ["0 passed, 1 failed", "code 1"]


def test_a_good_run_counts_no_failures(tmp_path: Path) -> None:
    """The last line of a good run names what passed alone, and the exit code is 0."""
    (tmp_path / "test_good.py").write_text("def test_a(): pass\n")
    lines = ci(
        "step = ci.run('tests', [sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider'])\n"
        f"print('code', ci.close([step], [], ['{HERE}']))\n",
        tmp_path,
    )
    assert lines[-2:] == ["1 passed", "code 0"]


def test_a_python_that_does_not_run_is_absent(tmp_path: Path) -> None:
    """A python3.x on PATH that starts another Python, as a shim does, or none, is no interpreter."""
    shim = tmp_path / "python3.98"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    lines = ci(
        f"import os; os.environ['PATH'] += os.pathsep + {str(tmp_path)!r}\n"
        f"print(ci.interpreter('3.98'), ci.interpreter('3.99'), bool(ci.interpreter('{HERE}')))\n",
        tmp_path,
    )
    assert lines == ["None None True"]


def test_the_promised_pythons_are_the_classifiers(tmp_path: Path) -> None:
    """The first and every other Python of pyproject.toml is run."""
    assert ci("print(*ci.promised_pythons())", tmp_path) == ["3.11 3.12 3.13"]


def test_every_test_in_a_browser_is_in_the_step_for_them(tmp_path: Path) -> None:
    """A file that drives Chromium runs in the browser step, and only there."""
    tests = SCRIPTS.parent / "tests"
    driving = {
        path.relative_to(tests.parent).as_posix()
        for path in tests.rglob("test_*.py")
        if re.search("^from playwright", path.read_text("utf-8"), re.MULTILINE)
    }
    assert set(ci("print(*ci.BROWSER)", tmp_path)[0].split()) == driving
