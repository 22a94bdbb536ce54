"""A settings file that is not UTF-8 misnames nobody: it is refused, and left as it is."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from segmentcast import files
from segmentcast.errors import ConfigError
from segmentcast.publish import read_cast
from segmentcast.workspace.private_feeds import add_subscriber, read_subscribers, revoke_subscriber
from segmentcast.workspace.show_folder import locate

HOSTED = """\
title = "José sings"
date = 2024-05-01

[enclosure]
url = "https://cdn.example/jose.mp3"
length = 1000
duration = 60
"""


def test_a_cast_file_in_latin_1_is_refused_for_its_episode(show: Any) -> None:
    """The episode is not made under a name with a replaced letter; the others are published."""
    folder = show.episode()
    (folder / "cast.toml").write_bytes('[turns]\n1 = "José"\n'.encode("latin-1"))
    show.episode("2026-03-20-second")
    report = show.publish()
    assert {each.folder: each.status for each in report.outcomes} == {
        "2026-03-14-ferry": "failed",
        "2026-03-20-second": "made",
    }
    (problem,) = report.failed[0].problems
    assert problem.where.endswith("2026-03-14-ferry/cast.toml:2")
    assert "0xE9" in problem.what
    written = show.snapshot()
    assert b"2026-03-14-ferry" not in written["feed.xml"][0]
    assert not [path for path in written if "ferry" in path]


def test_a_hosted_episode_in_latin_1_is_refused(show: Any) -> None:
    """The settings of an episode that others host are read as strictly as everybody's."""
    folder = show.folder / "2024-05-01-jose"
    folder.mkdir()
    (folder / "episode.toml").write_bytes(HOSTED.encode("latin-1"))
    (outcome,) = show.publish().outcomes
    assert outcome.status == "failed"
    assert outcome.problems[0].where.endswith("episode.toml:1")


def test_the_shows_cast_file_in_latin_1_is_refused_and_left(show: Any) -> None:
    """Not a byte of a person's comments is rewritten, and nothing is published with a guess."""
    show.publish_first()
    path = show.folder / "cast.toml"
    data = "# ask José first\n".encode("latin-1") + path.read_bytes()
    path.write_bytes(data)
    with pytest.raises(ConfigError, match=r"cast\.toml:1"):
        read_cast(locate(show.root))
    show.episode("2026-03-20-second")
    before = show.snapshot()
    with pytest.raises(ConfigError, match="UTF-8"):
        show.publish()
    assert path.read_bytes() == data
    assert show.snapshot() == before


def test_secrets_in_latin_1_are_refused_without_being_told(show: Any) -> None:
    """private.toml is refused by its line, stays as it is, and no token is in the message."""
    place = locate(show.root)
    path = place.path / "private.toml"
    data = f'[subscribers]\n"José" = "{"x" * 32}"\n'.encode("latin-1")
    path.write_bytes(data)
    for act in (read_subscribers, lambda place: add_subscriber(place, "Ann")):
        with pytest.raises(ConfigError) as caught:
            act(place)
        assert "private.toml:2" in str(caught.value)
        assert "xxxx" not in str(caught.value)
    assert path.read_bytes() == data


def test_secrets_are_their_owners_alone_from_the_first_moment(show: Any) -> None:
    """Whatever the umask, private.toml is readable by its owner alone, while it is written too."""
    place = locate(show.root)
    before = os.umask(0)
    try:
        add_subscriber(place, "Ann")
        path = place.path / "private.toml"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        revoke_subscriber(place, "Ann")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with files.replacing(path, mode=0o600) as stream:
            (unfinished,) = place.path.glob(".private.toml.*")
            assert stat.S_IMODE(unfinished.stat().st_mode) == 0o600
            stream.write(b"")
    finally:
        os.umask(before)


def test_what_a_person_wrote_among_the_subscribers_stays(show: Any) -> None:
    """A new subscriber is one new line, a revoked one takes theirs away; comments and order stay."""
    place = locate(show.root)
    path = Path(place.path / "private.toml")
    mine = f'# ours\n[subscribers]\n# pays\n"Zoe" = "{"z" * 32}"\n"Ann" = "{"a" * 32}"  # free\n'
    path.write_text(mine, encoding="utf-8")
    token = add_subscriber(place, "Mia Ek")
    assert path.read_text(encoding="utf-8") == mine + f'"Mia Ek" = "{token}"\n'
    revoke_subscriber(place, "Zoe")
    assert "Zoe" not in path.read_text(encoding="utf-8")
    assert '"Ann" = "' + "a" * 32 + '"  # free\n' in path.read_text(encoding="utf-8")
