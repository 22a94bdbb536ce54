"""Materials become episodes' folders: whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from segmentcast import files, layout, toml
from segmentcast.config import ShowConfig
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


def prepare(
    place: ShowFolder,
    show: ShowConfig,
    sources: Sequence[str],
    today: date,
    *,
    name: str = "",
) -> tuple[Addition, ...]:
    """Read and fetch all sources, and decide their folders; nothing is written.

    `name` takes the place of the folder's name that is made of date and title; for a single
    episode. Raises a SegmentcastError with the problems of all sources.
    """
    materials: list[Material] = []
    errors: list[SegmentcastError] = []
    for source in _by_themselves(sources):
        try:
            materials.append(gather(source, show))
        except SegmentcastError as error:
            errors.append(error)
    episodes = paired(materials)
    if name and len(episodes) > 1:
        raise UsageError(
            Problem("--name", f"names one episode, and here are {len(episodes)}", "leave it out")
        )
    if name and layout.slug(name) in _RESERVED:
        raise UsageError(
            Problem("--name", f"{name!r} cannot be an episode's folder", "choose another name")
        )
    taken: set[str] = set()
    additions: list[Addition] = []
    for material in episodes:
        addition = _addition(material, show, today, name, taken)
        if (place.path / addition.folder).exists():
            errors.append(
                UsageError.at(
                    material.source,
                    f"the show already has a folder {addition.folder}",
                    "if it is another segment, give it a name: --name; else change the file there",
                )
            )
        taken.add(addition.folder)
        additions.append(addition)
    if errors:
        kinds = {type(error) for error in errors}
        kind = kinds.pop() if len(kinds) == 1 else SegmentcastError
        raise kind(problem for error in errors for problem in error.problems)
    return tuple(additions)


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
    material: Material, show: ShowConfig, today: date, name: str, taken: set[str]
) -> Addition:
    read = material.transcript
    findings = [*material.findings, *(read.findings if read else ())]
    title = read.title if read else material.tags.title
    settings: dict[str, toml.Value | None] = {}
    by_name = layout.title_in_name(material.stem)
    if not title and by_name and by_name.casefold() not in _NO_NAMES:
        title = by_name
        settings["title"] = title
        findings.append(
            Finding(
                "note", "title", material.source, f'no title in it; the title is the file\'s name: "{title}".',
                "episode.toml: title",
            )
        )  # fmt: skip
    elif not title:
        findings.append(
            Finding("warning", "title", material.source, "no title in it.", 'episode.toml: title = "..."')
        )  # fmt: skip
    if read is None:
        findings.append(
            Finding(
                "note", "no-transcript", material.source, "it is published without a transcript.",
                "Put the transcript beside it when you have one, as transcript.txt.",
            )
        )  # fmt: skip
    settings["link"] = material.link
    if material.artwork and material.picture:
        settings["artwork"] = material.picture[0]
    published = read.published if read else day_of(material.tags, show)
    day = published.astimezone(show.timezone).date() if published else None
    folder = layout.slug(name) if name else _folder(material.stem, title, day or today, taken)
    dated = (layout.date_in_folder(words) for words in (material.stem, layout.slug(title)))
    if day is None and not name and not material.link and not any(dated):
        findings.append(
            Finding(
                "note", "date", material.source, f"no date in it; the folder gets today's, {today.isoformat()}.",
                "rename the folder, or episode.toml: date = 2026-01-20",
            )
        )  # fmt: skip
    text = "\n".join([*toml.lines(settings), ""]) if any(settings.values()) else ""
    return Addition(material, folder, title, published, text, tuple(findings))


def _folder(stem: str, title: str, day: date, taken: set[str]) -> str:
    """`2026-01-20-the-title`, with a number where several of one call would have the same name."""
    dated = layout.date_in_folder(stem)
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
