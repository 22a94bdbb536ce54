"""Regular expressions that are compiled when they are first used.

Compiling a long pattern takes as long as searching many pages for it, and most pages ask for few of the
patterns that the rooms of the transcript hold between them.
"""

from __future__ import annotations

import re
from typing import cast


class LatePattern:
    """A pattern that is compiled at its first use, and whose parts are then its own."""

    def __init__(self, source: str, flags: int = 0) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        # called for what is not there yet; what it sets is found without it from then on
        part: object = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, part)
        return part


def compile_late(source: str, flags: int = 0) -> re.Pattern[str]:
    """The same as `re.compile`, but a fault in the pattern shows only when it is first used.

    For patterns that most texts do not ask for: what every text asks for is compiled by `re.compile`.
    """
    return cast("re.Pattern[str]", LatePattern(source, flags))
