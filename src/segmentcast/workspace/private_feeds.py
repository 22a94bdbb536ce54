"""private.toml: the subscribers with a private feed, and the secret part of its address.

The file stays next to show.toml, readable only by its owner. Tokens appear nowhere except in the
addresses of the feeds.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from segmentcast import files, toml
from segmentcast.errors import ConfigError, Problem, UsageError
from segmentcast.vocabulary.private_paths import FOLDER, concealed, private_path
from segmentcast.workspace.show_folder import ShowFolder

__all__ = [
    "FILE",
    "FOLDER",
    "add_subscriber",
    "private_path",
    "read_subscribers",
    "remove_revoked",
    "revoke_subscriber",
]
FILE = "private.toml"
_TOKEN_BYTES = 24
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_MAX_NAME = 128
_HEAD = (
    "# Private feeds: a name, and the secret part of its feed's address.\n"
    "# Anyone with an address can listen. Do not publish this file.\n\n"
    "[subscribers]\n"
)


def read_subscribers(show_folder: ShowFolder) -> dict[str, str]:
    """Tokens by name, sorted. Raises ConfigError with every problem in the file."""
    path = show_folder.path / FILE
    if not path.is_file():
        return {}
    where = str(path)
    table = toml.parse(files.read(show_folder.file(FILE)), where, secret=True).table
    rows = table.get("subscribers", {})
    if set(table) - {"subscribers"} or not isinstance(rows, dict):
        raise ConfigError(
            Problem(where, "only [subscribers] is allowed in this file", "remove everything else")
        )
    problems = [
        Problem(where, f"the token of {name!r} is not 32 letters, digits, - or _", "revoke it")
        for name, token in rows.items()
        if not isinstance(token, str) or not _TOKEN.fullmatch(token)
    ]
    # File systems on macOS and Windows ignore case.
    folded = [str(token).lower() for token in rows.values()]
    if len(set(folded)) != len(folded):
        problems.append(Problem(where, "two subscribers have the same token", "revoke one"))
    if problems:
        raise ConfigError(problems)
    return dict(sorted(rows.items()))


def add_subscriber(show_folder: ShowFolder, name: str) -> str:
    """Creates a token for this name. Raises UsageError if the name already has one."""
    name = " ".join(name.split())
    known = read_subscribers(show_folder)
    if not 0 < len(name) <= _MAX_NAME or not name.isprintable():
        raise UsageError(Problem("NAME", f"needs 1 to {_MAX_NAME} printable characters", ""))
    if name in known:
        raise UsageError(
            Problem(
                name,
                "already has a private feed",
                f"first: {show_folder.command('private revoke', name, option='--show')}",
            )
        )
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    _write(show_folder.path / FILE, {**known, name: token})
    return token


def revoke_subscriber(show_folder: ShowFolder, name: str) -> None:
    """Removes the feed, also from the output folder. Raises UsageError if there is no such name."""
    name = " ".join(name.split())
    known = read_subscribers(show_folder)
    if name not in known:
        raise UsageError(
            Problem(
                name,
                "has no private feed",
                f"list the names: {show_folder.command('private list', option='--show')}",
            )
        )
    del known[name]
    _write(show_folder.path / FILE, known)
    remove_revoked(show_folder.output, known)


@concealed()
def remove_revoked(output: Path, known: Mapping[str, str]) -> int:
    """Deletes the feeds of unknown or revoked tokens, and returns the number of files."""
    folder = output / FOLDER
    if not folder.is_dir():
        return 0
    tokens = set(known.values())
    removed = 0
    with files.explained(FOLDER):
        for home in sorted(folder.iterdir()):
            if home.name in tokens or not home.is_dir() or home.is_symlink():
                continue
            for path in sorted(home.rglob("*"), reverse=True):
                if path.is_dir() and not path.is_symlink():
                    path.rmdir()
                else:
                    path.unlink()
                    removed += 1
            home.rmdir()
    return removed


def _write(path: Path, subscribers: Mapping[str, str]) -> None:
    """Adds or removes lines of subscribers, leaving the rest of the file unchanged."""
    before = files.read(path) if path.is_file() else _HEAD.encode()
    after = toml.with_content(before, {"subscribers": dict(subscribers)}, str(path), secret=True)
    files.write(path, after, mode=0o600)
