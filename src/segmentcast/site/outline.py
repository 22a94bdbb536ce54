"""What a show's site consists of, part by part, each with a key that tells whether it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from segmentcast.model import Package, Show
from segmentcast.site import corrections, lists, search_index
from segmentcast.site.assets import StaticFile, assets
from segmentcast.site.catalogue import Catalogue, Episodes, Person, Row, catalogue, seal
from segmentcast.site.embedding import oembed
from segmentcast.site.language import Language, language
from segmentcast.site.pages import (
    NO_OVERRIDES,
    embed_page,
    embed_path,
    episode_page,
    episode_path,
    oembed_path,
    template_texts,
)
from segmentcast.site.people import PEOPLE_PAGE, person_path, person_year_path

HTML = "text/html"


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some files of the site that change together.

    With the same name and key `make` gives the same files: whoever still has them need not call it.
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
) -> Iterator[Part]:
    """The parts in the order in which they may become visible: what is linked to comes first.

    Packages are asked for when something is made of them. `withdrawn` are in no list but that of the corrections; their pages are not made here.
    The keys hold for one version of segmentcast and its libraries. Raises ConfigError for a colour
    that is not one; `make` raises it for a template that cannot be used.
    """
    words = language(language_tag or show.language)
    known = catalogue(packages)
    shared = assets(show, words.tag)
    texts = template_texts(overrides)
    look = seal([show, words.tag, dict(words.words), texts, [file.path for file in shared.all()]])
    files = seal([(file.path, file.data) for file in shared.all()])
    yield Part("static", files, lambda: iter(shared.all()))
    for row in known.newest:
        make = partial(_episode, show, known.episodes, row.id, words, overrides)
        yield Part(f"episode/{row.id}", f"{look} {row.seal}", make)
    told = (*map(known.episodes.light, known.told), *withdrawn)
    yield _corrections(show, told, words, overrides, look)
    yield from _search(known, words)
    yield from _lists(show, known, words, overrides, look)


def _episode(
    show: Show, episodes: Episodes, id_: str, words: Language, overrides: Mapping[str, str]
) -> Iterator[StaticFile]:
    tag, package = words.tag, episodes.whole(id_)
    frame = embed_page(show, package, language_tag=tag, overrides=overrides)
    page = episode_page(show, package, language_tag=tag, overrides=overrides)
    yield StaticFile(embed_path(package), frame, HTML)
    yield StaticFile(oembed_path(package), oembed(show, package), "application/json")
    yield StaticFile(episode_path(package), page, HTML)


def _corrections(
    show: Show,
    packages: tuple[Package, ...],
    words: Language,
    overrides: Mapping[str, str],
    look: str,
) -> Part:
    """The page that every footer links to; it is there when nothing was corrected as well."""
    told = [
        (each.id, each.guid, each.title, each.corrections, each.retracted, episode_path(each))
        for each in packages
        if each.corrections or each.retracted
    ]

    def make() -> Iterator[StaticFile]:
        page = corrections.corrections_page(
            show, packages, language_tag=words.tag, overrides=overrides
        )
        rows = corrections.corrections_json(show, packages)
        yield StaticFile(corrections.CORRECTIONS_PAGE, page, HTML)
        yield StaticFile(corrections.CORRECTIONS_JSON, rows, "application/json")

    return Part("corrections", seal([look, told]), make)


def _search(known: Catalogue, words: Language) -> Iterator[Part]:
    years: list[tuple[int, int, str]] = []
    for year, rows in known.by_year.items():
        version = seal([words.tag, [row.seal for row in rows]])
        years.append((year, len(rows), version))
        yield Part(f"search/{year}", version, partial(_search_year, known, year, rows, words))
    yield Part("search", seal(years), lambda: iter([search_index.index_file(years)]))


def _search_year(
    known: Catalogue, year: int, rows: tuple[Row, ...], words: Language
) -> Iterator[StaticFile]:
    whole = (known.episodes.whole(row.id) for row in rows)
    pairs = ((package, episode_path(package)) for package in whole)
    return search_index.year_files(year, pairs, words)


def _lists(
    show: Show, known: Catalogue, words: Language, overrides: Mapping[str, str], look: str
) -> Iterator[Part]:
    def key(rows: Iterable[Row], *more: object) -> str:
        return seal([look, [row.shown for row in rows], more])

    for year in lists.archive_years(known):
        those = known.by_year[year]
        make = partial(_year, show, known, year, those, words, overrides)
        yield Part(f"archive/{year}", key(those), make)
    for person in known.people:
        years = lists.person_years(person)
        for year, rows in years.items():
            make = partial(_person_year, show, known, person, year, rows, words, overrides)
            yield Part(f"person/{person.key}/{year}", key(rows, person.name), make)
        newest = person.rows[: lists.LISTED]
        make = partial(_person, show, known, person, words, overrides)
        yield Part(f"person/{person.key}", key(newest, person.name, sorted(years)), make)
    if known.people:
        everybody = [(one.key, one.name, len(one.rows)) for one in known.people]
        yield Part(
            "people", seal([look, everybody]), partial(_people, show, known, words, overrides)
        )
    yield Part(
        "show",
        seal([look, [(row.id, row.seal) for row in known.newest]]),
        partial(_show, show, known, words, overrides),
    )


def _year(
    show: Show,
    known: Catalogue,
    year: int,
    rows: tuple[Row, ...],
    words: Language,
    overrides: Mapping[str, str],
) -> Iterator[StaticFile]:
    data = lists.render_year(show, year, known.packages(rows), words, overrides)
    yield StaticFile(lists.archive_path(year), data, HTML)


def _person(
    show: Show, known: Catalogue, person: Person, words: Language, overrides: Mapping[str, str]
) -> Iterator[StaticFile]:
    data = lists.render_person(show, person, known, words, overrides)
    yield StaticFile(person_path(person.key), data, HTML)


def _person_year(
    show: Show,
    known: Catalogue,
    person: Person,
    year: int,
    rows: tuple[Row, ...],
    words: Language,
    overrides: Mapping[str, str],
) -> Iterator[StaticFile]:
    packages = known.packages(rows)
    data = lists.render_person_year(show, person, year, packages, words, overrides)
    yield StaticFile(person_year_path(person.key, year), data, HTML)


def _people(
    show: Show, known: Catalogue, words: Language, overrides: Mapping[str, str]
) -> Iterator[StaticFile]:
    data = lists.people_page(show, known.people, words, overrides)
    yield StaticFile(PEOPLE_PAGE, data, HTML)


def _show(
    show: Show, known: Catalogue, words: Language, overrides: Mapping[str, str]
) -> Iterator[StaticFile]:
    yield StaticFile("index.html", lists.render_show(show, known, words, overrides), HTML)
