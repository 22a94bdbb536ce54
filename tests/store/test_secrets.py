"""Nothing that a real publish prints, logs or writes repeats a secret of its surroundings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.showcase import ShowUnderTest

KEY = "CANARYKEY7Q2ZX"
SECRET = "canary/secret+9f31"
TOKEN = "canary-token-55d0e2"
PASSWORD = "canary-password-c7"
CANARIES = (KEY, SECRET, TOKEN, PASSWORD, "canary")
Publish = Callable[..., tuple[int, str, str]]


@pytest.fixture
def publish(tmp_path: Path) -> Publish:
    """Runs the real command with canaries for credentials, and looks for them wherever it wrote."""
    begun = ShowUnderTest(tmp_path / "show")
    begun.episode()
    root = begun.root
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_SESSION_TOKEN": TOKEN,
        "AZURE_STORAGE_ACCOUNT_NAME": "account",
        "AZURE_STORAGE_SAS_KEY": f"sv=1&sig={TOKEN}",
        "RUST_LOG": "trace",
        "PYTHONASYNCIODEBUG": "1",
    }

    def run(settings: str, *arguments: str) -> tuple[int, str, str]:
        begun.settings(f"\n[publish]\n{settings}")
        show = begun.folder / "show.toml"
        done = subprocess.run(
            [sys.executable, "-m", "segmentcast", "publish", str(root), *arguments],
            capture_output=True,
            check=False,
            env=environment,
            text=True,
            timeout=300,
        )
        assert "Traceback" not in done.stderr
        for canary in CANARIES:
            assert canary not in done.stdout
            assert canary not in done.stderr
            for file in tmp_path.rglob("*"):
                assert canary not in file.name
                if file.is_file() and file != show:
                    assert canary.encode() not in file.read_bytes(), file
        return done.returncode, done.stdout, done.stderr

    return run


def test_a_publish_to_s3_repeats_no_credential(s3_endpoint: str, publish: Publish) -> None:
    """Neither when it goes well, with JSON and without, nor when the bucket does not exist, nor in
    any file that it made here or there."""
    from segmentcast.store import StoreSettings, open_store

    settings = f'endpoint = "{s3_endpoint}"\nregion = "us-east-1"\n'
    code, told, _ = publish(settings, "--to", "s3://bucket/secrets", "--json")
    assert code == 0
    assert "feed.xml" in json.loads(told)["upload"]["uploaded"]
    assert publish(settings, "--to", "s3://bucket/secrets")[0] == 0
    store = open_store("s3://bucket/secrets", StoreSettings(s3_endpoint, "us-east-1"))
    kept = {path: store.get(path) for path in store.paths()}
    assert "ledger.jsonl" in kept
    assert not [path for path, data in kept.items() for c in CANARIES if c.encode() in data]
    code, _, told = publish(settings, "--to", "s3://no-such-bucket/x", "--json")
    assert (code, "no-such-bucket" in told) == (8, True)


def test_a_failing_publish_repeats_no_secret_of_its_settings(publish: Publish) -> None:
    """An endpoint with a password in it is refused without repeating it."""
    for scheme in ("http", "ftp"):
        settings = f'endpoint = "{scheme}://me:{PASSWORD}@127.0.0.1:9"\nregion = "x"\n'
        code, _, told = publish(settings, "--to", "s3://bucket/x", "--json")
        assert (code, "the address contains a user or a password" in told) == (3, True), told


@pytest.mark.parametrize(
    "address",
    [
        f"sftp://web:{PASSWORD}@127.0.0.1/srv/www",
        f"sftp://web:{PASSWORD}/with#odd?signs@127.0.0.1/srv/www",
        f"s3://{KEY}:{PASSWORD}@bucket/x",
        f"https://account.blob.example/podcast?sig={TOKEN}",
    ],
)
@pytest.mark.parametrize("where", ["option", "show.toml"])
def test_a_password_in_an_address_is_told_of_and_not_repeated(
    publish: Publish, address: str, where: str
) -> None:
    """With --to and in show.toml the publish is refused before it makes anything."""
    if where == "option":
        code, told, problem = publish("", "--to", address, "--json")
    else:
        code, told, problem = publish(f'to = "{address}"\n', "--json")
    assert code in (2, 3), problem
    assert json.loads(told)["problems"]
    assert problem
