"""Whether a package can have entry points is told without `importlib.metadata`, and never wrongly denied."""

from __future__ import annotations

import sys
import zipfile
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

from segmentcast.libraries.entry_points import may_have_entry_points

GROUP = "segmentcast.engines"
NAMED = f"[{GROUP}]\nloud = loud:build\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which Python looks for packages."""
    folder = tmp_path / "packages"
    folder.mkdir()
    monkeypatch.setattr(sys, "path", [str(folder), str(tmp_path / "nowhere")])
    # A library that another test imported may find packages in its own way.
    own = [one for one in sys.meta_path if one is PathFinder or not _finds_packages(one)]
    monkeypatch.setattr(sys, "meta_path", own)
    return folder


def _finds_packages(finder: object) -> bool:
    return hasattr(finder, "find_distributions")


def test_packages_without_the_group_have_none(place: Path) -> None:
    """Packages with other groups, or with no entry points at all."""
    for name, text in (("one-1.dist-info", "[console_scripts]\none = one:main\n"), ("two", "")):
        (place / name).mkdir()
        (place / name / "entry_points.txt").write_text(text)
    (place / "three-1.dist-info").mkdir()
    assert not may_have_entry_points(GROUP)


@pytest.mark.parametrize("folder", ["loud-1.0.dist-info", "loud.egg-info", "Loud-1.0.DIST-INFO"])
def test_a_package_with_the_group_is_found(place: Path, folder: str) -> None:
    """In each kind of folder that Python keeps what it knows of a package in."""
    (place / folder).mkdir()
    (place / folder / "entry_points.txt").write_text(NAMED)
    assert may_have_entry_points(GROUP)


def test_what_is_no_plain_folder_is_left_to_python(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive on the path, an egg, and whoever else finds packages may have some."""

    class Elsewhere:
        def find_distributions(self, context: object) -> list[object]:
            return []

    with monkeypatch.context() as patch:
        patch.setattr(sys, "meta_path", [*sys.meta_path, Elsewhere()])
        assert may_have_entry_points(GROUP)
    archive = place / "packages.zip"
    with zipfile.ZipFile(archive, "w") as packages:
        packages.writestr("loud-1.0.dist-info/entry_points.txt", NAMED)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "path", [str(archive)])
        assert may_have_entry_points(GROUP)
    egg = place / "loud.egg"
    egg.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "path", [str(egg)])
        assert may_have_entry_points(GROUP)
    assert not may_have_entry_points(GROUP)
