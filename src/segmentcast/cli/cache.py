"""segmentcast cache"""

from __future__ import annotations

import contextlib
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from segmentcast.cli.options import json_option
from segmentcast.cli.output.full_help import FullHelpGroup
from segmentcast.cli.output.json_output import print_json
from segmentcast.cli.output.terminal import print_table, printable
from segmentcast.errors import Problem, UsageError

if TYPE_CHECKING:
    from segmentcast.cache import CachePlan, Size, Usage
    from segmentcast.cache.backends import Backend
    from segmentcast.cache.sealed_values import Kept
    from segmentcast.workspace.show_folder import ShowFolder

_SHOW = click.argument("show", type=click.Path(path_type=Path), default=Path())
_PLACE = click.option(
    "--cache",
    "shared",
    metavar="PLACE",
    default="",
    envvar="SEGMENTCAST_CACHE",
    show_envvar=True,
    help="The shared cache (default: [cache] shared in show.toml).",
)
_JSON = json_option("a table")
_KINDS = {"speech": "spoken sentences", "mp3": "encoded pieces"}


@click.group(cls=FullHelpGroup)
def command() -> None:
    """Inspect, share, and prune the cache of earlier work.

    Spoken sentences and encoded pieces of audio are cached beside the show, so that unchanged parts
    are not produced again. Several machines can share a folder or a store (publish --cache). You can
    delete the cache at any time: it is rebuilt as needed.

    The cache holds no published files: "segmentcast prune" lists those that no feed refers to.

    \b
    Examples:
      segmentcast cache stats
      segmentcast cache prune --limit "5 GB"
      segmentcast cache prune --shared --older-than 90 --dry-run
    """


@command.command()
@_SHOW
@_PLACE
@_JSON
def stats(show: Path, shared: str, as_json: bool) -> None:
    """Show the size of the local and the shared cache, and the hits of the last publish."""
    from segmentcast.cache import measure_usage
    from segmentcast.queries.cache_usage import last_use

    _, plan = _located(show, shared)
    places = [(plan.folder, plan.limit_bytes, measure_usage(_backend(plan, there=False)))]
    if plan.shared:
        usage = measure_usage(_backend(plan, there=True))
        places.append((plan.shared, plan.shared_limit_bytes, usage))
    last = last_use(plan.folder)
    if as_json:
        rows = [_stock_json(*place) for place in places]
        print_json({"places": rows, "last_publish": last})
        return
    for where, limit, usage in places:
        _print_stock(where, limit, usage)
    for kind, counters in last.items():
        click.echo(
            f"Last publish, {_KINDS.get(kind, kind)}: {counters['found']:,} found here,"
            f" {counters['fetched']:,} fetched, {counters['made']:,} made, {counters['brought']:,} shared,"
            f" {counters['damaged']:,} damaged."
        )


@command.command()
@_SHOW
@_PLACE
@click.option("--shared", "there", is_flag=True, help="Prune the shared cache, not the local one.")
@click.option(
    "--limit",
    metavar="SIZE",
    help='Remove the least recently used values until this much is left, such as "5 GB" (default: that of show.toml).',
)
@click.option(
    "--older-than",
    "days",
    type=click.IntRange(0, 36_500),
    metavar="DAYS",
    help="Remove values that were not used for this many days.",
)
@click.option(
    "--unused",
    is_flag=True,
    help="Remove sentences that no episode of this show needs (reads every episode).",
)
@click.option("--dry-run", is_flag=True, help="Show what would be removed; remove nothing.")
@_JSON
def prune(
    show: Path,
    shared: str,
    there: bool,
    limit: str | None,
    days: int | None,
    unused: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Remove cached values, least recently used first.

    Without an option, prunes to the limit in show.toml. Never touches published files; anything
    that is needed again is produced again.
    """
    from segmentcast.cache import PrunePolicy
    from segmentcast.cache import prune as remove
    from segmentcast.cache.pruning import IN_USE_SECONDS
    from segmentcast.queries.cache_usage import sentences_in_use

    place, plan = _located(show, shared)
    if there and not plan.shared:
        what = "there is no shared cache"
        raise UsageError(
            Problem("--shared", what, "use --cache, or set [cache] shared in show.toml")
        )
    if there and unused:
        what = "what other shows and machines need is unknown here"
        raise UsageError(Problem("--unused", what, "use it without --shared"))
    bound = _size(limit) if limit else None
    if bound is None and days is None and not unused:
        bound = plan.shared_limit_bytes if there else plan.limit_bytes
    now = datetime.now(UTC)
    with contextlib.nullcontext() if there or dry_run else _alone(place):
        needed = sentences_in_use(place, now=now) if unused else None
        policy = PrunePolicy(
            limit_bytes=bound,
            before=None if days is None else (now - timedelta(days=days)).timestamp(),
            needed=None if needed is None else partial(_is_needed, needed),
            # The local cache is locked; the shared one may be in use by other machines.
            safe=now.timestamp() - IN_USE_SECONDS if there else math.inf,
            dry_run=dry_run,
        )
        done = remove(_backend(plan, there=there), policy)
    if as_json:
        gone = {kind: _heap_json(size) for kind, size in sorted(done.gone.items())}
        print_json({"dry_run": dry_run, "removed": gone, "left": _heap_json(done.left)})
        return
    notes = ", ".join(
        f"{size.values:,} {_KINDS[kind] if size.values != 1 else _KINDS[kind][:-1]}"
        for kind, size in sorted(done.gone.items(), reverse=True)
    )
    verb = "Would free" if dry_run else "Freed"
    freed = f"{verb} {_size_text(done.freed.length_bytes)}: {notes}."
    click.echo(freed if notes else "Nothing to remove.")
    click.echo(f"{done.left.values:,} values stay, {_size_text(done.left.length_bytes)}.")


def _located(show: Path, shared: str) -> tuple[ShowFolder, CachePlan]:
    from segmentcast.publish import read_show
    from segmentcast.publish.cache_settings import cache_plan
    from segmentcast.workspace.show_folder import locate

    place = locate(show)
    plan = cache_plan(place, read_show(place), shared)
    return place, replace(plan, shared="") if plan.shared == "none" else plan


def _backend(plan: CachePlan, *, there: bool) -> Backend:
    from segmentcast.cache import open_backend
    from segmentcast.cache.backends import FolderBackend

    return open_backend(plan.shared, plan.settings) if there else FolderBackend(Path(plan.folder))


def _alone(place: ShowFolder) -> contextlib.AbstractContextManager[None]:
    """Context manager that excludes a publish of this show."""
    from segmentcast import files

    return files.only_one(place.work / "lock", "publish")


def _is_needed(needed: frozenset[int], value: Kept) -> bool:
    """Whether an episode needs the value; for encoded pieces that is unknown until they are made."""
    return value.kind != "speech" or int(value.name[:16], 16) in needed


def _size(text: str) -> int:
    from segmentcast.config.caching import size_bytes

    try:
        return size_bytes(text)
    except ValueError as error:
        what, _, mend = str(error).partition(" | ")
        raise UsageError(Problem("--limit", what, mend)) from None


def _print_stock(where: str, limit_bytes: int | None, usage: Usage) -> None:
    total = usage.total
    room = f" of {_size_text(limit_bytes)}" if limit_bytes is not None else ""
    click.echo(
        printable(f"{where}: {total.values:,} values, {_size_text(total.length_bytes)}{room}")
    )
    if usage.oldest is None:
        return
    rows = [
        [f"  {_KINDS[kind]}", f"{size.values:,}", _size_text(size.length_bytes)]
        for kind, size in sorted(usage.kinds.items(), reverse=True)
    ]
    rows += [
        [f"  spoken by {voice or 'unknown'}", f"{size.values:,}", _size_text(size.length_bytes)]
        for voice, size in sorted(usage.voices.items())
    ]
    print_table(["  What", "Values", "Size"], rows, right=frozenset({1, 2}))
    oldest = datetime.fromtimestamp(usage.oldest, UTC)
    click.echo(f"  Least recently used: {oldest:%Y-%m-%d %H:%M} UTC.")


def _stock_json(where: str, limit_bytes: int | None, usage: Usage) -> dict[str, Any]:
    oldest = None if usage.oldest is None else datetime.fromtimestamp(usage.oldest, UTC)
    return {
        "place": where,
        **_heap_json(usage.total),
        "limit_bytes": limit_bytes,
        "kinds": {kind: _heap_json(size) for kind, size in sorted(usage.kinds.items())},
        "voices": {voice: _heap_json(size) for voice, size in sorted(usage.voices.items())},
        "oldest_use": oldest.isoformat(timespec="seconds") if oldest else None,
    }


def _heap_json(size: Size) -> dict[str, int]:
    return {"values": size.values, "bytes": size.length_bytes}


def _size_text(length_bytes: int) -> str:
    """A size for people, in decimal units."""
    for unit, size in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6)):
        if length_bytes >= size:
            return f"{length_bytes / size:.1f} {unit}"
    return f"{length_bytes / 1000:.1f} kB"
