"""Optional parts of the program: the command that installs what one needs."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires


def install_command(extra: str) -> str:
    """The extra's name, as the README has it, and `pip install` with its packages, for a message.

    The packages themselves, since segmentcast may come from a checkout, a wheel or a git address:
    the command works with each. In double quotes, which every shell understands, cmd.exe too.
    """
    try:
        lines = requires("segmentcast") or []
    except PackageNotFoundError:
        lines = []
    mark = re.compile(rf"extra == ['\"]{re.escape(extra)}['\"]")
    packages = [line.partition(";")[0].strip() for line in lines if mark.search(line)]
    if not packages:  # started from the source, without being installed
        return f"install segmentcast with its extra {extra}"
    command = " ".join(["pip install", *(f'"{package}"' for package in packages)])
    return f"install what the extra {extra} brings: {command}"
