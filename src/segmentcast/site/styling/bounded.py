"""Limits the resources of a show's own templates, measured in steps and bytes, not in seconds.

Templates may come from a stranger, so they run in Jinja's sandbox, which gives them access only to
what they are passed. This module limits what the sandbox doesn't: loop iterations and macro calls,
the amount of output, the size of expressions, and the amount compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape, soft_str

MOST_STEPS = 2_000_000
"""Loop iterations and calls per page: a hundred times what a page with 5,000 turns needs."""

MOST_CHARACTERS = 50_000_000
"""Per page, and per text within it."""

_CHARACTERS_A_STEP = 1_000
"""Making this much text takes about as long as one loop iteration."""

_CHARACTERS_AN_ITEM = 100
"""A nested list counts as this many characters, to limit how many are examined."""

_STEPS_A_TEMPLATE = 100
"""Starting an included template takes about as long as this many loop iterations."""

_WIDEST = 100_000
_WIDE = re.compile(r"\d{6,}")


_Including = TypeVar("_Including", nodes.Include, nodes.Import, nodes.FromImport)


class _Count:
    """The resources used by the current page."""

    def __init__(self) -> None:
        self.steps = self.characters = 0


_page: ContextVar[_Count] = ContextVar("page")


def _count() -> _Count:
    # Jinja may evaluate a constant filter at compile time, before any page.
    return _page.get(None) or _Count()


def _through(method: str, given: list[Any], line: int) -> nodes.Call:
    """A call of an environment method that no template variable can shadow."""
    return nodes.Call(nodes.EnvironmentAttribute(method), given, [], None, None, lineno=line)


class _WithinBounds(NodeTransformer):
    """Routes loops, `~`, comparisons and output through the environment."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - jinja's name
        self.generic_visit(node)
        node.iter = _through("counted_turns", [node.iter], node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802 - jinja's name
        self.generic_visit(node)
        return _through("joined", list(node.nodes), node.lineno)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Compare:  # noqa: N802 - jinja's name
        self.generic_visit(node)
        node.expr = _through("compared", [node.expr], node.lineno)
        for operand in node.ops:
            operand.expr = _through("compared", [operand.expr], node.lineno)
        return node

    def visit_Include(self, node: nodes.Include) -> nodes.Include:  # noqa: N802 - jinja's name
        return self._counted(node)

    def visit_Import(self, node: nodes.Import) -> nodes.Import:  # noqa: N802 - jinja's name
        return self._counted(node)

    def visit_FromImport(self, node: nodes.FromImport) -> nodes.FromImport:  # noqa: N802 - jinja's name
        return self._counted(node)

    def _counted(self, node: _Including) -> _Including:
        self.generic_visit(node)
        node.template = _through("counted_template", [node.template], node.lineno)
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 - jinja's name
        self.generic_visit(node)
        plain = sum(len(part.data) for part in node.nodes if isinstance(part, nodes.TemplateData))
        length: nodes.Expr = nodes.Const(plain, lineno=node.lineno)
        node.nodes = [
            _through("counted_text", [length], node.lineno),
            *(
                child
                if isinstance(child, nodes.TemplateData)
                else _through("written", [child], node.lineno)
                for child in node.nodes
            ),
        ]
        return node


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with limits per page. Raises SecurityError when they are exceeded."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.globals.pop("lipsum", None)
        tests: Mapping[str, Any] = self.tests
        self.tests = {name: self._counted(test) for name, test in tests.items()}
        self.filters = {
            name: self._bounded(name, function) for name, function in self.filters.items()
        }

    def render_bounded(self, name: str, values: dict[str, Any]) -> str:
        """Renders the page. Raises a jinja2.TemplateError."""
        _page.set(_Count())
        return self.get_template(name).render(values)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed: nodes.Template = _WithinBounds().visit(super()._parse(source, name, filename))
        return parsed

    def call(self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Handles every call in a template; calls of text methods are checked first."""
        self._step()
        if (
            isinstance(__obj, LoopContext) and args
        ):  # `loop(...)` in a recursive loop is called here too
            args = (self.counted_turns(args[0]), *args[1:])
        # the sandbox wraps str.format in a function of its own
        owner = getattr(getattr(__obj, "__wrapped__", __obj), "__self__", None)
        if isinstance(owner, str):
            _refuse_nested([*args, *kwargs.values()])
            _refuse_growth(getattr(__obj, "__name__", ""), owner, args, kwargs)
        return self._measured(super().call(__context, __obj, *args, **kwargs))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Checks arithmetic that can turn small operands into something large."""
        if operator == "*":
            for many, times in ((left, right), (right, left)):
                if isinstance(times, int) and hasattr(many, "__len__"):
                    _refuse_over(len(many) * times)
            if isinstance(left, int) and isinstance(right, int):
                _refuse_over(left.bit_length() + right.bit_length(), _WIDEST)
        if operator == "**" and isinstance(left, int) and isinstance(right, int):
            _refuse_over(left.bit_length() * right, _WIDEST)
        if operator == "%" and isinstance(left, str) and (_WIDE.search(left) or "*" in left):
            raise SecurityError("a format is too wide")
        if operator == "%":
            _refuse_nested(right)
        return self._measured(super().call_binop(context, operator, left, right))

    def _step(self) -> None:
        _count().steps += 1
        if _count().steps > MOST_STEPS:
            raise SecurityError(f"it needs more than {MOST_STEPS:,} loop iterations and calls")

    def _measured(self, value: Any) -> Any:
        if isinstance(value, str | list | tuple | bytes):
            self._measure(len(value))
        return value

    def _measure(self, length: int) -> None:
        _refuse_over(length)
        _count().steps += length // _CHARACTERS_A_STEP

    def counted_text(self, length: int) -> Markup:
        """Counts the template's own characters, and returns nothing."""
        _count().characters += length
        if _count().characters > MOST_CHARACTERS:
            raise SecurityError(f"it produces more than {MOST_CHARACTERS:,} characters")
        return Markup()

    def counted_template(self, name: Any) -> Any:
        """Counts each include or import, because a template may include itself."""
        _count().steps += _STEPS_A_TEMPLATE
        self._step()
        return name

    def written(self, value: Any) -> Any:
        """Counts an output value, and returns it."""
        _refuse_nested(value)
        self.counted_text(len(str(value)))
        return value

    def counted_turns(self, items: Iterable[Any]) -> Iterable[Any]:
        """Counts each iteration of a loop."""
        self._step()
        if not isinstance(items, Sized):
            return self._one_by_one(items)
        # Jinja needs a list's length (loop.length), so its iterations are counted up front.
        _count().steps += len(items)
        self._step()
        return items

    def _one_by_one(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self._step()
            yield item

    def joined(self, *parts: Any) -> Any:
        """The result of `~`."""
        for part in parts:
            _refuse_nested(part)
        marked = any(hasattr(part, "__html__") for part in parts)
        texts = [escape(part) if marked else soft_str(part) for part in parts]
        self._measure(sum(map(len, texts)))
        return Markup("").join(texts) if marked else "".join(texts)

    def compared(self, value: Any) -> Any:
        """Counts the length of a value that is compared or searched (==, <, in), and returns it."""
        if isinstance(value, str | bytes):
            _count().steps += len(value) // _CHARACTERS_A_STEP
        elif isinstance(value, list | tuple):
            _refuse_nested(value)
        if _count().steps > MOST_STEPS:
            self._step()
        return value

    def _counted(self, test: Callable[..., Any]) -> Callable[..., Any]:
        """A test (`is eq`, `is in`) that counts what it compares."""

        @wraps(test)  # keeps the attributes that Jinja has set
        def counted(*args: Any, **kwargs: Any) -> Any:
            for value in args:
                self.compared(value)
            return test(*args, **kwargs)

        return counted

    def _bounded(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        passed = getattr(function, "jinja_pass_arg", None)

        def bounded(*args: Any, **kwargs: Any) -> Any:
            self._step()
            given = args[1:] if passed is not None else args
            if given:
                _refuse_nested([*given, *kwargs.values()])
                _refuse_growth(name, given[0], given[1:], kwargs)
            return self._measured(function(*args, **kwargs))

        if passed is not None:
            bounded.jinja_pass_arg = passed  # type: ignore[attr-defined]
        for mark in ("jinja_async_variant",):
            if hasattr(function, mark):
                setattr(bounded, mark, getattr(function, mark))
        return bounded


def _refuse_over(size: int, most: int = MOST_CHARACTERS) -> None:
    if size > most:
        raise SecurityError(f"an expression in it produces more than {most:,} characters")


def _refuse_growth(name: str, of: Any, args: tuple[Any, ...], named: dict[str, Any]) -> None:
    """Rejects a method or filter call that would make a text far longer than its inputs."""
    given = [*args, *named.values()]
    numbers = [number for number in given if isinstance(number, int)]
    if name != "truncate" and any(abs(number) > _WIDEST for number in numbers):
        raise SecurityError(f"{name} is called with more than {_WIDEST:,}")
    length = len(of) if hasattr(of, "__len__") else 1
    texts = [len(text) for text in given if isinstance(text, str)]
    if name in {"replace", "join", "indent", "wordwrap"} and texts:
        _refuse_over((length + 1) * (1 + max(texts)))
    if name in {"join", "replace", "translate", "expandtabs", "indent"} and isinstance(of, str):
        widest = max((abs(number) for number in numbers), default=8)
        lines = of.count("\n") + of.count("\t") + 1
        _refuse_over(lines * widest if name in {"expandtabs", "indent"} else 0)
        _refuse_over(sum(len(text) for a in given if isinstance(a, list) for text in map(str, a)))
    if name == "join" and isinstance(of, str) and given and hasattr(given[0], "__len__"):
        _refuse_over(length * len(given[0]))
    if name in {"format", "format_map"} and isinstance(of, str) and (_WIDE.search(of) or "*" in of):
        raise SecurityError("a format is too wide")


def _refuse_nested(value: Any) -> None:
    """Rejects nested lists that would print as a huge text: repeated items are printed repeatedly."""
    left, waiting = MOST_CHARACTERS, [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            waiting += (*one.keys(), *one.values())
        elif isinstance(one, list | tuple | set | frozenset):
            waiting += one
        left -= _CHARACTERS_AN_ITEM + (len(one) if isinstance(one, str) else 0)
        _refuse_over(MOST_CHARACTERS - left)
    _count().steps += (MOST_CHARACTERS - left) // _CHARACTERS_A_STEP
