"""Verifying anybody's files: what is told apart, and what attackers try."""

from __future__ import annotations

import hashlib
import io
import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from mutagen.id3 import ID3, TIT2

from segmentcast import tags
from segmentcast.cli.provenance import command
from segmentcast.errors import CheckFailed, ConfigError
from segmentcast.provenance import signing
from segmentcast.provenance.mp3_frame import room_in
from segmentcast.provenance.patches import apply
from segmentcast.provenance.signing import ReplacedVersion, sign_mp3
from segmentcast.provenance.signing_key import SigningKey
from segmentcast.provenance.trial_key import TrialKey, certificate, make_trial_key
from segmentcast.provenance.validation.reading import read_credentials
from segmentcast.provenance.validation.trust_list import TrustList, read_trust_list
from tests.provenance.conftest import DAY, SOUND, claim, key_of


@pytest.fixture
def signed(mp3: Path, signing_key: SigningKey) -> Path:
    out = mp3.with_name("signed.mp3")
    sign_mp3(mp3, out, claim(), signing_key, None)
    return out


def test_a_trusted_file_says_which_sentences_are_synthetic(signed: Path, trust: TrustList) -> None:
    """The passages of a synthetic voice come with the sentences of the file's own transcript."""
    verdict = read_credentials(signed, trust)
    assert verdict.state == "trusted"
    assert verdict.is_good
    assert verdict.metadata["dc:creator"] == "Harbour News"
    assert verdict.references[0].sha256 == "ab" * 32
    (passage,) = [p for statement in verdict.statements for p in statement.passages]
    assert (passage.start_s, passage.end_s, passage.name) == (1.0, 2.5, "Rosa Lind")
    assert passage.sentences == ("Rosa Lind: It was crowded.",)


def test_a_stripped_file_has_none_and_is_not_fine(mp3: Path, trust: TrustList) -> None:
    """A file without credentials says so, and the command fails."""
    assert read_credentials(mp3, trust).state == "none"
    result = CliRunner().invoke(command, ["verify", str(mp3)])
    assert isinstance(result.exception, CheckFailed)
    assert "no Content Credentials" in result.output


def test_a_signers_own_certificate_can_be_listed(signed: Path, trial: TrialKey) -> None:
    """A list of publishers' certificates, as the IPTC's, is enough to trust them."""
    pem = trial.key.read_text()
    leaf = trial.key.with_name("leaf.pem")
    start, end = pem.index("-----BEGIN CERT"), pem.index("-----END CERT")
    leaf.write_text(f"{pem[start:end]}-----END CERTIFICATE-----\n")
    assert read_credentials(signed, read_trust_list([leaf])).state == "trusted"


@pytest.mark.parametrize("by_hash", [True, False])
def test_the_iptcs_list_is_read_as_it_is_downloaded(
    by_hash: bool, signed: Path, trial: TrialKey, tmp_path: Path
) -> None:
    """Its JSON names publishers' certificates, or their SHA-256."""
    pem = trial.key.read_text()
    start, end = pem.index("-----BEGIN CERT"), pem.index("-----END CERT")
    body = "".join(pem[start:end].splitlines()[1:])
    digest = urlsafe_b64encode(hashlib.sha256(b64decode(body)).digest()).decode().rstrip("=")
    key = {"kty": "EC", **({"x5t#S256": digest} if by_hash else {"x5c": [body]})}
    path = tmp_path / "list.json"
    path.write_text(json.dumps({"entities": [{"isCA": False, "jwks": {"keys": [key]}}]}))
    assert read_credentials(signed, read_trust_list([path])).state == "trusted"
    path.write_text('{"entities": [{}]}')
    with pytest.raises(ConfigError, match="neither PEM nor"):
        read_trust_list([path])


def test_the_c2pas_list_is_read_as_it_is_downloaded(
    signed: Path, trial: TrialKey, tmp_path: Path
) -> None:
    """Of its JSON, only those count that it calls trusted."""
    body = "".join(trial.anchor.read_text().splitlines()[1:-1])
    path = tmp_path / "list.json"
    for status, state in (("trusted", "trusted"), ("withdrawn", "untrusted")):
        about = {
            "ServiceStatus": f"http://c2pa.org/conformance/trust-list/{status}",
            "ServiceDigitalIdentity": {"X509Certificates": [{"val": body}]},
        }
        entity = {"TrustedEntityServices": [{"ServiceInformation": about}]}
        path.write_text(json.dumps({"LoTE": {"TrustedEntitiesList": [entity]}}))
        assert read_credentials(signed, read_trust_list([path])).state == state


def test_another_newsrooms_certificate_is_not_trusted(signed: Path, tmp_path: Path) -> None:
    """Somebody else's authority with the same names vouches for nothing."""
    other = make_trial_key(tmp_path / "other", show=None, now=DAY)
    assert read_credentials(signed, read_trust_list([other.anchor])).state == "untrusted"
    assert read_credentials(signed).state == "untrusted"


def test_a_tag_editor_is_told_apart_from_a_changed_sound(signed: Path, trust: TrustList) -> None:
    """A rewritten tag moves the credentials in the file; a changed sound does not."""
    data = bytearray(signed.read_bytes())
    tag = ID3(str(signed))
    tag.add(TIT2(encoding=3, text="Another title"))
    tag.save()
    assert read_credentials(signed, trust).state == "retagged"
    data[-10] ^= 1
    signed.write_bytes(data)
    verdict = read_credentials(signed, trust)
    assert verdict.state == "altered"
    assert verdict.codes == ("assertion.dataHash.mismatch",)


def test_credentials_of_another_episode_do_not_fit(
    mp3: Path, signing_key: SigningKey, trust: TrustList
) -> None:
    """A manifest that is moved to another episode's file is found, and nothing of it shown as true."""
    out = mp3.with_name("signed.mp3")
    kept = sign_mp3(mp3, out, claim(), signing_key, None)
    other = mp3.with_name("other.mp3")
    other.write_bytes(mp3.read_bytes()[: -len(SOUND)] + SOUND[:-156])
    apply(kept.patches, other, out)
    verdict = read_credentials(out, trust)
    assert verdict.state == "altered"
    result = CliRunner().invoke(command, ["verify", str(out)])
    assert "The ferry that came back" not in result.output


def test_a_certificate_that_has_ended_leaves_stamped_files_trusted() -> None:
    """Without a time stamp, a signature ends with its certificate; ended_files.py made the two."""
    here = Path(__file__).parent
    trust = read_trust_list([here / "ended.pem"])
    assert read_credentials(here / "ended.mp3", trust).state == "expired"
    verdict = read_credentials(here / "ended-stamped.mp3", trust)
    assert verdict.state == "trusted"
    assert verdict.signed_at is not None
    assert verdict.ends is not None
    assert verdict.signed_at < verdict.ends


def test_an_altered_parent_is_found(
    mp3: Path, signing_key: SigningKey, trust: TrustList, tmp_path: Path
) -> None:
    """A correction is not good if the version that it names as its parent was altered before."""
    first, second = tmp_path / "first.mp3", tmp_path / "second.mp3"
    kept = sign_mp3(mp3, first, claim(), signing_key, None)
    good = ReplacedVersion(first, kept.signed, "The ferry")
    sign_mp3(mp3, second, claim(title="Corrected"), signing_key, good)
    verdict = read_credentials(second, trust)
    assert [(row.title, row.state) for row in verdict.versions] == [("The ferry", "trusted")]
    assert verdict.is_good
    first.write_bytes(first.read_bytes() + b"x")
    forged = ReplacedVersion(first, signing.files.sha256_of(first), "The ferry")
    sign_mp3(mp3, second, claim(title="Corrected"), signing_key, forged)
    verdict = read_credentials(second, trust)
    assert [row.state for row in verdict.versions] == ["altered"]
    assert verdict.state == "trusted"
    assert not verdict.is_good


def test_a_huge_manifest_is_not_read(mp3: Path, trust: TrustList) -> None:
    """A store of 10 MB is refused by its size."""
    room = room_in(mp3, 10_000_000)
    out = mp3.with_name("huge.mp3")
    apply(room.patches(b"jumb" * 2_500_000), mp3, out)
    verdict = read_credentials(out, trust)
    assert (verdict.state, verdict.codes) == ("unreadable", ("too-large",))


def test_garbage_in_place_of_a_manifest_is_unreadable(mp3: Path, trust: TrustList) -> None:
    """Bytes that are no manifest end in a verdict, not in an error."""
    out = mp3.with_name("odd.mp3")
    apply(room_in(mp3, 500).patches(b"\0\0\1\xf4jumb" + b"\xff" * 492), mp3, out)
    assert read_credentials(out, trust).state == "unreadable"


def test_a_kind_of_file_that_cannot_carry_credentials_has_none(tmp_path: Path) -> None:
    """That is no damage, and is told apart from credentials that were removed."""
    path = tmp_path / "words.txt"
    path.write_text("hello")
    result = CliRunner().invoke(command, ["verify", str(path)])
    assert isinstance(result.exception, CheckFailed)
    assert "Files of this kind cannot carry any." in result.output


def definition_signed(mp3: Path, key: SigningKey, definition: dict[str, Any]) -> Path:
    """The MP3 as somebody else's software signs it, who claims what they like."""

    class Forged:
        def definition(self, version: str, *, replaces: bool) -> dict[str, Any]:
            return definition

    out = mp3.with_name("forged.mp3")
    sign_mp3(mp3, out, Forged(), key, None)  # type: ignore[arg-type]
    return out


def test_hostile_texts_and_invented_sources_are_shown_as_such(
    mp3: Path, signing_key: SigningKey, trust: TrustList
) -> None:
    """No control character reaches the terminal, and a source that the IPTC lacks means nothing."""
    evil = "\x1b[2J\x07</script><script>alert(1)</script>\u202e" + "x" * 5000
    definition = claim().definition("1", replaces=False)
    definition["title"] = evil
    action = definition["assertions"][0]["data"]["actions"][0]
    action |= {"digitalSourceType": "http://evil.example/digitalCapture", "description": evil}
    out = definition_signed(mp3, signing_key, definition)
    verdict = read_credentials(out, trust)
    assert verdict.statements[0].source == ""
    assert verdict.unknown_sources == ("http://evil.example/digitalCapture",)
    assert len(verdict.title) <= 500
    result = CliRunner().invoke(command, ["verify", str(out)])
    assert not any(c in result.output for c in "\x1b\x07\u202e")
    assert "Not a source type of the IPTC's" in result.output


def test_identities_that_cannot_be_verified_do_not_make_a_file_altered(
    mp3: Path, signing_key: SigningKey, trust: TrustList
) -> None:
    """Adobe's files name people by addresses on the web; the file itself is as it was signed."""
    definition = claim().definition("1", replaces=False)
    identity = {
        "signer_payload": {"sig_type": "somebody.example", "referenced_assertions": []},
        "signature": [1] * 64,
        "pad1": [0],
    }
    definition["assertions"].append({"label": "cawg.identity", "data": identity})
    out = definition_signed(mp3, signing_key, definition)
    verdict = read_credentials(out, trust)
    assert verdict.state == "trusted", verdict.codes
    assert any(code.startswith("cawg.") for code in verdict.codes)


def test_a_revoked_certificate_is_found_on_a_list_that_the_user_names(
    signed: Path, trial: TrialKey, tmp_path: Path
) -> None:
    """Only the issuer's own list counts, and a time stamp from before leaves a signature valid."""
    root_key, root = _authority("Authority")
    leaf_key = ec.generate_private_key(ec.SECP256R1())
    leaf = certificate(leaf_key, root_key, "Signer", "Authority", DAY, days=36_500)
    key = tmp_path / "key.pem"
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    private = leaf_key.private_bytes(encoding, form, serialization.NoEncryption())
    key.write_bytes(private + leaf.public_bytes(encoding) + root.public_bytes(encoding))
    anchor = tmp_path / "anchor.pem"
    anchor.write_bytes(root.public_bytes(encoding))
    out = tmp_path / "out.mp3"
    sign_mp3(
        signed.with_name("unsigned.mp3"), out, claim(), key_of(TrialKey(key, anchor, DAY)), None
    )

    def state(revoked: Sequence[int], by: ec.EllipticCurvePrivateKey) -> tuple[str, str]:
        listed = tmp_path / "issuer.crl"
        listed.write_bytes(
            _list(revoked, by, root.subject).public_bytes(serialization.Encoding.DER)
        )
        verdict = read_credentials(out, read_trust_list([anchor], [listed]))
        return verdict.state, verdict.revocation

    assert read_credentials(out, read_trust_list([anchor])).revocation == "unknown"
    assert state([leaf.serial_number], root_key) == ("revoked", "revoked")
    assert state([1], root_key) == ("trusted", "not-listed")
    assert state([leaf.serial_number], leaf_key) == ("trusted", "unknown")
    with pytest.raises(ConfigError, match="no certificate revocation list"):
        read_trust_list([anchor], [anchor])


def _authority(name: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    return key, certificate(key, key, name, name, DAY, is_root=True, days=36_500)


def _list(
    revoked: Sequence[int], by: ec.EllipticCurvePrivateKey, issuer: x509.Name
) -> x509.CertificateRevocationList:
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer)
        .last_update(DAY)
        .next_update(DAY + timedelta(days=30))
    )
    for number in revoked:
        row = x509.RevokedCertificateBuilder().serial_number(number).revocation_date(DAY).build()
        made = made.add_revoked_certificate(row)
    return made.sign(by, hashes.SHA256())


def test_a_manifest_elsewhere_is_not_fetched(
    mp3: Path, signing_key: SigningKey, trust: TrustList, tmp_path: Path
) -> None:
    """A file that names a manifest's web address has none, and nothing is asked."""
    import http.server
    import threading

    from c2pa import Builder, C2paSignerInfo, Context, Signer

    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

        def log_message(self, *_: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        signer = Signer.from_info(
            C2paSignerInfo(b"es256", signing_key.chain, signing_key.private_key, None)
        )
        from PIL import Image

        picture = io.BytesIO()
        Image.new("RGB", (64, 64)).save(picture, "JPEG")
        definition = claim().definition("1", replaces=False) | {"format": "image/jpeg"}
        out = io.BytesIO()
        settings = {"verify": {"verify_after_sign": False}}
        with Context.from_dict(settings, signer=signer) as context:
            builder = Builder(definition, context)
            builder.set_no_embed()
            builder.set_remote_url(f"http://127.0.0.1:{server.server_port}/x.c2pa")
            picture.seek(0)
            builder.sign("image/jpeg", picture, out)
        path = tmp_path / "remote.jpg"
        path.write_bytes(out.getvalue())
        verdict = read_credentials(path, trust)
        server.shutdown()
    assert (verdict.state, verdict.codes) == ("none", ("remote-manifest",))
    assert asked == []


def test_the_object_has_the_state(signed: Path, trial: TrialKey) -> None:
    """`verify` succeeds for a trusted file, whose object can be written as JSON."""
    result = CliRunner().invoke(command, ["verify", str(signed), "--trust", str(trial.anchor)])
    assert result.exit_code == 0, result.output
    assert "0:01.00 to 0:02.50 Rosa Lind" in result.output
    verdict = read_credentials(signed, read_trust_list([trial.anchor]))
    assert json.loads(json.dumps(verdict.as_json()))["state"] == "trusted"
    assert tags.read(signed.read_bytes()).title == "The ferry"
