"""Arguments and options that several commands have, with one wording each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])


def show_argument(command: _Command) -> _Command:
    """SHOW: the show's folder; the current one if it isn't given."""
    return click.argument("show", type=click.Path(path_type=Path), default=Path())(command)


def feed_folder_option(command: _Command) -> _Command:
    """--output: where the feed is, passed as `output`."""
    return click.option(
        "--output",
        "-o",
        type=click.Path(path_type=Path),
        help="The feed's folder (default: feed/ beside the show).",
    )(command)


def json_option(instead_of: str = "") -> Callable[[_Command], _Command]:
    """--json, passed as `as_json`. `instead_of`: what the command prints without it, if it does."""
    replaced = f" instead of {instead_of}" if instead_of else ""
    return click.option("--json", "as_json", is_flag=True, help=f"Print one JSON object{replaced}.")
