"""The desk: everything that a producer does, in the browser, on this machine.

A Starlette application with server-rendered pages and a little script (docs/adr/0026-desk.md). It
holds no rule of the domain: what a view shows or does is a function that the command line uses too.
"""

from __future__ import annotations

from segmentcast.desk.application import make_app
from segmentcast.desk.running import DEFAULT_PORT, IDLE_SECONDS, open_browser, run
from segmentcast.desk.state import DeskState

__all__ = ["DEFAULT_PORT", "IDLE_SECONDS", "DeskState", "make_app", "open_browser", "run"]
