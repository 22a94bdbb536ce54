"""A further voice of hibari is downloaded by hibari's own code, from a stand-in for the server that has it."""

from __future__ import annotations

import hashlib
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
import trustme

from segmentcast.engines import hibari
from segmentcast.engines.downloads import hibari_models
from segmentcast.engines.provenance import folder
from segmentcast.errors import VoiceError, VoiceMissing
from segmentcast.model import Spoken, Voice
from tests.engines.conftest import Handler, StandIn, serving

ADD = """
import sys
from pathlib import Path
from segmentcast.engines.downloads import hibari_models
from segmentcast.engines.hibari import HibariModel
from segmentcast.errors import VoiceError
row = HibariModel("en-US", "American man", "am_fenrir_v2.int8.onnx", sys.argv[2])
for attempt in range(3):
    (step,) = hibari_models.steps("fenrir", Path(sys.argv[1]), row=row)
    try:
        step.run()
        print("added", step.present)
    except VoiceError as error:
        print("failed", error.problems[0].what)
"""


class ModelHandler(Handler):
    """Answers for every host, with a certificate for it."""

    authority: ClassVar[trustme.CA]
    model: ClassVar[bytes]

    def do_CONNECT(self) -> None:  # noqa: N802 - the server's name for it
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(self.path.partition(":")[0]).configure_cert(self.tls)
        super().do_CONNECT()

    def do_GET(self) -> None:  # noqa: N802 - the server's name for it
        status, _, body = (
            self.stand_in.answers.pop(0) if self.stand_in.answers else (200, {}, self.model)
        )
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
        self.close_connection = True


@pytest.fixture
def models(authority: trustme.CA) -> Iterator[StandIn]:
    """The server; what it sends is the model of the voice that the package brings."""
    own = type("Own", (ModelHandler,), {"authority": authority, "model": _heart()})
    yield from serving(own, None)


def _env(models: StandIn, home: Path) -> dict[str, str]:
    proxies = {"HTTPS_PROXY": models.url, "https_proxy": models.url, "HIBARI_HOME": str(home)}
    return {**os.environ, **proxies}


def test_only_the_pinned_file_is_kept(models: StandIn, tmp_path: Path) -> None:
    """An error page and other bytes are refused and leave nothing behind; then the file is added, and speaks."""
    models.answers = [(404, {}, b"no"), (200, {}, b"another model")]
    pinned = hashlib.sha256(_heart()).hexdigest()
    done = subprocess.run(
        [sys.executable, "-c", ADD, str(tmp_path), pinned],
        env=_env(models, tmp_path), capture_output=True, text=True, check=True,
    )  # fmt: skip
    first, second, third = done.stdout.splitlines()
    assert "404" in first
    assert "does not match" in second
    assert third == "added False"
    assert [path.name for path in tmp_path.iterdir()] == ["am_fenrir_v2.int8.onnx"]
    assert "fenrir" in [info.name for info in hibari.build({"home": str(tmp_path)}).voices()]


def test_the_command_refuses_another_file(models: StandIn, tmp_path: Path) -> None:
    """`voices add` ends with code 5 and the way out when the file is not the one that was pinned."""
    command = [sys.executable, "-m", "segmentcast", "voices", "add", "hibari/fenrir"]
    done = subprocess.run(
        command,
        env=_env(models, tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 5
    assert "does not match" in done.stderr
    assert f"SHA-256 {hibari.VOICES['fenrir'].sha256}" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_brought_is_taken(tmp_path: Path) -> None:
    """With --from no server is asked; a wrong file there isn't taken."""
    row = hibari.HibariModel("en-US", "", "x.onnx", hashlib.sha256(b"model").hexdigest())
    (brought := tmp_path / "brought").mkdir()
    (brought / "x.onnx").write_bytes(b"model")
    (step,) = hibari_models.steps("x", tmp_path / "home", brought, row)
    step.run()
    assert (tmp_path / "home" / "x.onnx").read_bytes() == b"model"
    (again,) = hibari_models.steps("x", tmp_path / "home", brought, row)
    assert again.present


def test_a_voice_that_is_not_here(tmp_path: Path) -> None:
    """It is not among the voices, can be added, and the error says how."""
    engine = hibari.build({"home": str(tmp_path)})
    assert [info.name for info in engine.addable()] == ["kore", "fenrir", "emma", "fable"]
    for ask in (engine.fingerprint, lambda voice: engine.synth(Spoken("Hello."), voice)):
        with pytest.raises(VoiceMissing, match="segmentcast voices add hibari/fenrir"):
            ask(Voice("hibari", "fenrir", 0.9))
    with pytest.raises(VoiceError, match="has no voice"):
        engine.fingerprint(Voice("hibari", "fenrr"))


def _heart() -> bytes:
    package = folder("hibari")
    assert package is not None
    return (package / "assets" / "hibari.onnx").read_bytes()
