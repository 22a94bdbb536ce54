"""Materials become episodes' folders: whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from segmentcast import files, layout, toml
from segmentcast.config import ShowConfig, load_episode
from segmentcast.config.episode_settings import as_moment
from segmentcast.errors import Problem, SegmentcastError, UsageError
from segmentcast.intake.materials import Material, companions_of, gather, is_address, paired
from segmentcast.model import Finding, Transcript
from segmentcast.vocabulary.sound_files import is_sound
from segmentcast.workspace.recording_file import day_of
from segmentcast.workspace.show_folder import ShowFolder

# Folders of the show itself, and names that hold no letter or figure.
_RESERVED = frozenset({"", "ledger", "templates", "feed"})
_NO_NAMES = frozenset(
    {"transcript", "recording", "index", "page", "episode", "untitled", "document"}
)


@dataclass(frozen=True, slots=True)
class Addition:
    """An episode that is about to be added: its folder's name, what goes into it, what there is to say."""

    material: Material
    folder: str
    title: str
    published: datetime | None
    settings: str
    findings: tuple[Finding, ...]

    @property
    def transcript(self) -> Transcript | None:
        return self.material.transcript


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person wants in place of what is read or proposed; empty where nothing."""

    name: str = ""
    title: str = ""
    day: date | None = None
    language: str = ""


def prepare(
    place: ShowFolder,
    show: ShowConfig,
    sources: Sequence[str],
    today: date,
    *,
    name: str = "",
    title: str = "",
    day: date | None = None,
) -> tuple[Addition, ...]:
    """Read and fetch all sources, and decide their folders; nothing is written.

    `name`, `title` and `day` take the place of what is read or proposed; for a single episode.
    Raises a SegmentcastError with the problems of all sources.
    """
    materials: list[Material] = []
    errors: list[SegmentcastError] = []
    for source in _by_themselves(sources):
        try:
            materials.append(gather(source, show))
        except SegmentcastError as error:
            errors.append(error)
    episodes = paired(materials)
    for option, given in (("--name", name), ("--title", title), ("--date", day)):
        if given and len(episodes) > 1:
            what = f"is for one episode, and here are {len(episodes)}"
            raise UsageError(Problem(option, what, "leave it out"))
    if name and is_reserved(name):
        raise UsageError(
            Problem("--name", f"{name!r} cannot be an episode's folder", "choose another name")
        )
    additions = arrange(show, episodes, today, name=name, title=title, day=day)
    for addition in additions:
        if (place.path / addition.folder).exists():
            errors.append(
                UsageError.at(
                    addition.material.source,
                    f"the show already has a folder {addition.folder}",
                    "if it is another segment, give it a name: --name; else change the file there",
                )
            )
    if errors:
        kinds = {type(error) for error in errors}
        kind = kinds.pop() if len(kinds) == 1 else SegmentcastError
        raise kind(problem for error in errors for problem in error.problems)
    return additions


def arrange(
    show: ShowConfig,
    materials: Sequence[Material],
    today: date,
    *,
    name: str = "",
    title: str = "",
    day: date | None = None,
    language: str = "",
) -> tuple[Addition, ...]:
    """What becomes of materials: folder, title, date and settings; nothing is written.

    `name`, `title`, `day` and `language` take the place of what is read, for a single episode;
    episode.toml says what the folder's name and the transcript do not. Raises ConfigError for what
    it may not say, such as a title that is too long.
    """
    taken: set[str] = set()
    additions = []
    for material in materials:
        chosen = Chosen(name, title, day, language)
        addition = _addition(material, show, today, chosen, taken)
        taken.add(addition.folder)
        additions.append(addition)
    return tuple(additions)


def is_reserved(name: str) -> bool:
    """Whether an episode's folder cannot be called so."""
    return layout.slug(name) in _RESERVED


def _by_themselves(sources: Sequence[str]) -> list[str]:
    """The sources without repetitions, and without those that go along with a recording among them."""
    paths = {source: Path(source) for source in sources if not is_address(source)}
    along = {
        companion.resolve()
        for path in paths.values()
        if is_sound(path.name) and path.is_file()
        for _, companion in companions_of(path)
    }
    return [
        source
        for source in dict.fromkeys(sources)
        if source not in paths or paths[source].resolve() not in along
    ]


def _addition(
    material: Material, show: ShowConfig, today: date, chosen: Chosen, taken: set[str]
) -> Addition:
    read = material.transcript
    findings = [*material.findings, *(read.findings if read else ())]
    settings: dict[str, toml.Value | None] = {}
    title = chosen.title or _own_title(material, findings)
    if title != (read.title if read else material.tags.title):
        settings["title"] = title
    if read is None:
        findings.append(
            Finding(
                "note", "no-transcript", material.source, "it is published without a transcript.",
                "Put the transcript beside it when you have one, as transcript.txt.",
            )
        )  # fmt: skip
    published = read.published if read else day_of(material.tags, show)
    day = published.astimezone(show.timezone).date() if published else None
    folder = (
        layout.slug(chosen.name)
        if chosen.name
        else _folder(material.stem, title, chosen.day or day or today, taken, given=chosen.day)
    )
    if chosen.day and chosen.day != (day or layout.date_in_folder(folder)):
        settings["date"] = chosen.day
        published = as_moment(chosen.day, show.timezone)
    settings["link"] = material.link
    settings["language"] = chosen.language or None
    if material.artwork and material.picture:
        settings["artwork"] = material.picture[0]
    dated = (layout.date_in_folder(words) for words in (material.stem, layout.slug(title)))
    undated = day is None and not chosen.day and not chosen.name and not material.link
    if undated and not any(dated):
        findings.append(
            Finding(
                "note", "date", material.source, f"no date in it; the folder gets today's, {today.isoformat()}.",
                "rename the folder, or episode.toml: date = 2026-01-20",
            )
        )  # fmt: skip
    text = "\n".join([*toml.lines(settings), ""]) if any(settings.values()) else ""
    load_episode(
        text.encode(), f"{folder}/episode.toml"
    )  # what publish would refuse is not written
    return Addition(material, folder, title, published, text, tuple(findings))


def _own_title(material: Material, findings: list[Finding]) -> str:
    """The title that is read, else the file's name where it has words; and a finding if it isn't read."""
    read = material.transcript
    title = read.title if read else material.tags.title
    if title:
        return title
    by_name = layout.title_in_name(material.stem)
    if by_name and by_name.casefold() not in _NO_NAMES:
        findings.append(
            Finding(
                "note", "title", material.source, f'no title in it; the title is the file\'s name: "{by_name}".',
                "episode.toml: title",
            )
        )  # fmt: skip
        return by_name
    findings.append(
        Finding("warning", "title", material.source, "no title in it.", 'episode.toml: title = "..."')
    )  # fmt: skip
    return ""


def _folder(stem: str, title: str, day: date, taken: set[str], *, given: date | None = None) -> str:
    """`2026-01-20-the-title`, with a number where several of one call would have the same name.

    A date in the file's name counts before `day`, unless a person has `given` one.
    """
    dated = given or layout.date_in_folder(stem)
    words = layout.slug(title) or layout.slug(stem) or "episode"
    base = (
        f"{(dated or day).isoformat()}-{words}" if layout.date_in_folder(words) is None else words
    )
    name, count = base, 1
    while name in taken:
        count += 1
        name = f"{base}-{count}"
    return name


def add(place: ShowFolder, additions: Sequence[Addition]) -> None:
    """Make the folders. Each appears whole, under its name; if one cannot be made, none stays.

    Raises StoreError.
    """
    made: list[Path] = []
    try:
        for addition in additions:
            made.append(_make(place, addition))
    except BaseException:
        for folder in made:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def _make(place: ShowFolder, addition: Addition) -> Path:
    """The folder, filled aside under a hidden name that no publish looks at, then renamed."""
    target = place.path / addition.folder
    with files.explained(place.path):
        aside = Path(tempfile.mkdtemp(prefix=".adding-", dir=place.path))
    try:
        aside.chmod(0o755)
        material = addition.material
        if material.text:
            files.write(aside / f"transcript{material.suffix}", material.text)
        if material.recording is not None:
            ending = material.recording.suffix.lower()
            files.copy(material.recording, aside / f"recording{ending}")
        for name, companion in material.companions:
            files.copy(companion, aside / name)
        if material.picture is not None:
            files.write(aside / material.picture[0], material.picture[1])
        if addition.settings:
            files.write(aside / "episode.toml", addition.settings.encode())
        with files.explained(target):
            if target.exists():
                raise FileExistsError(17, "it was made meanwhile", str(target))
            aside.rename(target)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return target
