"""What a store's address may say, and that secrets stay secret."""

from __future__ import annotations

import os
import urllib.request
from pathlib import Path

import pytest

from segmentcast.errors import SegmentcastError, StoreBusy, StoreError, UsageError
from segmentcast.ports import Delivery, Store
from segmentcast.retry import Retry
from segmentcast.store import (
    DryRunStore,
    MemoryStore,
    RetryingStore,
    StoreAddress,
    StoreSettings,
    VerifyingStore,
    open_store,
    parse_address,
)
from segmentcast.store.credentials import aws_credentials
from segmentcast.store.objects import open_object_store

SECRET = "hunter2-never-shown"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("../www/podcast", StoreAddress("directory", path="../www/podcast")),
        ("C:\\podcast", StoreAddress("directory", path="C:\\podcast")),
        ("file:///srv/my%20podcast", StoreAddress("directory", path="/srv/my podcast")),
        ("memory://", StoreAddress("memory")),
        ("s3://bucket", StoreAddress("s3", "bucket")),
        ("s3://Bucket/a/b/", StoreAddress("s3", "Bucket", "a/b")),
        ("gs://bucket/a", StoreAddress("gs", "bucket", "a")),
        ("az://container/a", StoreAddress("az", "container", "a")),
        ("sftp://host/srv/www", StoreAddress("sftp", "host", "/srv/www")),
        ("sftp://me@host:2222/~/www/", StoreAddress("sftp", "host", "www", "me", 2222)),
    ],
)
def test_addresses_are_understood(text: str, address: StoreAddress) -> None:
    """Each kind of store has its way of being named."""
    assert parse_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "", "ftp://host/x", "https://bucket.example/", "s3:///path", "sftp://", "s3://bucket/../x",
        "s3://bucket/%2e%2e/x", "sftp://host/a/../../etc", "s3://bucket/x?secret=1", "s3://key@bucket/x",
        "file://host/share", "sftp://host:99999/x", "s3://[::1/x",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    """With a message, never a guess."""
    with pytest.raises(UsageError):
        parse_address(text)


@pytest.mark.parametrize(
    "address",
    [
        f"sftp://me:{SECRET}@host/x", f"s3://key:{SECRET}@bucket/x", f"sftp://me:{SECRET}/a@host/x",
        f"sftp://me:{SECRET}#a@host/x", f"sftp://me:{SECRET}?a@host/x", f"sftp://me:12#{SECRET}@host/x",
        f"sftp://host:{SECRET}/x", f"s3://{SECRET}@bucket/x", f"https://{SECRET}@host/x",
        f"https://account.blob.example/container?sig={SECRET}", f"sftp://{SECRET}@host/../x",
    ],
)  # fmt: skip
def test_a_password_in_an_address_is_refused_and_not_repeated(address: str) -> None:
    """It would stand in the shell's history and in show.toml."""
    with pytest.raises(UsageError) as caught:
        open_store(address)
    assert SECRET not in str(caught.value)


def test_secrets_are_in_no_message(
    s3_endpoint: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A refused, a missing and an unreachable store are told without any credential or token."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_SESSION_TOKEN", SECRET)
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "account")
    monkeypatch.setenv("AZURE_STORAGE_SAS_KEY", f"sv=1&sig={SECRET}")
    stores = [
        open_store("s3://no-such-bucket/x", StoreSettings(s3_endpoint, "us-east-1")),
        VerifyingStore(
            open_object_store(
                parse_address("az://container/x"), StoreSettings("http://127.0.0.1:9/account")
            )
        ),
    ]
    for store in stores:
        inner = store.inner if isinstance(store, RetryingStore) else store
        with pytest.raises(StoreError) as caught:
            inner.get("feed.xml")
        error: BaseException | None = caught.value
        while error is not None:
            assert SECRET not in str(error) + repr(error)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def test_a_profile_is_read_and_its_faults_are_told_without_it(tmp_path: Path) -> None:
    """AWS's own files are followed; a broken line is not repeated in the message."""
    credentials = tmp_path / "credentials"
    credentials.write_text(
        f"[default]\naws_access_key_id = A\naws_secret_access_key = {SECRET}\n"
        "[desk]\naws_access_key_id = B\naws_secret_access_key = S\n",
        encoding="utf-8",
    )
    config = tmp_path / "config"
    config.write_text("[profile desk]\nregion = eu-north-1\n[profile sso]\nsso_session = x\n")
    files = {"AWS_SHARED_CREDENTIALS_FILE": str(credentials), "AWS_CONFIG_FILE": str(config)}
    assert aws_credentials(files)["access_key_id"] == "A"
    desk = aws_credentials({**files, "AWS_PROFILE": "desk"})
    assert desk == {"access_key_id": "B", "secret_access_key": "S", "region": "eu-north-1"}
    assert aws_credentials({**files, "AWS_ACCESS_KEY_ID": "C"}) == {}
    credentials.write_text(f"[default\naws_secret_access_key = {SECRET}\n", encoding="utf-8")
    with pytest.raises(StoreError) as caught:
        aws_credentials(files)
    assert SECRET not in str(caught.value)
    assert caught.value.__suppress_context__


def test_s3_serves_the_headers_that_were_given(
    s3_endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Type, cache time, name for downloads and coding stand in S3's own answer."""
    store = open_store("s3://bucket/headers", StoreSettings(s3_endpoint, "us-east-1"))
    delivery = Delivery("public, max-age=300", 'inline; filename="a.mp3"', "gzip")
    store.put("audio/a.mp3", b"sound", mime="audio/mpeg", delivery=delivery)
    assert os.environ["AWS_ACCESS_KEY_ID"] == "test-key"
    request = urllib.request.Request(f"{s3_endpoint}/bucket/headers/audio/a.mp3", method="HEAD")
    request.add_header(
        "Authorization", "AWS4-HMAC-SHA256 Credential=test-key/20260101/x/s3/aws4_request"
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.headers["Content-Type"] == "audio/mpeg"
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert answer.headers["Content-Disposition"] == 'inline; filename="a.mp3"'
        assert answer.headers["Content-Encoding"] == "gzip"


# --- stores around stores ---------------------------------------------------------------------


class Flaky(MemoryStore):
    """Fails so many times before it works."""

    def __init__(self, failures: int) -> None:
        super().__init__()
        self.failures = failures

    def get(self, path: str) -> bytes:
        if self.failures:
            self.failures -= 1
            raise StoreBusy.at(path, "busy", "later")
        return super().get(path)


def test_what_fails_for_now_is_tried_again_with_longer_waits() -> None:
    """Three failures are waited out; a fourth is told."""
    waits: list[float] = []
    inner = Flaky(3)
    inner.put("a", b"x", mime="text/plain")
    store: Store = RetryingStore(inner, Retry(4, 0.5, waits.append))
    assert store.get("a") == b"x"
    assert waits == [0.5, 1.0, 2.0]
    inner.failures = 4
    with pytest.raises(StoreBusy):
        store.get("a")


def test_what_fails_for_good_is_not_tried_again() -> None:
    """A missing file is missing at once."""
    waits: list[float] = []
    with pytest.raises(StoreError):
        RetryingStore(MemoryStore(), Retry(4, 0.5, waits.append)).get("nothing")
    assert waits == []


def test_a_dry_run_reads_and_never_writes() -> None:
    """What was put is read back from the wrapper; the store behind it stays as it was."""
    inner = MemoryStore()
    inner.put("a", b"old", mime="text/plain")
    inner.put("b", b"old", mime="text/plain")
    store = DryRunStore(inner)
    store.put("a", b"new!", mime="text/plain")
    store.put("c", b"new!", mime="text/plain")
    store.delete("b")
    assert list(store.paths()) == ["a", "c"]
    assert store.get("a") == b"new!"
    assert [entry.length_bytes for entry in store.entries()] == [4, 4]
    assert store.head("b") is None
    assert {path: file.data for path, file in inner.files.items()} == {"a": b"old", "b": b"old"}


def test_damage_on_the_way_is_noticed() -> None:
    """A store that keeps other bytes of the same length is caught by reading back."""

    class Damaging(MemoryStore):
        def put(self, path: str, data: bytes | Path, **more: object) -> None:
            assert isinstance(data, bytes)
            super().put(path, data[::-1], **more)  # type: ignore[arg-type]

    with pytest.raises(SegmentcastError, match="damaged during the upload"):
        VerifyingStore(Damaging()).put("a", b"abc", mime="text/plain")
