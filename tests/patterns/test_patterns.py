"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

import pytest

from segmentcast.patterns import LatePattern, compile_late


def test_it_is_the_pattern_that_re_would_compile() -> None:
    """Searching, flags, groups, and the source."""
    late, known = compile_late(r"(?P<word>[a-z]+)!", re.I), re.compile(r"(?P<word>[a-z]+)!", re.I)
    found = late.search("well, Hello!")
    assert found is not None
    assert found["word"] == "Hello"
    assert late.sub("-", "Yes! no") == known.sub("-", "Yes! no")
    assert (late.pattern, late.flags, late.groups) == (known.pattern, known.flags, known.groups)


def test_nothing_is_compiled_before_it_is_used() -> None:
    """A pattern that nobody searches for costs nothing, so even a faulty one passes until then."""
    late = compile_late("(")
    with pytest.raises(re.error):
        late.search("anything")


def test_every_late_pattern_compiles() -> None:
    """`re.compile` finds a fault when its module is imported; for late patterns this test does."""
    late = [
        (module.__name__, pattern)
        for module in map(import_module, _modules())
        for value in vars(module).values()
        for pattern in (value if isinstance(value, tuple | list) else (value,))
        if isinstance(pattern, LatePattern)
    ]
    assert late
    for module_name, pattern in late:
        assert isinstance(pattern.pattern, str), module_name


def _modules() -> list[str]:
    rooms = ("transcript", "reading", "toml", "vocabulary")
    return [
        module.name
        for room in rooms
        for module in pkgutil.walk_packages(
            import_module(f"segmentcast.{room}").__path__, f"segmentcast.{room}."
        )
    ]
