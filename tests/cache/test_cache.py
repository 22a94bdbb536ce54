"""Spoken sentences and records."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from segmentcast.cache import KeptSpeech, SpeechCache
from segmentcast.digest import digest
from segmentcast.model import Chapter, Credit, Cue, Loudness, Package, PackageFile, WordTime
from segmentcast.records import Record, Records

SPEECH = KeptSpeech(np.arange(-500, 500, dtype=np.int16), 24_000, (WordTime(0, 10, 0, 4),))
KEY = "ab" * 32 + ".tone-low"


def test_a_sentence_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    """Samples, rate and word times survive."""
    cache = SpeechCache(tmp_path)
    assert cache.get(KEY) is None
    cache.put(KEY, SPEECH)
    kept = cache.get(KEY)
    assert kept is not None
    assert kept.rate_hz == 24_000
    assert kept.words == SPEECH.words
    assert np.array_equal(kept.samples, SPEECH.samples)


@pytest.mark.parametrize(
    "damage",
    [
        lambda d: d[:-1],
        lambda d: d[:5],
        lambda d: d[:40] + bytes([d[40] ^ 1]) + d[41:],
        lambda d: b"",
    ],
)
def test_a_damaged_sentence_counts_as_missing(tmp_path: Path, damage) -> None:
    """A cut or altered file is never played."""
    cache = SpeechCache(tmp_path)
    cache.put(KEY, SPEECH)
    cache.path(KEY).write_bytes(damage(cache.path(KEY).read_bytes()))
    assert cache.get(KEY) is None


def test_a_digest_keeps_its_parts_apart() -> None:
    """Moving a letter from one part to the next gives another digest."""
    assert digest(["ab", "c"]) != digest(["a", "bc"])
    assert digest(["a", "b"]) == digest(["a", "b"])


def record() -> Record:
    package = Package(
        id="harbour",
        guid="g",
        title="Title",
        summary="Summary",
        published=datetime(2026, 3, 14, 12, tzinfo=UTC),
        duration_ms=1234,
        files=(PackageFile("audio", "audio/harbour-1.mp3", "audio/mpeg", 5, "aa"),),
        cues=(Cue(0, 10, "Ana", "Hello.", word_times=(WordTime(0, 10, 0, 5),)),),
        chapters=(Chapter(0, 1234, "Start"),),
        credits=(Credit("Ana", "host", voice="tone/low"),),
        loudness=Loudness(-16.0, -1.2, 4.0),
    )
    return Record(
        "harbour",
        "2026-03-14-harbour",
        "sig",
        {"transcript.txt": "h"},
        "recipe",
        {"sound": "s"},
        package,
    )


def test_a_record_comes_back_equal_after_reopening(tmp_path: Path) -> None:
    """The whole package survives a new process."""
    records = Records(tmp_path / "records.sqlite")
    records.put(record())
    records.set_state("release", "x")
    records.close()
    again = Records(tmp_path / "records.sqlite")
    assert again.get("harbour") == record()
    (known,) = again.known()
    assert (known.id, known.signature, known.recipe) == ("harbour", "sig", "recipe")
    assert known.files() == (("audio/harbour-1.mp3", 5),)
    brief = known.brief()
    assert brief is not None
    assert (brief.guid, brief.title) == (record().package.guid, record().package.title)
    assert list(again.ids()) == ["harbour"]
    assert again.state("release") == "x"
    again.delete("harbour")
    assert again.get("harbour") is None
    again.close()


def test_packages_come_in_order_of_publication_and_read_their_cues_when_asked(
    tmp_path: Path,
) -> None:
    """Oldest first; withdrawn and ended ones are left out; a slice is read without cues."""
    records = Records(tmp_path / "records.sqlite")
    base = record()
    for number, year in ((1, 2021), (2, 2019), (3, 2020), (4, 2022), (5, 2023)):
        package = replace(
            base.package, id=f"e{number}", published=datetime(year, 1, 1, 12, tzinfo=UTC)
        )
        records.put(
            replace(
                base,
                id=package.id,
                package=package,
                withdrawn=number == 4,
                remove_at=datetime(2024, 1, 1, tzinfo=UTC) if number == 5 else None,
            )
        )
    packages = records.packages(now=datetime(2024, 6, 1, tzinfo=UTC), without=frozenset({"e3"}))
    assert [package.id for package in packages] == ["e2", "e1"]
    assert packages[-1].id == "e1"
    assert packages[0].cues == ()
    assert packages.whole("e2").cues == base.package.cues
    assert [each.id for each in records.withdrawn(now=datetime(2024, 6, 1, tzinfo=UTC))] == ["e4"]
    earlier = records.packages(now=datetime(2023, 6, 1, tzinfo=UTC))
    assert [package.id for package in earlier] == ["e2", "e3", "e1", "e5"]
    assert [package.id for package in earlier.only({"e5", "e2"})] == ["e2", "e5"]
    assert (earlier.narrated(), earlier.trailers(), earlier.retracted()) == (True, (), ())
    before = records.version()
    sealed = dict(earlier.seals())
    records.put(replace(base, id="e2", package=replace(base.package, id="e2", title="Other")))
    again = records.packages(now=datetime(2023, 6, 1, tzinfo=UTC))
    assert {id_ for id_, seal in again.seals() if sealed[id_] != seal} == {"e2"}
    assert [id_ for id_, _ in earlier.seals(1, 3)] == ["e3", "e1"]
    assert (again.has("e5"), again.has("e4")) == (True, False)
    records.put(replace(base, signature="other"))
    assert records.version() != before
    records.close()


def test_a_damaged_database_is_made_anew(tmp_path: Path) -> None:
    """Records are only a memory: a broken file costs time, never a publish."""
    path = tmp_path / "records.sqlite"
    path.write_bytes(b"this is not a database, and long enough to be read as one" * 40)
    records = Records(path)
    assert records.get("harbour") is None
    records.put(record())
    assert records.get("harbour") == record()
    records.close()
