"""A sentence that an earlier version kept is found under today's key, and nobody is asked for it again."""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segmentcast import engines, narration
from segmentcast.cache import CachePlan, KeptSpeech, SpeechCache, label_of, open_cache
from segmentcast.digest import digest
from segmentcast.model import Reading, Spoken, Utterance, Voice
from segmentcast.ports import Engine

SENTENCE = "The bridge was closed."
SCIPY, OTHER_SCIPY = "1.17.1", "1.18.1"
"""What requirements/ of 0.1.0 named for different Pythons."""


def earlier_key(fingerprint: str, voice: Voice) -> str:
    """The key of SENTENCE as 0.1.0 made it."""
    return f"{digest(['narration-1', fingerprint, SENTENCE])}.{label_of(voice.engine, voice.name)}"


def said_by(voice: Voice) -> Reading:
    return Reading((Utterance(0, 0, "ana", voice, SENTENCE, Spoken(SENTENCE), 200),))


@pytest.mark.parametrize(
    ("voice", "end"),
    [
        (Voice("hibari", "heart"), "scipy={scipy}"),
        (Voice("piper", "joe"), "scipy=unused"),
        (Voice("piper", "joe", pitch=0.8), "scipy={scipy}"),
        (Voice("gtts", "com"), "gtts=2.5.4; av=18.1.0; scipy={scipy}"),
        (Voice("http", "low"), "revision=; av=19.0.2; scipy={scipy}"),
    ],
    ids=str,
)
@pytest.mark.parametrize("scipy", [SCIPY, OTHER_SCIPY])
def test_a_sentence_under_an_earlier_key_is_kept_under_todays(
    make: Callable[[str], Engine], tmp_path: Path, voice: Voice, end: str, scipy: str
) -> None:
    """Whichever scipy 0.1.0 named, its sentence is not wanted again, and today's key has its samples."""
    engine, cache = make(voice.engine), SpeechCache(tmp_path)
    today = engine.fingerprint(voice)
    begin = today.partition("; transforms=")[0].partition("; revision=")[0]
    samples = np.arange(4_000, dtype=np.int16)
    cache.put(
        earlier_key(f"{begin}; {end.format(scipy=scipy)}", voice), KeptSpeech(samples, 24_000)
    )
    reading, speakers = said_by(voice), {voice.engine: engine}
    assert narration.missing(reading, speakers, cache) == {}
    assert narration.unspoken(reading, speakers, cache) == {}
    (key,) = narration.sentence_keys(reading, speakers)
    kept = cache.get(key)
    assert kept is not None
    assert np.array_equal(kept.samples, samples)


def test_what_strangers_brought_under_an_earlier_key_is_believed_no_more_for_it(
    make: Callable[[str], Engine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fetched from a shared place while there was no secret, it is absent under both keys once there is one."""
    engine, voice = make("piper"), Voice("piper", "joe")
    reading, speakers = said_by(voice), {"piper": engine}
    shared = str(tmp_path / "shared")
    (old, *_) = narration.earlier_sentence_keys(reading, speakers)
    stranger = SpeechCache(open_cache(CachePlan(str(tmp_path / "stranger"), shared)))
    stranger.put(old, KeptSpeech(np.full(4_000, 900, np.int16), 24_000))
    stranger.cache.close()
    ours = SpeechCache(open_cache(CachePlan(str(tmp_path / "here"), shared)))
    assert ours.gather([old]) == {old}
    assert narration.unspoken(reading, speakers, ours) == {}
    ours.cache.close()
    monkeypatch.setenv("SEGMENTCAST_CACHE_SECRET", "correct-horse-battery-staple")
    with_secret = SpeechCache(open_cache(CachePlan(str(tmp_path / "here"), shared)))
    assert len(narration.unspoken(reading, speakers, with_secret)) == 1


def test_a_shared_place_is_not_asked_for_earlier_keys(
    make: Callable[[str], Engine], tmp_path: Path
) -> None:
    """A first publish asks once a sentence; what is shared under an earlier key alone is spoken anew."""
    voice, speakers = Voice("piper", "joe"), {"piper": make("piper")}
    reading, shared = said_by(voice), str(tmp_path / "shared")
    earlier = narration.earlier_sentence_keys(reading, speakers)
    assert earlier
    other = SpeechCache(open_cache(CachePlan(str(tmp_path / "other"), shared)))
    for key in earlier:
        other.put(key, KeptSpeech(np.full(4_000, 900, np.int16), 24_000))
    other.cache.close()
    ours = SpeechCache(open_cache(CachePlan(str(tmp_path / "here"), shared)))
    wanted = narration.sentence_keys(reading, speakers)
    assert tuple(narration.missing(reading, speakers, ours)) == wanted
    assert tuple(narration.unspoken(reading, speakers, ours)) == wanted
    assert ours.here(earlier) == frozenset()
    ours.cache.close()


def test_a_server_is_not_asked_for_what_it_said_to_an_earlier_version(
    speech: Any, decode: engines.Decode, tmp_path: Path
) -> None:
    """A narration of sentences that 0.1.0 was given sends no request."""
    engine = engines.get(
        "http", {"base_url": speech.url, "voices": ["low"], "model": "tts-1"}, decode=decode
    )
    voice, cache = Voice("http", "low"), SpeechCache(tmp_path)
    fingerprint = f"{engine.fingerprint(voice)}; av=18.1.0; scipy={SCIPY}"
    cache.put(earlier_key(fingerprint, voice), KeptSpeech(np.full(4_000, 900, np.int16), 24_000))
    made = narration.narrate(
        said_by(voice), {"http": engine}, cache, {"ana": "Ana Ruiz"},
        workers=1, progress=Silent(), task="",
    )  # fmt: skip
    assert (made.spoken, speech.asked) == (0, [])


def test_no_fingerprint_names_a_version_that_decides_no_byte(
    make: Callable[[str], Engine],
) -> None:
    """scipy's version is in none; of what a server says, nothing that is installed here is."""
    voices = [Voice("hibari", "heart"), Voice("piper", "joe"), Voice("espeak", "en-us")]
    online = [Voice("gtts", "com"), Voice("http", "low")]
    for voice in (*voices, *online):
        assert metadata.version("scipy") not in make(voice.engine).fingerprint(voice)
    for voice in online:
        assert metadata.version("av") not in make(voice.engine).fingerprint(voice)


class Silent:
    """A progress display that shows nothing."""

    def start(self, task: str, total: float, unit: str) -> None: ...
    def advance(self, task: str, amount: float) -> None: ...
    def finish(self, task: str) -> None: ...
    def say(self, message: str) -> None: ...
