"""Optional dependencies: the command that installs the packages of an extra."""

from __future__ import annotations

import re


def install_command(extra: str) -> str:
    """The extra's name, as in the README, and `pip install` with its packages, for a message.

    The command names the packages, so that it works whether segmentcast comes from a checkout, a
    wheel, or a git address. It uses double quotes, which every shell understands, even cmd.exe.
    """
    packages = _requirements(extra)
    if not packages:  # run from the source, without being installed
        return f"install segmentcast with its extra {extra}"
    command = " ".join(["pip install", *(f'"{package}"' for package in packages)])
    return f"install the packages of the extra {extra}: {command}"


def requirement(extra: str, package: str) -> str:
    """The package with the versions that an extra allows; the package alone if the extra is unknown."""
    return next((row for row in _requirements(extra) if row.startswith(package)), package)


def _requirements(extra: str) -> list[str]:
    # Only here: no message needs it where nothing is missing, and it takes long to import.
    from importlib.metadata import PackageNotFoundError, requires

    try:
        lines = requires("segmentcast") or []
    except PackageNotFoundError:
        return []
    mark = re.compile(rf"extra == ['\"]{re.escape(extra)}['\"]")
    return [line.partition(";")[0].strip() for line in lines if mark.search(line)]
