"""Optional dependencies: the command that installs the packages of an extra."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires


def install_command(extra: str) -> str:
    """The extra's name, as in the README, and `pip install` with its packages, for a message.

    The command names the packages, so that it works whether segmentcast comes from a checkout, a
    wheel, or a git address. It uses double quotes, which every shell understands, even cmd.exe.
    """
    try:
        lines = requires("segmentcast") or []
    except PackageNotFoundError:
        lines = []
    mark = re.compile(rf"extra == ['\"]{re.escape(extra)}['\"]")
    packages = [line.partition(";")[0].strip() for line in lines if mark.search(line)]
    if not packages:  # run from the source, without being installed
        return f"install segmentcast with its extra {extra}"
    command = " ".join(["pip install", *(f'"{package}"' for package in packages)])
    return f"install the packages of the extra {extra}: {command}"
