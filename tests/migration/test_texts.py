"""Texts and orders that any feed may hold, as properties."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentcast import layout
from segmentcast.migration.feed_dates import duration_ms, read_date
from segmentcast.migration.folders import folder_names
from segmentcast.migration.imported_show import FeedEpisode, RemoteFile
from segmentcast.migration.wording import address, paragraphs
from segmentcast.toml import lines, tables
from segmentcast.vocabulary.web_addresses import is_web_address

TEXTS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=60)
START = datetime(2020, 1, 1, tzinfo=UTC)


@given(TEXTS.filter(lambda text: text != ""), st.lists(TEXTS, min_size=1, max_size=4))
def test_any_text_survives_the_settings_file(text: str, words: list[str]) -> None:
    """What is written as TOML is read back character by character."""
    # TOML reads a carriage return in a text of several lines as it was written: escaped.
    written = "\n".join(
        [*lines({"a": text, "b": words, "c": [{"d": text}], "e": {"f": text}}),
         *tables("t", [{"g": text}])]
    )  # fmt: skip
    told = tomllib.loads(written)
    assert (told["a"], told["b"]) == (text, words)
    assert (told["c"], told["e"], told["t"]) == ([{"d": text}], {"f": text}, [{"g": text}])


@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(-11, 13), TEXTS), min_size=1, max_size=25
    )
)  # fmt: skip
def test_folders_keep_the_order_of_the_feed(rows: list[tuple[int, int, str]]) -> None:
    """Sorted by date and id, as the feed is written, items of one moment stay as they stood."""
    rows = sorted(rows, key=lambda row: -row[0])
    episodes = [
        FeedEpisode(
            guid=str(number),
            title=title,
            summary="",
            published=(START + timedelta(hours=hours)).astimezone(timezone(timedelta(hours=zone))),
            enclosure=RemoteFile(f"https://x.example/{number}.mp3"),
        )
        for number, (hours, zone, title) in enumerate(rows)
    ]
    names = folder_names(episodes)
    assert len(names) == len(episodes)
    assert all(layout.episode_id(name) == name for name in names)
    newest_first = sorted(names, key=lambda name: (names[name].published, name), reverse=True)
    assert [names[name].guid for name in newest_first] == [episode.guid for episode in episodes]


@settings(max_examples=300)
@given(st.text(st.sampled_from("<>/&;# apbrliscxt\n\t\"'=-!0aé"), max_size=80))
def test_any_html_becomes_text(text: str) -> None:
    """Whatever the tags are, words come out, and nothing raises."""
    words = paragraphs(text)
    assert words == words.strip()
    assert "\n\n\n" not in words


@given(st.text(max_size=60))
def test_addresses_are_usable_or_empty(text: str) -> None:
    """An address is what RSS takes, or nothing."""
    for found in (address(text), address(text, "https://x.example/feed")):
        assert found == "" or is_web_address(found)


@given(st.text(max_size=40))
def test_dates_are_moments_or_nothing(text: str) -> None:
    """A date has a zone of whole minutes, or is none."""
    date = read_date(text)
    assert date is None or date.moment.utcoffset() is not None


@pytest.mark.parametrize(
    ("text", "ms"),
    [("3:25", 205_000), ("01:02:03", 3_723_000), ("205", 205_000), ("62.5", 62_500), ("1h2m", 3_720_000), ("62 min", 3_720_000), ("PT1H2M", 3_720_000), ("01:02:03,5", 3_723_500),
     ("::", 0), ("", 0), ("1:2:3:4", 0), ("-5", 0), ("9" * 30, 0), ("nonsense", 0)],
)  # fmt: skip
def test_durations_as_hosts_write_them(text: str, ms: int) -> None:
    """Hours, minutes and seconds, or seconds alone."""
    assert duration_ms(text) == ms


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Sun, 13 Nov 2016 12:00:00 +0100", "2016-11-13T12:00:00+01:00"),
        ("13 Nov 2016 12:00 EST", "2016-11-13T12:00:00-05:00"),
        ("Sunday, 13 Nov 2016 12:00:00 GMT", "2016-11-13T12:00:00+00:00"),
        ("2016-11-13T12:00:00Z", "2016-11-13T12:00:00+00:00"),
        ("2016-11-13", "2016-11-13T00:00:00+00:00"),
        (
            "Sat May 16 2020 09:00:57 GMT+0000 (Coordinated Universal Time)",
            "2020-05-16T09:00:57+00:00",
        ),
        ("Tue, 07 Oct 2025", "2025-10-07T00:00:00+00:00"),
        ("Mi, 06 Okt 2021 08:05:03 +0200", "2021-10-06T08:05:03+02:00"),
        ("6 октября 2021 08:05:03", "2021-10-06T08:05:03+00:00"),
        ("6 Ekim 2021 08:05:03", "2021-10-06T08:05:03+00:00"),
        ("Wed, 06 Oct 2021 08:05:03 +02:00", "2021-10-06T08:05:03+02:00"),
        ("Wed Oct 06 2021 08:05:03 GMT+0200 (CEST)", "2021-10-06T08:05:03+02:00"),
        ("Wed, 06 Oct 2021 08:05:03 +2", "2021-10-06T08:05:03+02:00"),
        ("Wed, 06 Oct 2021 08:05:03 ET", "2021-10-06T12:05:03+00:00"),
        ("Wed, 06 Oct 2021 08:05:03 Europe/Berlin", "2021-10-06T06:05:03+00:00"),
        ("Wed Oct 6 08:05:03 CEST 2021", "2021-10-06T08:05:03+02:00"),
        ("06 Oct 2021 8:05 PM", "2021-10-06T20:05:00+00:00"),
        ("06.10.2021", "2021-10-06T00:00:00+00:00"),
        ("6. Okt. 2021 8.05 Uhr", "2021-10-06T08:05:00+00:00"),
        ("2021年10月6日 8:05", "2021-10-06T08:05:00+00:00"),
        ("1633507503", "2021-10-06T08:05:03+00:00"),
        ("20211006080503", "2021-10-06T08:05:03+00:00"),
        ("Wed, 06 Oct 2021 23:59:60 GMT", "2021-10-06T23:59:59+00:00"),
        ("mercredi 6 août 2021 08:05", "2021-08-06T08:05:00+00:00"),
        ("6 de outubro de 2021 8:05", "2021-10-06T08:05:00+00:00"),
        ("Tue, 15 Feb 2022 10:24:00 GMT", "2022-02-15T10:24:00+00:00"),
        ("Wed, 06 Oct 2021 24:00:00 +0200", "2021-10-07T00:00:00+02:00"),
        ("Wed, 06 Oct 2021 08:05:03 CEST", "2021-10-06T08:05:03+02:00"),
        ("Oct 6, 2021 8:05 PM", "2021-10-06T20:05:00+00:00"),
        ("Thu, 31 Jun 2021 08:05:03 +0200", "2021-07-01T08:05:03+02:00"),
        ("Wed, 02 Oct 2002 13:00:00 GMT+2", "2002-10-02T13:00:00+02:00"),
        ("2021/10/06 08:05:03 +0200", "2021-10-06T08:05:03+02:00"),
    ],
)
def test_dates_as_hosts_write_them(text: str, iso: str) -> None:
    """RFC 2822 with its old zones, and ISO 8601."""
    date = read_date(text)
    assert date is not None
    assert date.moment.isoformat() == iso


@pytest.mark.parametrize("text", ["6 xyzzy 2021 08:00", "06 Oct 121 08:00:00 GMT", "yesterday"])
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    """A word that may be the month, or a year before podcasts, gives none."""
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [("31 Nov 2021", "no such day"), ("2021-10-06", "no time"), ("Wed, 06 Oct 2021 08:05:03 IST", "IST"), ("13/10/2021 10:00", ""), ("06/10/2021 10:00", "month is read")],
)  # fmt: skip
def test_what_is_assumed_of_a_date_is_told(text: str, says: str) -> None:
    """The zone, the order, and the time of day, wherever they could be others."""
    date = read_date(text)
    assert date is not None
    assert says in date.assumed
    assert bool(date.assumed) == bool(says)
