"""feedparser and podcastparser (gPodder's) read a served feed with a recording without a transcript."""

import urllib.request
from typing import Any

import feedparser
import podcastparser


def test_both_parsers_read_a_recording_without_a_transcript(served: Any, recording: bytes) -> None:
    """No complaint; title, sound, length and date are there, and no transcript is promised."""
    served.record("2026-04-03-along-the-quay", recording)
    assert not served.publish().failed
    with urllib.request.urlopen(served.feed_url) as answer:
        data = answer.read()
    parsed = feedparser.parse(data)
    assert not parsed.bozo
    assert len(parsed.entries) == 3
    entry = next(entry for entry in parsed.entries if entry.title == "Along the quay")
    (sound,) = entry.enclosures
    assert sound.type == "audio/mpeg"
    assert int(sound.length) > 10_000
    assert entry.published_parsed[:3] == (2026, 4, 3)
    with urllib.request.urlopen(served.feed_url) as answer:
        podcast = podcastparser.parse(served.feed_url, answer)
    episode = next(one for one in podcast["episodes"] if one["title"] == "Along the quay")
    assert episode["total_time"] == 3
    assert episode["enclosures"][0]["mime_type"] == "audio/mpeg"
    assert "transcript" not in episode["description"].casefold()
