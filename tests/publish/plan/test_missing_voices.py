"""A voice that show or cast names and this machine lacks stops the publish; nobody gets another voice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from segmentcast.errors import ConfigError, VoiceMissing
from segmentcast.queries.preview import preview_folder
from segmentcast.workspace.show_files import read_cast, read_show
from segmentcast.workspace.show_folder import locate

ADD = "one download of 8 MB: segmentcast voices add hibari/fenrir"
FENRIR = '[voices]\n"rosa-lind" = "hibari/fenrir"\n'


@pytest.fixture(autouse=True)
def no_further_voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which nobody has added voices."""
    monkeypatch.setenv("HIBARI_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("SEGMENTCAST_DATA", str(tmp_path / "none"))


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_voice_that_the_show_names(show: Any, dry_run: bool) -> None:
    """The line of show.toml and the command that adds the voice, with exit code 5; with other faults it is 3."""
    show.episode()
    toml = show.folder / "show.toml"
    text = toml.read_text("utf-8")
    toml.write_text(text.replace("tone/high@0.5", "hibari/fenrir"), "utf-8")
    with pytest.raises(VoiceMissing) as caught:
        show.publish(dry_run=dry_run)
    (problem,) = caught.value.problems
    assert caught.value.exit_code == 5
    assert problem.where.endswith("show.toml: voices.guest")
    assert problem.mend == ADD
    assert not (show.feed / "feed.xml").exists()
    toml.write_text(
        text.replace("tone/high@0.5", "hibari/fenrir").replace("tone/low@0.5", "tone/none"), "utf-8"
    )
    with pytest.raises(ConfigError) as both:
        show.publish(dry_run=dry_run)
    assert [row.where.rpartition(".")[2] for row in both.value.problems] == ["host", "guest"]


@pytest.mark.parametrize("voice", ["hibari/fenrir", "kokoro/bf_emma"])
def test_a_voice_that_the_cast_names(show: Any, voice: str) -> None:
    """An episode that needs it stops the publish; cast.toml stays as it is, and `read` says what is missing."""
    toml = show.folder / "show.toml"
    toml.write_text(toml.read_text("utf-8").replace('guest = "tone/high@0.5"\n', ""), "utf-8")
    folder = show.episode()
    written = FENRIR.replace("hibari/fenrir", voice)
    (show.folder / "cast.toml").write_text(written, "utf-8")
    with pytest.raises(
        VoiceMissing, match=f"{voice} is not on this machine.*segmentcast voices add"
    ):
        show.publish()
    assert (show.folder / "cast.toml").read_text("utf-8") == written
    assert not (show.feed / "feed.xml").exists()
    place = locate(show.root)
    preview = preview_folder(folder, read_show(place), read_cast(place))
    (missing,) = [row for row in preview.findings if row.rule == "voice-missing"]
    assert missing.severity == "error"
    assert str(preview.voices["rosa-lind"]) == voice


def test_a_voice_that_nobody_needs_is_no_fault(show: Any) -> None:
    """The cast keeps people of other episodes, whose voices may be on other machines."""
    show.episode()
    (show.folder / "cast.toml").write_text('[voices]\n"ada-cole" = "hibari/fenrir"\n', "utf-8")
    assert [outcome.status for outcome in show.publish().outcomes] == ["made"]
