"""GUIDs stated in episode.toml: an import writes them, so that they survive the loss of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from segmentcast.config import EpisodeConfig, ShowConfig, load_episode
from segmentcast.errors import LedgerError, Problem, SegmentcastError
from segmentcast.ledger import Ledger
from segmentcast.publish.inventory import Inventory
from segmentcast.workspace.episode_folder import EpisodeFolder
from segmentcast.workspace.show_folder import MOVED_IN


def refuse_contradictions(
    touched: Mapping[str, EpisodeFolder], folders: Inventory, show: ShowConfig, ledger: Ledger
) -> None:
    """Raises LedgerError if two folders state the same GUID, or one states another than the ledger
    has.

    The ledger is right, since it has what subscribers have. Renamed folders take their GUIDs along,
    so a GUID of an episode whose folder is gone, or was touched too, is no contradiction.
    """
    problems: list[Problem] = []
    owners: dict[str, EpisodeFolder] = {}
    for id_, folder, guid in _stated(touched, show):
        where = str(folder.config_file)
        owner, own = ledger.owner(guid), ledger.get(id_)
        if guid in owners:
            problems.append(_twice(where, guid, str(owners[guid].config_file)))
        elif owner not in (None, id_) and owner in folders and owner not in touched:
            problems.append(_twice(where, guid, str(folders[owner or ""].config_file)))
        elif owner is None and own is not None and own.versions and own.guid != guid:
            problems.append(
                Problem(
                    where,
                    f"guid = {guid!r}, but subscribers have this episode as {own.guid!r}",
                    f"set guid = {own.guid!r}, or remove the line",
                )
            )
        owners.setdefault(guid, folder)
    if problems:
        raise LedgerError(problems)


def refuse_lost_import(
    touched: Mapping[str, EpisodeFolder], show: ShowConfig, ledger: Ledger
) -> None:
    """Raises LedgerError if an imported show's GUIDs are lost and would be replaced by new ones.

    Call it only without a ledger and anything to rebuild it from.
    """
    if len(ledger) or not show.content.lstrip().startswith(MOVED_IN.encode()):
        return
    lost = []
    for folder in touched.values():
        config = _config(folder, show)
        if config is not None and config.enclosure is not None and not config.guid:
            lost.append(folder.name)
    if lost:
        raise LedgerError(
            Problem(
                show.where,
                f"the show was imported and its ledger is missing: {len(lost)} of its episodes,"
                f" such as {lost[0]}, would get new GUIDs",
                "restore the folder ledger from version control or a backup; or import the old feed"
                " again to another folder, and copy its ledger here",
            )
        )


def _twice(where: str, guid: str, other: str) -> Problem:
    return Problem(
        where,
        f"guid = {guid!r} is also that of {other}",
        "remove the line from the newer of the two, which then gets its own GUID",
    )


def _stated(
    touched: Mapping[str, EpisodeFolder], show: ShowConfig
) -> Iterator[tuple[str, EpisodeFolder, str]]:
    for id_, folder in touched.items():
        config = _config(folder, show)
        if config is not None and config.guid:
            yield id_, folder, config.guid


def _config(folder: EpisodeFolder, show: ShowConfig) -> EpisodeConfig | None:
    if folder.config_file.name not in folder.names:
        return None
    try:
        data = folder.read(folder.config_file.name)
        return load_episode(data, str(folder.config_file), show.timezone)
    except SegmentcastError:
        return None  # planning the episode reports the error
