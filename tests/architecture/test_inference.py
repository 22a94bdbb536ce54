"""Libraries that run models are imported through one door, which turns their reports off."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from segmentcast.libraries import inference

ROOT = Path(__file__).parents[2]


def imports(path: Path) -> list[str]:
    """What a file imports of these libraries past the door, also by name in a call or a program in a string."""
    text = path.read_text(encoding="utf-8")
    wrong = []
    for node in ast.walk(ast.parse(text)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            function = node.func
            called = function.attr if isinstance(function, ast.Attribute) else ""
            called = function.id if isinstance(function, ast.Name) else called
            if called in {"import_module", "__import__"}:
                names = [str(node.args[0].value)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            program = node.value
            if re.search(
                rf"^\s*(?:import|from) (?:{'|'.join(inference.LIBRARIES)})\b", program, re.M
            ):
                silent = "ORT_DISABLE_TELEMETRY" in program
                names = [] if silent else re.findall(r"(?:import|from) (\w+)", program)
        wrong += [
            f"{path.relative_to(ROOT)}:{node.lineno}: {name}"  # type: ignore[attr-defined]
            for name in names
            if name.partition(".")[0] in inference.LIBRARIES
        ]
    return wrong


@pytest.mark.parametrize("folder", ["src", "benchmarks", "scripts", "tests"])
def test_no_file_imports_a_model_library_past_the_door(folder: str) -> None:
    """onnxruntime and what imports it are loaded by segmentcast.libraries.inference alone."""
    assert [wrong for path in (ROOT / folder).rglob("*.py") for wrong in imports(path)] == []


def test_the_door_overrules_the_environment() -> None:
    """Reports are off even where the environment turns them on; the model hub follows a person's word."""
    program = (
        "import os\nfrom segmentcast.libraries import inference\ninference.load('onnxruntime')\n"
        "print(os.environ['ORT_DISABLE_TELEMETRY'], os.environ['HF_HUB_OFFLINE'])\n"
    )
    for given, expected in (
        ({}, "1 1"),
        ({"ORT_DISABLE_TELEMETRY": "0", "HF_HUB_OFFLINE": "0"}, "1 0"),
    ):
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in {"ORT_DISABLE_TELEMETRY", "HF_HUB_OFFLINE"}
        }
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=environment | given,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == expected


def test_other_libraries_are_imported_as_usual() -> None:
    """The door is for libraries that run models alone."""
    with pytest.raises(ValueError, match="numpy"):
        inference.load("numpy")
