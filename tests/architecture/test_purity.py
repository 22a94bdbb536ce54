"""What the layers of pyproject.toml promise and imports alone cannot show: the lower ones are pure."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "segmentcast"
TOUCHING = {
    "asyncio", "ftplib", "getpass", "glob", "http", "io.open", "logging", "multiprocessing", "os",
    "platform", "random", "secrets", "select", "shutil", "signal", "smtplib", "socket", "sqlite3",
    "ssl", "subprocess", "tempfile", "threading", "time", "urllib.request", "requests", "httpx",
}  # fmt: skip
"""Modules that reach files, other processes, the network, the clock or chance."""
SILENCING = {"transcript/readers/documents/pdf.py"}
"""Modules that use logging only to keep a library from reporting what a broken file has."""
ASKING = {
    "now", "today", "utcnow", "localtime", "read_text_file", "write_text", "write_bytes", "unlink",
    "mkdir", "touch", "iterdir", "rglob", "cwd", "home", "expanduser", "uuid1", "uuid4",
}  # fmt: skip
"""Calls that do the same through modules which are otherwise fine."""


def layers() -> list[list[str]]:
    """The layers from the highest to the lowest, each with its modules' names."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (
        contract
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers" and contract["containers"] == ["segmentcast"]
    )
    return [re.findall(r"\w+", layer) for layer in contract["layers"]]


def pure_files() -> list[Path]:
    """Every source file below the layer of `files`."""
    order = layers()
    lowest = order[next(n for n, row in enumerate(order) if "files" in row) + 1 :]
    found: list[Path] = []
    for name in (name for layer in lowest for name in layer):
        single, folder = PACKAGE / f"{name}.py", PACKAGE / name
        found += [single] if single.is_file() else sorted(folder.rglob("*.py"))
    return found


def impurities(tree: ast.AST) -> Iterator[str]:
    """What a module does that a pure one must not."""
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Import):
            names = {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Name) and function.id in {"open", "input", "print", "id"}:
                yield f"line {line}: calls {function.id}()"
            if isinstance(function, ast.Attribute) and function.attr in ASKING:
                yield f"line {line}: calls .{function.attr}()"
            continue
        else:
            continue
        for name in sorted(names):
            parents = {name, name.split(".")[0]}
            if parents & TOUCHING:
                yield f"line {line}: imports {name}"


def test_there_are_pure_modules() -> None:
    """The rule looks at the modules that it is meant for."""
    names = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in pure_files()}
    assert {"model", "timing", "transcript", "captions", "feed"} <= names


@pytest.mark.parametrize("path", pure_files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_pure_modules_touch_nothing(path: Path) -> None:
    """From `package` downwards no module reaches files, processes, network, clock or chance."""
    found = list(impurities(ast.parse(path.read_text(encoding="utf-8"))))
    if path.relative_to(PACKAGE).as_posix() in SILENCING:
        found = [line for line in found if not line.endswith("imports logging")]
    assert found == []


def test_only_the_command_line_reads_the_clock() -> None:
    """What is published does not depend on when: the time comes in from the command line alone."""
    asking = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "today", "utcnow"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date"}
    }
    # A server may say as a date when it wants to be asked again; the desk is asked like a command.
    others = {name for name in asking if not name.startswith("cli/")}
    assert others <= {"retry.py", "desk/clock.py"}
    assert asking, "the rule no longer recognises the place where the clock is read"


def test_files_stay_short() -> None:
    """No source file grows far beyond 400 lines: longer ones want to be two."""
    long = {
        str(path.relative_to(PACKAGE)): lines
        for path in PACKAGE.rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert long == {}
