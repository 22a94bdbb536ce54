"""Publishing: what changes, before; the account of it, meanwhile; what became of it, after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from segmentcast import editing, files, layout
from segmentcast.desk.clock import now
from segmentcast.desk.jobs.background_job import JobStanding
from segmentcast.desk.jobs.following import follow
from segmentcast.desk.rendering import (
    CHANGED_MEANWHILE,
    megabytes,
    redirect,
    render,
    revision_of,
)
from segmentcast.desk.routing import Form, get, post
from segmentcast.desk.state import DeskState, desk_of
from segmentcast.desk.views.overview import (
    StateLabel,
    duration,
    label_of,
    reason_words,
    unsure_words,
)
from segmentcast.digest import digest
from segmentcast.errors import SegmentcastError
from segmentcast.publish.outcome import EpisodeOutcome
from segmentcast.publish.report import Report
from segmentcast.queries.changed_words import WordChange, changed_words
from segmentcast.queries.show_overview import EpisodeStanding, Foresight, look_over, opened
from segmentcast.transcript.text.prose import excerpt
from segmentcast.workspace.episode_folder import EpisodeFolder, episode_folder
from segmentcast.workspace.settings_edits import with_correction

_SHOWN = 100
_MOST_SHOWN = 500
_FOR_ALL = ""
"""In place of an episode's id: the note of every episode whose own field is empty."""


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
    def sound_removed(self) -> bool:
        """Whether the sound that subscribers have is taken off the host."""
        return bool(self.outcome.forecast and self.outcome.forecast.sound_removed)

    @property
    def why(self) -> str:
        """Why it changes, in words."""
        return reason_words(self.standing.why)

    @property
    def sound(self) -> str:
        """What becomes of the sound that subscribers have; empty for a new episode and a retraction."""
        if self.standing.state != "changed" or self.sound_removed:
            return ""
        if not self.standing.audio:
            return "The audio file stays as it is"
        if self.standing.audio == "tags":
            return "New file: the sound stays, its tags or the picture in them change"
        spoken, count = self.outcome.spoken, self.outcome.spoken + self.outcome.reused
        if not spoken:
            return "New sound"
        many = "1 sentence" if count == 1 else f"{count:,} sentences"
        return f"New sound: {spoken:,} of {many} spoken again"

    @property
    def respoken(self) -> tuple[str, ...]:
        """The first sentences that are spoken again."""
        return tuple(excerpt(text) for text in self.outcome.respoken)

    @property
    def unsure(self) -> str:
        """How many turns go out unsure, in words."""
        return unsure_words(self.standing)

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes that subscribers will read with it."""
        return self.outcome.forecast.notes if self.outcome.forecast else ()

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
    """The review with these notes in it; 409 says that the episodes have changed meanwhile."""
    desk = desk_of(request)
    report, foresight = _foreseen(desk)
    shown = _shown(request)
    changes = _changes(desk, report, notes, shown)
    due = [outcome.id for outcome in _due(report)]
    asked = {*due, *([_FOR_ALL] if len(due) > 1 else ())}
    return render(
        request,
        "show/publish.html",
        status=status,
        title=_question(foresight),
        question=_question(foresight),
        button=_button(foresight),
        foresight=foresight,
        reviewed=_reviewed(desk, report),
        size=megabytes(foresight.upload_bytes),
        work=duration(foresight.work_seconds) if foresight.work_seconds else "",
        changes=changes,
        shown=shown,
        more=max(0, foresight.ready - shown),
        most_shown=_MOST_SHOWN,
        due=len(due),
        note_for_all=notes.get(_FOR_ALL, ""),
        behind=_behind(foresight.kept_back),
        missing=frozenset(missing),
        overtaken=status == CHANGED_MEANWHILE,
        kept_notes=[note for id_, note in notes.items() if note and id_ not in asked],
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
        return _review(request, notes, (), CHANGED_MEANWHILE)
    due = {
        outcome.id: (_folder(desk, outcome), notes.get(outcome.id) or notes.get(_FOR_ALL, ""))
        for outcome in _due(report)
    }
    missing = tuple(id_ for id_, (_, note) in due.items() if not note)
    if missing:
        return _review(request, notes, missing, 422)
    with desk.writing:
        for id_, (folder, _) in due.items():
            name = f"revision:{id_}"  # an episode that is not shown has no such field
            if name in form.fields and revision_of(_settings(folder)) != form.text(name):
                return _review(request, notes, (), CHANGED_MEANWHILE)
        try:
            for folder, note in due.values():
                _write_note(desk, folder, note)
        except editing.ChangedMeanwhile:
            return _review(request, notes, (), CHANGED_MEANWHILE)
    if not desk.publishing.start():
        return redirect(request, "/publish/progress", "A publish is going on already.")
    return redirect(request, "/publish/progress")


def _write_note(desk: DeskState, folder: EpisodeFolder, note: str) -> None:
    """Appends the correction to episode.toml. Raises ChangedMeanwhile."""
    content = _settings(folder)
    day = now().astimezone(desk.show().timezone).date()
    where = str(folder.file("episode.toml"))
    after = with_correction(content or b"", where, day=day, note=note)
    summary = f"A correction is noted: {note}"
    editing.commit_settings(desk.place, folder.name, content, after, summary)


def _settings(folder: EpisodeFolder) -> bytes | None:
    path = folder.file("episode.toml")
    return files.read(path) if path.is_file() else None


def _folder(desk: DeskState, outcome: EpisodeOutcome) -> EpisodeFolder:
    """The folder of an outcome, without a search for its id among all folders."""
    return episode_folder(desk.place.path / outcome.folder)


def _due(report: Report) -> list[EpisodeOutcome]:
    """Those whose published words would change without a note."""
    return [
        outcome
        for outcome in report.looked_at
        if outcome.forecast and outcome.forecast.note_missing
    ]


def _shown(request: Request) -> int:
    """How many changes the page is to show."""
    text = request.query_params.get("shown", "")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else _SHOWN
    return min(max(wanted, 1), _MOST_SHOWN)


def progress(request: Request) -> Response:
    """How far it is, or what became of it."""
    desk = desk_of(request)
    standing = desk.publishing.standing
    return render(
        request,
        "show/progress.html",
        title="Publishing" if standing.running else _outcome_title(standing),
        standing=standing,
        lines=_lines(standing),
        left=_left(standing),
        result=_result(desk, standing) if standing.report else None,
    )


async def events(request: Request) -> Response:
    """How far the publish is."""

    def account(standing: JobStanding) -> dict[str, Any]:
        return {"lines": _lines(standing), "left": _left(standing)}

    return follow(desk_of(request).publishing, account)


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
        [outcome.id, _folder(desk, outcome).signature]
        for outcome in report.looked_at
        if outcome.status == "made"
    )


def _changes(desk: DeskState, report: Report, notes: dict[str, str], shown: int) -> list[Change]:
    config = desk.show()
    changes = []
    made = [outcome for outcome in report.looked_at if outcome.status == "made"]
    # Those that need a note come first, as whoever writes it looks at what changes; then new sound.
    made.sort(key=_urgency)
    with opened(desk.place) as kept:
        for outcome in made[:shown]:
            standing = kept.get(outcome.id)
            if standing is None:
                continue
            folder = _folder(desk, outcome)
            words: tuple[WordChange, ...] = ()
            if standing.state == "changed":
                try:
                    words = changed_words(desk.place, config, outcome.id, folder)
                except SegmentcastError:
                    words = ()  # a retraction that is all that is left has no words
            changes.append(
                Change(
                    standing,
                    label_of(standing, config.timezone),
                    outcome,
                    words,
                    revision_of(_settings(folder)),
                    notes.get(outcome.id, ""),
                )
            )
    return changes


def _urgency(outcome: EpisodeOutcome) -> int:
    ahead = outcome.forecast
    if ahead is None:
        return 2
    return 0 if ahead.note_missing else 1 if ahead.new_sound and ahead.enclosure_url else 2


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


def _lines(standing: JobStanding) -> list[dict[str, Any]]:
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


def _left(standing: JobStanding) -> str:
    if not standing.running:
        return ""
    if standing.stopping:
        return "Stopping, in a few seconds"
    if standing.seconds_left is None:
        return "Starting"
    return f"About {duration(standing.seconds_left)} left"


def _outcome_title(standing: JobStanding) -> str:
    if standing.report:
        failed = standing.report["counts"]["failed"]
        return "Published, but not everything" if failed else "Published"
    if standing.stopped:
        return "Stopped"
    return "Not published" if standing.problems else "No publish is going on"


def _result(desk: DeskState, standing: JobStanding) -> dict[str, Any]:
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
