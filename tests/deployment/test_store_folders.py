"""A folder is a store only where no transcript, no other site and no other show can be hit."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from segmentcast.cli import group
from segmentcast.errors import SegmentcastError
from tests.showcase import ShowUnderTest


def show_at(folder: Path) -> Path:
    begun = ShowUnderTest(folder.with_name("begun"))
    begun.episode()
    begun.folder.rename(folder)
    begun.root.rmdir()
    return folder


def run(*arguments: str | Path) -> tuple[int, str]:
    """The exit code and the message of a command."""
    result = CliRunner().invoke(group, [str(argument) for argument in arguments])
    if isinstance(result.exception, SegmentcastError):
        return result.exception.exit_code, str(result.exception)
    return result.exit_code, result.output


def all_files(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


COMMANDS = {
    "publish": ["publish", "--to"],
    "dry run": ["publish", "--dry-run", "--to"],
    "prune": ["prune", "--to"],
}
FOLDERS = ["", "../", "feed/sub", ".segmentcast", "episodes", "episodes/", "episodes/new",
           "episodes/2026-03-14-ferry", "link", "link/new"]  # fmt: skip


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("command", COMMANDS)
def test_the_show_is_no_store(tmp_path: Path, command: str, folder: str) -> None:
    """The show's folder, one around it or within it, also by a link, is refused with exit code 2 and
    one message before anything is written."""
    root = tmp_path / "harbour"
    show_at(root / "episodes")
    (root / "link").symlink_to(root / "episodes")
    before = all_files(root)
    code, message = run(*COMMANDS[command][:1], root, *COMMANDS[command][1:], f"{root}/{folder}")
    assert code == 2, message
    assert message.count("Fix:") == 1, message
    assert "a folder outside the show" in message
    assert all_files(root) == before


def test_the_show_is_no_store_to_check(tmp_path: Path) -> None:
    """`check --store` refuses the same folders, as the remedy that it names would publish to them."""
    root = tmp_path / "harbour"
    show_at(root / "episodes")
    (root / "link").symlink_to(root / "episodes")
    assert run("publish", root)[0] == 0
    for folder in FOLDERS:
        code, message = run("check", root, "--store", f"{root}/{folder}")
        assert code == 2, (folder, message)
        assert "a folder outside the show" in message


def test_a_bare_show_is_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with show.toml beside its episodes is refused as well, from within and by show.toml."""
    show = show_at(tmp_path / "harbour")
    monkeypatch.chdir(show)
    for to in (".", "..", "public", "2026-03-14-ferry", f"file://{show}"):
        assert run("publish", "--to", to)[0] == 2, to
    with (show / "show.toml").open("a") as settings:
        settings.write('\n[publish]\nto = "."\n')
    assert run("publish")[0] == 2
    assert not (show / "feed").exists()


def test_the_feed_may_be_pruned_where_it_is_made(tmp_path: Path) -> None:
    """The feed's own folder is no store to publish to, and may be named to `prune`."""
    show = show_at(tmp_path / "harbour")
    assert run("publish", show)[0] == 0
    assert run("publish", show, "--to", show / "feed")[0] == 2
    assert run("check", show, "--store", show / "feed")[0] == 2
    assert run("prune", show, "--to", show / "feed")[0] == 0


@pytest.mark.parametrize("name", ["index.html", "notes.txt", "show.toml", "artwork.zip"])
def test_a_folder_of_others_is_no_store(tmp_path: Path, name: str) -> None:
    """A folder without a feed that holds other files is refused as `--output` is, and left as it is."""
    show, site = show_at(tmp_path / "harbour"), tmp_path / "www"
    site.mkdir()
    (site / name).write_text("ours")
    code, message = run("publish", show, "--to", site)
    assert code == 2, message
    assert all_files(site) == {str(site / name): b"ours"}
    assert not (show / "feed").exists()
    assert run("publish", show, "--output", site)[0] == 2


def test_an_upload_that_broke_off_goes_on(tmp_path: Path) -> None:
    """A store folder without a feed that holds what a broken-off publish left is ours, and so is an
    empty one or one with hidden files."""
    show, site = show_at(tmp_path / "harbour"), tmp_path / "www"
    site.mkdir()
    (site / ".htaccess").write_text("Options -Indexes")
    assert run("publish", show, "--to", site)[0] == 0
    whole = all_files(site)
    (site / "feed.xml").unlink()
    (site / "corrections.json").unlink(missing_ok=True)
    code, message = run("publish", show, "--to", site)
    assert code == 0, message
    assert all_files(site) == whole
