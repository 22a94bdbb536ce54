"""The stores under test, each before a real server: moto's S3, Azurite's Azure, OpenSSH's SFTP."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from segmentcast.ports import Store
from segmentcast.store import DirectoryStore, MemoryStore, StoreSettings, parse_address
from segmentcast.store.objects import open_object_store
from segmentcast.store.sftp import SftpStore
from tests.ports import free_port, wait_for

AZURITE = shutil.which("azurite-blob")
KINDS = ["directory", "memory", "s3", "sftp", *(["azure"] if AZURITE else [])]
# Azurite's own well-known account; no secret.
AZURE_ACCOUNT = "devstoreaccount1"
AZURE_KEY = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)


@pytest.fixture(scope="session")
def environment() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="session")
def s3_endpoint(environment: pytest.MonkeyPatch) -> Iterator[str]:
    """moto's S3 over a real socket, with one bucket."""
    environment.setenv("AWS_ACCESS_KEY_ID", "test-key")
    environment.setenv("AWS_SECRET_ACCESS_KEY", "test-secret-that-nobody-sees")
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, server)
        endpoint = f"http://127.0.0.1:{port}"
        urllib.request.urlopen(urllib.request.Request(f"{endpoint}/bucket", method="PUT")).close()
        yield endpoint
    finally:
        server.terminate()
        server.wait(60)


@pytest.fixture(scope="session")
def azure_endpoint(
    environment: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    environment.setenv("AZURE_STORAGE_ACCOUNT_NAME", AZURE_ACCOUNT)
    environment.setenv("AZURE_STORAGE_ACCOUNT_KEY", AZURE_KEY)
    port = free_port()
    server = subprocess.Popen(
        [
            str(AZURITE), "--blobHost", "127.0.0.1", "--blobPort", str(port), "--silent",
            "--skipApiVersionCheck", "--inMemoryPersistence", "--disableTelemetry",
        ],
        cwd=tmp_path_factory.mktemp("azurite"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}/{AZURE_ACCOUNT}"
    finally:
        server.terminate()
        server.wait(60)


@pytest.fixture(scope="session")
def ssh_port(
    environment: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """OpenSSH's server on loopback, and a home folder whose ~/.ssh knows it."""
    home = tmp_path_factory.mktemp("home")
    ssh = home / ".ssh"
    ssh.mkdir(mode=0o700)
    for name in ("host", "client"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(ssh / name)], check=True
        )
    port = free_port()
    (ssh / "authorized").write_text((ssh / "client.pub").read_text())
    (ssh / "known_hosts").write_text(
        f"[127.0.0.1]:{port} {(ssh / 'host.pub').read_text()}", encoding="utf-8"
    )
    (ssh / "config").write_text(
        f"Host 127.0.0.1\n  IdentityFile {ssh / 'client'}\n  Port {port}\n", encoding="utf-8"
    )
    settings = ssh / "sshd_config"
    settings.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {ssh / 'host'}\nPidFile none\n"
        f"AuthorizedKeysFile {ssh / 'authorized'}\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nPermitRootLogin prohibit-password\n"
        "Subsystem sftp internal-sftp -u 0077\nMaxSessions 50\n",
        encoding="utf-8",
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    server = subprocess.Popen(
        [shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin"), "-D", "-e", "-f", settings],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, server)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("HOME", str(home))
            patch.delenv("SSH_AUTH_SOCK", raising=False)
            yield port
    finally:
        server.terminate()
        server.wait(60)


Open = Callable[[], Store]


@pytest.fixture(params=KINDS)
def same_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens the same new place again and again: for two writers at once."""
    opened: list[Store] = []
    prefix = uuid.uuid4().hex
    if request.param == "directory":
        opener: Open = lambda: DirectoryStore(tmp_path / "feed")  # noqa: E731
    elif request.param == "memory":
        memory = MemoryStore()
        opener = lambda: memory  # noqa: E731
    elif request.param == "s3":
        settings = StoreSettings(request.getfixturevalue("s3_endpoint"), "us-east-1")
        opener = lambda: open_object_store(parse_address(f"s3://bucket/{prefix}/pod"), settings)  # noqa: E731
    elif request.param == "azure":
        endpoint = request.getfixturevalue("azure_endpoint")
        make_container(endpoint, prefix)
        opener = lambda: open_object_store(  # noqa: E731
            parse_address(f"az://{prefix}/pod"), StoreSettings(endpoint)
        )
    else:
        request.getfixturevalue("ssh_port")
        opener = lambda: SftpStore(parse_address(f"sftp://127.0.0.1{tmp_path}/feed"))  # noqa: E731

    def opening() -> Store:
        opened.append(opener())
        return opened[-1]

    yield opening
    for store in opened:
        if isinstance(store, SftpStore):
            store.close()


@pytest.fixture
def store(same_place: Open) -> Store:
    return same_place()


def make_container(endpoint: str, name: str) -> None:
    """Azure's containers are made by a signed request (Shared Key)."""
    import base64
    import hashlib
    import hmac
    from email.utils import formatdate

    date = formatdate(usegmt=True)
    text = (
        f"PUT\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:{date}\nx-ms-version:2021-08-06\n"
        f"/{AZURE_ACCOUNT}/{AZURE_ACCOUNT}/{name}\nrestype:container"
    )
    mark = hmac.new(base64.b64decode(AZURE_KEY), text.encode(), hashlib.sha256).digest()
    request = urllib.request.Request(f"{endpoint}/{name}?restype=container", method="PUT")
    request.add_header("x-ms-date", date)
    request.add_header("x-ms-version", "2021-08-06")
    request.add_header(
        "Authorization", f"SharedKey {AZURE_ACCOUNT}:{base64.b64encode(mark).decode()}"
    )
    try:
        urllib.request.urlopen(request).close()
    except urllib.error.HTTPError as error:
        raise AssertionError(error.read().decode()) from error
