"""cast.toml: written from what was read, changed by a person, read back."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from segmentcast.errors import ConfigError
from segmentcast.model import SURE, Part
from segmentcast.transcript import SpeakerOverrides, cast_toml, overrides_from_toml, read

CASES = Path(__file__).parents[1] / "cases"
UNNAMED = (CASES / "page_unnamed.in.txt").read_bytes()
THREE = (CASES / "page_three_people.in.txt").read_bytes()


@pytest.mark.parametrize(
    "path", sorted(CASES.glob("*_*.in.txt")), ids=lambda path: path.name.split(".")[0]
)
def test_untouched_cast_file_changes_nothing(path: Path) -> None:
    """Writing cast.toml and reading with it gives the same turns, speakers and doubts as without it."""
    data = path.read_bytes()
    try:
        before = read(data, path.name)
    except Exception as error:
        if type(error).__name__ == "TranscriptError":
            return
        raise
    overrides = overrides_from_toml(tomllib.loads(cast_toml(before)), "cast.toml")
    after = read(data, path.name, overrides=overrides)
    assert after == before


def test_a_persons_word_survives_the_round_trip() -> None:
    """Names, parts, roles and turns that a person gave are in the file that is written next."""
    said = SpeakerOverrides(
        names={"host": 'Jane "J" Roe'},
        parts={"guest": Part.REPORTER},
        roles={"host": "of the kiln\tdesk"},
        turns={2: "Ana Pot", 4: "host"},
    )
    first = read(UNNAMED, "t.txt", overrides=said)
    again = read(
        UNNAMED,
        "t.txt",
        overrides=overrides_from_toml(tomllib.loads(cast_toml(first)), "cast.toml"),
    )
    assert [turn.speaker for turn in again.turns] == [turn.speaker for turn in first.turns]
    assert [(s.key, s.name, s.part, s.role) for s in again.speakers] == [
        (s.key, s.name, s.part, s.role) for s in first.speakers
    ]
    assert first.speaker("jane-j-roe").name == 'Jane "J" Roe'
    assert first.turns[1].speaker == "ana-pot"
    assert first.turns[3].speaker == "jane-j-roe"
    assert first.turns[1].confidence == 1.0


def test_unsure_turns_stay_unsure_until_a_person_says() -> None:
    """A doubtful turn is commented out in cast.toml; without its '#' it is sure."""
    before = read(THREE, "t.txt")
    written = cast_toml(before)
    assert '# 6 = "gustav-pike"' in written
    confirmed = written.replace('# 6 = "gustav-pike"', '6 = "elin-moss"')
    after = read(THREE, "t.txt", overrides=overrides_from_toml(tomllib.loads(confirmed), "c"))
    assert before.turns[5].confidence < SURE
    assert after.turns[5].speaker == "elin-moss"
    assert after.turns[5].confidence == 1.0


def test_generic_label_gets_a_name() -> None:
    """ "Speaker 2" is named by its label."""
    data = (CASES / "speaker_stamps.in.txt").read_bytes()
    transcript = read(
        data, "t.txt", overrides=SpeakerOverrides(names={"Speaker 2": "Moe Threader"})
    )
    assert transcript.turns[1].speaker == "moe-threader"
    assert not any(finding.rule == "speaker-unnamed" for finding in transcript.findings)


def test_override_for_nobody_is_a_finding() -> None:
    """A key that fits nobody and a turn that does not exist are said, not dropped."""
    transcript = read(
        UNNAMED, "t.txt", overrides=SpeakerOverrides(names={"narrator": "X Y"}, turns={99: "host"})
    )
    unused = [finding for finding in transcript.findings if finding.rule == "override-unused"]
    assert len(unused) == 2
    assert all("cast.toml in the episode's folder" in finding.mend for finding in unused)


def test_unknown_keys_are_all_named() -> None:
    """Every wrong key of cast.toml is a problem, with the one that was probably meant."""
    table = {
        "speaker": {},
        "speakers": {"host": {"nmae": "A B", "part": "gest"}, "guest": 3},
        "turns": {"first": "host", "2": 7},
    }
    with pytest.raises(ConfigError) as caught:
        overrides_from_toml(table, "cast.toml")
    shown = str(caught.value)
    assert len(caught.value.problems) == 6
    for words in ('"speakers"', '"name"', '"guest"', "speakers.guest", "first", "turns.2"):
        assert words in shown
