"""segmentcast new"""

from __future__ import annotations

import sys
import uuid
from datetime import datetime
from importlib import resources
from pathlib import Path

import click

from segmentcast import engines, files, toml
from segmentcast.cli.output.accomplished import note
from segmentcast.cli.output.terminal import print_findings
from segmentcast.config.schema import web_address
from segmentcast.errors import Problem, UsageError
from segmentcast.feed.guids import show_guid
from segmentcast.workspace.show_folder import locate

GUEST = "hibari/fenrir"
"""A better voice for the guest than the default; written if it is installed here."""
SAMPLE_FOLDER = "2026-01-20-reading-room"


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--title", default="", help="The show's title (default: from the folder's name).")
@click.option("--author", default="", help="The newsroom (default: the title).")
@click.option("--email", default="", help="Where directories can reach you; it is in the feed.")
@click.option("--base-url", default="", metavar="URL", help="Where the feed folder will be hosted.")
@click.option(
    "--recording",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Your first episode, in place of the sample.",
)
def command(
    directory: Path, title: str, author: str, email: str, base_url: str, recording: Path | None
) -> None:
    """Create a show that is ready to publish.

    Creates DIRECTORY if it does not exist, with episodes/show.toml and a sample episode, or with a
    recording as its first episode, as "segmentcast add" makes it of an audio file. Never
    overwrites an existing file. At a terminal it asks for what you leave out; press Enter to
    answer later, in show.toml.

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
    if recording is not None:
        _check_recording(recording)
    from segmentcast.vocabulary.web_addresses import is_email

    asks = sys.stdin.isatty() and sys.stdout.isatty()
    if asks:
        title = title or _answer("The show's title")
        author = author or _answer("The newsroom's name")
        email = email or _answer("An email address for podcast directories (it is in the feed)")
        base_url = base_url or _answer("The address where the feed folder will be hosted")
    base_url = _address(base_url)
    if email and not is_email(email):
        raise UsageError(
            Problem(
                "--email", f"{email!r} is not an email address", "write one like a@news.example"
            )
        )
    title = title.strip() or directory.resolve().name.replace("-", " ").replace("_", " ").title()
    title = title.encode("utf-8", "replace").decode()  # folder names may be undecodable
    starter = resources.files("segmentcast") / "starter"
    show = (starter / "show.toml").read_bytes()
    author = author.strip() or title
    settings: dict[str, object] = {"title": title, "author": author, "guid": _guid(base_url)}
    if base_url:
        settings["base_url"] = base_url
    if email:
        settings["owner"] = {"name": author, "email": email}
    if GUEST in (f"hibari/{info.name}" for info in engines.get("hibari").voices()):
        settings["voices"] = {"guest": GUEST}
    settings = toml.parse(show, "show.toml").table | settings
    show = toml.with_content(show, settings, str(folder / "show.toml"))
    if recording is None:
        sample = (starter / "transcript.txt").read_bytes()
        _write_new(folder / SAMPLE_FOLDER / "transcript.txt", sample)
    _write_new(directory / ".gitignore", b"/feed/\n/.segmentcast/\nprivate.toml\n")
    _write_new(folder / "show.toml", show)
    note("The show was created")
    first = SAMPLE_FOLDER if recording is None else _add(directory, recording)
    kind = "a sample episode" if recording is None else "an episode"
    click.echo(f"Created {folder / 'show.toml'} and {kind}, {first}.")
    click.echo(f"Next: {locate(directory).command('publish')}")


def _check_recording(recording: Path) -> None:
    """Raises UsageError or SoundError before anything is written."""
    from segmentcast.audio_io import probe
    from segmentcast.cli.given_paths import no_such_path
    from segmentcast.vocabulary.sound_files import is_sound

    if not recording.is_file():
        raise UsageError(no_such_path(recording))
    if not is_sound(recording.name):
        what = "this is not an audio file"
        raise UsageError(
            Problem(str(recording), what, "give one, or add it later: segmentcast add")
        )
    probe(recording)


def _add(directory: Path, recording: Path) -> str:
    """The folder of the episode that is made of the recording."""
    from segmentcast.intake import add, prepare
    from segmentcast.workspace.show_files import read_show

    place = locate(directory)
    config = read_show(place)
    additions = prepare(place, config, [str(recording)], datetime.now(config.timezone).date())
    add(place, additions)
    print_findings(additions[0].findings)
    return additions[0].folder


def _answer(question: str) -> str:
    answer: str = click.prompt(question, default="", show_default=False)
    return answer.strip()


def _address(base_url: str) -> str:
    """The folder's address with a slash at its end; empty for none. Raises UsageError."""
    if not base_url:
        return ""
    try:
        web_address(base_url)
    except ValueError as error:
        what, _, mend = str(error).partition(" | ")
        raise UsageError(Problem("--base-url", what, mend)) from None
    return base_url if base_url.endswith("/") else f"{base_url}/"


def _guid(base_url: str) -> str:
    """podcast:guid: that of the feed's address, as PSP-1 asks.

    Without an address it is made from a random one: that of the example would be the same for all.
    """
    return show_guid(f"{base_url}feed.xml" if base_url else f"{uuid.uuid4()}.example/feed.xml")


def _write_new(path: Path, data: bytes) -> None:
    if not path.exists():
        files.write(path, data)
