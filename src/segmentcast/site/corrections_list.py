"""The public list of corrections and retractions, as a page and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from segmentcast.model import Correction, Package, Show
from segmentcast.site import links, pages
from segmentcast.vocabulary.web_addresses import page_url
from segmentcast.vocabulary.wordings import language

CORRECTIONS_PAGE = pages.CORRECTIONS_PAGE
CORRECTIONS_JSON = "corrections.json"
_NO_OVERRIDES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class _NoticeRow:
    date: str
    datetime: str
    note: str
    title: str
    page: str
    retracted: bool


def corrections_page(
    show: Show,
    packages: Iterable[Package],
    *,
    language_tag: str = "",
    overrides: Mapping[str, str] = _NO_OVERRIDES,
) -> bytes:
    """The page of all corrections and retractions, newest first, linking to their segments; UTF-8."""
    words = language(language_tag or show.language)
    rows = [
        _NoticeRow(
            words.date(correction.date.date()),
            correction.date.date().isoformat(),
            correction.note,
            package.title,
            links.relative(pages.episode_path(package), CORRECTIONS_PAGE),
            retracted,
        )
        for package, correction, retracted in _newest_first(packages)
    ]
    return pages.render_template(
        "corrections.html",
        overrides,
        **pages.common_values(show, CORRECTIONS_PAGE, words),
        title=words.text("corrections"),
        description=show.description,
        address=page_url(show.base_url, CORRECTIONS_PAGE),
        artwork_address="",
        json_ld="",
        rows=rows,
    )


def corrections_json(show: Show, packages: Iterable[Package]) -> bytes:
    """The list as JSON: `date`, `note`, `retracted`, and the segment's `guid`, `title` and `page`."""
    rows = [
        {
            "date": correction.date.isoformat(),
            "note": correction.note,
            "retracted": retracted,
            "guid": package.guid,
            "title": package.title,
            "page": page_url(show.base_url, pages.episode_path(package)),
        }
        for package, correction, retracted in _newest_first(packages)
    ]
    return (json.dumps({"corrections": rows}, ensure_ascii=False, indent=1) + "\n").encode()


def _newest_first(packages: Iterable[Package]) -> list[tuple[Package, Correction, bool]]:
    notices = [
        (package, correction, False) for package in packages for correction in package.corrections
    ]
    notices += [(package, package.retracted, True) for package in packages if package.retracted]
    return sorted(notices, key=lambda row: (row[1].date, row[0].id), reverse=True)
