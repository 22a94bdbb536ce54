"""What a dry run says beforehand, and whether there is anything to do."""

import shutil
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
import tomlkit

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def template(show: Any) -> None:
    (show.folder / "templates").mkdir()
    (show.folder / "templates" / "corrections.html").write_text('{% extends "base.html" %}')


def logo(show: Any) -> None:
    (show.folder / "mark.svg").write_text(LOGO.replace("9v9", "8v9"))


def subscriber(show: Any) -> None:
    (show.folder / "private.toml").write_text(f'[subscribers]\n"A" = "{"a" * 32}"\n')


def artwork(show: Any) -> None:
    from PIL import Image

    Image.new("RGB", (1400, 1400), (90, 60, 20)).save(show.folder / "show.jpg", "JPEG")


def feed_gone(show: Any) -> None:
    (show.feed / "feed.xml").unlink()


def ledger_gone(show: Any) -> None:
    shutil.rmtree(show.folder / "ledger")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (template, "templates/corrections.html is new"),
        (logo, "mark.svg changed"),
        (subscriber, "private.toml is new"),
        (artwork, "show.jpg changed"),
        (feed_gone, "the feed or its first page is missing or damaged"),
        (ledger_gone, "the ledger is missing"),
    ],
)
def test_a_change_beside_the_episodes_is_something_to_do(show: Any, change: Any, why: str) -> None:
    """Looks, private feeds and damage are foreseen with their names; the publish does it, and it is done."""
    show.episode()
    (show.folder / "mark.svg").write_text(LOGO)
    toml: Path = show.folder / "show.toml"
    toml.write_text(toml.read_text() + '\n[site]\nlogo = "mark.svg"\n')
    show.publish()
    assert not show.publish(dry_run=True).something_to_do
    change(show)
    before = show.snapshot()
    report = show.publish(dry_run=True)
    assert report.something_to_do
    assert report.changes == (why,)
    assert show.snapshot() == before
    assert show.publish().changes == (why,)
    assert show.snapshot() != before or change is ledger_gone
    assert not show.publish(dry_run=True).something_to_do


def test_a_time_that_has_come_is_something_to_do(show: Any, now: Any) -> None:
    """An embargo that lifts, and an expiry: foreseen before the publish, and gone after it."""
    show.episode("2026-03-20-second")
    folder = show.episode()
    (folder / "episode.toml").write_text(
        "publish_at = 2026-06-02T06:00:00Z\nremove_at = 2026-06-09T06:00:00Z\n"
    )
    show.publish()
    assert not show.publish(dry_run=True).something_to_do
    report = show.publish(dry_run=True, now=now + timedelta(days=1))
    assert report.something_to_do
    assert [each.reasons for each in report.outcomes if each.status == "made"] == [("new",)]
    show.publish(now=now + timedelta(days=1))
    assert not show.publish(dry_run=True, now=now + timedelta(days=1)).something_to_do
    report = show.publish(dry_run=True, now=now + timedelta(days=10))
    assert report.something_to_do
    assert report.leaving == ("2026-03-14-ferry",)
    show.publish(now=now + timedelta(days=10))
    assert not show.publish(dry_run=True, now=now + timedelta(days=11)).something_to_do


def test_an_episode_that_comes_back_is_something_to_do(show: Any, now: Any) -> None:
    """An episode whose day was taken back after it had left is foreseen, and is in the feed again."""
    show.episode("2026-03-20-second")
    folder = show.episode()
    show.publish()
    (folder / "episode.toml").write_text("remove_at = 2026-05-01T06:00:00Z\n")
    show.publish()
    assert len(feedparser.parse((show.feed / "feed.xml").read_bytes()).entries) == 1
    (folder / "episode.toml").unlink()
    report = show.publish(dry_run=True)
    assert [each.reasons for each in report.outcomes if each.status == "made"] == [
        ("comes back into the feed",)
    ]
    show.publish()
    assert len(feedparser.parse((show.feed / "feed.xml").read_bytes()).entries) == 2
    assert not show.publish(dry_run=True).something_to_do


def test_a_dry_run_tells_identity_dates_addresses_and_bytes(show: Any) -> None:
    """What it says before is what the feed then has; bytes and length are about right."""
    show.episode()
    show.episode("2026-03-20-second")
    foreseen = {each.id: each.forecast for each in show.publish(dry_run=True).outcomes}
    show.publish()
    parsed = feedparser.parse((show.feed / "feed.xml").read_bytes())
    for entry in parsed.entries:
        said = foreseen[entry.link.rstrip("/").rsplit("/", 1)[-1]]
        assert (said.guid, said.page_url) == (entry.id, entry.link)
        assert said.published.timetuple()[:6] == entry.published_parsed[:6]
        assert said.enclosure_url == ""
        length = int(entry.enclosures[0].length)
        assert length / 5 < said.upload_bytes < length * 5
    path = show.folder / "2026-03-14-ferry" / "transcript.txt"
    path.write_text(path.read_text().replace("nine years", "ten years"))
    report = show.publish(dry_run=True)
    changed, unchanged = report.outcomes
    assert unchanged.forecast is None
    old = next(each for each in parsed.entries if "ferry" in each.link)
    assert changed.forecast.guid == old.id
    assert changed.forecast.enclosure_url == old.enclosures[0].href
    assert changed.forecast.new_sound
    assert report.moved == 0
    assert report.sentences_to_speak == 1
    data = report.as_json()
    assert data["something_to_do"] is True
    assert data["moved_guids_or_dates"] == 0
    assert data["episodes"][0]["forecast"]["guid"] == old.id


def test_characters_for_a_server_are_counted_and_priced_by_the_user(show: Any) -> None:
    """Nothing is asked of the server; without a price there are characters and no money."""
    show.episode()
    server = {"base_url": "http://127.0.0.1:9", "model": "m", "voices": ["a", "b"]}
    voices = {"host": "http/a", "guest": "http/b"}
    path: Path = show.folder / "show.toml"
    table = tomllib.loads(path.read_text())
    sums = []
    for price in ({}, {"price_per_million": 15}):
        settings = {"voices": voices, "engines": {"http": server | price}}
        path.write_text(tomlkit.dumps(table | settings))
        sums.append(show.publish(dry_run=True).as_json()["sent_to_servers"])
    [[free], [priced]] = sums
    words = (show.folder / "2026-03-14-ferry" / "transcript.txt").read_text()
    assert free["engine"] == "http"
    assert free["cost"] is None
    assert len(words) / 2 < free["characters"] < len(words) * 2
    assert priced == free | {"cost": round(free["characters"] * 15 / 1e6, 2)}


def test_a_tag_changes_no_sound(show: Any) -> None:
    """What is written beside the sound leaves it where it is, and little is to be uploaded."""
    folder = show.publish_first()
    (folder / "episode.toml").write_text('tags = ["sea"]\n')
    (outcome,) = show.publish(dry_run=True).outcomes
    assert outcome.forecast is not None
    assert not outcome.forecast.new_sound
    before = outcome.forecast.enclosure_url
    show.publish()
    (entry,) = feedparser.parse((show.feed / "feed.xml").read_bytes()).entries
    assert entry.enclosures[0].href == before


@pytest.mark.parametrize(
    ("settings", "tags_only"),
    [
        ({"author": "Another newsroom"}, True),
        ({"title": "Another show"}, True),
        ({"copyright": "CC BY 4.0"}, True),
        ({"description": "Other talks."}, None),
        ({"lexicon": {"nine": "nighnteen"}}, False),
        ({"audio": {"target_lufs": -18}}, False),
    ],
)
def test_settings_of_the_show_move_the_audio_as_foreseen(
    show: Any, settings: dict[str, Any], tags_only: bool | None
) -> None:
    """What the show's settings put into sound or tags is foreseen as a new address, and nothing else is."""
    show.publish_first()
    path: Path = show.folder / "show.toml"
    path.write_text(tomlkit.dumps(tomllib.loads(path.read_text()) | settings))
    (outcome,) = show.publish(dry_run=True).outcomes
    ahead = outcome.forecast
    assert ahead is not None
    show.publish()
    (entry,) = feedparser.parse((show.feed / "feed.xml").read_bytes()).entries
    assert ahead.new_sound is (entry.enclosures[0].href != ahead.enclosure_url)
    assert (ahead.tags_only if ahead.new_sound else None) is tags_only
    if "lexicon" in settings:
        assert len(outcome.respoken) == outcome.spoken == 1


def test_a_dry_run_on_a_fresh_machine_refuses_nothing(show: Any) -> None:
    """Without working files all is to be made again, and that is what it says."""
    import shutil

    show.episode()
    show.publish()
    shutil.rmtree(show.root / ".segmentcast")
    report = show.publish(dry_run=True)
    assert [each.status for each in report.outcomes] == ["made"]
    assert report.moved == 0


def test_a_retraction_is_foreseen_with_what_it_removes(show: Any) -> None:
    """The address whose sound would go is named as such; after that only notices come and stay."""
    folder = show.publish_first()
    for note, removed in (("Wrong.", True), ("All wrong.", False)):
        (folder / "episode.toml").write_text(f'[retraction]\ndate = 2026-05-30\nnote = "{note}"\n')
        (outcome,) = show.publish(dry_run=True).outcomes
        assert outcome.forecast is not None
        assert outcome.forecast.new_sound
        assert outcome.forecast.sound_removed is removed
        path = show.feed / outcome.forecast.enclosure_url.removeprefix(
            "https://news.example/podcast/"
        )
        show.publish()
        assert path.exists() is not removed


def test_tokens_stand_in_no_working_file(show: Any) -> None:
    """Only private.toml and the feed itself have the address; a lost private feed is made again."""
    show.episode()
    subscriber(show)
    show.publish()
    token = b"a" * 32
    found = {
        path.relative_to(show.root).as_posix()
        for path in show.root.rglob("*")
        if path.is_file() and token in path.read_bytes()
    }
    feed = f"feed/private/{token.decode()}/feed.xml"
    assert found == {"episodes/private.toml", feed}
    (show.root / feed).unlink()
    assert show.publish(dry_run=True).something_to_do
    show.publish()
    assert (show.root / feed).is_file()


def test_a_transcript_whose_place_a_copy_took_is_not_called_gone(show: Any) -> None:
    """The file that was read before is still there: the reason is that it is no longer read."""
    folder = show.publish_first("2026-03-14-ferry")
    (before,) = folder.glob("transcript.*")
    shutil.copy(before, folder / f"transcript-2{before.suffix}")
    (folder / "episode.toml").write_text(f'transcript = "transcript-2{before.suffix}"\n')
    (outcome,) = show.publish(dry_run=True).outcomes
    assert f"{before.name} is no longer read" in outcome.reasons


def test_why_an_episode_is_made_again_is_said_plainly(show: Any) -> None:
    """A retraction is called one, and a lost memory makes nothing new of what was published."""
    folder = show.publish_first("2026-03-14-ferry")
    retraction = '[retraction]\ndate = 2026-05-30\nnote = "The ferry does not exist."\n'
    (folder / "episode.toml").write_text(retraction)
    (outcome,) = show.publish(dry_run=True).outcomes
    assert outcome.reasons[0] == "retracted"
    show.publish()
    (folder / "episode.toml").unlink()
    (outcome,) = show.publish(dry_run=True).outcomes
    assert outcome.reasons == ("no longer retracted", "episode.toml is gone")
    shutil.rmtree(show.root / ".segmentcast")
    (outcome,) = show.publish(dry_run=True).outcomes
    assert outcome.reasons == ("published before, but there is no record of it here",)
