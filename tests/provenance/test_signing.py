"""Signing an MP3: what is added, what stays, and what two other verifiers make of it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import encypher_c2pa
import pytest
from c2pa import Context, Reader
from mutagen.id3 import ID3

from segmentcast.config.provenance_settings import ProvenanceConfig
from segmentcast.errors import SegmentcastError, StoreError
from segmentcast.provenance.kept_credentials import CredentialsFolder, key_of
from segmentcast.provenance.signer_command import signature_of
from segmentcast.provenance.signing import ReplacedVersion, sign_mp3
from segmentcast.provenance.signing_key import SigningKey, read_signing_key
from segmentcast.provenance.trial_key import TrialKey
from tests.deployment.test_hook import gone
from tests.provenance.conftest import SOUND, claim


def states(path: Path, anchor: Path) -> tuple[str, str]:
    """What c2pa-python and encypher-c2pa say of a file, both offline."""
    pem = anchor.read_text()
    settings = {"trust": {"user_anchors": pem}, "verify": {"remote_manifest_fetch": False}}
    with (
        path.open("rb") as stream,
        Context.from_dict(settings) as context,
        Reader("audio/mpeg", stream, context=context) as reader,
    ):
        first = str(reader.get_validation_state())
    second = encypher_c2pa.verify(
        str(path), "audio/mpeg", trust_pem=pem, no_default_trust=True, telemetry=False
    )
    return first, str(second["integrity"])


def test_two_verifiers_accept_a_signed_file_and_nothing_else_in_it_changed(
    mp3: Path, signing_key: SigningKey, trial: TrialKey
) -> None:
    """The tag keeps its version and all frames byte for byte; the credentials are one frame more."""
    out = mp3.with_name("signed.mp3")
    sign_mp3(mp3, out, claim(), signing_key, None)
    assert states(out, trial.anchor) == ("Trusted", "valid")
    before, after = mp3.read_bytes(), out.read_bytes()
    end = len(before) - len(SOUND)
    assert after[10:end] == before[10:end]
    assert after.endswith(SOUND)
    assert len(after) - len(before) < 6000
    tag = ID3(str(out))
    assert tag.version == (2, 3, 0)
    assert [frame.mime for frame in tag.getall("GEOB")] == ["application/c2pa"]
    assert tag.getall("SYLT")[0].text == ID3(str(mp3)).getall("SYLT")[0].text


@pytest.mark.parametrize("where", ["sound", "tag", "claim"])
def test_two_verifiers_find_one_changed_bit(
    where: str, mp3: Path, signing_key: SigningKey, trial: TrialKey
) -> None:
    """A bit that changes in the audio, in a tag or in the claim is found by both."""
    out = mp3.with_name("signed.mp3")
    sign_mp3(mp3, out, claim(), signing_key, None)
    data = bytearray(out.read_bytes())
    words = {"sound": SOUND[:4], "tag": b"The ferry", "claim": b"Harbour News"}[where]
    data[data.rindex(words)] ^= 1
    out.write_bytes(data)
    first, second = states(out, trial.anchor)
    assert first == "Invalid"
    assert second != "valid"


def test_kept_credentials_give_the_same_bytes_without_a_key(
    mp3: Path, signing_key: SigningKey, tmp_path: Path
) -> None:
    """What is kept of a signature makes the same signed file of the same unsigned one."""
    out, again = mp3.with_name("signed.mp3"), mp3.with_name("again.mp3")
    kept = sign_mp3(mp3, out, claim(), signing_key, None)
    folder = CredentialsFolder(tmp_path / "credentials")
    name = key_of(kept.unsigned, claim().identity())
    assert not folder.put_back(name, mp3, again)
    folder.put(name, kept)
    assert folder.put_back(name, mp3, again)
    assert again.read_bytes() == out.read_bytes()
    mp3.write_bytes(mp3.read_bytes() + b"x")
    with pytest.raises(SegmentcastError, match="don't fit"):
        folder.put_back(name, mp3, again)


def test_an_altered_version_is_no_parent(mp3: Path, signing_key: SigningKey) -> None:
    """The version that is replaced has to be the one that was published."""
    first = mp3.with_name("first.mp3")
    kept = sign_mp3(mp3, first, claim(), signing_key, None)
    first.write_bytes(first.read_bytes() + b"x")
    replaced = ReplacedVersion(first, kept.signed, "The ferry")
    with pytest.raises(SegmentcastError, match="differs from what the ledger says"):
        sign_mp3(mp3, mp3.with_name("second.mp3"), claim(), signing_key, replaced)


SIGNER = """
import os, sys
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
key = serialization.load_pem_private_key(open(os.environ["KEY_FILE"], "rb").read(), None)
with open(os.environ["KEY_FILE"] + ".asked", "a") as asked:
    asked.write("x")
sys.stdout.buffer.write(key.sign(sys.stdin.buffer.read(), ec.ECDSA(hashes.SHA256())))
"""


def test_a_program_signs_in_place_of_a_key(
    mp3: Path, trial: TrialKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that reaches a key elsewhere is asked once a file; what it says of a fault is shown."""
    program = tmp_path / "signer.py"
    program.write_text(SIGNER)
    (tmp_path / "chain.pem").write_bytes(trial.key.read_bytes())
    config = ProvenanceConfig(
        certificate="chain.pem",
        signer=(sys.executable, str(program)),
        signer_environment=("KEY_FILE",),
    )
    monkeypatch.setenv("KEY_FILE", str(trial.key))
    key = read_signing_key(config, tmp_path, "show.toml", now=datetime.now(UTC), environ={})
    out = mp3.with_name("signed.mp3")
    sign_mp3(mp3, out, claim(), key, None)
    assert states(out, trial.anchor) == ("Trusted", "valid")
    asked = trial.key.with_name(f"{trial.key.name}.asked")
    assert asked.read_text() == "x"
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(StoreError, match=r"exited with 1.*FileNotFoundError"):
        sign_mp3(mp3, out, claim(), key, None)


def test_what_a_signing_program_starts_ends_with_it(tmp_path: Path) -> None:
    """A child that keeps the output open neither holds a publish up nor stays behind."""
    program = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'])\n"
        "open('pid', 'w').write(str(child.pid))\n"
        "print('a remark', file=sys.stderr)\n"
        "sys.stdout.buffer.write(bytes(range(64)))"
    )
    command = (sys.executable, "-c", program)
    assert signature_of(b"", command, "es256", tmp_path, ()) == bytes(range(64))
    assert gone(int((tmp_path / "pid").read_text()))


def test_an_authority_that_gives_no_time_stamp_is_named(mp3: Path, signing_key: SigningKey) -> None:
    """Nothing is signed without the time stamp that was asked for."""
    from dataclasses import replace

    key = replace(signing_key, authority="http://127.0.0.1:9/tsa")
    with pytest.raises(StoreError, match="gave no time stamp"):
        sign_mp3(mp3, mp3.with_name("signed.mp3"), claim(), key, None)


def test_a_claim_keeps_the_address_of_a_newsrooms_server_private() -> None:
    """Of an engine's fingerprint only its version and its model's hash are published."""
    definition = claim().definition("1.0", replaces=False)
    assert "10.0.0.1" not in str(definition)
    assert "{'name': 'piper', 'version': '1.8.0', 'model': 'ab12'}" in str(definition)
