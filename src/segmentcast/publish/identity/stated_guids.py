"""GUIDs stated in episode.toml, so that they survive the loss of the ledger.

An import writes them. Episodes made here need none, since their GUID follows from the show's GUID
and the folder's name; only a folder that was renamed gets one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from segmentcast import files, layout, toml
from segmentcast.config import EpisodeConfig, ShowConfig, load_episode
from segmentcast.errors import LedgerError, Problem, SegmentcastError
from segmentcast.feed.guids import episode_guid, show_guid
from segmentcast.ledger import Entry, Ledger
from segmentcast.model import Finding
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
    for id_, folder, guid, url in _stated(touched, show):
        where = str(folder.config_file)
        owner, own = ledger.owner(guid), ledger.get(id_)
        if guid in owners:
            problems.append(_twice(where, guid, str(owners[guid].config_file)))
        elif owner not in (None, id_) and owner in folders and owner not in touched:
            problems.append(_twice(where, guid, str(folders[owner or ""].config_file)))
        elif (
            own is not None
            and own.versions
            and own.guid != guid
            and (owner is None or (own.current is not None and own.current.url == url))
        ):
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
    comments = (line for line in show.content.splitlines() if line.startswith(b"#"))
    if len(ledger) or not any(line.startswith(MOVED_IN.encode()) for line in comments):
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


def state_guids(
    touched: Mapping[str, EpisodeFolder], show: ShowConfig, ledger: Ledger
) -> tuple[Finding, ...]:
    """Writes to episode.toml the GUID of each episode that its folder's name no longer gives.

    So a renamed episode keeps its GUID and its first date even if ledger, feed and records are
    lost. A file that cannot be written is a warning: as long as the ledger is there, nothing is
    lost.
    """
    findings = []
    for id_, folder in touched.items():
        entry = ledger.get(id_)
        if entry is None or not entry.versions or entry.guid == episode_guid(ledger.guid, id_):
            continue
        path = folder.config_file
        try:
            before = files.read(path) if path.exists() else b""
            files.write_if_changed(path, _with_guid(before, str(path), entry, folder.name, show))
        except (OSError, SegmentcastError):
            findings.append(
                Finding(
                    "warning", "guid-unstated", str(path),
                    "the folder was renamed, and the GUID could not be written to this file;"
                    " without the ledger, subscribers would get the episode twice",
                    f'add the line: guid = "{entry.guid}"',
                )
            )  # fmt: skip
    return tuple(findings)


def show_guid_unstated(show: ShowConfig, ledger: Ledger) -> tuple[Finding, ...]:
    """A warning if only the ledger knows the show's GUID, because the feed's address has changed."""
    if show.show.guid or not len(ledger) or ledger.guid == show_guid(show.show.feed_url):
        return ()
    what = (
        "the address of the feed has changed, and only the ledger has the show's GUID;"
        " without the ledger, subscribers would get every episode twice"
    )
    mend = f'add the line: guid = "{ledger.guid}"'
    return (Finding("warning", "guid-unstated", show.where, what, mend),)


def _with_guid(
    before: bytes, where: str, entry: Entry, folder_name: str, show: ShowConfig
) -> bytes:
    """The file with the GUID, and with the date unless the file or the folder's name tells it.

    Raises ConfigError if the file is faulty or cannot be edited.
    """
    config = load_episode(before, where, show.timezone)
    if config.guid:
        return before
    settings: dict[str, object] = {"guid": entry.guid}
    day = layout.date_in_folder(folder_name)
    by_name = day == entry.published.astimezone(show.timezone).date()
    if not (by_name or config.date or config.publish_at):
        settings["date"] = entry.published
    return toml.with_content(before, toml.parse(before, where).table | settings, where)


def _twice(where: str, guid: str, other: str) -> Problem:
    return Problem(
        where,
        f"guid = {guid!r} is also that of {other}",
        "remove the line from the newer of the two, which then gets its own GUID",
    )


def _stated(
    touched: Mapping[str, EpisodeFolder], show: ShowConfig
) -> Iterator[tuple[str, EpisodeFolder, str, str]]:
    """Id, folder, GUID, and the address of the audio if it is hosted elsewhere."""
    for id_, folder in touched.items():
        config = _config(folder, show)
        if config is not None and config.guid:
            yield id_, folder, config.guid, config.enclosure.url if config.enclosure else ""


def _config(folder: EpisodeFolder, show: ShowConfig) -> EpisodeConfig | None:
    if folder.config_file.name not in folder.names:
        return None
    try:
        data = folder.read(folder.config_file.name)
        return load_episode(data, str(folder.config_file), show.timezone)
    except SegmentcastError:
        return None  # planning the episode reports the error
