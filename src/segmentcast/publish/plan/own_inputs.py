"""An episode's own inputs, hashed apart from the versions of the software that processes them.

An episode whose own inputs have not changed since it was published keeps its published files,
whatever the software versions are.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    pass

Product = Literal["sound", "heard", "tags"]


@dataclass(frozen=True, slots=True)
class OwnInputs:
    """Hashes of an episode's own inputs; empty if unknown.

    `whole` covers the inputs exactly as written. The others cover what affects one product, as
    parsed: `sound` is the audio, `heard` the words whose times are kept, and `tags` the tags and
    the picture. A product holds if `whole` or its own hash is unchanged. So neither a newer parser
    nor a setting that doesn't affect the product invalidates it.
    """

    whole: str = ""
    sound: str = ""
    heard: str = ""
    tags: str = ""

    def holds(self, product: Product, before: OwnInputs) -> bool:
        """Whether a product made from the inputs `before` is still valid."""
        pairs = ((self.whole, before.whole), (getattr(self, product), getattr(before, product)))
        return any(now == then != "" for now, then in pairs)

    def in_place_of(self, noted: str) -> str:
        """The text to store from now on: `noted` if every product still holds, else these hashes.

        A setting that affects no product therefore leaves the stored text unchanged.
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
"""Stored in place of the hashes if an episode's audio is published unchanged."""


def read_own_inputs(text: str) -> OwnInputs:
    """Parses the output of `str`. Any other text gives NOTHING_KNOWN."""
    parts = text.split(".")
    return OwnInputs(*parts) if len(parts) == len(fields(OwnInputs)) else NOTHING_KNOWN
