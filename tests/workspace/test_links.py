"""Links in a show's folder: those that lead out of it are refused, all others are followed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from segmentcast.errors import ConfigError
from segmentcast.publish import read_cast, read_show
from segmentcast.workspace.episode_folder import episode_folder
from segmentcast.workspace.private_feeds import read_subscribers
from segmentcast.workspace.show_folder import locate

SECOND = "2026-03-20-second"


@pytest.fixture
def outside(show: Any, tmp_path: Path) -> Path:
    """A folder beside the show's with what somebody might point at."""
    folder = tmp_path / "secret"
    folder.mkdir()
    shutil.copy(show.episode() / "transcript.txt", folder)
    shutil.rmtree(show.folder / "2026-03-14-ferry")
    shutil.copy(show.folder / "show.jpg", folder / "picture.jpg")
    (folder / "episode.toml").write_text('title = "Mine"\n', encoding="utf-8")
    (folder / "cast.toml").write_text("# mine\n", encoding="utf-8")
    (folder / "sound.wav").write_bytes(b"RIFF")
    return folder


def refused(show: Any, link: Path) -> None:
    """The first episode fails by the name of the link, with the second published."""
    show.episode(SECOND)
    report = show.publish()
    assert {each.folder: each.status for each in report.outcomes} == {
        "2026-03-14-ferry": "failed",
        SECOND: "made",
    }
    (problem,) = report.failed[0].problems
    assert problem.where == str(link)
    assert "leads out of the show's folder" in problem.what
    assert not [path for path in show.snapshot() if "ferry" in path]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("transcript.txt", "transcript.txt"),
        ("episode.toml", "episode.toml"),
        ("cast.toml", "cast.toml"),
        ("recording.wav", "sound.wav"),
        ("turn-02.wav", "sound.wav"),
    ],
)
def test_a_found_file_outside_is_refused(show: Any, outside: Path, name: str, target: str) -> None:
    """A file that is found in an episode's folder and leads out of the show fails that episode alone."""
    link = show.episode() / name
    link.unlink(missing_ok=True)
    link.symlink_to(outside / target)
    refused(show, link)


@pytest.mark.parametrize(
    ("line", "name", "target"),
    [
        ('transcript = "words.txt"', "words.txt", "transcript.txt"),
        ('artwork = "cover.jpg"', "cover.jpg", "picture.jpg"),
        ('recording = "talk.wav"', "talk.wav", "sound.wav"),
        ('[[clips]]\nturn = 2\nfile = "answer.wav"', "answer.wav", "sound.wav"),
        ('[around]\nintro = "jingle.wav"', "jingle.wav", "sound.wav"),
        ('[around]\nintro = "sounds/sound.wav"', "sounds", "."),
    ],
)
def test_a_named_file_outside_is_refused(
    show: Any, outside: Path, line: str, name: str, target: str
) -> None:
    """The same rule holds for files that episode.toml names, and for folders on the way to them."""
    folder = show.episode(episode_toml=f"{line}\n")
    (folder / name).symlink_to(outside / target)
    refused(show, folder / name)


def test_an_episodes_folder_outside_is_refused(show: Any, outside: Path) -> None:
    """An episode's folder that leads out of the show is that episode's failure."""
    link = show.folder / "2026-03-14-ferry"
    link.symlink_to(outside, target_is_directory=True)
    refused(show, link)


def test_links_within_the_show_are_followed(show: Any, tmp_path: Path) -> None:
    """Episodes may share files of the show, and the show's folder may be a link itself."""
    shared = show.folder / "_shared"
    shared.mkdir()
    folder = show.episode(episode_toml='artwork = "covers/cover.jpg"\n')
    (folder / "transcript.txt").rename(shared / "talk.txt")
    shutil.copy(show.folder / "show.jpg", shared / "cover.jpg")
    (folder / "transcript.txt").symlink_to("../_shared/talk.txt")
    (folder / "covers").symlink_to("../_shared", target_is_directory=True)
    shutil.copytree(folder, show.folder / "_drafts" / SECOND, symlinks=False)
    (show.folder / SECOND).symlink_to(f"_drafts/{SECOND}", target_is_directory=True)
    (tmp_path / "elsewhere").symlink_to(show.root, target_is_directory=True)
    show.root = tmp_path / "elsewhere"
    assert [(each.status, each.problems) for each in show.publish().outcomes] == [("made", ())] * 2


@pytest.mark.parametrize("name", ["show.toml", "cast.toml", "private.toml"])
def test_the_shows_own_settings_outside_are_refused(show: Any, tmp_path: Path, name: str) -> None:
    """Settings of the whole show that lead out of it are an error of the configuration (3)."""
    path = show.folder / name
    if not path.exists():
        path.write_text("", encoding="utf-8")
    path.rename(tmp_path / name)
    path.symlink_to(tmp_path / name)
    place = locate(show.root)
    reader = {"show.toml": read_show, "cast.toml": read_cast, "private.toml": read_subscribers}
    with pytest.raises(ConfigError) as caught:
        reader[name](place)
    assert [problem.where for problem in caught.value.problems] == [str(path)]
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("name", ["templates/episode.html", "templates", "show.jpg", "logo.png"])
def test_what_the_pages_are_made_with_outside_is_refused(
    show: Any, tmp_path: Path, name: str
) -> None:
    """A template, picture or logo that leads out of the show is refused, and no feed is written."""
    settings = show.folder / "show.toml"
    settings.write_text(settings.read_text("utf-8") + '[site]\nlogo = "logo.png"\n', "utf-8")
    (show.folder / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (show.folder / "templates").mkdir()
    (show.folder / "templates/episode.html").write_text("words", encoding="utf-8")
    path = show.folder / name
    path.rename(tmp_path / path.name)
    path.symlink_to(tmp_path / path.name)
    show.episode()
    with pytest.raises(ConfigError) as caught:
        show.publish()
    assert [problem.where for problem in caught.value.problems] == [str(path)]
    assert not (show.feed / "feed.xml").exists()


def test_odd_names_are_no_links(show: Any) -> None:
    """A transcript and a folder with a colon in their names are files like others."""
    folder = show.episode("2026-03-14: ferry")
    (folder / "transcript.txt").rename(folder / "Part 1: the bay.txt")
    (outcome,) = show.publish().outcomes
    assert (outcome.status, outcome.problems) == ("made", ())


def test_a_file_in_a_linked_folder_is_an_input(show: Any) -> None:
    """Another picture in a folder of the show that is linked into an episode's is noticed by the next
    publish; links that go round in circles are followed once."""
    shared = show.folder / "_shared"
    shared.mkdir()
    folder = show.episode(episode_toml='artwork = "covers/deep/cover.jpg"\n')
    (shared / "deep").mkdir()
    shutil.copy(show.folder / "show.jpg", shared / "deep" / "cover.jpg")
    (shared / "again").symlink_to(".", target_is_directory=True)
    (folder / "covers").symlink_to("../_shared", target_is_directory=True)
    (folder / "round").symlink_to("..", target_is_directory=True)
    (first,) = show.publish().outcomes
    (second,) = show.publish().outcomes
    assert (first.status, second.status) == ("made", "unchanged")
    with Image.open(shared / "deep" / "cover.jpg") as picture:
        picture.rotate(180).save(shared / "deep" / "cover.jpg")
    (third,) = show.publish().outcomes
    assert third.status == "made"


def test_a_linked_folder_outside_is_not_listed(show: Any, tmp_path: Path) -> None:
    """What changes in a linked folder outside of the show is no change of the episode."""
    (tmp_path / "outside").mkdir()
    folder = show.episode()
    (folder / "notes").symlink_to(tmp_path / "outside", target_is_directory=True)
    before = episode_folder(folder).signature
    (tmp_path / "outside" / "more.txt").write_text("more", "utf-8")
    assert episode_folder(folder).signature == before
