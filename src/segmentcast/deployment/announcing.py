"""Telling the world: the WebSub hub, and a program of the newsroom's own. Neither can fail a publish."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlencode

from segmentcast.deployment.outcome import Deployment
from segmentcast.model import Finding, Show
from segmentcast.ports import Visitor

_TRIES = 3
_WAIT_SECONDS = 2.0
_HOOK_SECONDS = 120
_SHOWN_CHARACTERS = 500


def announce(
    show: Show,
    deployment: Deployment,
    hook: Sequence[str],
    folder: Path,
    visitor: Visitor | None = None,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[Finding, ...]:
    """Tells hub and hook what changed for subscribers; a failure is a warning. Nothing when nothing did.

    The hook is run in the show's `folder`, without a shell, with the change as JSON on its input:
    `feed` and what Deployment.as_json gives.
    """
    if not deployment.feed_changed:
        return ()
    findings: list[Finding] = []
    if show.hub:
        findings += _ping(show, visitor, sleep)
    if hook:
        findings += _run_hook(show, deployment, hook, folder)
    return tuple(findings)


def _ping(
    show: Show, visitor: Visitor | None, sleep: Callable[[float], None]
) -> tuple[Finding, ...]:
    """A publish notification (WebSub section 7; the form that public hubs take)."""
    if visitor is None:
        from segmentcast.visitor import HttpVisitor, host_of

        # The hub stands in the person's own show.toml, so that a hub in the house may be used.
        visitor = HttpVisitor([host_of(show.hub)], agent="publish")
    body = urlencode({"hub.mode": "publish", "hub.url": show.feed_url, "hub.topic": show.feed_url})
    reason = ""
    for attempt in range(_TRIES):
        if attempt:
            sleep(_WAIT_SECONDS * 2**attempt)
        answer = visitor.ask(
            "POST",
            show.hub,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=body.encode(),
            limit_bytes=1000,
        )
        if 200 <= answer.status < 300:
            return ()
        reason = answer.trouble or f"status {answer.status}"
        if 400 <= answer.status < 500 and answer.status != 429:
            break
    what = f"the hub {show.hub} was not told of the new feed ({reason})"
    return (
        Finding("warning", "hub", show.hub, what, "apps find out by themselves, a little later"),
    )


def _run_hook(
    show: Show, deployment: Deployment, hook: Sequence[str], folder: Path
) -> tuple[Finding, ...]:
    change = {"feed": show.feed_url, **deployment.as_json()}
    where = f"[publish] hook: {hook[0]}"
    try:
        done = subprocess.run(  # the person's own program, as named in show.toml
            list(hook),
            input=json.dumps(change, ensure_ascii=False).encode(),
            cwd=folder,
            capture_output=True,
            timeout=_HOOK_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        reason = f"did not end within {_HOOK_SECONDS} seconds"
    except OSError as error:
        reason = f"could not be started: {error.strerror or error}"
    else:
        if done.returncode == 0:
            return ()
        said = done.stderr.decode("utf-8", "replace").strip()[-_SHOWN_CHARACTERS:]
        reason = f"ended with {done.returncode}" + (f": {said}" if said else "")
    what = f"{reason}; the feed is published all the same"
    return (Finding("warning", "hook", where, what, "run it by hand with the same JSON"),)
