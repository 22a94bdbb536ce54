"""segmentcast new"""

from __future__ import annotations

import uuid
from importlib import resources
from pathlib import Path

import click

from segmentcast import engines, files, toml
from segmentcast.cli.accomplished import note
from segmentcast.errors import Problem, UsageError
from segmentcast.workspace.show_folder import locate

GUEST = "hibari/fenrir"
"""A better guest than the default one, which any machine has: written where somebody added it."""
SAMPLE_FOLDER = "2026-01-20-reading-room"


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--title", default="", help="The show's title (default: from the folder's name).")
def command(directory: Path, title: str) -> None:
    """Create a show that is ready to publish.

    Creates DIRECTORY if it does not exist, with episodes/show.toml and a sample episode. Never
    overwrites an existing file.

    \b
    Then:
      segmentcast publish DIRECTORY
      segmentcast serve DIRECTORY
    """
    folder = directory / "episodes"
    for path in (directory / "show.toml", folder / "show.toml"):
        if path.exists():
            raise UsageError(
                Problem(str(path), "this folder already contains a show", "choose another folder")
            )
    title = title.strip() or directory.resolve().name.replace("-", " ").replace("_", " ").title()
    title = title.encode("utf-8", "replace").decode()  # a folder's name may be no text
    starter = resources.files("segmentcast") / "starter"
    show = (starter / "show.toml").read_bytes()
    settings: dict[str, object] = {"title": title, "author": title, "guid": str(uuid.uuid4())}
    if GUEST in (f"hibari/{info.name}" for info in engines.get("hibari").voices()):
        settings["voices"] = {"guest": GUEST}
    settings = toml.parse(show, "show.toml").table | settings
    show = toml.with_content(show, settings, str(folder / "show.toml"))
    _write_new(folder / SAMPLE_FOLDER / "transcript.txt", (starter / "transcript.txt").read_bytes())
    _write_new(directory / ".gitignore", b"/feed/\n/.segmentcast/\nprivate.toml\n")
    _write_new(folder / "show.toml", show)
    note("The show was made")
    click.echo(f"Created {folder / 'show.toml'} and a sample episode, {SAMPLE_FOLDER}.")
    click.echo(f"Next: {locate(directory).command('publish')}")


def _write_new(path: Path, data: bytes) -> None:
    if not path.exists():
        files.write(path, data)
