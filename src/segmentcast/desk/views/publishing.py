"""Publishing: what changes, before; the account of it, meanwhile; what became of it, after."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from segmentcast import files, layout
from segmentcast.desk.clock import now
from segmentcast.desk.publish_job import PublishStanding
from segmentcast.desk.rendering import conflict, megabytes, redirect, render, revision_of
from segmentcast.desk.routing import Form, get, post
from segmentcast.desk.state import DeskState, desk_of
from segmentcast.desk.views.overview import StateLabel, duration, label_of
from segmentcast.digest import digest
from segmentcast.errors import SegmentcastError
from segmentcast.publish.outcome import EpisodeOutcome
from segmentcast.publish.report import Report
from segmentcast.queries.changed_words import WordChange, changed_words
from segmentcast.queries.show_overview import EpisodeStanding, Foresight, look_over, opened
from segmentcast.workspace.settings_edits import with_correction

_SHOWN = 100
_KEEP_ALIVE_SECONDS = 15.0


def routes() -> list[Route]:
    """The addresses of this view."""
    return [
        get("/publish", review),
        post("/publish", start),
        get("/publish/progress", progress),
        Route("/publish/events", events, methods=["GET"]),
        post("/publish/stop", stop),
    ]


@dataclass(frozen=True, slots=True)
class Change:
    """An episode that would change: how, what subscribers keep, and whether a note is due."""

    standing: EpisodeStanding
    label: StateLabel
    outcome: EpisodeOutcome
    words: tuple[WordChange, ...]
    revision: str
    note: str = ""

    @property
    def note_due(self) -> bool:
        """Whether published words would change and nothing says why."""
        return bool(self.outcome.forecast and self.outcome.forecast.note_missing)


def review(request: Request) -> Response:
    """What the next publish would do: the figures, and each change."""
    desk = desk_of(request)
    if desk.publishing.standing.running:
        return redirect(request, "/publish/progress")
    return _review(request, {}, ())


def _review(
    request: Request, notes: dict[str, str], missing: tuple[str, ...], status: int = 200
) -> Response:
    desk = desk_of(request)
    report, foresight = _foreseen(desk)
    changes = _changes(desk, report, notes)
    return render(
        request,
        "publish.html",
        status=status,
        title=_question(foresight),
        question=_question(foresight),
        button=_button(foresight),
        foresight=foresight,
        reviewed=_reviewed(desk, report),
        size=megabytes(foresight.upload_bytes),
        work=duration(foresight.work_seconds) if foresight.work_seconds else "",
        changes=changes[:_SHOWN],
        more=max(0, foresight.ready - _SHOWN),
        behind=_behind(foresight.kept_back),
        missing=missing,
        refusals=[finding for finding in report.findings if finding.rule == "removals"],
        servers=report.servers,
    )


def start(request: Request, form: Form) -> Response:
    """Writes the notes for corrections, and starts the publish."""
    desk = desk_of(request)
    notes = {
        name.removeprefix("note:"): form.text(name).strip()
        for name in form.fields
        if name.startswith("note:")
    }
    report, _ = _foreseen(desk)
    if form.text("reviewed") != _reviewed(desk, report):
        # Nobody publishes words that changed after they were shown.
        return _review(request, notes, (), 409)
    due = [
        outcome
        for outcome in report.looked_at
        if outcome.forecast and outcome.forecast.note_missing
    ]
    missing = tuple(outcome.id for outcome in due if not notes.get(outcome.id))
    if missing:
        return _review(request, notes, missing, 422)
    with desk.writing:
        for outcome in due:
            refused = _write_note(request, outcome, form, notes[outcome.id])
            if refused is not None:
                return refused
    if not desk.publishing.start():
        return redirect(request, "/publish/progress", "A publish is going on already.")
    return redirect(request, "/publish/progress")


def _write_note(
    request: Request, outcome: EpisodeOutcome, form: Form, note: str
) -> Response | None:
    """Appends the correction to episode.toml; a 409 if the file has changed since it was shown."""
    desk = desk_of(request)
    folder = desk.episode(outcome.id)
    path = folder.file("episode.toml")
    content = files.read(path) if path.is_file() else None
    if revision_of(content) != form.text(f"revision:{outcome.id}"):
        return conflict(
            request,
            "The settings of this episode",
            theirs=(content or b"").decode("utf-8", "replace"),
            ours=note,
            reload="/publish",
        )
    day = now().astimezone(desk.show().timezone).date()
    files.write(path, with_correction(content or b"", str(path), day=day, note=note))
    return None


def progress(request: Request) -> Response:
    """How far it is, or what became of it."""
    desk = desk_of(request)
    standing = desk.publishing.standing
    return render(
        request,
        "progress.html",
        title="Publishing" if standing.running else _outcome_title(standing),
        standing=standing,
        lines=_lines(standing),
        left=_left(standing),
        result=_result(desk, standing) if standing.report else None,
    )


async def events(request: Request) -> Response:
    """Server-sent events: an `account` with each change, `end` when it is over."""
    desk = desk_of(request)

    async def told() -> AsyncIterator[str]:
        version = -1
        while True:
            standing = await to_thread.run_sync(
                desk.publishing.wait, version, _KEEP_ALIVE_SECONDS, abandon_on_cancel=True
            )
            if standing.version == version:
                yield ": still here\n\n"
                continue
            version = standing.version
            account = {"lines": _lines(standing), "left": _left(standing)}
            yield f"event: account\ndata: {json.dumps(account)}\n\n"
            if not standing.running:
                yield "event: end\ndata: {}\n\n"
                return

    return StreamingResponse(told(), media_type="text/event-stream")


def stop(request: Request, _form: Form) -> Response:
    """Stops the publish, as Ctrl-C does."""
    desk = desk_of(request)
    desk.publishing.stop()
    return redirect(request, "/publish/progress", "Stopping. What is finished is kept.")


def _foreseen(desk: DeskState) -> tuple[Report, Foresight]:
    report = look_over(desk.place, now=now())
    with opened(desk.place) as kept:
        foresight = kept.foresight()
    assert foresight is not None
    return report, foresight


def _reviewed(desk: DeskState, report: Report) -> str:
    """Identifies the files of all episodes that would change, as they are now."""
    return digest(
        [outcome.id, desk.episode(outcome.id).signature]
        for outcome in report.looked_at
        if outcome.status == "made"
    )


def _changes(desk: DeskState, report: Report, notes: dict[str, str]) -> list[Change]:
    config = desk.show()
    changes = []
    made = [outcome for outcome in report.looked_at if outcome.status == "made"]
    # Those that need a note come first: without a field for it, nobody could publish.
    made.sort(key=lambda outcome: not (outcome.forecast and outcome.forecast.note_missing))
    with opened(desk.place) as kept:
        for outcome in made[:_SHOWN]:
            standing = kept.get(outcome.id)
            if standing is None:
                continue
            folder = desk.episode(outcome.id)
            words: tuple[WordChange, ...] = ()
            if standing.state == "changed":
                try:
                    words = changed_words(desk.place, config, outcome.id, folder)
                except SegmentcastError:
                    words = ()  # a retraction that is all that is left has no words
            path = folder.file("episode.toml")
            content = files.read(path) if path.is_file() else None
            changes.append(
                Change(
                    standing,
                    label_of(standing, config.timezone),
                    outcome,
                    words,
                    revision_of(content),
                    notes.get(outcome.id, ""),
                )
            )
    return changes


def _button(foresight: Foresight) -> str:
    if not foresight.ready:
        return "Publish"
    return "Publish 1 episode" if foresight.ready == 1 else f"Publish {foresight.ready:,} episodes"


def _question(foresight: Foresight) -> str:
    if not foresight.something_to_do:
        return "Nothing waits to go out"
    return f"{_button(foresight)}?"


def _behind(kept_back: dict[str, int]) -> str:
    """`1 with turns to look at, 1 that failed, 2 held`"""
    words = {
        "unsure": "with turns to look at",
        "failed": "that failed",
        "held": "held",
        "draft": "kept as drafts" if kept_back.get("draft", 0) > 1 else "kept as a draft",
        "ended": "taken out",
    }
    return ", ".join(
        f"{kept_back[name]:,} {text}" for name, text in words.items() if kept_back.get(name)
    )


def _lines(standing: PublishStanding) -> list[dict[str, Any]]:
    """The account as the command has it: sound in seconds, episodes, and the last message."""
    lines: list[dict[str, Any]] = []
    for name, task in standing.tasks.items():
        if name == "Episodes":
            words = f"{task.done:,.0f} of {task.total:,.0f} episodes"
        else:
            words = f"{name}: {task.done:,.0f} of {max(task.done, task.total):,.0f} {task.unit}"
        lines.append({"words": words, "percent": round(100 * task.share)})
    if standing.message:
        lines.append({"words": standing.message, "percent": None})
    return lines


def _left(standing: PublishStanding) -> str:
    if not standing.running:
        return ""
    if standing.stopping:
        return "Stopping"
    if standing.seconds_left is None:
        return "Starting"
    return f"About {duration(standing.seconds_left)} left"


def _outcome_title(standing: PublishStanding) -> str:
    if standing.report:
        failed = standing.report["counts"]["failed"]
        return "Published, but not everything" if failed else "Published"
    if standing.stopped:
        return "Stopped"
    return "Not published" if standing.problems else "No publish is going on"


def _result(desk: DeskState, standing: PublishStanding) -> dict[str, Any]:
    """The summary: what is out with its links, what is not and why."""
    report = standing.report or {}
    episodes = report["episodes"]
    made = [row for row in episodes if row["status"] == "made"]
    for row in made:
        page = layout.page_path(row["id"])
        row["page"] = f"/listen/{page}" if (desk.place.output / page).is_file() else ""
    return {
        "made": made,
        "failed": [row for row in episodes if row["status"] == "failed"],
        "held": [row for row in episodes if row["status"] == "held"],
        "unchanged": report["counts"]["unchanged"],
        "feed": report["feed"],
        "findings": [one for one in report["findings"] if one["severity"] != "note"],
        "sent": standing.sent,
    }
