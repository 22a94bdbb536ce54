"""Lists a show's episode folders, and those that a publish checks."""

from __future__ import annotations

from collections.abc import Iterator

from segmentcast import layout
from segmentcast.errors import ConfigError, Problem, UsageError
from segmentcast.publish.inventory import Inventory
from segmentcast.publish.options import Options
from segmentcast.publish.outcome import EpisodeOutcome
from segmentcast.publish.report import keep_failure
from segmentcast.records import Records
from segmentcast.workspace.episode_folder import EpisodeFolder, episode_folders
from segmentcast.workspace.show_folder import ShowFolder


def take_inventory(
    show_folder: ShowFolder, records: Records, options: Options
) -> tuple[Inventory, list[EpisodeOutcome]]:
    """The inventory with every folder, and outcomes for folders whose names give no valid id.

    A folder that cannot be listed fails alone. Raises UsageError if `--only` matches no folder.
    """
    inventory = Inventory(str(show_folder.path))
    misnamed: list[EpisodeOutcome] = []
    unlisted: dict[str, EpisodeFolder] = {}

    def refuse(name: str, what: str) -> None:
        problem = Problem(f"{show_folder.path}/{name}", what, "rename the folder")
        outcome = EpisodeOutcome(
            name, name, "failed", reasons=("not in the feed",), problems=(problem,)
        )
        misnamed.append(outcome)

    def identified() -> Iterator[tuple[str, EpisodeFolder]]:
        for folder in episode_folders(show_folder):
            try:
                folder.name.encode()
                id_ = layout.episode_id(folder.name)
            except (UnicodeEncodeError, ConfigError):
                shown = folder.name.encode("utf-8", "replace").decode()
                refuse(shown, "this folder's name cannot be turned into a URL")
                continue
            if folder.fault:
                unlisted.setdefault(id_, folder)
            yield id_, folder

    inventory.load(
        identified(),
        lambda name, first: refuse(name, f'its name gives the same URL as "{first}"'),
    )
    wanted = {name.rstrip("/").rsplit("/", 1)[-1] for name in options.only}
    missing = inventory.select(wanted) if wanted else ()
    if missing:
        mend = f"look in {show_folder.path}"
        raise UsageError(
            Problem(f"--only {name}", "there is no such episode folder", mend)
            for name in sorted(missing)
        )
    for id_, folder in unlisted.items():
        if folder.fault and (not wanted or folder.name in wanted):
            keep_failure(inventory, records, id_, folder, folder.fault)
    return inventory, misnamed
