"""Faults of show.toml and episode.toml are told once, where they are, before any work."""

from __future__ import annotations

from typing import Any

import pytest

from segmentcast.config import load_show
from segmentcast.errors import ConfigError
from segmentcast.publish import read_show
from segmentcast.queries.preview import preview_folder
from segmentcast.workspace.show_faults import address_findings
from segmentcast.workspace.show_folder import locate

NAMES = ("2026-03-14-ferry", "2026-03-15-tides", "2026-03-16-cows")


def with_lines(show: Any, lines: str, *, first: bool = False) -> None:
    toml = show.folder / "show.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(lines + text if first else text + lines, encoding="utf-8")


def rules_of(report: Any) -> list[str]:
    return [finding.rule for finding in report.findings]


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_voice_for_nobody_is_a_warning_with_the_nearest_name(show: Any, dry_run: bool) -> None:
    """A name that no episode knows is told once, however many episodes there are; known ones are not."""
    for name in NAMES:
        show.episode(name)
    with_lines(
        show, '"Rosa Lnd" = "tone/middle"\n"PETER  aune" = "tone/low"\nreporter = "tone/low"\n'
    )
    report = show.publish(dry_run=dry_run)
    (finding,) = [each for each in report.findings if each.rule == "voice-for-nobody"]
    assert finding.where.endswith("show.toml: voices.Rosa Lnd")
    assert finding.mend == 'did you mean "Rosa Lind"?'
    assert not report.failed


def test_a_voice_of_somebody_who_was_published_before_is_known(show: Any) -> None:
    """That only the new episode is planned does not make the others' people unknown."""
    show.publish_first()
    other = "Anna Berg, who leads the harbour, joins Peter Aune.\n\nRead the Full Transcript\n\n\n    Anna, how was it?\n\n\n    Calm.\n"
    show.episode("2026-03-20-calm", f"The calm harbour\n\n{other}")
    with_lines(show, '"Rosa Lind" = "tone/high"\n')
    assert "voice-for-nobody" not in rules_of(show.publish())


def test_a_voice_for_nobody_in_an_episode_is_an_error_of_it(show: Any) -> None:
    """The episode's own [voices] names somebody who is not in it: its failure, with the nearest name."""
    show.episode(NAMES[0])
    show.episode(NAMES[1], episode_toml='[voices]\n"Rosa Lnd" = "tone/low"\nhost = "tone/low"\n')
    report = show.publish()
    assert [outcome.status for outcome in report.outcomes] == ["made", "failed"]
    (problem,) = report.failed[0].problems
    assert problem.where.endswith("episode.toml: voices.Rosa Lnd")
    assert problem.mend == 'did you mean "Rosa Lind"?'


def test_reading_such_an_episode_tells_the_same(show: Any) -> None:
    """`segmentcast read FOLDER` refuses it with the exit code of a configuration."""
    folder = show.episode(NAMES[0], episode_toml='[voices]\n"Rosa Lnd" = "tone/low"\n')
    place = locate(show.root)
    with pytest.raises(ConfigError, match="no speaker in this episode") as caught:
        preview_folder(folder, read_show(place), {})
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("lines", "told"),
    [('reporter = "nosuch/voice"\n', "voices.reporter"), ("[lexicon]\nx = 3\n", "show.toml")],
)
def test_a_fault_of_the_show_is_told_once(show: Any, lines: str, told: str) -> None:
    """Three episodes, one message, exit code 3, and nothing is made."""
    for name in NAMES:
        show.episode(name)
    with_lines(show, lines)
    with pytest.raises(ConfigError) as caught:
        show.publish()
    (problem,) = caught.value.problems
    assert told in problem.where
    assert caught.value.exit_code == 3
    assert not (show.feed / "feed.xml").exists()


def test_a_serial_show_asks_for_numbers_before_any_work(show: Any) -> None:
    """The episode without one is named and fails; the others are published."""
    with_lines(show, 'type = "serial"\n', first=True)
    show.episode(NAMES[0], episode_toml="number = 1\nseason = 1\n")
    show.episode(NAMES[1])
    show.episode(NAMES[2], episode_toml='kind = "bonus"\n')
    report = show.publish()
    assert {each.folder: each.status for each in report.outcomes} == dict(
        zip(NAMES, ("made", "failed", "made"), strict=True)
    )
    assert "has no number" in report.failed[0].problems[0].what
    assert report.failed[0].spoken == 0


def test_a_show_that_becomes_serial_names_every_published_episode(show: Any) -> None:
    """The feed could not be written, so nothing is made, and all that lack a number are told at once."""
    show.publish_first(*NAMES)
    before = show.snapshot()
    with_lines(show, 'type = "serial"\n', first=True)
    with pytest.raises(ConfigError) as caught:
        show.publish()
    assert len(caught.value.problems) == 3
    assert all(
        name in problem.where for name, problem in zip(NAMES, caught.value.problems, strict=True)
    )
    assert show.snapshot() == before


@pytest.mark.parametrize(
    ("address", "warned"),
    [("https://podcast.example.org/", True), ("https://localhost/", True), ("https://news.example/x/", True),
     ("http://192.168.1.4:8000/", True), ("https://[::1]/", True), ("https://nas/podcast/", True),
     ("https://example.org.news.de/", False), ("https://myexample.org/", False),
     ("https://podcast.npr.org/", False)],
)  # fmt: skip
def test_an_address_that_nobody_can_reach_is_a_warning(address: str, warned: bool) -> None:
    """Names that are reserved, and machines that only the maker can reach."""
    text = f'title = "T"\ndescription = "d"\nauthor = "a"\nbase_url = "{address}"\n'
    findings = list(address_findings(load_show(text, "show.toml")))
    assert [each.rule for each in findings] == (["base-url"] if warned else [])


def test_a_publish_tells_of_such_an_address_while_there_is_something_to_do(show: Any) -> None:
    """The show of these tests has one; a publish without anything to do is silent."""
    show.episode()
    assert "base-url" in rules_of(show.publish())
    assert "base-url" not in rules_of(show.publish())


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_note_from_the_first_explains_no_later_change(show: Any, dry_run: bool) -> None:
    """--require-notes wants a note that was not published with the words of before."""
    note = '[[corrections]]\ndate = 2026-03-14\nnote = "A name was wrong in the broadcast."\n'
    folder = show.episode(episode_toml=note)
    show.publish(require_notes=True)
    text = folder / "transcript.txt"
    text.write_text(text.read_text().replace("his cow", "his goat"))
    report = show.publish(require_notes=True, dry_run=dry_run)
    assert "no correction explains why" in report.failed[0].problems[0].what
    later = '[[corrections]]\ndate = 2026-06-01\nnote = "It was a goat."\n'
    (folder / "episode.toml").write_text(note + later)
    assert not show.publish(require_notes=True, dry_run=dry_run).failed
