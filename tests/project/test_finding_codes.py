"""docs/findings.md lists the code of every finding and of every evidence, as the source has them."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

from segmentcast.checks.all_rules import RULES
from segmentcast.model import EvidenceRule

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "segmentcast"
PLACES = {"Finding": 1, "add": 1, "finding": 0, "warn": 0, "note": 0, "_error": 0, "_wrong": 1}
"""Where the code stands among the arguments of what makes a finding."""
ADDING = {"add": "checks/live", "warn": "migration/", "note": "migration/", "_error": "artwork/images|reading/proof"}  # fmt: skip
"""Of names that others use for other things, the modules in which they make findings."""

SUPPLIED = {
    "cast/casting.py": (1, "voice-robotic voice-online"),
    "checks/all_rules.py": (1, ""),  # those of RULES
    "checks/live.py": (1, ""),  # the code of the findings that it counts
    "checks/live_media.py": (1, "live-captions live-chapters"),
    "checks/package_rules.py": (1, "promise-url promise-length promise-type"),
    "deployment/verification.py": (3, "store-lost store-whole store-missing store-length store-hash"),
    "migration/block.py": (1, ""),  # the name of an element
    "publish/release/feed_documents.py": (1, ""),  # findings of an earlier publish
    "reading/proof.py": (2, "words-added words-changed words-dropped word-cut edit-false"),
    "transcript/readers/documents/left_out.py": (1, "struck-out hidden-text deleted-text"),
}  # fmt: skip
"""Modules that take codes from tables or from callers: how many such calls they have, and the codes."""


def texts(node: ast.AST | None, names: dict[str, str]) -> Iterator[str]:
    """The strings that an argument can be: itself, either end of a condition, a constant of the module."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body, names)
        yield from texts(node.orelse, names)
    elif isinstance(node, ast.Name) and node.id in names:
        yield names[node.id]


def codes_of(tree: ast.Module, where: str) -> Iterator[str]:
    """The codes that a module's calls name."""
    names = constants_of(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            first, value = node.targets[0].elts[0], node.value
            if isinstance(first, ast.Name) and first.id == "rule" and isinstance(value, ast.Tuple):
                yield from texts(value.elts[0], names)
    for _, code in arguments(tree, where):
        yield from texts(code, names)


def arguments(tree: ast.Module, where: str) -> Iterator[tuple[ast.Call, ast.expr | None]]:
    """The calls of a module that make findings, each with its argument for the code (None: not visible)."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        place = PLACES.get(name)
        if place is None or (name in ADDING and not re.match(ADDING[name], where)):
            continue
        code = next((one.value for one in node.keywords if one.arg == "rule"), None)
        if len(node.args) > place:
            code = node.args[place]
        # `seen.add(url)` is a set's
        if code is not None or name == "Finding":
            yield node, code


def passed_on(tree: ast.Module) -> set[ast.Call]:
    """The calls within the functions of PLACES: what calls those has the code."""
    return {
        node
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and function.name in PLACES
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
    }


def constants_of(tree: ast.Module) -> dict[str, str]:
    """The constants of a module that are texts."""
    return {
        target.id: statement.value.value
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


@cache
def modules() -> dict[str, ast.Module]:
    """The source by its place below the package."""
    return {
        path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in SOURCE.rglob("*.py")
    }


def documented(*, evidence: bool = False) -> list[str]:
    """The codes of findings that docs/findings.md lists, or those of evidence."""
    text = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    text = text.partition("\n## Evidence\n")[2 if evidence else 0]
    cells = re.findall(r"^\| (`[^|]+`) \|", text, flags=re.M)
    return [code for cell in cells for code in re.findall(r"`([^`]+)`", cell)]


def test_every_code_is_documented_and_every_documented_code_is_used() -> None:
    """docs/findings.md has the code of every finding that the source makes, and no other."""
    source = modules()
    used = {code for where, tree in source.items() for code in codes_of(tree, where) if code}
    used |= {rule.id for rule in RULES}
    used |= {code for _, codes in SUPPLIED.values() for code in codes.split()}
    listed = set(documented())
    assert used - listed == set()
    # Some codes come from tables: those are at least written somewhere.
    written = {
        node.value
        for tree in source.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert listed - used - written == set()
    assert len(used) > 200


def test_every_evidence_is_documented() -> None:
    """docs/findings.md has the rule of every evidence, each once; mypy holds the source to them."""
    assert sorted(documented(evidence=True)) == sorted(get_args(EvidenceRule))


def test_every_evidence_is_given_somewhere() -> None:
    """No rule is listed that nothing rests on."""
    written = {
        node.value
        for where, tree in modules().items()
        if where not in ("model/evidence.py", "desk/reasons.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(get_args(EvidenceRule)) - written == set()


def test_no_code_is_out_of_sight() -> None:
    """A call whose code is no text and no constant is known to SUPPLIED, which has the codes of its tables."""
    unresolved: Counter[str] = Counter()
    for where, tree in modules().items():
        names, inner = constants_of(tree), passed_on(tree)
        unresolved[where] += sum(
            not [*texts(code, names)] for call, code in arguments(tree, where) if call not in inner
        )
    assert +unresolved == {where: count for where, (count, _) in SUPPLIED.items()}
    for where, (_, codes) in SUPPLIED.items():
        text = (SOURCE / where).read_text(encoding="utf-8")
        assert [code for code in codes.split() if f'"{code}"' not in text] == []
