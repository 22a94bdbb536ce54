"""Whether a word is a given name somewhere: a Bloom filter of 21,000 of them, one in a hundred other words passes.

scripts/given_names.py writes given_names.bin from the word lists of Faker (MIT, Copyright 2012 Daniele Faraglia)
and of the census of the United States (public domain). A name that is not in it is a name all the same.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib.resources import files
from zlib import crc32

HASHES = 7


def folded(word: str) -> str:
    """No case, no accents."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def places_of(word: str, bits: int) -> list[int]:
    """The bits that a word sets."""
    data = folded(word).encode("utf-8", "replace")
    first, second = crc32(data), crc32(data, 0x9E3779B9) | 1
    return [(first + turn * second) % bits for turn in range(HASHES)]


@lru_cache(maxsize=4096)
def is_given_name(word: str) -> bool:
    """Whether people are called so."""
    table = _table()
    return all(table[place >> 3] >> (place & 7) & 1 for place in places_of(word, 8 * len(table)))


@lru_cache(maxsize=1)
def _table() -> bytes:
    return files(__package__).joinpath("given_names.bin").read_bytes()
