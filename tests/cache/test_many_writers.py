"""Several processes at one cache, killed ones, full disks, and strangers' values."""

import hashlib
import json
import multiprocessing
import os
import resource
import signal
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from segmentcast.cache import CachePlan, KeptPieces, KeptSpeech, SpeechCache, open_cache
from segmentcast.cache.backends import FolderBackend
from segmentcast.cache.sealed_values import sealed
from segmentcast.errors import StoreError, UsageError
from segmentcast.model import WordTime

KEYS = [f"{hashlib.sha256(str(n).encode()).hexdigest()}.tone-low" for n in range(40)]
SPAWN = multiprocessing.get_context("spawn")


def sentence(key: str) -> KeptSpeech:
    """What everybody makes of a key."""
    seed = int(key[:8], 16)
    samples = np.random.default_rng(seed).integers(-9000, 9000, 20_000, dtype=np.int16)
    return KeptSpeech(samples, 24_000, (WordTime(0, 10, 0, 4),))


def write_all(plan: CachePlan, rounds: int) -> None:
    cache = open_cache(plan)
    speech = SpeechCache(cache)
    for _ in range(rounds):
        for key in KEYS:
            speech.put(key, sentence(key))
            kept = speech.get(key)
            assert kept is not None
            assert np.array_equal(kept.samples, sentence(key).samples)
    cache.close()


def write_without_end(plan: CachePlan) -> None:
    while True:
        write_all(plan, 1)


def test_processes_that_write_the_same_keys_at_once_agree(tmp_path: Path) -> None:
    """Every read gives a whole value, and in the end each stands there once, here and there."""
    plan = CachePlan(str(tmp_path / "here"), str(tmp_path / "shared"))
    writers = [SPAWN.Process(target=write_all, args=(plan, 5)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(300)
        assert writer.exitcode == 0
    for folder in ("here", "shared"):
        alone = SpeechCache(tmp_path / folder)
        assert alone.missing(KEYS) == ()
        for key in KEYS:
            kept = alone.get(key)
            assert kept is not None
            assert np.array_equal(kept.samples, sentence(key).samples)
        files = [path for path in (tmp_path / folder).rglob("*") if path.is_file()]
        assert len(files) == len(KEYS)


def test_a_writer_that_is_killed_leaves_nothing_half_written(tmp_path: Path) -> None:
    """Killed again and again in the middle: what a reader finds is whole, or it finds nothing."""
    plan = CachePlan(str(tmp_path / "here"))
    for _ in range(6):
        writer = SPAWN.Process(target=write_without_end, args=(plan,))
        writer.start()
        before = time.monotonic()
        while not list(tmp_path.rglob("*.speech")) and time.monotonic() < before + 120:
            time.sleep(0.01)
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join(300)
        alone = SpeechCache(tmp_path / "here")
        for key in alone.gather(KEYS):
            kept = alone.get(key)
            assert kept is not None
            assert np.array_equal(kept.samples, sentence(key).samples)
    write_all(plan, 1)
    assert alone.missing(KEYS) == ()


def fill(plan: CachePlan, limit_bytes: int, answer: str) -> None:
    """Writes values while no file may be larger than so much, as on a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    speech = SpeechCache(open_cache(plan))
    try:
        speech.put(KEYS[0], sentence(KEYS[0]))
    except StoreError as error:
        said = str(error)
    else:
        said = "kept"
    Path(answer).write_text(said)


@pytest.mark.parametrize("limit_bytes", [0, 1_000, 39_000])
def test_a_full_disk_keeps_nothing_and_says_so(tmp_path: Path, limit_bytes: int) -> None:
    """The value is not kept, no part of it stays, and there is a remedy."""
    answer = tmp_path / "answer"
    os.mkfifo(answer)
    plan = CachePlan(str(tmp_path / "here"))
    writer = SPAWN.Process(target=fill, args=(plan, limit_bytes, str(answer)))
    writer.start()
    said = answer.read_text()
    writer.join(300)
    assert said != "kept"
    assert "Fix:" in said
    assert [path for path in (tmp_path / "here").rglob("*") if path.is_file()] == []
    write_all(plan, 1)


def test_a_plan_opens_the_same_cache_in_another_process(tmp_path: Path) -> None:
    """It is made of plain values, and opening touches nothing."""
    plan = CachePlan(str(tmp_path / "here"), str(tmp_path / "shared"))
    cache = open_cache(plan)
    assert list(tmp_path.iterdir()) == []
    writer = SPAWN.Process(
        target=write_all, args=(CachePlan(str(tmp_path / "other"), plan.shared), 1)
    )
    writer.start()
    writer.join(300)
    assert SpeechCache(cache).gather(KEYS) == set(KEYS)


def test_a_cache_that_is_its_own_shared_place_has_none(tmp_path: Path) -> None:
    """The folder beside the show, named as the shared place, is the one that is used anyway."""
    assert open_cache(CachePlan(str(tmp_path), str(tmp_path / "a" / ".."))).shared is None
    assert open_cache(CachePlan(str(tmp_path), "none")).shared is None


@pytest.mark.parametrize("address", ["s4://bucket", "s3://key:secret@bucket", "gs://"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, address: str) -> None:
    """At once, and without repeating what may be a secret."""
    with pytest.raises(UsageError) as refused:
        open_cache(CachePlan(str(tmp_path), address))
    assert "secret" not in str(refused.value)


def test_who_shares_a_secret_believes_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was sealed without the secret, or with another one, counts as absent and is replaced."""
    secret = "correct-horse-battery-staple"

    def machine(folder: str, known: str) -> SpeechCache:
        monkeypatch.setenv("SEGMENTCAST_CACHE_SECRET", known)
        return SpeechCache(open_cache(CachePlan(str(tmp_path / folder), str(tmp_path / "shared"))))

    stranger = machine("stranger", "")
    stranger.put(KEYS[0], sentence(KEYS[1]))
    stranger.cache.close()
    first = machine("first", secret)
    assert first.gather(KEYS[:1]) == frozenset()
    first.put(KEYS[0], sentence(KEYS[0]))
    first.cache.close()
    second = machine("second", secret)
    assert second.gather(KEYS[:1]) == {KEYS[0]}
    kept = second.get(KEYS[0])
    assert kept is not None
    assert np.array_equal(kept.samples, sentence(KEYS[0]).samples)
    assert machine("third", "another-secret-of-theirs").gather(KEYS[:1]) == frozenset()
    assert machine("fourth", "").gather(KEYS[:1]) == frozenset()
    # On this machine no secret is needed: what was believed once is one's own.
    monkeypatch.delenv("SEGMENTCAST_CACHE_SECRET")
    assert SpeechCache(tmp_path / "second").get(KEYS[0]) is not None
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert secret.encode() not in everything
    with pytest.raises(UsageError) as refused:
        machine("fifth", "guess-me")
    assert 'short"' not in str(refused.value)


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "ab" * 31, "AB" * 32, "ab" * 32 + ".a/b"])
def test_no_key_is_a_path(tmp_path: Path, key: str) -> None:
    """Only hashes and labels are keys."""
    with pytest.raises(ValueError, match="not a key"):
        KeptPieces(open_cache(CachePlan(str(tmp_path)))).put(key, b"data")


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"", id="empty"),
        pytest.param(struct.pack("<I", 1 << 31) + b"{}", id="a head that is longer than all"),
        pytest.param(struct.pack("<I", 2) + b"[]", id="a head of another shape"),
        pytest.param(
            struct.pack("<I", 40) + json.dumps({"rate_hz": "24", "words": []}).encode().ljust(40),
            id="a rate that is text",
        ),
        pytest.param(struct.pack("<I", 14) + b'{"rate_hz":24}' + b"odd", id="half a sample"),
        pytest.param(struct.pack("<I", 13) + b'{"rate_hz":1}' + b"..", id="an unlikely rate"),
    ],
)
def test_a_strangers_value_with_a_right_seal_is_no_sentence(tmp_path: Path, payload: bytes) -> None:
    """Who can write a seal can still not make us read what is no sentence."""
    cache = open_cache(CachePlan(str(tmp_path)))
    cache.put(f"{KEYS[0]}.speech", payload)
    assert SpeechCache(cache).get(KEYS[0]) is None


def test_a_strangers_piece_that_is_not_believed_is_replaced(tmp_path: Path) -> None:
    """Its seal may be right: what does not look like a piece is not taken."""
    name = f"{KEYS[0][:64]}.mp3"
    shared = FolderBackend(tmp_path / "shared")
    shared.put(name, sealed(name, b"no frames"))
    cache = open_cache(CachePlan(str(tmp_path / "here"), str(tmp_path / "shared")))
    pieces = KeptPieces(cache, lambda payload: bytes(payload[:2]) == b"\xff\xfb")
    assert pieces.get(KEYS[0][:64]) is None
    assert not (tmp_path / "here").exists()
    pieces.put(KEYS[0][:64], b"\xff\xfb frames")
    cache.close()
    assert pieces.get(KEYS[0][:64]) == b"\xff\xfb frames"
    assert shared.get(name, 1 << 20) == sealed(name, b"\xff\xfb frames")


def test_a_piece_that_cannot_be_kept_fails_nothing(tmp_path: Path) -> None:
    """Pieces can be done without: where there is no room, that is a warning."""
    (tmp_path / "here").write_text("a file where the cache should be")
    cache = open_cache(CachePlan(str(tmp_path / "here")))
    KeptPieces(cache).put(KEYS[0][:64], b"frames")
    (finding,) = cache.findings()
    assert (finding.severity, finding.rule) == ("warning", "cache")
    assert finding.mend


def test_a_value_larger_than_the_bound_is_not_taken_from_a_shared_place(tmp_path: Path) -> None:
    """A stranger's file of any size costs a look at its length."""
    shared = FolderBackend(tmp_path / "shared")
    name = f"{KEYS[0]}.speech"
    shared.put(name, b"")
    with shared.path(name).open("wb") as stream:
        stream.truncate(1 << 40)
    cache = open_cache(CachePlan(str(tmp_path / "here"), str(tmp_path / "shared")))
    assert SpeechCache(cache).get(KEYS[0]) is None
    assert not (tmp_path / "here").exists()


def test_what_cannot_be_sent_on_its_way_leaves_the_way_free(tmp_path: Path, monkeypatch) -> None:
    """Where no thread can be started any more, each try fails by itself: nobody waits for room that never comes."""
    cache = open_cache(CachePlan(str(tmp_path / "here"), str(tmp_path / "shared")))

    def refuse(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(ThreadPoolExecutor, "submit", refuse)
    for number in range(200):
        with pytest.raises(RuntimeError, match="new thread"):
            cache.put(f"{number:064x}.speech", b"said")
