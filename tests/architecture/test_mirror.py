"""The tests stand where the code stands: a folder of tests is named for the room that it tests."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "segmentcast"
TESTS = ROOT / "tests"
WHOLE_PRODUCT = {
    "architecture": "the layers, and what they may touch",
    "benchmarks": "the scripts of benchmarks/",
    "clients": "other people's podcast apps, with a feed that we serve",
    "project": "the documents, and what stands in the repository",
    "scripts": "the scripts of scripts/",
    "speech": "whether a recogniser understands what is spoken",
    "stability": "a show that an earlier version published",
}
"""Folders of tests that belong to no room, and what they look at."""


def rooms_of_tests() -> set[str]:
    """Every folder that holds a test, as a path in tests/."""
    return {
        path.parent.relative_to(TESTS).as_posix()
        for pattern in ("test_*.py", "conftest.py")
        for path in TESTS.rglob(pattern)
        if path.parent != TESTS
    }


def test_every_folder_of_tests_answers_to_a_room() -> None:
    """tests/a/b tests the package or module a/b of the source, or is named above with its reason."""
    homeless = {
        folder
        for folder in rooms_of_tests()
        if folder not in WHOLE_PRODUCT
        and not (SOURCE / folder / "__init__.py").is_file()
        and not (SOURCE / f"{folder}.py").is_file()
    }
    assert homeless == set()


def test_the_exceptions_are_needed() -> None:
    """No folder is excepted that is gone or has a room."""
    assert {name for name in WHOLE_PRODUCT if not (TESTS / name).is_dir()} == set()
    assert {name for name in WHOLE_PRODUCT if (SOURCE / name).exists()} == set()


def test_no_test_lies_beside_the_rooms() -> None:
    """In tests/ itself stands only what several rooms share."""
    assert list(TESTS.glob("test_*.py")) == []
