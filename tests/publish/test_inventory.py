"""The roll of a publish: folders and outcomes that memory does not grow with."""

from pathlib import Path

import pytest

from segmentcast.publish.inventory import Inventory, Outcomes
from segmentcast.publish.merge_join import MergeJoin, missing_in
from segmentcast.publish.outcome import EpisodeOutcome
from segmentcast.workspace.episode_folder import EpisodeFolder

BRIEF = b'{"guid":"g","title":"The ferry","duration_ms":1000,"loudness":null,"voices":[["Ann","tone/low"]],"remove_at":"2027-01-01T00:00:00Z"}'


def folder(name: str, *names: str) -> EpisodeFolder:
    return EpisodeFolder("/show", name, names or ("transcript.txt",), f"signature of {name}")


def called(*names: str) -> Inventory:
    inventory = Inventory("/show")
    inventory.load(((name.lower(), folder(name)) for name in names), lambda *_: None)
    return inventory


def test_folders_come_back_as_they_were() -> None:
    """By id, with the names of their files, also such as are no text; an unknown id is a KeyError."""
    odd = folder("A", "caf\udce9.txt", "episode.toml")
    inventory = Inventory("/show")
    inventory.load([("a", odd), ("b", folder("B"))], lambda *_: None)
    assert inventory["a"] == odd
    assert inventory["a"].path == Path("/show/A")
    assert ("b" in inventory, "c" in inventory) == (True, False)
    with pytest.raises(KeyError):
        inventory["c"]


def test_a_second_folder_of_one_id_is_told() -> None:
    """The first keeps the id; who asks hears both names."""
    told: list[tuple[str, str]] = []
    inventory = Inventory("/show")
    inventory.load([("a", folder("A")), ("a", folder("a"))], lambda *names: told.append(names))
    assert told == [("a", "A")]
    assert list(inventory.ids()) == ["a"]


@pytest.mark.parametrize("count", [3, 200])
def test_what_has_no_outcome_is_open(count: int) -> None:
    """In the order of the folders, whether they are few enough to be held or not."""
    names = [f"N{number:03d}" for number in range(count)]
    inventory = called(*names)
    inventory.keep_untouched([("n001", BRIEF, None)])
    inventory.keep(EpisodeOutcome("n002", "N002", "failed"))
    left = inventory.pending()
    assert [each.name for each in left.values()] == [
        name for name in names if name not in ("N001", "N002")
    ]
    assert (len(left), "n000" in left, "n001" in left) == (count - 2, True, False)
    assert list(inventory.without_outcome()) == [name.lower() for name in names if name in {each.name for each in left.values()}]  # fmt: skip


def test_a_publish_of_some_looks_at_those_alone() -> None:
    """Names that no folder has are given back; the others are on the roll all the same."""
    inventory = called("A", "B", "C")
    assert inventory.select({"B", "X"}) == {"X"}
    assert [each.name for each in inventory.pending().values()] == ["B"]
    assert [id_ for id_, _ in inventory.signatures()] == ["b"]
    assert (inventory.selected, list(inventory.ids())) == (1, ["a", "b", "c"])


def test_outcomes_are_a_row_or_held_and_come_in_the_order_of_the_folders() -> None:
    """An untouched episode's is made from its record; all are there, with what is due next."""
    inventory = called("A", "B", "C")
    inventory.keep(EpisodeOutcome("c", "C", "made", reasons=("new",)))
    inventory.keep_untouched([("b", BRIEF, None)])
    inventory.keep_ended("a", BRIEF, "its remove_at passed")
    other = EpisodeOutcome("?", "?", "failed")
    outcomes = Outcomes(inventory, [other])
    assert [(each.id, each.status, each.title) for each in outcomes] == [
        ("a", "held", "The ferry"),
        ("b", "unchanged", "The ferry"),
        ("c", "made", ""),
        ("?", "failed", ""),
    ]
    assert (len(outcomes), outcomes[1].voices, outcomes[-1]) == (4, (("Ann", "tone/low"),), other)
    assert [each.id for each in outcomes.looked_at()] == ["a", "c", "?"]
    assert outcomes.untouched == 1


def test_keys_in_order_are_looked_up_in_one_pass() -> None:
    """Rows that nobody asks for are passed over."""
    rows = MergeJoin(iter([("a", 1), ("c", 3), ("d", 4)]))
    assert [rows.at(key) for key in ("a", "b", "d", "e")] == [1, None, 4, None]
    assert list(missing_in(["a", "b", "c", "e"], ["b", "d", "e"])) == ["a", "c"]
