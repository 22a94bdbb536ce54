"""The pages that list episodes: the show's, a year's, a person's; and the list of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from segmentcast.model import Package, Show
from segmentcast.site import links, metadata, views
from segmentcast.site.assets import assets
from segmentcast.site.catalogue import Catalogue, Person, Row, catalogue, seal
from segmentcast.site.language import Language, language
from segmentcast.site.pages import (
    NO_OVERRIDES,
    SHOW_PAGE,
    common_values,
    episode_path,
    file_address,
    picture,
    render_template,
)
from segmentcast.site.people import PEOPLE_PAGE, person_path, person_year_path
from segmentcast.site.search_index import index_path
from segmentcast.vocabulary.addresses import page_url

LISTED = 200
"""Episodes on the show's page, or a person's; older ones are on the pages of their years."""
_FREQUENT = 30
"""People who are named on the show's page: those who are heard most often."""
_CHOICES = 200
"""People whom the search can be narrowed to."""


def show_page(
    show: Show,
    packages: Iterable[Package],
    *,
    language_tag: str = "",
    overrides: Mapping[str, str] = NO_OVERRIDES,
) -> bytes:
    """The show's page: what it is, how to subscribe, its episodes with the newest first; UTF-8.

    The newest `LISTED` episodes are shown; if there are more, or from more than one year, the
    page links to `archive_pages`.
    """
    words = language(language_tag or show.language)
    return render_show(show, catalogue(packages), words, overrides)


def archive_pages(
    show: Show,
    packages: Iterable[Package],
    *,
    language_tag: str = "",
    overrides: Mapping[str, str] = NO_OVERRIDES,
) -> dict[str, bytes]:
    """One page for each year, by path: `archive/2016/index.html`."""
    words = language(language_tag or show.language)
    known = catalogue(packages)
    return {
        archive_path(year): render_year(show, year, known.packages(those), words, overrides)
        for year, those in known.by_year.items()
    }


def render_show(
    show: Show, known: Catalogue, words: Language, overrides: Mapping[str, str]
) -> bytes:
    shared = assets(show, words.tag)
    often = sorted(known.people, key=lambda person: (-len(person.rows), person.key))
    return render_template(
        "show.html",
        overrides,
        **common_values(show, SHOW_PAGE, words),
        title=show.title,
        description=show.description,
        address=show.base_url,
        artwork=picture(show.thumbnail or show.artwork, SHOW_PAGE),
        artwork_address=file_address(show, show.artwork),
        json_ld=metadata.script_json(metadata.show_data(show)),
        episodes=cards(known.packages(known.newest[:LISTED]), SHOW_PAGE, words),
        years=tuple((str(year), archive_path(year)) for year in archive_years(known)),
        people=views.credits(
            show.people, words, SHOW_PAGE, {person.key for person in known.people}
        ),
        heard=_people(often[:_FREQUENT], SHOW_PAGE),
        people_page=PEOPLE_PAGE if known.people else "",
        names=tuple(
            person.name for person in sorted(often[:_CHOICES], key=lambda person: person.key)
        ),
        search={
            "code": shared.search.path,
            "library": shared.search_library.path,
            "index": index_path(),
            "version": seal([(row.id, row.seal) for row in known.newest]),
        },
        link=links.safe(show.link),
        funding=tuple((links.safe(url), text) for url, text in show.funding if links.safe(url)),
    )


def render_year(
    show: Show,
    year: int,
    packages: Iterable[Package],
    words: Language,
    overrides: Mapping[str, str],
) -> bytes:
    page = archive_path(year)
    title = f"{words.text('archive')} {year}"
    return _list(show, page, title, words, overrides, episodes=cards(packages, page, words))


def person_years(person: Person) -> dict[int, tuple[Row, ...]]:
    """The years that have a page of their own: when there are more than `LISTED` episodes."""
    by_year: dict[int, list[Row]] = {}
    if len(person.rows) > LISTED:
        for row in person.rows:
            by_year.setdefault(row.year, []).append(row)
    return {year: tuple(rows) for year, rows in by_year.items()}


def render_person(
    show: Show, person: Person, known: Catalogue, words: Language, overrides: Mapping[str, str]
) -> bytes:
    """A person's page: the newest episodes, and links to those of the years."""
    page = person_path(person.key)
    return _list(
        show,
        page,
        words.text("person", name=person.name),
        words,
        overrides,
        episodes=cards(known.packages(person.rows[:LISTED]), page, words),
        years=tuple(
            (str(year), links.relative(person_year_path(person.key, year), page))
            for year in person_years(person)
        ),
    )


def render_person_year(
    show: Show,
    person: Person,
    year: int,
    packages: Iterable[Package],
    words: Language,
    overrides: Mapping[str, str],
) -> bytes:
    """The page of one year of a person."""
    path = person_year_path(person.key, year)
    title = f"{words.text('person', name=person.name)}, {year}"
    return _list(show, path, title, words, overrides, episodes=cards(packages, path, words))


def people_page(
    show: Show, people: Iterable[Person], words: Language, overrides: Mapping[str, str]
) -> bytes:
    """Everybody who is heard, by name."""
    return render_template(
        "people.html",
        overrides,
        **common_values(show, PEOPLE_PAGE, words),
        title=words.text("people"),
        description=show.description,
        address=page_url(show.base_url, PEOPLE_PAGE),
        artwork_address=file_address(show, show.artwork),
        json_ld="",
        people=_people(people, PEOPLE_PAGE),
    )


def archive_years(known: Catalogue) -> tuple[int, ...]:
    """The years that have a page: all, unless one page shows everything."""
    return tuple(known.by_year) if len(known.by_year) > 1 or len(known.newest) > LISTED else ()


def archive_path(year: int) -> str:
    return f"archive/{year}/index.html"


def cards(packages: Iterable[Package], page: str, words: Language) -> list[views.EpisodeCard]:
    return [views.card(package, page, episode_path(package), words) for package in packages]


def _list(
    show: Show,
    page: str,
    title: str,
    words: Language,
    overrides: Mapping[str, str],
    *,
    episodes: list[views.EpisodeCard],
    years: tuple[tuple[str, str], ...] = (),
) -> bytes:
    values: dict[str, Any] = {
        "title": title,
        "description": show.description,
        "address": page_url(show.base_url, page),
        "artwork": None,
        "artwork_address": file_address(show, show.artwork),
        "json_ld": "",
        "episodes": episodes,
        "years": years,
    }
    return render_template("list.html", overrides, **common_values(show, page, words), **values)


def _people(people: Iterable[Person], page: str) -> tuple[views.PersonView, ...]:
    return tuple(
        views.PersonView(
            person.name, links.relative(person_path(person.key), page), len(person.rows)
        )
        for person in people
    )
