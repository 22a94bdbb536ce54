"""show.toml and episode.toml."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from segmentcast.config import load_episode, load_show
from segmentcast.errors import ConfigError

LEAST = """\
title = "The Harbour Report"
description = "News from the quay."
author = "Harbour News"
base_url = "https://news.example/podcast"
"""


def problems_of(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_show(text, "show.toml")
    return [str(problem) for problem in caught.value.problems]


def test_four_keys_make_a_show() -> None:
    """Everything else has a sensible default."""
    show = load_show(LEAST, "show.toml").show
    assert show.feed_url == "https://news.example/podcast/feed.xml"
    assert show.link == "https://news.example/podcast/"
    assert (show.language, show.category, show.explicit) == ("en", ("News",), False)


def test_every_problem_is_told_at_once_with_its_line() -> None:
    """Unknown keys, wrong types and missing keys come together, each with a remedy."""
    text = 'titel = "x"\ndescription = "d"\nauthor = 3\nbase_url = "news.example"\n\n[audio]\ntarget_lufs = "-16"\n'
    told = problems_of(text)
    assert len(told) == 5
    assert any('show.toml:1: unknown key "titel"' in line and '"title"' in line for line in told)
    assert any(line.startswith("show.toml:3: author: needs text") for line in told)
    assert any(line.startswith("show.toml:4: base_url") and "https://" in line for line in told)
    assert any(line.startswith("show.toml:7: audio.target_lufs: needs a number") for line in told)
    assert any('"title" is missing' in line for line in told)
    assert all("Fix: " in line for line in told)


def test_what_is_not_toml_is_told_with_its_line() -> None:
    """A syntax error names the line and what TOML wants."""
    (told,) = problems_of(LEAST + "title = oops\n")
    assert told.startswith("show.toml:5: not valid TOML")


@pytest.mark.parametrize("kbps", [0, -1, 32, 56, 97, 100, 144, 384])
def test_a_bitrate_that_no_mp3_has_is_told_with_those_that_are(kbps: int) -> None:
    """Values that the codec has not, or that leave no room for the head, are refused before any work."""
    (told,) = problems_of(f"{LEAST}[audio]\nbitrate_kbps = {kbps}\n")
    assert "64, 80, 96, 112, 128, 160, 192, 224, 256, 320" in told


def test_a_category_of_apples_list_is_demanded() -> None:
    """A near miss is answered with the one that was probably meant."""
    told = problems_of(LEAST + 'category = "Newz"\n')
    assert len(told) == 1
    assert "News" in told[0]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ('timezone = "Mars/Olympus"', "time zone"),
        ('guid = "abc"', "UUID"),
        ('artwork = "../../etc/passwd"', "is outside the folder"),
        ('link = "javascript:alert(1)"', "web address"),
        ('type = "serail"', "serial"),
        ('explicit = "no"', "true or false"),
        ("funding = [{ url = 3 }]", "funding"),
    ],
)
def test_values_that_cannot_be_are_refused(line: str, word: str) -> None:
    """Each kind of value says what it needs."""
    told = problems_of(LEAST + line + "\n")
    assert len(told) == 1
    assert word in told[0]
    assert told[0].startswith("show.toml:5")


def test_presets_name_usual_targets_and_a_number_wins() -> None:
    """The mono preset is -19 LUFS; an explicit target stands above any preset."""
    assert load_show(LEAST + '[audio]\npreset = "mono"\n', "s").audio.target.integrated_lufs == -19
    both = load_show(LEAST + '[audio]\npreset = "mono"\ntarget_lufs = -18.5\n', "s")
    assert both.audio.target.integrated_lufs == -18.5


def test_a_date_alone_is_noon_in_the_shows_zone() -> None:
    """Noon is the same day almost everywhere."""
    show = load_show(LEAST + 'timezone = "Europe/Berlin"\n', "show.toml")
    episode = load_episode("date = 2026-03-14", "episode.toml", show.timezone)
    assert episode.date is not None
    assert episode.date.astimezone(UTC) == datetime(2026, 3, 14, 11, 0, tzinfo=UTC)


def test_a_full_time_keeps_its_zone() -> None:
    """A time with an offset is taken as it is."""
    episode = load_episode('date = "2026-03-14T18:30:00+05:30"', "episode.toml")
    assert episode.date == datetime(
        2026, 3, 14, 18, 30, tzinfo=timezone(timedelta(hours=5, minutes=30))
    )


def test_an_episodes_problems_are_told_at_once() -> None:
    """Date, season and unknown key in one go."""
    with pytest.raises(ConfigError) as caught:
        load_episode('date = "soon"\nseason = 0\nsumary = "x"\n', "x/episode.toml")
    told = str(caught.value)
    assert "x/episode.toml:1: date:" in told
    assert "x/episode.toml:2: season:" in told
    assert 'x/episode.toml:3: unknown key "sumary"' in told
    assert '"summary"' in told


@pytest.mark.parametrize(
    "address",
    ["https://me:hush@news.example/", "https://me@news.example/x", "http://me:hu/sh@news.example/", "ftp://me:hush@x/"],
)  # fmt: skip
def test_an_address_with_a_password_is_refused_and_not_repeated(address: str) -> None:
    """It would be published, or printed; at signs elsewhere are no password."""
    from segmentcast.config.schema import web_address

    with pytest.raises(ValueError, match="a user or a password") as caught:
        web_address(address)
    assert "hush" not in str(caught.value)
    for plain in (
        "https://social.example/@me",
        "https://x.example:8080/a@b",
        "https://x.example/a:b@c",
    ):
        assert web_address(plain) == plain


@pytest.mark.parametrize(
    ("element", "says"),
    [
        ("<podcast:guid>x</podcast:guid>", "its own setting"),
        ("<script>alert(1)</script>", "not in the podcast namespace"),
        ("<podcast:chat/><podcast:chat/>", "is not one"),
        ("<!DOCTYPE x><podcast:chat/>", "a declaration"),
        ("<podcast:chat", "not well-formed"),
    ],
)
def test_only_whole_elements_of_the_namespace_pass(element: str, says: str) -> None:
    """`elements` takes XML that no setting writes, and nothing that could break the feed."""
    with pytest.raises(ConfigError, match=says):
        load_episode(f"elements = [{element!r}]", "episode.toml")
    chat = 'elements = [\'<podcast:chat server="irc.example" protocol="irc"/>\']'
    assert load_episode(chat, "episode.toml").elements
