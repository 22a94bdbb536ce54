"""The GUIDs that episode.toml states: what is imported has its own, whatever becomes of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from segmentcast.config import EpisodeConfig, ShowConfig, load_episode
from segmentcast.errors import LedgerError, Problem, SegmentcastError
from segmentcast.ledger import Ledger
from segmentcast.publish.inventory import Inventory
from segmentcast.workspace.episode_folder import EpisodeFolder

MOVED_IN = b"# Moved in from "
"""How an import's show.toml begins."""


def refuse_contradictions(
    touched: Mapping[str, EpisodeFolder], folders: Inventory, show: ShowConfig, ledger: Ledger
) -> None:
    """Raises LedgerError where two folders have one GUID, or one states another than the ledger has.

    The ledger is right: subscribers have what is in it. Folders that changed names bring their
    GUIDs along, so a GUID of an episode whose folder is gone, or was touched too, is no
    contradiction.
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
                    f"write guid = {own.guid!r}, or remove the line",
                )
            )
        owners.setdefault(guid, folder)
    if problems:
        raise LedgerError(problems)


def refuse_lost_import(
    touched: Mapping[str, EpisodeFolder], show: ShowConfig, ledger: Ledger
) -> None:
    """Raises LedgerError where the GUIDs of an imported show are lost: new ones would follow unasked.

    To be called where there is neither a ledger nor anything that it can be rebuilt from.
    """
    if len(ledger) or not show.content.lstrip().startswith(MOVED_IN):
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
                f"the show was moved in, and its ledger is missing: {len(lost)} of its episodes,"
                f" {lost[0]} among them, would get new GUIDs",
                "restore the folder ledger from version control or a backup; or import the old feed"
                " again into another folder, and copy its ledger here",
            )
        )


def _twice(where: str, guid: str, other: str) -> Problem:
    return Problem(
        where,
        f"guid = {guid!r} is also that of {other}",
        "remove the line from the newer of the two: it gets a GUID of its own",
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
        return None  # planning the episode reports what is wrong
