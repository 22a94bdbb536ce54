"""Divides a show's site into parts, each with a key that changes with its contents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby

from segmentcast.model import Package, Show
from segmentcast.site import corrections_list, lists
from segmentcast.site.embedding import oembed
from segmentcast.site.pages import (
    NO_OVERRIDES,
    embed_page,
    embed_path,
    episode_page,
    episode_path,
    oembed_path,
    page_words,
    shape_path,
    shape_svg,
    template_texts,
)
from segmentcast.site.periods import EVERYTHING, LISTED, YEAR, Timetable, stretches, timetable
from segmentcast.site.search import search_index
from segmentcast.site.search.person_keys import PEOPLE_PAGE, person_path
from segmentcast.site.search.search_words import FOLDING
from segmentcast.site.show_listing import Episodes, PersonRow, held, people, seal
from segmentcast.site.styling.assets import StaticFile, assets
from segmentcast.vocabulary.wordings import Language, language

HTML = "text/html"


@dataclass(frozen=True, slots=True, eq=False)
class SitePart:
    """Files of the site that change together.

    For the same name and key, `make` gives the same files, so a caller that has them can skip it.
    """

    name: str
    key: str
    make: Callable[[], Iterator[StaticFile]]


def outline(
    show: Show,
    packages: Episodes | Iterable[Package],
    *,
    withdrawn: Iterable[Package] = (),
    language_tag: str = "",
    overrides: Mapping[str, str] = NO_OVERRIDES,
) -> Iterator[SitePart]:
    """The parts in the order in which they may become visible: link targets first.

    Packages are read on demand. `withdrawn` packages appear only in the list of corrections, and
    get no pages here. Keys are valid for one version of segmentcast and its libraries. Raises
    ConfigError for an invalid colour; `make` raises it for a template that cannot be used.
    """
    words = language(language_tag or show.language)
    known = held(packages)
    shared = assets(show, words.tag)
    texts = template_texts(overrides)
    look = seal([show, words.tag, dict(words.words), texts, [file.path for file in shared.all()]])
    files = seal([(file.path, file.data) for file in shared.all()])
    yield SitePart("static", files, lambda: iter(shared.all()))
    for row in known.rows():
        make = partial(_episode, show, known, row.id, language_tag, overrides)
        yield SitePart(f"episode/{row.id}", f"{look} {row.seal}", make)
    corrected = (*map(known.light, known.amended()), *withdrawn)
    yield _corrections(show, corrected, words, overrides, look)
    table = timetable(known.rows())
    yield from _search(known, table, words)
    for year in lists.archive_years(table):
        yield from _periods(show, known, table, year, words, overrides, look)
    yield from _people(show, known, words, overrides, look)
    yield SitePart(
        "show",
        seal([look, table.spans[EVERYTHING].seal]),
        partial(_show, show, known, table, words, overrides),
    )


def _episode(
    show: Show, episodes: Episodes, id_: str, tag: str, overrides: Mapping[str, str]
) -> Iterator[StaticFile]:
    package = episodes.whole(id_)
    frame = embed_page(show, package, language_tag=tag, overrides=overrides)
    page = episode_page(show, package, language_tag=tag, overrides=overrides)
    yield from _own_script(show, package, tag)
    yield StaticFile(embed_path(package), frame, HTML)
    yield StaticFile(oembed_path(package), oembed(show, package), "application/json")
    if package.retracted is None:
        yield StaticFile(shape_path(package), shape_svg(show, package), "image/svg+xml")
    yield StaticFile(episode_path(package), page, HTML)


def withdrawn_pages(
    show: Show, package: Package, overrides: Mapping[str, str] = NO_OVERRIDES
) -> Iterator[StaticFile]:
    """The page and the frame of an episode that was retracted, and what only they load.

    Raises as `outline` does.
    """
    frame = embed_page(show, package, overrides=overrides)
    page = episode_page(show, package, overrides=overrides)
    yield from _own_script(show, package, "")
    yield StaticFile(embed_path(package), frame, HTML)
    yield StaticFile(episode_path(package), page, HTML)


def _own_script(show: Show, package: Package, tag: str) -> Iterator[StaticFile]:
    """The script with an episode's own words, where it is in another language than the show."""
    script = assets(show, tag or page_words(show, package).tag).script
    if script != assets(show, tag or show.language).script:
        yield script


def _corrections(
    show: Show,
    packages: tuple[Package, ...],
    words: Language,
    overrides: Mapping[str, str],
    look: str,
) -> SitePart:
    """The corrections page. Every footer links to it, so it exists even without corrections."""
    corrected = [
        (
            package.id,
            package.guid,
            package.title,
            package.corrections,
            package.retracted,
            episode_path(package),
        )
        for package in packages
        if package.corrections or package.retracted
    ]

    def make() -> Iterator[StaticFile]:
        page = corrections_list.corrections_page(
            show, packages, language_tag=words.tag, overrides=overrides
        )
        rows = corrections_list.corrections_json(show, packages)
        yield StaticFile(corrections_list.CORRECTIONS_PAGE, page, HTML)
        yield StaticFile(corrections_list.CORRECTIONS_JSON, rows, "application/json")

    return SitePart("corrections", seal([look, corrected]), make)


def _search(known: Episodes, table: Timetable, words: Language) -> Iterator[SitePart]:
    ranked: list[tuple[str, int, str]] = []
    for period in stretches(table):
        span = table.spans[period]
        version = seal([FOLDING, words.tag, span.seal])
        ranked.append((period, span.count, version))
        yield SitePart(f"search/{period}", version, partial(_search_files, known, period, words))
    yield SitePart("search", seal(ranked), lambda: iter([search_index.index_file(ranked)]))


def _search_files(known: Episodes, period: str, words: Language) -> Iterator[StaticFile]:
    whole = (known.whole(row.id) for row in known.rows(period))
    pairs = ((package, episode_path(package)) for package in whole)
    return search_index.period_files(period, pairs, words)


def _periods(
    show: Show,
    known: Episodes,
    table: Timetable,
    year: str,
    words: Language,
    overrides: Mapping[str, str],
    look: str,
    person: PersonRow | None = None,
) -> Iterator[SitePart]:
    """The pages of a year, and of its months and days if it is long."""
    for period in lists.pages_of(table, year):
        make = partial(_period, show, known, table, period, words, overrides, person)
        # A person's name is spelled as in their newest episode of any year.
        span = table.spans[period]
        key = [look, span.shown]
        if lists.is_divided(table, period):
            key = [look, span.newest, *lists.finer(table, period)]
        key += [person.name] if person else []
        name = f"person/{person.key}/{period}" if person else f"archive/{period}"
        yield SitePart(name, seal(key), make)


def _period(
    show: Show,
    known: Episodes,
    table: Timetable,
    period: str,
    words: Language,
    overrides: Mapping[str, str],
    person: PersonRow | None,
) -> Iterator[StaticFile]:
    data = lists.render_period(show, known, table, period, words, overrides, person)
    yield StaticFile(lists.period_path(period, person), data, HTML)


def _people(
    show: Show, known: Episodes, words: Language, overrides: Mapping[str, str], look: str
) -> Iterator[SitePart]:
    """The pages of all speakers, and the list of them."""
    everybody = ""
    for key, rows in groupby(known.heard(), key=lambda pair: pair[0]):
        rest = iter(rows)
        _, name, first = next(rest)
        table = timetable(chain([first], (row for _, _, row in rest)))
        whole = table.spans[EVERYTHING]
        person = PersonRow(key, name, whole.count)
        years = table.within(EVERYTHING, YEAR) if whole.count > LISTED else ()
        for year in years:
            yield from _periods(show, known, table, year, words, overrides, look, person)
        make = partial(_person, show, person, years, known, words, overrides)
        yield SitePart(f"person/{key}", seal([look, whole.newest, name, years]), make)
        everybody = seal([everybody, person])
    if everybody:
        make = partial(_everybody, show, known, words, overrides)
        yield SitePart("people", seal([look, everybody]), make)


def _person(
    show: Show,
    person: PersonRow,
    years: Sequence[str],
    known: Episodes,
    words: Language,
    overrides: Mapping[str, str],
) -> Iterator[StaticFile]:
    data = lists.render_person(show, person, years, known, words, overrides)
    yield StaticFile(person_path(person.key), data, HTML)


def _everybody(
    show: Show, known: Episodes, words: Language, overrides: Mapping[str, str]
) -> Iterator[StaticFile]:
    data = lists.people_page(show, people(known), words, overrides)
    yield StaticFile(PEOPLE_PAGE, data, HTML)


def _show(
    show: Show,
    known: Episodes,
    table: Timetable,
    words: Language,
    overrides: Mapping[str, str],
) -> Iterator[StaticFile]:
    page = lists.render_show(show, known, table, words, overrides)
    yield StaticFile("index.html", page, HTML)
