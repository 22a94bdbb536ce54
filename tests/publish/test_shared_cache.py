"""Publishing with a cache that several machines share."""

import shutil
import socket
import struct
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from segmentcast.cache.sealed_values import sealed, unsealed
from segmentcast.errors import UsageError
from segmentcast.publish import Report

TALK = """\
Leave a comment.

The ferry that came back

After nine years a ferry crosses the bay again. Rosa Lind, who captains it, joins Peter Aune.

Read the Full Transcript


    The bay had no ferry for nine years. This week it has one again.

    Joining me now is Rosa Lind, who captains the ferry. Rosa, how was the first morning?


    It was crowded. People brought flags for the ferry.


    Rosa Lind, thank you for being with us.
"""


def media(show) -> dict[str, bytes]:
    """The published sound, captions and pages by path; what has no identity of its own show in it."""
    return {path: data for path, (data, _) in show.snapshot().items()}


def spoken(report: Report) -> tuple[int, int]:
    return (
        sum(outcome.spoken for outcome in report.outcomes),
        sum(outcome.reused for outcome in report.outcomes),
    )


def test_a_second_machine_speaks_nothing_and_makes_the_same_bytes(new_show, tmp_path: Path) -> None:
    """Another folder with an empty cache of its own takes every sentence from the shared place."""
    shared = str(tmp_path / "shared")
    first, second, alone = new_show("first"), new_show("second"), new_show("alone")
    for show in (first, second, alone):
        show.episode()
    made, reused = spoken(first.publish(cache=shared))
    assert made > 5
    assert reused == 0
    for show in (second, alone):
        shutil.copytree(first.folder / "ledger", show.folder / "ledger")
    assert spoken(second.publish(cache=shared)) == (0, made)
    assert spoken(alone.publish()) == (made, 0)
    assert media(first) == media(second) == media(alone)


def test_show_toml_says_where_the_shared_cache_is(new_show, tmp_path: Path) -> None:
    """`[cache] shared` is used unless something else is asked for; "none" is no place at all."""
    for name in ("first", "second", "third"):
        show = new_show(name)
        show.episode()
        file = show.folder / "show.toml"
        shared = f'\n[cache]\nshared = "{tmp_path / "shared"}"\nlimit = "1 GB"\n'
        file.write_text(file.read_text("utf-8") + shared, encoding="utf-8")
        made, _ = spoken(show.publish(cache="none" if name == "third" else ""))
        assert (made == 0) == (name == "second")


def test_a_dry_run_knows_what_the_shared_place_has(new_show, tmp_path: Path) -> None:
    """It says how many sentences would be spoken, and fetches nothing."""
    shared = str(tmp_path / "shared")
    first, second = new_show("first"), new_show("second")
    first.episode()
    second.episode()
    made, _ = spoken(first.publish(cache=shared))
    assert spoken(second.publish(dry_run=True)) == (made, 0)
    assert spoken(second.publish(dry_run=True, cache=shared)) == (0, made)
    assert not (second.root / ".segmentcast").exists()


@pytest.mark.parametrize("trouble", ["not mounted", "a file", "read-only"])
def test_a_shared_place_that_fails_costs_one_warning(new_show, tmp_path: Path, trouble) -> None:
    """Everything is published as without it, and one line says what to look at."""
    shared = tmp_path / "mount" / "shared"
    if trouble == "a file":
        shared.parent.mkdir()
        shared.write_text("somebody's file")
    elif trouble == "read-only":
        # Where the shards should be there are files: nothing can be written, not even by root.
        shared.mkdir(parents=True)
        for number in range(256):
            (shared / f"{number:02x}").write_text("in the way")
    show, alone = new_show("show"), new_show("alone")
    show.episode()
    alone.episode()
    report = show.publish(cache=str(shared))
    (warning,) = [finding for finding in report.findings if finding.rule == "shared-cache"]
    assert (warning.severity, report.failed) == ("warning", ())
    assert str(shared) in str(warning)
    alone.publish()
    assert (show.feed / "feed.xml").is_file()
    (sound,) = (show.feed / "audio").iterdir()
    assert sound.read_bytes() == next((alone.feed / "audio").iterdir()).read_bytes()


def test_an_address_that_is_none_is_refused_at_once(show) -> None:
    """A misspelt address is told before anything is made, without what stands in it."""
    show.episode()
    with pytest.raises(UsageError) as refused:
        show.publish(cache="s4://somebody:secret@bucket/cache")
    assert "secret" not in str(refused.value)
    assert not (show.feed / "feed.xml").exists()


class Refusing(BaseHTTPRequestHandler):
    """A bucket in which there is nothing, and nobody may write."""

    asked: ClassVar[list[str]] = []

    def _answer(self, status: int) -> None:
        self.asked.append(self.command)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self._answer(404)

    do_HEAD = do_GET  # noqa: N815

    def do_PUT(self) -> None:
        self._answer(403)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing to tell."""


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server that refuses to be written to."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret-that-nobody-sees")
    Refusing.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def with_bucket(show, endpoint: str) -> None:
    file = show.folder / "show.toml"
    cache = (
        f'\n[cache]\nshared = "s3://bucket/cache"\nendpoint = "{endpoint}"\nregion = "eu-north-1"\n'
    )
    file.write_text(file.read_text("utf-8") + cache, encoding="utf-8")


def test_a_bucket_that_may_only_be_read_is_asked_on(show, bucket: str) -> None:
    """One warning with a remedy and without the secret; the next episode's sentences are looked for all the same."""
    with_bucket(show, bucket)
    show.episode("2026-03-14-ferry")
    show.episode("2026-03-15-gulls", TALK.replace("ferry", "gull"))
    report = show.publish()
    (warning,) = [finding for finding in report.findings if finding.rule == "shared-cache"]
    assert report.failed == ()
    assert "access denied" in warning.what
    assert "AWS_ACCESS_KEY_ID" in warning.mend
    assert "secret" not in str(warning)
    made = sum(outcome.spoken for outcome in report.outcomes)
    assert Refusing.asked.count("GET") >= made
    assert 0 < Refusing.asked.count("PUT") < made


def test_a_bucket_that_cannot_be_reached_is_left_alone(show, bucket: str) -> None:
    """Nobody listens there: one warning, and everything is made."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with_bucket(show, f"http://127.0.0.1:{nobody.getsockname()[1]}")
        show.episode()
        report = show.publish()
    (warning,) = [finding for finding in report.findings if finding.rule == "shared-cache"]
    assert report.failed == ()
    assert "doesn't respond" in warning.what
    assert (show.feed / "feed.xml").is_file()


@pytest.mark.parametrize("mending", ["secret", "none"])
def test_forged_sound_does_not_survive_its_mending(
    show, new_show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mending: str
) -> None:
    """A stranger's sentences in a place without a secret are heard; with a secret, or without the place,
    --force speaks them anew, and the sound is that of a machine that never saw them."""
    shared = str(tmp_path / "shared")
    clean, stranger = new_show("clean"), new_show("stranger")
    for each in (clean, stranger, show):
        each.episode()
    clean.publish()
    stranger.publish(cache=shared)
    forge(Path(shared))
    shutil.copytree(clean.folder / "ledger", show.folder / "ledger")
    show.publish(cache=shared)
    sound = next(show.feed.glob("audio/*.mp3")).read_bytes()
    whole = next(clean.feed.glob("audio/*.mp3")).read_bytes()
    assert sound != whole
    if mending == "secret":
        monkeypatch.setenv("SEGMENTCAST_CACHE_SECRET", "correct-horse-battery-staple")
    report = show.publish(cache=shared if mending == "secret" else "none", force=True)
    made, reused = spoken(report)
    assert made > 5
    assert reused == 0
    assert whole in [path.read_bytes() for path in show.feed.glob("audio/*.mp3")]
    assert media(show)["feed.xml"] != b""
    (outcome,) = report.outcomes
    assert outcome.status == "made"


def forge(shared: Path) -> None:
    """Each sentence in the place gets the sound of another one, rightly sealed."""
    paths = sorted(shared.rglob("*.speech"))
    values = [unsealed(path.name, path.read_bytes()) for path in paths]
    for path, value in zip(paths, values[1:] + values[:1], strict=True):
        assert value is not None
        path.write_bytes(sealed(path.name, without_words(bytes(value))))
    for path in shared.rglob("*.mp3"):
        path.unlink()


def without_words(payload: bytes) -> bytes:
    head = b'{"rate_hz":24000,"words":[]}'
    return struct.pack("<I", len(head)) + head + payload[4 + struct.unpack("<I", payload[:4])[0] :]
