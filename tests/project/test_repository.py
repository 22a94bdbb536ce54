"""What stands in the repository: nothing of one machine, locks that fit, texts in one shape."""

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from segmentcast.libraries.optional_packages import install_command

ROOT = Path(__file__).parents[2]
ONE_MACHINE = re.compile(
    r"(?<![\w.:/}])/(?:root|work|home/\w+|Users/\w+|opt/\w+|tmp/\w+)/[\w.]"
    r"|(?:pypi|pythonhosted|npmjs|debian|huggingface)" + r"\.(?:org|com|co)\b/?(?=[\w/])",
    re.IGNORECASE,
)
LOCKS = ("build", "runtime", "test", "smoke", "container")
AFFECTED = {
    # The newest version of each that a published advisory names.
    "anyio": ("4.14.1", "CVE-2026-63374"),
    "asyncssh": ("2.23.0", "CVE-2026-54591"),
    "distributed": ("2026.1.0", "CVE-2026-23528"),
    "filelock": ("3.20.2", "CVE-2026-22701"),
    "jinja2": ("3.1.5", "CVE-2025-27516"),
    "lxml": ("6.0.2", "CVE-2026-41066"),
    "pillow": ("12.2.0", "PYSEC-2026-2253"),
    "requests": ("2.32.5", "CVE-2026-25645"),
    "starlette": ("1.3.0", "CVE-2026-54283"),
}


def tracked_texts() -> list[Path]:
    """Every text file that is or would be committed; without git, every file outside of what is made."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        paths = [ROOT / name for name in listed.split("\0") if name]
    else:
        made = {"feed", "dist", "build", "__pycache__"}
        paths = [
            path
            for path in sorted(ROOT.rglob("*"))
            if not any(
                part in made or (part.startswith(".") and part not in {".ci", ".gitignore"})
                for part in path.relative_to(ROOT).parts
            )
        ]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:8000]]


def locked(name: str) -> dict[str, list[tuple[Version, Requirement, list[str]]]]:
    """A lock file's packages: versions with their markers and hashes."""
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    found: dict[str, list[tuple[Version, Requirement, list[str]]]] = {}
    for entry in re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.M)):
        if not entry.strip():
            continue
        requirement = Requirement(re.split(r"\s*\\\n", entry)[0])
        (pin,) = requirement.specifier
        assert pin.operator == "=="
        hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)
        rows = found.setdefault(canonicalize_name(requirement.name), [])
        rows.append((Version(pin.version), requirement, hashes))
    return found


def asked() -> dict[str, list[Requirement]]:
    """What pyproject.toml asks for, by the lock file that has to hold it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = settings["dependency-groups"]
    runtime = settings["project"]["dependencies"]
    extras = settings["project"]["optional-dependencies"]
    lists = {
        "build": groups["build"],
        "runtime": runtime,
        "smoke": groups["smoke"],
        "container": [*runtime, *extras["cloud"], *extras["sftp"]],
        "test": [*runtime, *groups["build"], *groups["test"], *groups["lint"]],
    }
    return {name: [Requirement(line) for line in lines] for name, lines in lists.items()}


def test_no_file_speaks_of_one_machine() -> None:
    """No file names a folder of somebody's machine, or a host that packages come from."""
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in tracked_texts()
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if ONE_MACHINE.search(line) and not line.startswith("#!")
    ]
    assert found == []


def test_text_files_are_tidy() -> None:
    """Sources and documents are UTF-8 with Unix line ends and no trailing spaces."""
    untidy = [
        str(path.relative_to(ROOT))
        for path in tracked_texts()
        if path.suffix in {".py", ".md", ".toml", ".css", ".js"}
        and re.search(rb"\r|[ \t]+$", path.read_bytes(), flags=re.M)
    ]
    assert untidy == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_hold_what_is_asked_for(name: str) -> None:
    """Every dependency of pyproject.toml is locked at a version within its range (else: scripts/relock.py)."""
    held = locked(name)
    wrong = [
        str(requirement)
        for requirement in asked()[name]
        if not any(
            requirement.specifier.contains(version)
            for version, _, _ in held.get(canonicalize_name(requirement.name), [])
        )
    ]
    assert wrong == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_pin_by_hash_alone(name: str) -> None:
    """Every locked package has hashes, and no lock file says from where packages come."""
    assert [
        package for package, rows in locked(name).items() if not all(row[2] for row in rows)
    ] == []
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    assert re.findall(r"://|--(?:extra-)?index-url|--find-links", text) == []


def test_lock_files_agree() -> None:
    """A package has the same versions in every lock file, so that a set-up never has to change one."""
    everything = locked("test")
    for name in LOCKS:
        for package, rows in locked(name).items():
            versions = {(version, str(row.marker)) for version, row, _ in rows}
            wanted = {(version, str(row.marker)) for version, row, _ in everything[package]}
            assert {version for version, _ in versions} <= {version for version, _ in wanted}, (
                package
            )


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_lock_files_serve_every_supported_python(python: str) -> None:
    """On each supported Python exactly one version of every dependency of the program applies."""
    held = locked("runtime")
    here = {"python_version": python, "python_full_version": f"{python}.0"}
    for requirement in asked()["runtime"]:
        if requirement.marker and not requirement.marker.evaluate(here):
            continue
        rows = held[canonicalize_name(requirement.name)]
        fitting = [row for _, row, _ in rows if row.marker is None or row.marker.evaluate(here)]
        assert len(fitting) == 1, f"{requirement} on Python {python}"


def test_the_ranges_leave_out_versions_with_known_advisories() -> None:
    """No dependency may be installed in a version that a published advisory names."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = [
        *settings["project"]["dependencies"],
        *(
            line
            for extra in settings["project"]["optional-dependencies"].values()
            for line in extra
        ),
        *(line for group in settings["dependency-groups"].values() for line in group),
    ]
    requirements = [Requirement(line) for line in lines]
    allowed = {
        f"{requirement}: {AFFECTED[requirement.name][1]}"
        for requirement in requirements
        if requirement.name in AFFECTED
        and requirement.specifier.contains(AFFECTED[requirement.name][0])
    }
    assert allowed == set()
    assert {requirement.name for requirement in requirements} >= set(AFFECTED)


def test_one_codec_library_serves_every_python() -> None:
    """Sound is decoded by the same version of the codec library on every Python and system."""
    ((_, requirement, _),) = locked("runtime")["av"]
    assert requirement.marker is None


def test_the_promised_pythons_are_the_same_everywhere() -> None:
    """The classifiers and README name the same Pythons."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    classifiers = " ".join(settings["project"]["classifiers"])
    promised = re.findall(r"Python :: (3\.\d+)", classifiers)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (sentence,) = re.findall(r"Python (3\.[\d., and]*\d) (?:is|are) tested", readme)
    assert re.findall(r"3\.\d+", sentence) == promised


def test_the_index_page_has_absolute_links_alone() -> None:
    """What the package index shows of README.md leads, links and pictures, to the project's address."""
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "metadata"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    metadata = json.loads(done.stdout)
    source = metadata["urls"]["Source"]
    page = metadata["readme"]["text"]
    assert re.findall(r"\]\((?!https?://|#)", page) == []
    assert f"]({source}/raw/HEAD/docs/listening-page.png)" in page
    assert f"]({source}/blob/HEAD/docs/show.md)" in page
    assert "](docs/listening-page.png)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_no_document_or_message_installs_what_is_not_on_the_index() -> None:
    """`pip install segmentcast`, with or without extras, is named with where it comes from."""
    by_name = re.compile(r"pip install[^\n]*?[\s'\"]segmentcast(?:\[[a-z,]+\])?(?! @ )['\"\s`]")
    texts = [path for path in tracked_texts() if "tests" not in path.parts]
    assert [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in texts
        for line in path.read_text("utf-8", "replace").splitlines()
        if by_name.search(f"{line}\n")
    ] == []


@pytest.mark.parametrize("extra", ["aws", "cloud", "cluster", "kokoro", "sftp"])
def test_a_message_names_the_packages_of_an_extra(extra: str) -> None:
    """It names the extra as the README does; its command installs what pyproject.toml asks for, wherever segmentcast came from."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [Requirement(line) for line in settings["project"]["optional-dependencies"][extra]]
    opening, _, command = install_command(extra).partition(": ")
    assert opening == f"install the packages of the extra {extra}"
    assert f"`{extra}`" in (ROOT / "README.md").read_text(encoding="utf-8")
    start, install, *packages = shlex.split(command)
    assert (start, install) == ("pip", "install")
    assert [Requirement(line) for line in packages] == wanted
