"""The search index of the show's page: a folder of small files for each period.

Periods are years, or shorter if a year is long or still grows (periods.py). A browser loads only
the files that may contain the words typed. Each file is a script that calls
`segmentcastSearch.put`, because a page opened from disk may load only scripts. Words are in shards
by first letters; a shard larger than `SHARD_BYTES` is divided by one more letter. static/search.js
passes the contents to MiniSearch.

A word's entry has lists for title, people and talk. A list gives the episodes as distances from the
previous one (the first from -1), each followed by the frequency: `,` once, `a` 2 or 3 times, `b` 4
to 7, `c` 8 or more. `*` stands for all episodes: a word in more than half of the talks of a long
period says nothing about any of them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from segmentcast import timing
from segmentcast.model import Package
from segmentcast.site import links
from segmentcast.site.search.person_keys import named
from segmentcast.site.search.search_words import terms
from segmentcast.site.styling.assets import StaticFile
from segmentcast.vocabulary.wordings import Language, known

FOLDER = "search"
SHARD_BYTES = 16_000
DOCUMENTS_IN_A_FILE = 25
_SUMMARY_CHARACTERS = 240
_ALL = "*"
_OFTEN = " ,aabbbbc"
_FEW = 300
"""In a period with fewer episodes, every word is listed: a topic of half of a day's talks is news.
"""
_Fields = tuple[list[str], list[str], list[str]]
_Row = tuple[str, str | list[str]]


def index_path() -> str:
    """The file to load first, with the list of periods."""
    return f"{FOLDER}/index.js"


def index_file(periods: Sequence[tuple[str, int, str]]) -> StaticFile:
    """The list of periods, newest first, each with its number of episodes and its files' version."""
    return _script(index_path(), "", [list(period) for period in periods])


def period_files(
    period: str, newest: Iterable[tuple[Package, str]], language: Language
) -> Iterator[StaticFile]:
    """The files of one period. Packages come with the path of their page, newest first.

    They are iterated once and not kept in memory.
    """
    root = f"{FOLDER}/{period}"
    # A word's list alternates between an episode's number and the word's frequency in it.
    fields: tuple[dict[str, list[int]], ...] = ({}, {}, {})
    lengths = [0, 0, 0]
    documents: list[list[Any]] = []
    for number, (package, path) in enumerate(newest):
        documents.append(_document(package, path, language))
        for field, vocabulary in enumerate(_fields(package)):
            lengths[field] += len(vocabulary)
            lists = fields[field]
            for word, count in Counter(vocabulary).items():
                if word in lists:
                    lists[word] += number, count
                else:
                    lists[word] = [number, count]
    total = len(documents)
    every = sorted(fields[0].keys() | fields[1].keys() | fields[2].keys())
    rows: list[_Row] = [
        (word, _entry([lists.get(word, []) for lists in fields], total)) for word in every
    ]
    shards = list(_shards("", rows))
    for number, (_, content) in enumerate(shards):
        yield _script(f"{root}/{number}.js", f"{period}/{number}", dict(content))
    for start in range(0, total, DOCUMENTS_IN_A_FILE):
        name = f"d{start // DOCUMENTS_IN_A_FILE}"
        shown = documents[start : start + DOCUMENTS_IN_A_FILE]
        yield _script(f"{root}/{name}.js", f"{period}/{name}", shown)
    averages = [round(length / max(1, total), 2) for length in lengths]
    head = {"shards": [prefix for prefix, _ in shards], "lengths": averages}
    yield _script(f"{root}/index.js", period, head)


def _fields(package: Package) -> _Fields:
    """The words of the title, of people's names, and of the talk."""
    title = terms(package.title)
    if package.retracted is not None:
        return title, [], []
    names = [word for _, name in named(package) for word in terms(name)]
    texts = [package.summary, *(cue.text for cue in package.cues)]
    texts += [sentence.text for sentence in package.unheard]
    if package.show_notes is not None:
        texts.append(package.show_notes.text)
    # ASCII sentences, the majority, are folded in one go; the others one by one.
    spoken = terms(" ".join([text for text in texts if text.isascii()]))
    for text in texts:
        if not text.isascii():
            spoken += terms(text)
    return title, names, spoken


def _entry(lists: list[list[int]], total: int) -> str | list[str]:
    """A word's entry: three lists, or only the last if the word is just in the talk."""
    written = [_postings(episodes, total) if episodes else "" for episodes in lists]
    return written[2] if not written[0] and not written[1] else written


def _postings(episodes: list[int], total: int) -> str:
    if total >= _FEW and len(episodes) > total:
        return _ALL
    out: list[str] = []
    before = -1
    for at in range(0, len(episodes), 2):
        number = episodes[at]
        out.append(f"{number - before}{_OFTEN[min(8, episodes[at + 1])]}")
        before = number
    return "".join(out)


def _shards(prefix: str, rows: list[_Row]) -> Iterator[tuple[str, list[_Row]]]:
    """Divides the sorted rows into shards by the first letters of their words."""
    size = sum(len(word) + sum(map(len, entry)) + 8 for word, entry in rows)
    if size <= SHARD_BYTES or len(rows) == 1:
        yield prefix, rows
        return
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        groups.setdefault(row[0][: len(prefix) + 1], []).append(row)
    for longer, group in groups.items():
        if longer == prefix:
            yield prefix, group
        else:
            yield from _shards(longer, group)


def _document(package: Package, path: str, language: Language) -> list[Any]:
    """What a search result shows of an episode."""
    summary = package.summary
    if len(summary) > _SUMMARY_CHARACTERS:
        summary = summary[:_SUMMARY_CHARACTERS].rsplit(" ", 1)[0] + " …"
    clock = timing.length_clock(package.duration_ms)
    return [
        links.relative(path, "index.html"),
        package.title,
        (known(package.language) or language).date(package.published.date()),
        "" if package.retracted else clock,
        [name for _, name in named(package)],
        summary,
        package.language,
    ]


def _script(path: str, name: str, content: object) -> StaticFile:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    # U+2028 and U+2029 are line terminators in old JavaScript engines.
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    data = f"segmentcastSearch.put({json.dumps(name)},{text});\n"
    return StaticFile(path, data.encode("utf-8"), "text/javascript")
