"""What people change is made again with any software, and nothing else is."""

from pathlib import Path
from typing import Any

FERRY, MARKET, BRIDGE = "2026-03-14-ferry", "2026-04-02-market", "2026-05-01-bridge"
VOICE = '\n[voices]\n"Rosa Lind" = "tone/top@0.5"\n'
NOTE = '\n[[corrections]]\ndate = 2026-05-04\nnote = "The planks are of oak."\n'


def test_a_lexicon_line_remakes_the_one_episode_that_it_reaches(stored: Any, later: Any) -> None:
    """A word of one episode is said otherwise there; a note and a description move no sound."""
    before = stored.seen()
    stored.edit("show.toml", '"Aune" = "Owner"', '"Aune" = "Owner"\n"cow" = "kauw"')
    stored.edit("show.toml", "News from the quay.", "News from the quay, every week.")
    stored.edit(f"{BRIDGE}/episode.toml", "", NOTE)
    later.publish(stored.root)
    assert stored.moved(before) == {FERRY}
    assert "The planks are of oak." in stored.seen().document


def test_a_voice_remakes_the_episodes_of_that_person(stored: Any, later: Any) -> None:
    """Another voice for one episode's guest is heard there and leaves the others alone."""
    before = stored.seen()
    stored.edit(f"{FERRY}/episode.toml", "", VOICE)
    later.publish(stored.root)
    assert stored.moved(before) == {FERRY}


def test_pauses_remake_what_is_narrated(stored: Any, later: Any) -> None:
    """A recording has pauses of its own."""
    before = stored.seen()
    stored.edit("show.toml", "turn_ms = 100", "turn_ms = 300")
    later.publish(stored.root)
    assert stored.moved(before) == {FERRY, BRIDGE}


def test_the_shows_title_is_written_into_the_tags_alone(stored: Any, later: Any) -> None:
    """The sound under the new tags is the published one, frame by frame."""
    before, frames = stored.seen(), stored.frames()
    stored.edit("show.toml", "The Harbour Report", "The Harbour Hour")
    later.publish(stored.root)
    assert stored.moved(before) == {FERRY, MARKET, BRIDGE}
    assert stored.frames() == frames


def test_a_picture_is_tagged_onto_its_own_episode(stored: Any, later: Any) -> None:
    """Another cover gives that episode new tags on the published sound."""
    before, frames = stored.seen(), stored.frames()
    cover = stored.episodes / MARKET / "cover.png"
    cover.write_bytes((stored.episodes / BRIDGE / "cover.png").read_bytes())
    later.publish(stored.root)
    assert stored.moved(before) == {MARKET}
    assert stored.frames() == frames


def test_a_clone_knows_what_was_changed(stored: Any, ours: Any, later: Any, tmp_path: Path) -> None:
    """The ledger tells a voice that was changed after the last publish, without feed and cache."""
    before, store = stored.seen(), tmp_path / "store"
    ours.publish(stored.root, "--to", store)
    stored.clone()
    stored.edit(f"{FERRY}/episode.toml", "", VOICE)
    later.publish(stored.root, "--to", store)
    assert stored.moved(before) == {FERRY}


def test_remake_makes_with_todays_software(stored: Any, ours: Any, later: Any) -> None:
    """`diff` counts what `--remake` would make again; `--only` narrows it; identities stay."""
    before = stored.seen()
    ours.publish(stored.root)
    assert outdated(later, stored) == 3
    later.publish(stored.root, "--remake", "--only", FERRY)
    assert stored.moved(before) == {FERRY}
    assert outdated(later, stored) == 2
    later.publish(stored.root, "--remake")
    assert stored.moved(before) == {FERRY, MARKET, BRIDGE}
    assert outdated(later, stored) == 0
    assert "0 could be remade" not in later.run("diff", stored.root)
    assert stored.seen().identities == before.identities


def outdated(software: Any, stored: Any) -> int:
    """How many episodes `diff` says could be remade."""
    text = software.run("diff", stored.root)
    found = [line for line in text.splitlines() if "remade with the current software" in line]
    return int(found[0].split()[0]) if found else 0
