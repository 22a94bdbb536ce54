"""What people decided of an episode, in hashes: kept apart from the software that makes its sound.

An episode whose own inputs are those that were published keeps what was published, whatever versions
say.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    pass

Product = Literal["sound", "heard", "tags"]


@dataclass(frozen=True, slots=True)
class OwnInputs:
    """Hashes of an episode's own inputs; empty where they are not known.

    `whole` is that of all as people wrote it. The others are of what reaches one product, as it was
    understood: the `sound`, what is `heard` in it (the words whose times are kept), and the `tags`
    with the picture. A product holds when `whole` or its own hash is unchanged: so a later
    reading of the same files moves nothing, and neither does a setting that does not reach it.
    """

    whole: str = ""
    sound: str = ""
    heard: str = ""
    tags: str = ""

    def holds(self, product: Product, before: OwnInputs) -> bool:
        """Whether a product that was made of `before` may stay."""
        pairs = ((self.whole, before.whole), (getattr(self, product), getattr(before, product)))
        return any(now == then != "" for now, then in pairs)

    def in_place_of(self, noted: str) -> str:
        """What is noted from now on: the previous text as long as every product holds by it.

        So a setting that reaches no product of an episode changes none of its notes.
        """
        before = read_own_inputs(noted)
        products: tuple[Product, ...] = ("sound", "heard", "tags")
        if self == NOTHING_KNOWN or all(self.holds(product, before) for product in products):
            return noted
        return str(self)

    def __str__(self) -> str:
        return ".".join((self.whole, self.sound, self.heard, self.tags))


NOTHING_KNOWN = OwnInputs()
HOSTED = "hosted"
"""Stands in a record for the own inputs of an episode whose sound is published as it is."""


def read_own_inputs(text: str) -> OwnInputs:
    """The hashes from the text that `str` makes of them; nothing known for any other."""
    parts = text.split(".")
    return OwnInputs(*parts) if len(parts) == len(fields(OwnInputs)) else NOTHING_KNOWN
