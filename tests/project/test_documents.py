"""README and the other documents tell the truth about the commands, options, settings and files."""

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import click
import pytest

from segmentcast import __version__
from segmentcast.cli import group
from segmentcast.config import caching, episode_settings, publish_settings, show_settings, sound
from segmentcast.config.schema import SettingRow

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")], key=lambda path: path.as_posix()
)
_LINK_TARGET = re.compile(r"\]\([^)]*\)|\]: +\S+|<?https?://\S+")
CALL = re.compile(r"(?:^ {4,}|`|/bin/)segmentcast ([a-z][a-z-]*)([^`\n]*)", re.MULTILINE)


def commands() -> dict[str, click.Command]:
    """The real commands by name."""
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def options(command: click.Command) -> set[str]:
    """Every way to write an option of a command."""
    named = {name for parameter in command.params for name in parameter.opts}
    return named | {"--help", "-h"}


def calls() -> Iterator[tuple[str, str, str]]:
    """Each `segmentcast COMMAND ...` of the documents: where, command, the rest."""
    for path in DOCUMENTS:
        for found in CALL.finditer(path.read_text(encoding="utf-8")):
            yield path.name, found[1], found[2]


def test_documented_commands_exist() -> None:
    """Every command and option that a document shows is a real one."""
    real = commands()
    wrong = []
    for where, name, rest in calls():
        if name not in real:
            wrong.append(f"{where}: segmentcast {name}")
            continue
        command = real[name]
        if isinstance(command, click.Group):
            part = rest.split()[0] if rest.split() else ""
            if part in command.commands:
                command = command.commands[part]
            elif not command.invoke_without_command:
                wrong.append(f"{where}: segmentcast {name} {part}")
                continue
        used = set(re.findall(r"(?<=\s)--?[a-z][a-z-]*", re.sub(r'"[^"]*"', "", rest)))
        wrong += [f"{where}: segmentcast {name} {option}" for option in used - options(command)]
    assert wrong == []


def test_commands_are_documented() -> None:
    """Every command is shown in the README."""
    shown = set(re.findall(r"segmentcast ([a-z][a-z-]*)", (ROOT / "README.md").read_text("utf-8")))
    assert set(commands()) - shown == set()


def test_commands_explain_themselves() -> None:
    """Every command and every option has a help text."""
    silent = [
        f"{name} {option.opts[0]}"
        for name, command in commands().items()
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent + [name for name, command in commands().items() if not command.help] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    """Every file that a document links to is there."""
    targets = re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in local if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_lines_have_at_most_100_columns(path: Path) -> None:
    """Lines of prose and code fit into 100 columns; rows of tables and the targets of links may not."""
    long = [
        f"{path.name}:{number}: {line}"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if not line.lstrip().startswith("|") and len(_LINK_TARGET.sub("]", line)) > 100
    ]
    assert not long, "\n".join(["wrap these lines:", *long])


def test_paths_that_documents_name_exist() -> None:
    """Scripts, modules and folders of the repository that a document names are there."""
    missing = []
    for path in DOCUMENTS:
        if path.name == "CHANGELOG.md":
            continue  # it also tells of what has gone
        named = re.findall(
            r"(?<![\w/.])((?:scripts|tests|requirements|docs|\.ci|episodes)/[\w./-]*\w)",
            path.read_text(encoding="utf-8"),
        )
        missing += [f"{path.name}: {name}" for name in named if not list(ROOT.glob(f"{name}*"))]
    assert missing == []


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(show_settings._SHOW_ROWS, id="show.toml"),
        pytest.param(show_settings._AUDIO_ROWS, id="audio"),
        pytest.param(show_settings._PAUSE_ROWS, id="pauses"),
        pytest.param(show_settings._SITE_ROWS, id="site"),
        pytest.param(episode_settings._ROWS, id="episode.toml"),
        pytest.param(publish_settings.PUBLISH_ROWS, id="publish"),
        pytest.param(caching.CACHE_ROWS, id="cache"),
        pytest.param(publish_settings.ANALYTICS_ROWS, id="analytics"),
        pytest.param(sound.AROUND_ROWS, id="around"),
        pytest.param(sound.NOTICE_ROWS, id="notice"),
        pytest.param(sound.CLIP_ROWS, id="clips"),
    ],
)
def test_settings_are_documented(rows: list[SettingRow]) -> None:
    """docs/show.md names every key that the program reads."""
    text = (ROOT / "docs/show.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"`\[*([a-z_]+)(?:\.[A-Z]+)?\]*`", text))
    assert {row.key for row in rows} - explained == set()


def test_version_agrees() -> None:
    """Package, distribution, changelog and citation name the same version, the last two also its date."""
    assert metadata.version("segmentcast") == __version__
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## \[(.+?)\]", changelog, flags=re.M)
    assert headings[0] in {"Unreleased", __version__}
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    (version,) = re.findall(r"^version: (.+)$", citation, flags=re.M)
    (released,) = re.findall(r"^date-released: (.+)$", citation, flags=re.M)
    assert version == __version__
    assert f"## [{version}] - {released}" in changelog


def test_changelog_names_released_versions_once() -> None:
    """Each version stands in the changelog once, the newest first."""
    headings = re.findall(
        r"^## \[(\d.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), flags=re.M
    )
    numbers = [tuple(int(part) for part in heading.split(".")) for heading in headings]
    assert numbers == sorted(set(numbers), reverse=True)


def test_sample_show_names_only_places_of_examples() -> None:
    """The sample show's addresses are reserved for examples, so that nobody's real address is used."""
    settings = tomllib.loads((ROOT / "episodes/show.toml").read_text(encoding="utf-8"))
    addresses = [settings["base_url"], settings["link"], settings["owner"]["email"]]
    assert all(re.search(r"\bexample\.(org|com|net)\b", address) for address in addresses)
