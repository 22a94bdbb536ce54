"""Where a value on this machine came from, and what counts as no value at all."""

import json
import os
import struct
from pathlib import Path

import numpy as np
import pytest

from segmentcast.cache import (
    CachePlan,
    KeptPieces,
    KeptSpeech,
    SpeechCache,
    is_credible,
    open_cache,
)
from segmentcast.cache.backends import FolderBackend
from segmentcast.cache.pruning import PrunePolicy, prune
from segmentcast.cache.sealed_values import MADE_HERE, kept_here, sealed
from segmentcast.errors import StoreError
from segmentcast.model import WordTime

KEY = f"{'ab' * 32}.tone-low"
NAME = f"{KEY}.speech"
SECRET = "correct-horse-battery-staple"
TRUE, FORGED = np.full(2400, 7, np.int16), np.full(2400, -9, np.int16)


def machine(tmp_path: Path, shared: str, secret: str, patch: pytest.MonkeyPatch) -> SpeechCache:
    """The cache of this machine, as a publish with this place and secret opens it."""
    patch.setenv("SEGMENTCAST_CACHE_SECRET", secret)
    return SpeechCache(open_cache(CachePlan(str(tmp_path / "here"), shared)))


def said(cache: SpeechCache) -> int | None:
    """The first sample of what is believed; None when nothing is."""
    speech = cache.get(KEY)
    there = speech is not None
    assert cache.has(KEY) == there
    # What lies in the shared place is not read for an estimate.
    assert cache.cache.shared or (cache.missing([KEY]) == ()) == there
    assert (cache.gather([KEY]) == {KEY}) == there
    return int(speech.samples[0]) if speech is not None else None


def forge(tmp_path: Path, samples: np.ndarray = FORGED) -> str:
    """A shared place in which a stranger has put another sentence under the key; its address."""
    shared = tmp_path / "shared"
    stranger = SpeechCache(open_cache(CachePlan(str(tmp_path / "stranger"), str(shared))))
    stranger.put(KEY, KeptSpeech(samples, 24_000))
    stranger.cache.close()
    return str(shared)


def test_forged_sound_is_not_believed_once_there_is_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was copied here while nobody had a secret; from the moment that there is one it is absent."""
    shared = forge(tmp_path)
    assert said(machine(tmp_path, shared, "", monkeypatch)) == FORGED[0]
    assert said(machine(tmp_path, "", "", monkeypatch)) == FORGED[0]
    for place in (shared, "", "none"):
        assert said(machine(tmp_path, place, SECRET, monkeypatch)) is None


def test_forged_sound_is_not_believed_without_the_shared_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--cache none` means none of what came from there, also of earlier; what is made anew is."""
    shared = forge(tmp_path)
    assert said(machine(tmp_path, shared, "", monkeypatch)) == FORGED[0]
    alone = machine(tmp_path, "none", "", monkeypatch)
    assert said(alone) is None
    alone.put(KEY, KeptSpeech(TRUE, 24_000))
    assert said(alone) == TRUE[0]
    assert said(machine(tmp_path, shared, SECRET, monkeypatch)) == TRUE[0]


def test_what_was_sealed_is_believed_by_who_knows_the_seal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A value that came under a seal stays believed without the place, and not under another secret."""
    shared = str(tmp_path / "shared")
    monkeypatch.setenv("SEGMENTCAST_CACHE_SECRET", SECRET)
    other = SpeechCache(open_cache(CachePlan(str(tmp_path / "other"), shared)))
    other.put(KEY, KeptSpeech(TRUE, 24_000))
    other.cache.close()
    assert said(machine(tmp_path, shared, SECRET, monkeypatch)) == TRUE[0]
    assert said(machine(tmp_path, "none", SECRET, monkeypatch)) == TRUE[0]
    assert said(machine(tmp_path, "none", "", monkeypatch)) == TRUE[0]
    assert said(machine(tmp_path, "none", "another-secret-of-ours", monkeypatch)) is None


def test_what_was_kept_before_origins_were_is_anybodys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a secret it is still found, so that nothing is spoken twice; with one it is absent."""
    payload = packed([], TRUE)
    FolderBackend(tmp_path / "here").put(NAME, sealed(NAME, payload))
    assert said(machine(tmp_path, "", "", monkeypatch)) == TRUE[0]
    assert said(machine(tmp_path, "", SECRET, monkeypatch)) is None
    assert said(machine(tmp_path, "none", "", monkeypatch)) is None


def test_forged_pieces_are_absent_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds of sentences holds of encoded sound."""
    shared, key = str(tmp_path / "shared"), "cd" * 32
    stranger = open_cache(CachePlan(str(tmp_path / "stranger"), shared))
    KeptPieces(stranger).put(key, b"forged")
    stranger.close()

    def piece(place: str) -> bytes | None:
        return KeptPieces(open_cache(CachePlan(str(tmp_path / "here"), place))).get(key)

    assert piece(shared) == b"forged"
    assert piece("none") is None
    monkeypatch.setenv("SEGMENTCAST_CACHE_SECRET", SECRET)
    assert piece(shared) is None


def test_the_origin_cannot_be_altered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checksum of a value covers where it came from."""
    assert said(machine(tmp_path, forge(tmp_path), "", monkeypatch)) == FORGED[0]
    path = FolderBackend(tmp_path / "here").path(NAME)
    path.write_bytes(path.read_bytes().replace(b"come", b"made", 1))
    assert machine(tmp_path, "", "", monkeypatch).get(KEY) is None


def test_a_word_on_the_origin_counts_for_nothing_in_a_shared_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger's value that says that it was made here is not believed."""
    shared = tmp_path / "shared"
    monkeypatch.delenv("SEGMENTCAST_CACHE_SECRET", raising=False)
    FolderBackend(shared).put(NAME, kept_here(NAME, b"payload", MADE_HERE))
    assert machine(tmp_path, str(shared), SECRET, monkeypatch).get(KEY) is None


# --- what is no value -----------------------------------------------------------------------------


def as_pipe(path: Path) -> None:
    os.mkfifo(path)


def as_folder(path: Path) -> None:
    path.mkdir()
    (path / "inner").write_text("something")


def as_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def as_dangling_link(path: Path) -> None:
    path.symlink_to("nothing")


def as_link(path: Path) -> None:
    other = path.parent / "elsewhere"
    other.write_bytes(sealed(NAME, b"payload"))
    path.symlink_to(other)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
@pytest.mark.parametrize("odd", [as_pipe, as_folder, as_device, as_dangling_link, as_link])
def test_only_plain_files_are_values(tmp_path: Path, odd) -> None:
    """A pipe, a folder, a device or a link under a value's name is absent, hangs nothing, and makes room."""
    backend = FolderBackend(tmp_path)
    path = backend.path(NAME)
    path.parent.mkdir()
    odd(path)
    assert backend.get(NAME, 1 << 20) is None
    assert backend.start(NAME, 10) is None
    assert not backend.has(NAME)
    assert list(backend.entries()) == []
    assert prune(backend, PrunePolicy(limit_bytes=0)).freed.values == 0
    backend.put(NAME, b"value")
    assert backend.get(NAME, 1 << 20) == b"value"
    assert not path.is_symlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no links to folders for all")
def test_shards_are_not_entered_through_links(tmp_path: Path) -> None:
    """A shard that is a link leads nowhere: nothing is read, listed, removed or written behind it."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / NAME).write_bytes(sealed(NAME, b"payload"))
    backend = FolderBackend(tmp_path / "here")
    backend.root.mkdir()
    (backend.root / NAME[:2]).symlink_to(outside, target_is_directory=True)
    assert backend.get(NAME, 1 << 20) is None
    assert not backend.has(NAME)
    assert list(backend.entries()) == []
    backend.remove(NAME)
    backend.remove_leftovers(1e12)
    with pytest.raises(StoreError, match="is a link"):
        backend.put(NAME, b"value")
    assert (outside / NAME).read_bytes() == sealed(NAME, b"payload")


def packed(words: list[list[int]], samples: np.ndarray, rate_hz: int = 24_000) -> bytes:
    head = json.dumps({"rate_hz": rate_hz, "words": words}).encode()
    head += b" " * (len(head) % 2)
    return struct.pack("<I", len(head)) + head + samples.tobytes()


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(packed([], np.zeros(0, np.int16)), id="no samples"),
        pytest.param(packed([], np.zeros(30_000_000, np.int16)), id="60 MB"),
        pytest.param(packed([[0, 1, 0, 1]] * 200_000, np.zeros(9, np.int16)), id="200,000 words"),
    ],
)
def test_odd_values_are_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, payload: bytes
) -> None:
    """Whole and rightly sealed, but no sentence: not taken from a shared place, nor believed here."""
    shared = FolderBackend(tmp_path / "shared")
    shared.put(NAME, sealed(NAME, payload))
    speech = machine(tmp_path, str(shared.root), "", monkeypatch)
    assert speech.gather([KEY]) == frozenset()
    assert not list((tmp_path / "here").rglob("*.speech"))
    FolderBackend(tmp_path / "here").put(NAME, sealed(NAME, payload))
    assert speech.get(KEY) is None
    speech.put(KEY, KeptSpeech(TRUE, 24_000))
    assert speech.get(KEY) is not None


TEXT = "She came."
SECOND = np.ones(24_000, np.int16)


@pytest.mark.parametrize(
    ("words", "samples", "rate_hz", "credible"),
    [
        pytest.param([(0, 400, 0, 3), (400, 900, 4, 9)], SECOND, 24_000, True, id="as it is"),
        pytest.param([], SECOND, 24_000, True, id="no times"),
        pytest.param([(0, 400, 0, 3), (400, 9000, 4, 9)], SECOND, 24_000, False, id="behind the sound"),
        pytest.param([(0, 400, 0, 3), (400, 900, 4, 10)], SECOND, 24_000, False, id="behind the text"),
        pytest.param([(0, 400, 4, 9), (400, 900, 0, 3)], SECOND, 24_000, False, id="backwards in the text"),
        pytest.param([(500, 900, 0, 3), (0, 400, 4, 9)], SECOND, 24_000, False, id="backwards in time"),
        pytest.param([(400, 0, 0, 3)], SECOND, 24_000, False, id="ends before it starts"),
        pytest.param([(-5, 10, 0, 3)], SECOND, 24_000, False, id="before the sound"),
        pytest.param([(0, 1, 0, 1)] * 50, SECOND, 24_000, False, id="more words than letters"),
        pytest.param([], SECOND, 8_000, False, id="another rate"),
        pytest.param([], np.ones(24_000 * 20, np.int16), 24_000, False, id="20 s for nine letters"),
        pytest.param([], np.ones(0, np.int16), 24_000, False, id="nothing"),
    ],
)  # fmt: skip
def test_word_times_and_length_are_checked_against_sound_and_text(
    words: list[tuple[int, int, int, int]], samples: np.ndarray, rate_hz: int, credible: bool
) -> None:
    """What cannot be the sentence with this text is not believed, whatever its seal says."""
    speech = KeptSpeech(samples, rate_hz, tuple(WordTime(*word) for word in words))
    assert is_credible(TEXT, 24_000, speech) is credible
