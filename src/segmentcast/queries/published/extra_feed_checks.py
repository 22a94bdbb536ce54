"""Checks of the published feeds other than feed.xml."""

from __future__ import annotations

import re
from datetime import datetime

from segmentcast import checks, files
from segmentcast.config import ShowConfig
from segmentcast.model import Finding
from segmentcast.publish.release.extra_feeds import FOLDER
from segmentcast.vocabulary.private_paths import concealed, is_private, masked_path
from segmentcast.workspace.private_feeds import private_path, read_subscribers
from segmentcast.workspace.show_folder import ShowFolder

_ARCHIVE = re.compile(r"/archive/\d+\.xml$")


def inspect_side_feeds(
    config: ShowConfig, show_folder: ShowFolder, *, now: datetime
) -> tuple[Finding, ...]:
    """All findings on the feeds other than feed.xml. Private feeds count as one, without token.

    A feed that is configured but missing, or present but not configured, is an error. Raises
    ConfigError if private.toml is damaged.
    """
    tokens = read_subscribers(show_folder).values()
    wanted = {f"{FOLDER}/{feed.name}.xml" for feed in config.feeds}
    wanted |= {private_path(token) for token in tokens}
    there = [
        path.relative_to(show_folder.output)
        for path in show_folder.output.glob(f"{FOLDER}/**/*.xml")
    ]
    there += [
        path.relative_to(show_folder.output)
        for path in show_folder.output.glob("private/*/**/*.xml")
    ]
    paths = {path.as_posix() for path in there}
    findings = [_unlike(path, "is missing", show_folder) for path in sorted(wanted - paths)]
    looked_at: set[bytes] = set()
    for path in sorted(paths):
        # The archive of feeds/sea.xml is feeds/sea/archive/00001.xml.
        first = _ARCHIVE.sub(".xml", path)
        if path not in wanted and first not in wanted:
            findings.append(_unlike(path, "is published, but not configured", show_folder))
            continue
        with concealed():
            data = files.read(files.inside(show_folder.output, path), limit_bytes=1 << 28)
        if is_private(path):
            data = data.replace(path.split("/")[1].encode(), b"x" * 32)
        if data not in looked_at:
            findings += checks.check_feed(data, masked_path(path), now=now)
        looked_at.add(data)
    return tuple(findings)


def _unlike(path: str, what: str, show_folder: ShowFolder) -> Finding:
    mend = f"run: {show_folder.command('publish')}"
    return Finding("error", "side-feed", masked_path(path), what, mend)
