"""private.toml: who has a private feed, and the unguessable part of its address.

The file stays beside show.toml, readable by its owner alone; tokens go nowhere but into the
addresses of the feeds themselves.
"""

from __future__ import annotations

import re
import secrets
import tomllib
from collections.abc import Mapping
from pathlib import Path

from segmentcast import files
from segmentcast.errors import ConfigError, Problem, UsageError
from segmentcast.publish.place import ShowPlace
from segmentcast.vocabulary.private_paths import FOLDER, concealed, private_path

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
    "# Anybody who has an address can listen. Do not publish this file.\n\n"
    "[subscribers]\n"
)


def read_subscribers(place: ShowPlace) -> dict[str, str]:
    """Tokens by name, sorted by name. Raises ConfigError with every problem of the file."""
    path = place.folder / FILE
    if not path.is_file():
        return {}
    where = str(path)
    try:
        table = tomllib.loads(files.read(path).decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # The reason may quote the line, and the line may hold a token.
        raise ConfigError(
            Problem(where, "not valid TOML", 'each line is: "name" = "token"')
        ) from None
    rows = table.get("subscribers", {})
    if set(table) - {"subscribers"} or not isinstance(rows, dict):
        raise ConfigError(
            Problem(where, "something else than [subscribers] stands in it", "take it out")
        )
    problems = [
        Problem(where, f"the token of {name!r} is not 32 letters, digits, - or _", "revoke it")
        for name, token in rows.items()
        if not isinstance(token, str) or not _TOKEN.fullmatch(token)
    ]
    # The store of a Mac or of Windows does not tell upper from lower case.
    folded = [str(token).lower() for token in rows.values()]
    if len(set(folded)) != len(folded):
        problems.append(Problem(where, "two subscribers have the same token", "revoke one"))
    if problems:
        raise ConfigError(problems)
    return dict(sorted(rows.items()))


def add_subscriber(place: ShowPlace, name: str) -> str:
    """A new token for this name. Raises UsageError when the name has one already."""
    name = " ".join(name.split())
    known = read_subscribers(place)
    if not 0 < len(name) <= _MAX_NAME or not name.isprintable():
        raise UsageError(Problem("NAME", f"needs 1 to {_MAX_NAME} printable characters", ""))
    if name in known:
        raise UsageError(
            Problem(name, "has a private feed already", f"first: segmentcast private revoke {name}")
        )
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    _write(place.folder / FILE, {**known, name: token})
    return token


def revoke_subscriber(place: ShowPlace, name: str) -> None:
    """Takes the name's feed away, from the output folder too. Raises UsageError for no such name."""
    name = " ".join(name.split())
    known = read_subscribers(place)
    if name not in known:
        raise UsageError(
            Problem(name, "has no private feed", "see the names: segmentcast private list")
        )
    del known[name]
    _write(place.folder / FILE, known)
    remove_revoked(place.output, known)


@concealed()
def remove_revoked(output: Path, known: Mapping[str, str]) -> int:
    """Deletes the feeds of tokens that are not known (any more); says how many files."""
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
    text = files.read(path).decode("utf-8-sig") if path.is_file() else _HEAD
    files.write(path, _edited(text, subscribers).encode())
    with files.explained(path):
        path.chmod(0o600)


def _edited(text: str, subscribers: Mapping[str, str]) -> str:
    """The file with these subscribers; comments, and the order of the lines, stay where they can."""
    lines, there = [], set()
    for line in text.splitlines():
        names = _names_in(line)
        if all(name in subscribers for name in names):
            lines.append(line)
            there |= names
    rows = [
        f'"{_escaped(name)}" = "{token}"'
        for name, token in sorted(subscribers.items())
        if name not in there
    ]
    candidate = "\n".join([*lines, *rows, ""])
    try:
        if tomllib.loads(candidate) == {"subscribers": dict(subscribers)}:
            return candidate
    except tomllib.TOMLDecodeError:
        pass  # written in another form than a line for each
    every = (f'"{_escaped(name)}" = "{token}"\n' for name, token in sorted(subscribers.items()))
    return _HEAD + "".join(every)


def _names_in(line: str) -> set[str]:
    try:
        return set(tomllib.loads(line)) if "=" in line else set()
    except tomllib.TOMLDecodeError:
        return set()


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')
