"""Keys and certificates: every fault in words, and the key itself nowhere."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from segmentcast.cli.provenance import command
from segmentcast.config import load_show
from segmentcast.config.provenance_settings import ProvenanceConfig
from segmentcast.errors import ConfigError, UsageError
from segmentcast.provenance.signing import sign_mp3
from segmentcast.provenance.signing_key import SigningKey, read_signing_key
from segmentcast.provenance.trial_key import TrialKey, certificate, make_trial_key
from tests.provenance.conftest import claim, key_of
from tests.showcase import ShowUnderTest

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PEM = serialization.Encoding.PEM
ROOT = ec.generate_private_key(ec.SECP256R1())


def private(key: Any) -> bytes:
    data: bytes = key.private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return data


def issued(key: Any, **options: Any) -> bytes:
    data: bytes = certificate(key, ROOT, "Signer", "Root", NOW, **options).public_bytes(PEM)
    return data


def read(tmp_path: Path, content: bytes, **options: Any) -> SigningKey:
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    environ = {"SEGMENTCAST_SIGNING_KEY": str(path)}
    config = ProvenanceConfig(**options)
    return read_signing_key(config, tmp_path / "show", "show.toml", now=NOW, environ=environ)


KEY = ec.generate_private_key(ec.SECP256R1())
ENDED = NOW - timedelta(days=900)
FAULTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "no key": (lambda: issued(KEY), "no private key"),
    "no certificate": (lambda: private(KEY), "no certificate"),
    "another key's": (lambda: private(KEY) + issued(ROOT), "belongs to another key"),
    "ended": (
        lambda: private(KEY) + certificate(KEY, ROOT, "S", "R", ENDED).public_bytes(PEM),
        "ended on 2024-",
    ),
    "signed by itself": (
        lambda: private(KEY) + certificate(KEY, KEY, "S", "S", NOW).public_bytes(PEM),
        "signed by itself",
    ),
    "an authority's": (
        lambda: private(KEY) + issued(KEY, is_root=True),
        "not for digital signatures",
    ),
    "wrong kind": (
        lambda: private(ec.generate_private_key(ec.SECP256K1())) + issued(KEY),
        "cannot sign Content Credentials",
    ),
    "encrypted": (
        lambda: (
            KEY.private_bytes(
                PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.BestAvailableEncryption(b"x"),
            )
            + issued(KEY)
        ),
        "is encrypted",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_of_a_key_is_said_in_words(name: str, tmp_path: Path) -> None:
    """A key or certificate that cannot sign is refused with what is wrong and what to do."""
    content, words = FAULTS[name]
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, content())
    assert words in str(caught.value)
    assert all(problem.mend for problem in caught.value.problems)


def test_a_real_key_asks_for_a_time_stamp_and_a_trial_key_does_not(
    tmp_path: Path, signing_key: SigningKey
) -> None:
    """Ed25519 is as good as ECDSA; the time stamp of a real certificate can be switched off."""
    own = ed25519.Ed25519PrivateKey.generate()
    content = private(own) + issued(own, organization="Harbour\x1b\nNews")
    key = read(tmp_path, content)
    assert (key.algorithm, key.signed_by, key.is_test) == ("ed25519", "Harbour News", False)
    assert key.authority.startswith("http")
    assert read(tmp_path, content, tsa="none").authority == ""
    assert signing_key.authority == ""


def test_a_key_in_the_shows_folder_or_in_the_variable_is_refused(tmp_path: Path) -> None:
    """What would be published or shown by accident is no place for a key."""
    show = tmp_path / "show"
    show.mkdir()
    inside = show / "key.pem"
    inside.write_bytes(private(KEY))
    config = ProvenanceConfig()
    for value, words in ((str(inside), "inside the show"), (private(KEY).decode(), "itself")):
        environ = {config.key: value}
        with pytest.raises(ConfigError, match=words) as caught:
            read_signing_key(config, show, "show.toml", now=NOW, environ=environ)
        assert "PRIVATE" not in str(caught.value)
    with pytest.raises(UsageError, match="inside the show"):
        make_trial_key(show / "keys", show=show, now=NOW)
    settings = 'title = "T"\ndescription = "D"\nauthor = "A"\nbase_url = "https://a.example/"\n'
    settings += f'[provenance]\nkey = """{private(KEY).decode()}"""\n'
    with pytest.raises(ConfigError) as wrong:
        load_show(settings, "show.toml")
    assert "PRIVATE" not in str(wrong.value)


def test_the_key_is_in_no_text_and_no_traceback(mp3: Path, trial: TrialKey) -> None:
    """A canary: no repr, no error and no traceback has anything of the private key."""
    key = key_of(trial)
    secret = trial.key.read_text().splitlines()[1]
    body = key.private_key.decode().splitlines()[1]
    assert secret == body
    texts = [repr(key), str(key)]
    try:
        broken = SigningKey(
            "es256", "x", NOW, True, "", b"-----BEGIN CERTIFICATE-----\n", key.private_key
        )
        sign_mp3(mp3, mp3.with_name("out.mp3"), claim(), broken, None)
    except ConfigError as error:
        texts += [str(error), "".join(traceback.format_exception(error)), repr(pickle.dumps(error))]
    assert len(texts) == 5
    assert not any(body in text for text in texts)


def test_the_command_makes_a_key_for_its_owner_alone_and_switches_signing_on(
    show: ShowUnderTest, tmp_path: Path
) -> None:
    """`provenance key` writes outside the show, mode 600, and never over a key."""
    folder = tmp_path / "keys"
    arguments = ["key", str(show.root), "--folder", str(folder)]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.exception
    assert "export SEGMENTCAST_SIGNING_KEY=" in result.output
    assert "https://iptc.org/" in result.output
    (key,) = folder.glob("*key.pem")
    assert key.stat().st_mode & 0o777 == 0o600
    text = (show.folder / "show.toml").read_text()
    assert text.endswith("[provenance]\n")
    assert load_show(text, "show.toml").provenance == ProvenanceConfig()
    again = CliRunner().invoke(command, arguments)
    assert isinstance(again.exception, UsageError)


def test_a_missing_variable_says_how_to_name_a_key(tmp_path: Path) -> None:
    """Whoever has a key reads how to name it; whoever has none, how to make one."""
    with pytest.raises(ConfigError) as raised:
        read_signing_key(ProvenanceConfig(), tmp_path, "show.toml", now=NOW, environ={})
    assert "export SEGMENTCAST_SIGNING_KEY=" in raised.value.problems[0].mend
    assert "segmentcast provenance key" in raised.value.problems[0].mend
