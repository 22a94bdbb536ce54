"""Plans episodes whose audio is published unchanged: hosted elsewhere, or copied to the folder.

Nothing is narrated or mastered. Captions and chapters are the imported ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from segmentcast import files, layout
from segmentcast.config import EpisodeConfig, ShowConfig, load_episode
from segmentcast.config.episode_settings import as_moment
from segmentcast.config.podcasting import Enclosure
from segmentcast.errors import ConfigError, Problem
from segmentcast.publish.plan.episode_plan import Plan
from segmentcast.publish.plan.publication_dates import future_dates
from segmentcast.publish.plan.source_files import sources_of
from segmentcast.workspace.episode_folder import EpisodeFolder
from segmentcast.workspace.notes_file import notes_of


def plan_hosted(
    folder: EpisodeFolder, show: ShowConfig, *, now: datetime, newest: Callable[[], datetime]
) -> Plan | None:
    """The plan of an episode with an [enclosure]; None if it has none or was retracted.

    A retracted episode gets a spoken notice like any other. Raises ConfigError with every problem.
    """
    path = folder.config_file
    if path.name not in folder.names:
        return None
    config = load_episode(folder.read(path.name), str(path), show.timezone)
    enclosure = config.enclosure
    if enclosure is None or config.retraction is not None:
        return None
    notes = notes_of(folder)
    problems = [*_faults(folder, config, enclosure), *future_dates(config, show, now, newest)]
    day = layout.date_in_folder(folder.name)
    published = config.date or config.publish_at or (as_moment(day, show.timezone) if day else None)
    if published is None:
        problems.append(Problem(config.where, "no publication date", "add: date = 2026-03-14"))
    if not config.title:
        problems.append(Problem(config.where, "no title", 'add: title = "..."'))
    if problems or published is None:
        raise ConfigError(problems)
    named = {path.name, notes.name, enclosure.file, enclosure.chapters, config.artwork}
    named |= {document.file for document in enclosure.transcripts}
    inputs = {name: files.sha256_of(folder.file(name)) for name in sorted(named - {""})}
    # Hash the settings as read: the file may have changed since.
    inputs[path.name] = hashlib.sha256(folder.read(path.name)).hexdigest()
    return Plan(
        id=layout.episode_id(folder.name),
        folder=folder,
        config=config,
        enclosure=enclosure,
        title=config.title,
        summary=config.summary or notes.summary or config.title,
        published=published,
        due=published,  # podcast apps have already seen that date
        language=config.language or show.show.language,
        inputs=inputs,
        sources=sources_of(folder, inputs),
        fingerprint=enclosure.fingerprint,
        findings=notes.findings,
        show_notes=notes.notes,
    )


def _faults(folder: EpisodeFolder, config: EpisodeConfig, enclosure: Enclosure) -> list[Problem]:
    wanted = [enclosure.file, enclosure.chapters, config.artwork]
    wanted += [document.file for document in enclosure.transcripts]
    return [
        Problem(config.where, f'there is no file "{name}"', "put it there, or correct its name")
        for name in wanted
        if name and not folder.file(name).is_file()
    ]
