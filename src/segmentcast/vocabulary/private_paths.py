"""Where private feeds are, and how to show their paths: without the token.

Whoever knows the token can listen. So it appears only in private.toml and in the feed's own address,
never in a report, message, log, or hook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from segmentcast.errors import SegmentcastError

FOLDER = "private"
MASK = "***"
# the separator of a path on any system, or of an address inside another one
_TOKEN = re.compile(rf"({FOLDER}(?:/|\\+|%2[Ff]))[A-Za-z0-9_-]{{32}}(?![A-Za-z0-9_-])")


def private_path(token: str) -> str:
    """The path of a subscriber's feed below the feed's root."""
    return f"{FOLDER}/{token}/feed.xml"


def is_private(path: str) -> bool:
    """Whether a path below the feed's root belongs to one subscriber."""
    return path.startswith(f"{FOLDER}/")


def masked_path(path: str) -> str:
    """The path for display: `private/***/feed.xml`; any other path unchanged."""
    if not is_private(path):
        return path
    rest = path.split("/", 2)[2:]
    return "/".join((FOLDER, MASK, *rest))


def masked(text: str) -> str:
    """The message without the tokens of private paths."""
    return _TOKEN.sub(rf"\g<1>{MASK}", text)


@contextmanager
def concealed() -> Iterator[None]:
    """Removes tokens from the errors raised inside; also works as a decorator."""
    try:
        yield
    except SegmentcastError as error:
        error.problems = tuple(
            replace(
                problem,
                where=masked(problem.where),
                what=masked(problem.what),
                mend=masked(problem.mend),
            )
            for problem in error.problems
        )
        error.args = (error.problems,)
        raise
