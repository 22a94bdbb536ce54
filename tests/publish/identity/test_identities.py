"""Folders that change their names, in whatever way: GUIDs stay with what subscribers heard."""

import shutil
from pathlib import Path
from typing import Any

import feedparser
import pytest

from segmentcast.errors import LedgerError

NAMES = ("2026-03-14-ferry", "2026-03-20-bridge", "2026-03-25-market")
BRIDGE = """\
The bridge that sings

Ola Berg, who paints the bridge, joins Peter Aune.

Read the Full Transcript


    Ola Berg, why does the old bridge sing in a storm from the west?


    The wind goes through the railing as through a flute. My father heard it sixty years ago, and so did his.


    Will the new paint keep it quiet?


    No paint in the world keeps that bridge quiet, and I would not buy it if it did.
"""
MARKET = """\
A market without money

Eva Sund, who sells apples, joins Peter Aune.

Read the Full Transcript


    Eva Sund, nobody pays at your stall. How do you live from that?


    They bring me bread, lamps, a bicycle once. A dentist comes for cider and looks after my teeth.


    What would you never take for an apple?


    A promise. Promises do not keep over the winter, and my apples do.
"""


def items(show: Any) -> dict[str, Any]:
    parsed = feedparser.parse((show.feed / "feed.xml").read_bytes())
    assert not parsed.bozo
    return {entry.link.rstrip("/").rsplit("/", 1)[-1]: entry for entry in parsed.entries}


def guids(show: Any) -> dict[str, str]:
    return {name: entry.id for name, entry in items(show).items()}


@pytest.fixture
def three(show: Any) -> tuple[Any, dict[str, str]]:
    """A show with three published episodes, and their GUIDs by name."""
    show.publish_first(NAMES[0], (NAMES[1], BRIDGE), (NAMES[2], MARKET))
    return show, guids(show)


def rename(show: Any, names: dict[str, str]) -> None:
    """All at once, as far as a publish can see."""
    for old in names:
        (show.folder / old).rename(show.folder / f"_{old}")
    for old, new in names.items():
        (show.folder / f"_{old}").rename(show.folder / new)


def edit(show: Any, name: str, before: str, after: str) -> None:
    path = show.folder / name / "transcript.txt"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


def test_two_that_swap_names_keep_their_guids(three: Any) -> None:
    """The GUID follows the words, the first date with it; the third episode is left alone."""
    show, before = three
    dates = {entry.id: entry.published for entry in items(show).values()}
    rename(show, {NAMES[0]: NAMES[1], NAMES[1]: NAMES[0]})
    report = show.publish()
    assert guids(show) == {
        NAMES[0]: before[NAMES[1]],
        NAMES[1]: before[NAMES[0]],
        NAMES[2]: before[NAMES[2]],
    }
    assert {entry.id: entry.published for entry in items(show).values()} == dates
    assert report.removed == ()
    assert f'previously published as "{NAMES[1]}"' in report.outcomes[0].reasons[0]
    assert show.publish().written == 0


def test_a_circle_of_three_keeps_its_guids(three: Any) -> None:
    """Each takes the name of the next."""
    show, before = three
    rename(show, {NAMES[0]: NAMES[1], NAMES[1]: NAMES[2], NAMES[2]: NAMES[0]})
    show.publish()
    assert guids(show) == {
        NAMES[1]: before[NAMES[0]],
        NAMES[2]: before[NAMES[1]],
        NAMES[0]: before[NAMES[2]],
    }


def test_a_shift_hands_on_names_and_no_guids(three: Any) -> None:
    """a becomes b, b becomes d, and a new episode takes the name a: it gets a GUID of its own."""
    show, before = three
    rename(show, {NAMES[0]: NAMES[1], NAMES[1]: "2026-03-21-other"})
    show.episode(NAMES[0], MARKET.replace("apples", "pears").replace("Eva Sund", "Nils Holm")[:330])
    show.publish()
    after = guids(show)
    assert after.pop(NAMES[0]) not in before.values()
    assert after == {
        NAMES[1]: before[NAMES[0]],
        "2026-03-21-other": before[NAMES[1]],
        NAMES[2]: before[NAMES[2]],
    }


def test_a_swap_is_seen_without_any_memory(three: Any) -> None:
    """Also where the working files are gone, as on a fresh machine."""
    show, before = three
    shutil.rmtree(show.root / ".segmentcast")
    rename(show, {NAMES[0]: NAMES[1], NAMES[1]: NAMES[0]})
    show.publish()
    assert guids(show)[NAMES[0]] == before[NAMES[1]]
    assert guids(show)[NAMES[1]] == before[NAMES[0]]


def test_renamed_and_edited_at_once_is_the_same_episode(three: Any) -> None:
    """A folder vanishes, one with most of its sentences appears: it is that episode."""
    show, before = three
    rename(show, {NAMES[1]: "2026-03-20-singing-bridge"})
    edit(show, "2026-03-20-singing-bridge", "sixty", "seventy")
    report = show.publish()
    assert guids(show)["2026-03-20-singing-bridge"] == before[NAMES[1]]
    assert len(guids(show)) == 3
    assert report.removed == ()


def test_swapped_and_both_edited_keep_their_guids(three: Any) -> None:
    """The words that are left of each say who is who."""
    show, before = three
    rename(show, {NAMES[1]: NAMES[2], NAMES[2]: NAMES[1]})
    edit(show, NAMES[2], "sixty", "seventy")
    edit(show, NAMES[1], "bicycle", "clock")
    show.publish()
    assert guids(show)[NAMES[2]] == before[NAMES[1]]
    assert guids(show)[NAMES[1]] == before[NAMES[2]]


def test_swapped_and_one_of_them_edited_keep_their_guids(three: Any) -> None:
    """One is known by its transcript, the other by the words that are left."""
    show, before = three
    rename(show, {NAMES[1]: NAMES[2], NAMES[2]: NAMES[1]})
    edit(show, NAMES[2], "sixty", "seventy")
    show.publish()
    assert guids(show)[NAMES[2]] == before[NAMES[1]]
    assert guids(show)[NAMES[1]] == before[NAMES[2]]


def test_a_new_episode_in_the_place_of_a_deleted_one_is_new(three: Any) -> None:
    """Other words, another date: nothing is asked, and nothing is handed on."""
    show, before = three
    shutil.rmtree(show.folder / NAMES[1])
    show.episode("2026-05-02-mill", "The mill\n\nRead the Full Transcript\n\n\n    We grind rye.\n")
    report = show.publish()
    assert guids(show)["2026-05-02-mill"] not in before.values()
    assert report.removed == (NAMES[1],)


def test_what_cannot_be_told_is_asked_and_the_answer_counts(three: Any) -> None:
    """Half of the words and another date: nothing is published until episode.toml says which it is."""
    show, before = three
    feed = (show.feed / "feed.xml").read_bytes()
    ledger = {path: path.read_bytes() for path in (show.folder / "ledger").iterdir()}
    shutil.rmtree(show.folder / NAMES[1])
    name = "2026-05-02-bridge"
    folder = show.episode(name, BRIDGE, episode_toml="date = 2026-05-02\n")
    edit(show, name, "sixty years ago", "as a boy")
    with pytest.raises(LedgerError) as error:
        show.publish()
    (problem,) = error.value.problems
    assert name in problem.where
    assert f'formerly = "{NAMES[1]}"' in problem.mend
    assert 'formerly = "none"' in problem.mend
    assert (show.feed / "feed.xml").read_bytes() == feed
    assert {path: path.read_bytes() for path in (show.folder / "ledger").iterdir()} == ledger
    with pytest.raises(LedgerError):
        show.publish(dry_run=True)
    answers = {NAMES[1]: True, "none": False}
    for answer, same in answers.items():
        copy = Path(shutil.copytree(show.root, show.root.with_name(f"answer-{same}")))
        other = type(show).__new__(type(show))
        other.root, other.folder, other.feed = copy, copy / "episodes", copy / "feed"
        (other.folder / name / "episode.toml").write_text(
            f'date = 2026-05-02\nformerly = "{answer}"\n'
        )
        other.publish()
        assert (guids(other)[name] == before[NAMES[1]]) is same
        assert len(guids(other)) == 3
        assert other.publish().written == 0
    assert folder.is_dir()


def test_two_notices_that_swapped_are_told_apart_by_the_answer(three: Any) -> None:
    """Retracted episodes of which one was edited as they swapped names have entries of their own names:
    the answer counts all the same, as a GUID or as a name, and holds when they swap back."""
    show, before = three
    one, other = NAMES[:2]

    def retract(name: str, day: str, formerly: str = "") -> None:
        line = f'formerly = "{formerly}"\n' if formerly else ""
        note = '[retraction]\ndate = 2026-05-30\nnote = "Wrong."\nsound = "notice"\n'
        (show.folder / name / "episode.toml").write_text(f"date = {day}\n{line}{note}")

    retract(one, "2026-03-14")
    retract(other, "2026-03-20")
    show.publish()
    rename(show, {one: other, other: one})
    path = show.folder / one / "transcript.txt"
    path.write_text("Another title\n\nRead the Full Transcript\n\n\n    Nothing.\n", "utf-8")
    retract(one, "2026-03-20")
    with pytest.raises(LedgerError) as error:
        show.publish()
    (problem,) = error.value.problems
    assert Path(problem.where).name == one
    assert f'formerly = "{before[other]}"' in problem.mend
    for answer in (before[other], other):
        copy = Path(shutil.copytree(show.root, show.root.with_name(f"answer-{len(answer)}")))
        again = type(show).__new__(type(show))
        again.root, again.folder, again.feed = copy, copy / "episodes", copy / "feed"
        show.folder, folder = again.folder, show.folder
        retract(one, "2026-03-20", answer)
        show.folder = folder
        again.publish()
        assert (guids(again)[one], guids(again)[other]) == (before[other], before[one])
        rename(again, {one: other, other: one})
        again.publish()
        assert guids(again) == before


@pytest.mark.parametrize("sound", ["notice", "withdrawn"])
def test_a_retracted_episode_that_swapped_takes_no_guid(show: Any, sound: str) -> None:
    """One of two was retracted, then they swapped names and both were edited: it is asked about, and
    after the answer each has its own GUID, and the sound of the other is still there."""
    one, other = "ferry", "bridge"
    days = {one: "2026-03-14", other: "2026-03-20"}
    note = f'[retraction]\ndate = 2026-05-30\nnote = "Wrong."\nsound = "{sound}"\n'
    show.episode(one)
    show.episode(other, BRIDGE)
    for name, day in days.items():
        (show.folder / name / "episode.toml").write_text(f"date = {day}\n")
    show.publish()
    before = guids(show)
    heard = show.feed / "audio" / Path(items(show)[other].enclosures[0].href).name
    (show.folder / one / "episode.toml").write_text(f"date = {days[one]}\n{note}")
    show.publish(allow_removals=True)
    rename(show, {one: other, other: one})
    edit(show, one, "sixty", "seventy")
    edit(show, other, "The ferry that came back", "The ferry that sank")
    with pytest.raises(LedgerError) as error:
        show.publish(allow_removals=True)
    (problem,) = error.value.problems
    assert Path(problem.where).name == other
    assert f'formerly = "{before[one]}"' in problem.mend
    settings = f'date = {days[one]}\nformerly = "{before[one]}"\n{note}'
    (show.folder / other / "episode.toml").write_text(settings)
    show.publish(allow_removals=True)
    assert guids(show)[one] == before[other]
    assert guids(show).get(other, before[one]) == before[one]
    assert heard.is_file()


def test_an_old_answer_takes_nothing_from_others(three: Any) -> None:
    """`formerly` that was left standing does not grab the GUID of who has that name today."""
    show, before = three
    rename(show, {NAMES[0]: "2026-03-14-other"})
    (show.folder / "2026-03-14-other" / "episode.toml").write_text(f'formerly = "{NAMES[0]}"\n')
    show.publish()
    show.episode(NAMES[0], MARKET.replace("Eva Sund", "Nils Holm")[:300])
    show.publish()
    third = guids(show)[NAMES[0]]
    edit(show, "2026-03-14-other", "nine years", "ten years")
    edit(show, NAMES[0], "Nils", "Lars")
    show.publish()
    assert guids(show)["2026-03-14-other"] == before[NAMES[0]]
    assert guids(show)[NAMES[0]] == third


def test_one_alone_of_two_that_swapped_is_refused(three: Any) -> None:
    """With --only the other folder is not read: which GUID goes on where is not guessed."""
    show, before = three
    rename(show, {NAMES[0]: NAMES[1], NAMES[1]: NAMES[0]})
    with pytest.raises(LedgerError, match="without --only"):
        show.publish(only=(NAMES[0],))
    assert guids(show) == before
    show.publish()
    assert guids(show)[NAMES[0]] == before[NAMES[1]]


def test_a_copied_folder_is_a_new_episode(three: Any) -> None:
    """The original keeps its GUID, whichever is read first."""
    show, before = three
    shutil.copytree(show.folder / NAMES[1], show.folder / "2026-01-01-copy")
    show.publish()
    after = guids(show)
    assert after.pop("2026-01-01-copy") not in before.values()
    assert after == before


def test_a_failure_after_a_swap_loses_nothing(three: Any) -> None:
    """One of the two cannot be made: the feed stays as it is, and is right once that is mended."""
    show, before = three
    feed = (show.feed / "feed.xml").read_bytes()
    rename(show, {NAMES[0]: NAMES[1], NAMES[1]: NAMES[0]})
    toml = show.folder / NAMES[1] / "episode.toml"
    toml.write_text('[[soundbites]]\nturn = 99\ntitle = "x"\n')
    with pytest.raises(LedgerError, match="was published but could not be made"):
        show.publish()
    assert (show.feed / "feed.xml").read_bytes() == feed
    toml.unlink()
    show.publish()
    assert guids(show)[NAMES[0]] == before[NAMES[1]]
    assert guids(show)[NAMES[1]] == before[NAMES[0]]


FORECAST = """\
{title}

Rosa Lind, who keeps the light, joins Peter Aune.

Read the Full Transcript


    Winds are {wind} and the sea is {sea} in the northern strait this morning. Visibility is good and the pressure is {hpa} and rising slowly.

    Boats should keep clear of the harbour wall after noon. The next forecast will be read at {hour} on this channel as always.
"""
FIRST = {"wind": "calm", "sea": "flat", "hpa": "1012", "hour": "six"}
NEXT = {"wind": "strong", "sea": "rough", "hpa": "990", "hour": "seven"}


@pytest.mark.parametrize("title", ["The forecast", "The forecast for Thursday"])
def test_the_next_forecast_is_not_the_one_that_was_cleared_away(show: Any, title: str) -> None:
    """Most of the words and often the title are the same each week: that alone is no rename."""
    show.episode("2026-01-01-forecast", FORECAST.format(title="The forecast", **FIRST))
    show.publish()
    before = guids(show)
    shutil.rmtree(show.folder / "2026-01-01-forecast")
    show.episode("2026-01-08-forecast", FORECAST.format(title=title, **NEXT))
    with pytest.raises(LedgerError, match="not certain"):
        show.publish()
    assert guids(show) == before


def test_a_bulletin_of_another_hour_is_asked_about(show: Any) -> None:
    """One day, one title, each with its time."""
    show.episode(
        "morning",
        FORECAST.format(title="News", **FIRST),
        episode_toml="date = 2026-01-01T06:00:00Z\n",
    )
    show.publish()
    before = guids(show)
    (show.folder / "morning").rename(show.folder / "evening")
    show.episode(
        "evening",
        FORECAST.format(title="News", **NEXT),
        episode_toml="date = 2026-01-01T18:00:00Z\n",
    )
    with pytest.raises(LedgerError, match="not certain"):
        show.publish()
    assert guids(show) == before


def test_a_file_in_a_folder_within_is_looked_at(show: Any) -> None:
    """episode.toml may name it as the transcript: a change of it is published."""
    folder = show.episode(episode_toml='transcript = "text/talk.txt"\n')
    (folder / "text").mkdir()
    (folder / "transcript.txt").rename(folder / "text/talk.txt")
    show.publish()
    assert show.publish().written == 0
    (folder / "text/talk.txt").write_text(BRIDGE)
    show.publish()
    assert [entry.title for entry in items(show).values()] == ["The bridge that sings"]
