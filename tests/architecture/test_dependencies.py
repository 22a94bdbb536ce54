"""What the program imports is what pyproject.toml asks for: nothing comes along by chance."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def imported(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every top-level module that the Python files of a folder import, with the file."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((alias.name.split(".")[0], path) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.split(".")[0], path


def declared(*lists: list[str]) -> set[str]:
    """The names of the distributions in lists of requirements."""
    return {canonicalize_name(Requirement(line).name) for lines in lists for line in lines}


@pytest.mark.parametrize("folder", ["src", "tests"])
def test_every_import_is_asked_for(folder: str) -> None:
    """A module of another project is imported only when its distribution is a dependency of ours."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project, groups = settings["project"], settings["dependency-groups"]
    allowed = declared(project["dependencies"], *project["optional-dependencies"].values())
    if folder == "tests":
        allowed |= declared(groups["test"])
    own = {"segmentcast", "benchmarks", "environment", "tests"}
    homes = metadata.packages_distributions()
    foreign = {
        f"{path.relative_to(ROOT)}: {module}"
        for module, path in imported(ROOT / folder)
        if module not in sys.stdlib_module_names | own
        and not {canonicalize_name(home) for home in homes.get(module, [module.replace("_", "-")])}
        & allowed
    }
    assert foreign == set()
