"""Milliseconds and timestamps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentcast import timing

ANY_TIME = st.integers(0, 359_999_999)


@given(ANY_TIME)
def test_every_time_survives_both_caption_forms(ms: int) -> None:
    """What is written as a VTT or SRT timestamp is read back to the millisecond."""
    assert timing.parse_timestamp(timing.vtt(ms)) == ms
    assert timing.parse_timestamp(timing.srt(ms)) == ms


@given(ANY_TIME, st.sampled_from([22_050, 24_000, 44_100, 48_000]))
def test_samples_and_times_agree_to_half_a_millisecond(ms: int, rate_hz: int) -> None:
    """A time turned into a sample position and back moves by at most one millisecond."""
    assert abs(timing.samples_to_ms(timing.ms_to_samples(ms, rate_hz), rate_hz) - ms) <= 1


@pytest.mark.parametrize(
    "text", ["", "1", "1:60", "0:61:00", "a:b", "1:2:3:4", "-1:00", "1:00.1234567890"]
)
def test_what_is_not_a_timestamp_is_refused(text: str) -> None:
    """Anything else raises ValueError."""
    with pytest.raises(ValueError, match="not a timestamp"):
        timing.parse_timestamp(text)


@pytest.mark.parametrize(
    ("ms", "clock", "iso"),
    [
        (0, "0:00", "PT0S"),
        (253_400, "4:13", "PT4M13S"),
        (3_600_000, "1:00:00", "PT1H"),
        (3_723_500, "1:02:03", "PT1H2M4S"),
    ],
)
def test_times_for_people_and_for_search_engines(ms: int, clock: str, iso: str) -> None:
    """Clock form cuts to the second, the ISO 8601 duration rounds to it."""
    assert timing.clock(ms) == clock
    assert timing.iso_duration(ms) == iso


def test_a_length_is_said_to_the_nearest_second() -> None:
    """As feeds and pages say it; a moment is the second that it is in."""
    assert [timing.length_clock(ms) for ms in (143_400, 143_500, 3_599_800)] == [
        "2:23",
        "2:24",
        "1:00:00",
    ]
    assert timing.clock(143_999) == "2:23"
