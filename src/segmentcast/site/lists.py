"""The pages that list episodes (of the show, a period or a person), and the list of people."""

from __future__ import annotations

import heapq
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from segmentcast.model import Credit, Package, Show
from segmentcast.site import links, metadata, people_views, views
from segmentcast.site.pages import (
    NO_OVERRIDES,
    POLICY,
    SHOW_PAGE,
    common_values,
    episode_path,
    file_address,
    picture,
    render_template,
    with_pictures,
    with_sounds,
)
from segmentcast.site.periods import DAY, EVERYTHING, LISTED, MONTH, YEAR, Timetable, timetable
from segmentcast.site.search.person_keys import (
    PEOPLE_PAGE,
    person_key,
    person_path,
    person_period_path,
)
from segmentcast.site.search.search_index import index_path
from segmentcast.site.show_listing import Episodes, PersonRow, held, people
from segmentcast.site.styling.assets import assets
from segmentcast.vocabulary.covers import SMALL_PX, THUMBNAIL_PX
from segmentcast.vocabulary.web_addresses import page_url
from segmentcast.vocabulary.wordings import Language, language

LISTED_WHOLE = 400
"""Maximum number of episodes on the page of a year or month: one a day for a year. Longer ones
show the newest, and link to their months or days."""
_FREQUENT = 6
"""How many people the show's page lists, those heard most often first."""
_CHOICES = 200
"""How many people the search can be narrowed to."""
_FINER = {YEAR: MONTH, MONTH: DAY}


def show_page(
    show: Show,
    packages: Iterable[Package],
    *,
    language_tag: str = "",
    overrides: Mapping[str, str] = NO_OVERRIDES,
) -> bytes:
    """The show's page with a description, ways to subscribe, and its newest episodes; UTF-8.

    Shows the newest `LISTED` episodes. If there are more, or from more than one year, the page
    links to `archive_pages`.
    """
    words = language(language_tag or show.language)
    known = held(packages)
    return render_show(show, known, timetable(known.rows()), words, overrides)


def archive_pages(
    show: Show,
    packages: Iterable[Package],
    *,
    language_tag: str = "",
    overrides: Mapping[str, str] = NO_OVERRIDES,
) -> dict[str, bytes]:
    """Pages by path: one for each year, `archive/2016/index.html`, and for months of long years."""
    words = language(language_tag or show.language)
    known = held(packages)
    table = timetable(known.rows())
    return {
        archive_path(period): render_period(show, known, table, period, words, overrides)
        for year in table.within(EVERYTHING, YEAR)
        for period in pages_of(table, year)
    }


def render_show(
    show: Show,
    known: Episodes,
    table: Timetable,
    words: Language,
    overrides: Mapping[str, str],
) -> bytes:
    shared = assets(show, words.tag)
    often = heapq.nsmallest(_CHOICES, people(known), key=lambda one: (-one.episodes, one.key))
    episodes = cards(show, _newest(known), SHOW_PAGE, words)
    portraits = {person.name: person.img for person in show.people}
    heard = tuple(_people(often[:_FREQUENT], SHOW_PAGE, words, portraits))
    return render_template(
        "show.html",
        overrides,
        **common_values(show, SHOW_PAGE, words, _policy(episodes, heard)),
        title=show.title,
        description=show.description,
        address=show.base_url,
        artwork=picture(show.thumbnail or show.artwork, SHOW_PAGE),
        artwork_sizes=_sizes(show),
        artwork_address=file_address(show, show.artwork),
        json_ld=metadata.script_json(metadata.show_data(show)),
        episodes=episodes,
        years=tuple((year, archive_path(year)) for year in archive_years(table)),
        people=people_views.credits(show.people, words, SHOW_PAGE, _heard_of(show, known)),
        heard=heard,
        about=lead_in(show.description),
        lists_script=shared.lists.path,
        counted_by=links.counted_by(show),
        people_page=PEOPLE_PAGE if often else "",
        names=tuple(one.name for one in sorted(often, key=lambda one: one.key)),
        search={
            "code": shared.search.path,
            "library": shared.search_library.path,
            "index": index_path(),
            "version": table.spans[EVERYTHING].seal,
        },
        link=links.safe(show.link),
        funding=tuple((links.safe(url), text) for url, text in show.funding if links.safe(url)),
    )


def _sizes(show: Show) -> str:
    """The show's scaled pictures with their widths, for browsers to choose from."""
    if show.small is None or show.thumbnail is None:
        return ""
    sizes = ((show.small, SMALL_PX), (show.thumbnail, THUMBNAIL_PX))
    return ", ".join(f"{picture(file, SHOW_PAGE)} {width}w" for file, width in sizes)


def _heard_of(show: Show, known: Episodes) -> Container[str]:
    """Those of the show's own people who have a page, because they are heard in an episode."""
    keys = {person_key(person.name) for person in show.people} - {""}
    return {key for key in keys if next(known.rows(person=key), None) is not None}


def _newest(known: Episodes, day: str = "", person: str = "") -> Iterator[Package]:
    """The newest packages of a period and person. Cues may be missing."""
    return (known.light(row.id) for row in islice(known.rows(day, person), LISTED))


def pages_of(table: Timetable, period: str) -> Iterator[str]:
    """The periods with a page within this one: itself, and its parts if it is divided."""
    yield period
    if is_divided(table, period):
        for inner in finer(table, period):
            yield from pages_of(table, inner)


def finer(table: Timetable, period: str) -> Sequence[str]:
    """The months of a year, or the days of a month, newest first."""
    return table.within(period, _FINER[len(period)])


def is_divided(table: Timetable, period: str) -> bool:
    """Whether a period has too many episodes for one page."""
    return len(period) in _FINER and table.spans[period].count > LISTED_WHOLE


def render_period(
    show: Show,
    known: Episodes,
    table: Timetable,
    period: str,
    words: Language,
    overrides: Mapping[str, str],
    person: PersonRow | None = None,
) -> bytes:
    """The page of a year, month or day, of the show or a person."""
    page = period_path(period, person)
    when = words.period(period)
    title = f"{words.text('archive')} {when}"
    if person is not None:
        title = f"{words.text('person', name=person.name)}, {when}"
    inner: tuple[tuple[str, str], ...] = ()
    if is_divided(table, period):
        chosenrows = _newest(known, period, person.key if person else "")
        inner = tuple(
            (words.period(part), links.relative(period_path(part, person), page))
            for part in finer(table, period)
        )
    else:
        rows = known.rows(period, person.key if person else "")
        chosenrows = (known.light(row.id) for row in rows)
    episodes = cards(show, chosenrows, page, words)
    return _list(show, page, title, words, overrides, episodes=episodes, years=inner)


def render_person(
    show: Show,
    person: PersonRow,
    years: Iterable[str],
    known: Episodes,
    words: Language,
    overrides: Mapping[str, str],
) -> bytes:
    """A person's page: the newest episodes, and links to years."""
    page = person_path(person.key)
    return _list(
        show,
        page,
        words.text("person", name=person.name),
        words,
        overrides,
        episodes=cards(show, _newest(known, person=person.key), page, words),
        years=tuple(
            (year, links.relative(person_period_path(person.key, year), page)) for year in years
        ),
    )


def people_page(
    show: Show, people: Iterable[PersonRow], words: Language, overrides: Mapping[str, str]
) -> bytes:
    """The list of all speakers by name."""
    return render_template(
        "people.html",
        overrides,
        **common_values(show, PEOPLE_PAGE, words),
        title=words.text("people"),
        description=show.description,
        address=page_url(show.base_url, PEOPLE_PAGE),
        artwork_address=file_address(show, show.artwork),
        json_ld="",
        people=_people(people, PEOPLE_PAGE, words),
    )


def archive_years(table: Timetable) -> tuple[str, ...]:
    """The years that have a page: all, unless a single page shows everything."""
    years = table.within(EVERYTHING, YEAR)
    return tuple(years) if len(years) > 1 or table.spans[EVERYTHING].count > LISTED else ()


def archive_path(period: str) -> str:
    """`archive/2016/index.html`, `archive/2016/11/index.html`, `archive/2016/11/13/index.html`."""
    return f"archive/{period.replace('-', '/')}/index.html"


def period_path(period: str, person: PersonRow | None) -> str:
    return archive_path(period) if person is None else person_period_path(person.key, period)


def cards(
    show: Show, packages: Iterable[Package], page: str, words: Language
) -> list[views.EpisodeCard]:
    return [views.card(show, package, page, episode_path(package), words) for package in packages]


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
        "counted_by": links.counted_by(show),
        "lists_script": links.relative(assets(show, words.tag).lists.path, page),
    }
    return render_template(
        "list.html", overrides, **common_values(show, page, words, _policy(episodes)), **values
    )


def lead_in(description: str) -> str:
    """The first sentences of a show's description, as far as they are one or two lines."""
    if len(description) <= _LONGEST_LEAD:
        return description
    ends = [match.end(1) for match in _SENTENCE_END.finditer(description[:_LONGEST_LEAD])]
    if ends:
        return description[: ends[-1]]
    return description[: _LONGEST_LEAD - 1].rpartition(" ")[0] + "…"


_LONGEST_LEAD = 220
_SENTENCE_END = re.compile(r"([.!?。؟…])(?=\s)")


def _policy(
    episodes: Iterable[views.EpisodeCard], people: Iterable[people_views.PersonView] = ()
) -> str:
    """The policy of a list: it may load the portraits that are on it, and play its episodes."""
    episodes = tuple(episodes)
    faces = chain(*(episode.faces for episode in episodes), (person.face for person in people))
    policy = with_sounds(POLICY, (episode.play for episode in episodes))
    return with_pictures(policy, (face.img for face in faces))


def _people(
    people: Iterable[PersonRow],
    page: str,
    words: Language,
    portraits: Mapping[str, str] = NO_OVERRIDES,
) -> Iterator[people_views.PersonView]:
    return (
        people_views.PersonView(
            person.name,
            links.relative(person_path(person.key), page),
            person.episodes,
            people_views.portrait(Credit(person.name, "", img=portraits.get(person.name, ""))),
            words.text("one_segment")
            if person.episodes == 1
            else words.text("count_segments", count=str(person.episodes)),
        )
        for person in people
    )
