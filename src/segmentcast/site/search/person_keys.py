"""The people heard in episodes, and the URLs of their pages."""

from __future__ import annotations

import hashlib
import re

from segmentcast.model import Package
from segmentcast.site.search.search_words import words

PEOPLE_PAGE = "people/index.html"
_NOBODY = re.compile(
    r"(?:host|guest|reporter|narrator|interviewer|announcer)(?: \d+)?|(?:unidentified|unknown)\b.*"
    r"|(?:speaker|voice|man|woman|caller) (?:\d+|[a-z])"
)
"""What transcripts write where they know no name."""
_SHORTEST_SLUG, _LONGEST_SLUG = 5, 60


def named(package: Package) -> tuple[tuple[str, str], ...]:
    """Key and name of each person in an episode, in the order of its credits, without repeats.

    Nobody is heard in a retracted one: its only credit is the newsroom that says so.
    """
    names: dict[str, str] = {}
    if package.retracted is not None:
        return ()
    for credit in package.credits:
        key = person_key(credit.name)
        if key:
            names.setdefault(key, credit.name)
    return tuple(names.items())


def person_key(name: str) -> str:
    """The folded name, for comparison; empty if it is not a name."""
    key = " ".join(words(name))
    return "" if _NOBODY.fullmatch(key) else key


def person_path(key: str) -> str:
    """`people/<slug>/index.html`. The slug depends only on the person."""
    slug = re.sub(r"[^a-z0-9]+", "-", key).strip("-")
    # Short names may be device names on Windows, and folding may make two people equal.
    plain = key.isascii() and _SHORTEST_SLUG <= len(slug) <= _LONGEST_SLUG
    if not plain:
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        slug = f"{slug[:_LONGEST_SLUG].strip('-') or 'person'}-{digest}"
    return f"people/{slug}/index.html"


def person_period_path(key: str, period: str) -> str:
    """The page of a period (`2016`, `2016-11`) of a person who is heard very often."""
    folder = period.replace("-", "/")
    return person_path(key).replace("index.html", f"{folder}/index.html")
