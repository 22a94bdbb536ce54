"""The names and people of all episodes, kept so that only changed ones are read again."""

from __future__ import annotations

from pathlib import Path

from segmentcast.queries.show_names import NAMES, open_names
from segmentcast.sqlite_file import SqliteFile
from segmentcast.workspace.show_files import read_show
from segmentcast.workspace.show_folder import ShowFolder

SHOW = """title = "T"
description = "D"
author = "A"
base_url = "https://podcast.example.org/"
guid = "8f5b7f62-0d5e-5a41-9c39-6a3e3f6f0a10"
language = "en"
category = "News"
"""


def write(root: Path, name: str, words: str) -> None:
    (root / name).mkdir(exist_ok=True)
    text = f"A talk\n\nNORA LIND: {words}\n\nPER AUNE: I am from the hills.\n"
    (root / name / "transcript.txt").write_text(text, "utf-8")


def test_names_of_all_episodes_most_frequent_first(tmp_path: Path) -> None:
    """Counts add up over episodes; the show's word list hides a name; what is gone or changed is read again."""
    place = ShowFolder(tmp_path, tmp_path / "feed", tmp_path / ".segmentcast")
    (tmp_path / "show.toml").write_text(SHOW, "utf-8")
    write(tmp_path, "2026-01-01-a", "We met in Ardencaple, and then in Quaile.")
    write(tmp_path, "2026-01-02-b", "The road to Quaile is closed. So is Quaile itself.")
    (tmp_path / "2026-01-03-c").mkdir()
    (tmp_path / "2026-01-03-c" / "transcript.txt").write_bytes(b"\xff\xfe\xfa")
    show = read_show(place)
    with open_names(place) as names:
        assert names.read(place, show)
        shown, unchecked = names.words({}, 9)
        words = {word.word: (word.count, word.episodes) for word in shown}
        assert unchecked == len(words)
        assert next(iter(words)) == "Quaile"
        assert (words["Quaile"], words["Ardencaple"]) == ((3, 2), (1, 1))
        assert names.words({}, 1) == (shown[:1], unchecked)
        for lexicon, hidden in (
            ({"quaile": "quail"}, "Quaile"),
            ({"in Ardencaple": "x"}, "Ardencaple"),
        ):
            for limit in (9, 0):
                rows, left = names.words(lexicon, limit)
                assert hidden not in {word.word for word in rows}
                assert left == unchecked - 1
        people = names.people(9)
        assert [person.name for person in people] == ["Nora Lind", "Per Aune"]
        assert {person.episodes for person in people} == {2}
        assert (names.people(1), names.count_people()) == (people[:1], 2)
        assert (names.person("per-aune"), names.person("nobody")) == (people[1], None)

        write(tmp_path, "2026-01-02-b", "The road is closed.")
        for file in (tmp_path / "2026-01-01-a").iterdir():
            file.unlink()
        (tmp_path / "2026-01-01-a").rmdir()
        assert names.read(place, show)
        assert names.words({}, 9) == ([], 0)


def test_an_episode_that_has_not_changed_is_not_read_again(tmp_path: Path) -> None:
    """What is kept of it stays, and a reading that has no time left ends after an episode."""
    place = ShowFolder(tmp_path, tmp_path / "feed", tmp_path / ".segmentcast")
    (tmp_path / "show.toml").write_text(SHOW, "utf-8")
    for number in range(3):
        write(tmp_path, f"2026-01-0{number + 1}-a", "We met in Ardencaple.")
    show = read_show(place)
    with open_names(place) as names:
        assert not names.read(place, show, seconds=1e-9)
        assert names.episodes() == 1
        assert names.read(place, show)
    kept = SqliteFile(place.work / NAMES, names.schema)
    kept.run("UPDATE word SET count = 7")
    kept.close()
    with open_names(place) as names:
        assert names.read(place, show, seconds=1e-9)
        assert names.words({}, 9)[0][0].count == 21
