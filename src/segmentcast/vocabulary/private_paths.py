"""Where private feeds are, and how their paths are told to others: without the token.

Whoever knows the token can listen. So it stands in private.toml, in the feed's own address and
nowhere else: no report, message, log or hook says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from segmentcast.errors import SegmentcastError

FOLDER = "private"
MASK = "***"
# The separator is that of a path on any system, or of an address inside another one.
_TOKEN = re.compile(rf"({FOLDER}(?:/|\\+|%2[Ff]))[A-Za-z0-9_-]{{32}}(?![A-Za-z0-9_-])")


def private_path(token: str) -> str:
    """Where a subscriber's feed is, below the feed's root."""
    return f"{FOLDER}/{token}/feed.xml"


def is_private(path: str) -> bool:
    """Whether a path below the feed's root belongs to one subscriber."""
    return path.startswith(f"{FOLDER}/")


def masked_path(path: str) -> str:
    """The path as it may be told: `private/***/feed.xml`; any other path as it is."""
    if not is_private(path):
        return path
    rest = path.split("/", 2)[2:]
    return "/".join((FOLDER, MASK, *rest))


def masked(text: str) -> str:
    """A message without the token of any private path in it."""
    return _TOKEN.sub(rf"\g<1>{MASK}", text)


@contextmanager
def concealed() -> Iterator[None]:
    """Takes tokens out of the errors of what is done inside; also to be used as a decorator."""
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
