"""`publish --listen` holds a new narration that says something else than is written."""

from typing import Any

from segmentcast.publish import Report

TALK = "ANNA BERG: The ferry has nine cabins. It leaves at noon.\n"
SETTINGS = 'title = "The ferry"\n[voices]\n"Anna Berg" = "hibari/heart"\n'
OTHERWISE = f'{SETTINGS}[lexicon]\nnine = "thirty"\n'


def statuses(report: Report) -> list[str]:
    return [outcome.status for outcome in report.outcomes]


def test_a_right_narration_is_published(show: Any) -> None:
    """A sound that comes back as it is written is published, and nothing is said of it."""
    show.episode(text=TALK, episode_toml=SETTINGS)
    report = show.publish(listen=True)
    assert statuses(report) == ["made"]
    assert not [
        f for f in report.outcomes[0].findings if f.rule in ("heard-otherwise", "not-heard")
    ]


def test_a_wrong_narration_is_held_until_it_is_checked(show: Any) -> None:
    """The place is named with both wordings and nothing reaches the feed; `checked = true` releases it."""
    folder = show.episode(text=TALK, episode_toml=OTHERWISE)
    show.episode("2026-03-15-other", text=TALK, episode_toml=SETTINGS)
    report = show.publish(listen=True)
    assert statuses(report) == ["held", "made"]
    held = report.outcomes[0]
    (finding,) = [one for one in held.findings if one.rule == "heard-otherwise"]
    assert '"nine" is written, "' in finding.what
    assert "30" in finding.what or "thirty" in finding.what
    assert "checked = true" in held.reasons[0]
    assert (show.feed / "feed.xml").read_text("utf-8").count("<item>") == 1
    assert len(list((show.feed / "audio").glob("*.mp3"))) == 1
    (folder / "episode.toml").write_text(f"checked = true\n{OTHERWISE}", encoding="utf-8")
    assert statuses(show.publish(listen=True)) == ["made", "unchanged"]


def test_what_subscribers_have_is_not_held(show: Any) -> None:
    """A published episode keeps its place: a new sound that says something else is a warning."""
    folder = show.episode(text=TALK, episode_toml=SETTINGS)
    show.publish()
    (folder / "episode.toml").write_text(OTHERWISE, encoding="utf-8")
    report = show.publish(listen=True)
    assert statuses(report) == ["made"]
    (finding,) = [one for one in report.outcomes[0].findings if one.rule == "heard-otherwise"]
    assert "published all the same" in finding.what


def test_a_language_that_the_model_does_not_know_is_told(show: Any) -> None:
    """Words that can't be heard are no reason to hold: a warning says that nobody has listened."""
    show.episode(
        text=TALK, episode_toml=f'language = "tlh"\n{SETTINGS}'.replace("hibari/heart", "tone/low")
    )
    report = show.publish(listen=True)
    assert "not-heard" in {one.rule for one in report.outcomes[0].findings}
