"""What a show's site consists of, part by part, each with a key that tells whether it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from segmentcast.model import Package, Show
from segmentcast.site import corrections, lists, search_index
from segmentcast.site.assets import StaticFile, assets
from segmentcast.site.catalogue import Catalogue, catalogue, seal
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
from segmentcast.site.people import PEOPLE_PAGE, Person

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
    packages: Iterable[Package],
    *,
    withdrawn: Iterable[Package] = (),
    language_tag: str = "",
    overrides: Mapping[str, str] = NO_OVERRIDES,
) -> Iterator[Part]:
    """The parts in the order in which they may become visible: what is linked to comes first.

    `withdrawn` are in no list but that of the corrections; their pages are not made here.
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
    for package in known.newest:
        make = partial(_episode, show, package, words, overrides)
        yield Part(f"episode/{package.id}", seal([look, known.seals[package.id]]), make)
    yield _corrections(show, (*known.newest, *withdrawn), words, overrides, look)
    yield from _search(known, words)
    yield from _lists(show, known, words, overrides, look)


def _episode(
    show: Show, package: Package, words: Language, overrides: Mapping[str, str]
) -> Iterator[StaticFile]:
    tag = words.tag
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
    for year, packages in known.by_year.items():
        paths = [(package, episode_path(package)) for package in packages]
        version = seal([words.tag, known.seal(packages), [path for _, path in paths]])
        years.append((year, len(packages), version))
        make = partial(search_index.year_files, year, paths, words)
        yield Part(f"search/{year}", version, make)
    yield Part("search", seal(years), lambda: iter([search_index.index_file(years)]))


def _lists(
    show: Show, known: Catalogue, words: Language, overrides: Mapping[str, str], look: str
) -> Iterator[Part]:
    # A list shows little of an episode: a corrected sentence must not make a hundred lists anew.
    shown = {
        package.id: seal(
            (
                package.id, package.title, package.summary, package.published,
                package.duration_ms, package.language, package.retracted is not None,
                episode_path(package),
            )
        )
        for package in known.newest
    }  # fmt: skip

    def key(packages: Iterable[Package], *more: object) -> str:
        return seal([look, [shown[package.id] for package in packages], more])

    for year in lists.archive_years(known):
        those = known.by_year[year]
        yield Part(
            f"archive/{year}",
            key(those),
            partial(_year, show, year, those, words, overrides),
        )
    for person in known.people:
        make = partial(_person, show, person, words, overrides)
        yield Part(f"person/{person.key}", key(person.packages, person.name), make)
    if known.people:
        everybody = [(one.key, one.name, len(one.packages)) for one in known.people]
        yield Part(
            "people", seal([look, everybody]), partial(_people, show, known, words, overrides)
        )
    yield Part(
        "show",
        seal([look, dict(known.seals)]),
        partial(_show, show, known, words, overrides),
    )


def _year(
    show: Show,
    year: int,
    packages: tuple[Package, ...],
    words: Language,
    overrides: Mapping[str, str],
) -> Iterator[StaticFile]:
    data = lists.render_year(show, year, packages, words, overrides)
    yield StaticFile(lists.archive_path(year), data, HTML)


def _person(
    show: Show, person: Person, words: Language, overrides: Mapping[str, str]
) -> Iterator[StaticFile]:
    for path, data in lists.person_pages(show, person, words, overrides).items():
        yield StaticFile(path, data, HTML)


def _people(
    show: Show, known: Catalogue, words: Language, overrides: Mapping[str, str]
) -> Iterator[StaticFile]:
    data = lists.people_page(show, known.people, words, overrides)
    yield StaticFile(PEOPLE_PAGE, data, HTML)


def _show(
    show: Show, known: Catalogue, words: Language, overrides: Mapping[str, str]
) -> Iterator[StaticFile]:
    yield StaticFile("index.html", lists.render_show(show, known, words, overrides), HTML)
