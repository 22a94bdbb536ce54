"""Announces changes to the WebSub hub and to the newsroom's hook. Neither can fail a publish.

The hub is notified of a changed feed. The hook also learns of failures and of newly held episodes,
because nobody watches a scheduled publish.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from segmentcast import files
from segmentcast.config import ShowConfig
from segmentcast.deployment.feed_changes import Deployment
from segmentcast.deployment.hook import SECONDS, run_hook
from segmentcast.errors import EpisodesFailed, Problem, SegmentcastError
from segmentcast.model import Finding, Show
from segmentcast.ports import Visitor
from segmentcast.publish import Report
from segmentcast.retry import Retry, Transient, retry_after_s
from segmentcast.workspace.show_folder import ShowFolder

_RETRY = Retry(attempts=3, wait_s=4.0)
_DEFECT_EXIT_CODE = 70


def announce(
    show: Show,
    deployment: Deployment,
    hook: Sequence[str],
    folder: Path,
    visitor: Visitor | None = None,
    *,
    passed: Sequence[str] = (),
    report: Report | None = None,
    memory: Path | None = None,
    seconds: float = SECONDS,
    retry: Retry = _RETRY,
) -> tuple[Finding, ...]:
    """Notifies hub and hook of changes for subscribers, and the hook of failed and held episodes.

    Failures are warnings. The hook runs in the show's `folder`, without a shell, with JSON on
    stdin: `feed`, `ok`, `exit_code`, `failed`, `held` and the keys of Deployment.as_json. It is
    notified once of held episodes, and again if it failed; `memory` is the file that records this.
    """
    findings: list[Finding] = []
    if show.hub and deployment.feed_changed:
        findings += _ping(show, visitor, retry)
    failed = report.failed if report is not None else ()
    held = _held(report)
    if hook and (deployment.feed_changed or failed or _is_news(held, memory)):
        message = {
            "feed": show.feed_url,
            "ok": not failed,
            "exit_code": EpisodesFailed.exit_code if failed else 0,
            "failed": [
                {
                    "id": outcome.id,
                    "folder": outcome.folder,
                    "problems": _problems(outcome.problems),
                }
                for outcome in failed
            ],
            "held": held,
            "problems": [],
            **deployment.as_json(),
        }
        failures = _run(hook, folder, message, passed, seconds, "the feed was published anyway")
        findings += failures
        # If the hook failed, the next publish notifies it again.
        if memory is not None and not failures:
            files.write(memory, _digest(held).encode(), durable=False)
    return tuple(findings)


def announce_here(place: ShowFolder, config: ShowConfig, report: Report) -> tuple[Finding, ...]:
    """Announces a publish that uploaded nothing: the hook gets failed and held episodes.

    Changes for subscribers are unknown in this case; a finding says so.
    """
    hook = config.publish.hook
    if not hook:
        return ()
    findings = announce(
        config.show, Deployment(), hook, place.path,
        passed=config.publish.hook_environment, report=report, memory=memory_of(place),
    )  # fmt: skip
    what = "does not run for changes in the feed, because nothing is uploaded to a store"
    mend = "set to in [publish], publish with --to, or remove the hook"
    return (*findings, Finding("warning", "hook", f"[publish] hook: {hook[0]}", what, mend))


@contextlib.contextmanager
def announcing_failure(
    place: ShowFolder, config: ShowConfig, warn: Callable[[tuple[Finding, ...]], None]
) -> Iterator[None]:
    """Context manager that notifies the hook if the publish as a whole fails.

    `warn` receives findings about the hook itself.
    """
    try:
        yield
    except Exception as error:
        if config.publish.hook:
            exit_code = _DEFECT_EXIT_CODE
            problems: tuple[Problem, ...] = (Problem("", repr(error)[:500]),)
            if isinstance(error, SegmentcastError):
                exit_code, problems = error.exit_code, error.problems
            message = {
                "feed": config.show.feed_url,
                "ok": False,
                "exit_code": exit_code,
                "failed": [],
                "held": [],
                "problems": _problems(problems),
                **Deployment().as_json(),
            }
            warn(
                _run(
                    config.publish.hook, place.path, message, config.publish.hook_environment,
                    SECONDS, "it should have reported this failure",
                )
            )  # fmt: skip
        raise


def memory_of(place: ShowFolder) -> Path:
    """The file that records which held episodes the hook was notified of."""
    return place.work / "hook-held"


def _held(report: Report | None) -> list[dict[str, Any]]:
    return [
        {
            "id": outcome.id,
            "folder": outcome.folder,
            "reasons": list(outcome.reasons),
            "due": outcome.due.isoformat() if outcome.due else None,
        }
        for outcome in (report.looked_at if report is not None else ())
        if outcome.status == "held"
    ]


def _is_news(held: list[dict[str, Any]], memory: Path | None) -> bool:
    """Whether an episode is held that was not held in this way when the hook last ran."""
    if not held:
        return False
    if memory is None or not memory.is_file():
        return True
    return files.read(memory).decode("ascii", "replace") != _digest(held)


def _digest(held: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()


def _problems(problems: Sequence[Problem]) -> list[dict[str, str]]:
    return [{"where": one.where, "what": one.what, "mend": one.mend} for one in problems]


def _ping(show: Show, visitor: Visitor | None, retry: Retry) -> tuple[Finding, ...]:
    """Sends a publish notification (WebSub section 7, in the form that public hubs accept)."""
    if visitor is None:
        from segmentcast.visitor import HttpVisitor

        # The hub is set in the user's own show.toml, so it may be on the local network.
        visitor = HttpVisitor([show.hub], agent="publish")
    body = urlencode({"hub.mode": "publish", "hub.url": show.feed_url, "hub.topic": show.feed_url})

    def ask() -> str:
        answer = visitor.ask(
            "POST",
            show.hub,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=body.encode(),
            limit_bytes=1000,
        )
        reason = answer.trouble or f"status {answer.status}"
        if 200 <= answer.status < 300:
            return ""
        if 400 <= answer.status < 500 and answer.status != 429:
            return reason
        raise Transient(reason, retry_after_s(answer.headers.get("retry-after")))

    try:
        reason = retry.call(ask)
    except Transient as trouble:
        reason = str(trouble)
    if not reason:
        return ()
    what = f"the hub {show.hub} could not be notified of the new feed ({reason})"
    return (
        Finding("warning", "hub", show.hub, what, "apps will find it a little later by polling"),
    )


def _run(
    hook: Sequence[str],
    folder: Path,
    message: dict[str, Any],
    passed: Sequence[str],
    seconds: float,
    comfort: str,
) -> tuple[Finding, ...]:
    data = json.dumps(message, ensure_ascii=False).encode()
    reason = run_hook(hook, folder, data, passed=passed, seconds=seconds)
    if not reason:
        return ()
    where = f"[publish] hook: {hook[0]}"
    what = f"{reason}; {comfort}"
    return (Finding("warning", "hook", where, what, "run it manually with the same JSON"),)
