"""The set-up of a fresh machine: a real environment, real pip, in a small project of the same shape.

The small project needs no network: its lock files are empty but where a test fills them, and it
builds itself with a back end that stands beside it.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"
BACK_END = """
import base64, hashlib, pathlib, zipfile

def get_requires_for_build_editable(config_settings=None):
    return []

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "small-1.0-py3-none-any.whl"
    files = {
        "small.pth": str(pathlib.Path.cwd() / "src"),
        "small-1.0.dist-info/METADATA": "Metadata-Version: 2.1\\nName: small\\nVersion: 1.0\\n",
        "small-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    record = "".join(f"{path},,\\n" for path in files) + "small-1.0.dist-info/RECORD,,\\n"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / name, "w") as wheel:
        for path, text in (files | {"small-1.0.dist-info/RECORD": record}).items():
            wheel.writestr(path, text)
    return name
"""
RUN = "import sys, environment; sys.exit(environment.run('runtime', 'small', sys.argv[1:]))"


class SmallProject:
    """A folder with the set-up module, a package that greets, and lock files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "scripts").mkdir(parents=True)
        shutil.copy(SCRIPTS / "environment.py", root / "scripts")
        (root / "requirements").mkdir()
        for name in ("build", "runtime", "test", "smoke"):
            self.lock(name, "# nothing is needed\n")
        (root / "src" / "small").mkdir(parents=True)
        (root / "src" / "small" / "__init__.py").touch()
        self.write("src/small/__main__.py", "import sys; print('hello', *sys.argv[1:])")
        self.write("back_end.py", BACK_END)
        self.write(
            "pyproject.toml",
            '[build-system]\nrequires = []\nbuild-backend = "back_end"\nbackend-path = ["."]\n'
            '[project]\nname = "small"\nversion = "1.0"\n',
        )

    def write(self, path: str, text: str) -> None:
        (self.root / path).write_text(text, encoding="utf-8")

    def lock(self, name: str, text: str) -> None:
        self.write(f"requirements/{name}.lock", text)

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def log(self) -> str:
        return (self.venv / "segmentcast-setup.log").read_text(encoding="utf-8")

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", RUN, *arguments],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(self.root / "scripts"), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, **environment: str) -> tuple[int, str, str]:
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> SmallProject:
    """A project whose environment was set up once, by two runs at the same time."""
    project = SmallProject(tmp_path_factory.mktemp("small") / "a project with spaces")
    runs = [project.start("one"), project.start("two")]
    results = [(*process.communicate(timeout=300), process.returncode) for process in runs]
    assert [(out, code) for out, _, code in results] == [("hello one\n", 0), ("hello two\n", 0)]
    assert sum("Setting up" in err for _, err, _ in results) == 1
    return project


def test_two_runs_at_once_make_it_once(made: SmallProject) -> None:
    """Two runs on a fresh machine make one environment, and both then do their work."""
    assert made.log.count("-m venv") == 1


def test_later_runs_only_run(made: SmallProject) -> None:
    """A later run says nothing of its own, installs nothing, and hands arguments and exit code through."""
    before = made.log
    code, out, err = made.run("--json", "a b")
    assert (code, out, err) == (0, "hello --json a b\n", "")
    assert made.log == before


def test_changed_source_takes_effect_at_once(made: SmallProject) -> None:
    """The project is installed editable: a changed module is what runs next, without a set-up."""
    before = (made.root / "src/small/__main__.py").read_text(encoding="utf-8")
    made.write("src/small/__main__.py", "raise SystemExit(7)")
    assert made.run() == (7, "", "")
    made.write("src/small/__main__.py", before)


def test_changed_version_installs_the_project_again(made: SmallProject) -> None:
    """The package names its version: when that changes, the installed metadata follows it."""
    before = made.log.count("--editable")
    made.write("src/small/__init__.py", '__version__ = "2.0"')
    assert made.run()[:2] == (0, "hello\n")
    assert made.log.count("--editable") == before + 1
    assert made.log.count("-m venv") == 1


def test_changed_lock_file_makes_it_anew(made: SmallProject) -> None:
    """When a lock file changed, the environment is made from scratch: nothing stale stays in it."""
    stray = made.venv / "stray-file"
    stray.touch()
    made.lock("runtime", "# still nothing\n")
    code, out, err = made.run("again")
    assert (code, out) == (0, "hello again\n")
    assert "Setting up" in err
    assert not stray.exists()


def test_interrupted_set_up_is_not_trusted(tmp_path: Path) -> None:
    """A set-up that was killed half-way leaves an environment that the next run makes anew."""
    project = SmallProject(tmp_path)
    process = project.start()
    deadline = time.monotonic() + 300
    while not (project.venv / "pyvenv.cfg").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    half_made = project.venv / "half-made"
    half_made.touch()
    code, out, err = project.run("now")
    assert (code, out) == (0, "hello now\n"), err
    assert not half_made.exists()


def test_environment_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    """A `.venv` that the script did not make is named and not touched."""
    project = SmallProject(tmp_path)
    project.venv.mkdir()
    theirs = project.venv / "pyvenv.cfg"
    theirs.write_text("home = /somewhere\n", encoding="utf-8")
    code, out, err = project.run()
    assert (code, out) == (1, "")
    assert "was not created by this script" in err
    assert "Fix: rename or remove it" in err
    assert theirs.read_text(encoding="utf-8") == "home = /somewhere\n"


def test_no_network_says_what_to_do(tmp_path: Path) -> None:
    """Without the network, the first set-up names the step, the cause and the remedy."""
    project = SmallProject(tmp_path)
    project.lock("runtime", f"nowhere==1.0 --hash=sha256:{'0' * 64}\n")
    code, out, err = project.run(
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_RETRIES="0",
        PIP_CONFIG_FILE=os.devnull,
        PIP_FIND_LINKS="",
    )
    assert (code, out) == (1, "")
    assert "Could not install the packages of requirements/runtime.lock" in err
    assert "The package registry is unreachable" in err
    assert "Fix: the first set-up needs the network" in err
    assert "Traceback" not in err


def test_other_package_than_locked_is_refused(tmp_path: Path) -> None:
    """A package whose bytes are not those of the lock file is not used, and the message says so."""
    project = SmallProject(tmp_path / "project")
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    with zipfile.ZipFile(shelf / "voice-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("voice.py", "")
        wheel.writestr(
            "voice-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: voice\nVersion: 1.0\n"
        )
        wheel.writestr("voice-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr("voice-1.0.dist-info/RECORD", "")
    project.lock("runtime", f"voice==1.0 --hash=sha256:{'0' * 64}\n")
    code, out, err = project.run(
        PIP_NO_INDEX="1", PIP_FIND_LINKS=str(shelf), PIP_CONFIG_FILE=os.devnull
    )
    assert (code, out) == (1, "")
    assert "A package doesn't match its hash in the lock file" in err
    assert "Traceback" not in err
    assert not (project.venv / "segmentcast-stamp.json").exists()


def test_unwritable_folder_is_told(tmp_path: Path) -> None:
    """Where the environment cannot be made, the message says so and what to do."""
    project = SmallProject(tmp_path)
    project.venv.touch()  # a file where the folder should be: unwritable for any user
    code, out, err = project.run()
    assert (code, out) == (1, "")
    assert "Fix:" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("room_bytes", "named", "expected"),
    [(0, "", "memory"), (1 << 60, "", "disk"), (0, "named", "named")],
)
def test_temporary_files_stand_in_memory_where_there_is_room(
    tmp_path: Path, room_bytes: int, named: str, expected: str
) -> None:
    """Too little memory leaves them on the disk, and a folder that somebody named is kept."""
    code = (
        "import environment, os, pathlib\n"
        f"environment._MEMORY, environment._ROOM = pathlib.Path({str(tmp_path)!r}), {room_bytes}\n"
        "environment.keep_temporary_files_in_memory()\n"
        "print(os.environ.get('TMPDIR') or 'disk', end='')"
    )
    path = {**os.environ, "PYTHONPATH": str(SCRIPTS), "TMPDIR": named}
    done = subprocess.run(
        [sys.executable, "-c", code], env=path, capture_output=True, text=True, check=False
    )
    assert done.stdout == (str(tmp_path) if expected == "memory" else expected), done.stderr
