"""An issuer's answer (OCSP) that a file brings along says whether its certificate was revoked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from segmentcast.provenance.signing import sign_sidecar
from segmentcast.provenance.trial_key import TrialKey, certificate
from segmentcast.provenance.validation.reading import read_credentials
from segmentcast.provenance.validation.trust_list import read_trust_list
from tests.provenance.conftest import claim, key_of

NOW = datetime.now(UTC)
PEM = serialization.Encoding.PEM


def responder(
    issuer: x509.Certificate, key: ec.EllipticCurvePrivateKey
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """The certificate with which the issuer has its answers signed, and its key."""
    own = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Answers")])
    usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    made = (
        x509.CertificateBuilder(issuer.subject, name, own.public_key(), 7)
        .not_valid_before(NOW - timedelta(hours=1))
        .not_valid_after(NOW + timedelta(days=9))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=True)
        .add_extension(authority, critical=False)
        .sign(key, hashes.SHA256())
    )
    return made, own


def answer(
    signer: x509.Certificate,
    issuer: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
    *,
    revoked: bool,
) -> bytes:
    """What the issuer says of the certificate, in DER."""
    by, own = responder(issuer, key)
    status = ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD
    built = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=signer,
            issuer=issuer,
            algorithm=hashes.SHA1(),
            cert_status=status,
            this_update=NOW - timedelta(minutes=5),
            next_update=NOW + timedelta(days=1),
            revocation_time=NOW - timedelta(minutes=9) if revoked else None,
            revocation_reason=x509.ReasonFlags.key_compromise if revoked else None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, by)
        .certificates([by])
        .sign(own, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.DER)


def with_answer(store: bytes, der: bytes) -> bytes:
    """The manifest store with the answer in the unsigned header of its signature, in place of the
    padding there (C2PA 2.2, 15.9); all boxes around it grow."""
    box = store.index(b"cbor", store.index(b"c2pa.signature\0")) - 4
    size = int.from_bytes(store[box : box + 4], "big")
    signed = store[box + 8 : box + size]
    start = signed.index(b"\xa1\x63pad")
    length = int.from_bytes(signed[start + 6 : start + 8], "big")
    assert signed[start + 5] == 0x59
    header = b"\xa1\x65rVals\xa1\x68ocspVals\x81\x59" + len(der).to_bytes(2, "big") + der
    signed = signed[:start] + header + signed[start + 8 + length :]
    more = len(signed) + 8 - size
    grown = bytearray(store[:box] + (size + more).to_bytes(4, "big") + b"cbor" + signed)
    grown += store[box + size :]
    at = 0
    while at < box:
        long = int.from_bytes(store[at : at + 4], "big")
        around = store[at + 4 : at + 8] == b"jumb" and at + long > box
        if around:
            grown[at : at + 4] = (long + more).to_bytes(4, "big")
        at += 8 if around else long
    return bytes(grown)


@pytest.mark.parametrize(
    ("revoked", "verdict"),
    [(False, ("trusted", "not-revoked")), (True, ("revoked", "revoked"))],
    ids=["good", "revoked"],
)
def test_the_issuers_answer_in_a_file_is_believed(
    tmp_path: Path, revoked: bool, verdict: tuple[str, str]
) -> None:
    """A good one is said, a revoked certificate makes the file "revoked", and nobody is asked."""
    root_key, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = certificate(root_key, root_key, "R", "R", NOW, is_root=True)
    signer = certificate(own, root_key, "S", "R", NOW)
    private = own.private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem, anchor = tmp_path / "key.pem", tmp_path / "root.pem"
    pem.write_bytes(private + signer.public_bytes(PEM) + root.public_bytes(PEM))
    anchor.write_bytes(root.public_bytes(PEM))
    sound, sidecar = tmp_path / "sound.opus", tmp_path / "sound.opus.c2pa"
    sound.write_bytes(b"OggS" + bytes(2000))
    key = replace(key_of(TrialKey(pem, anchor, NOW)), authority="")
    sign_sidecar(sound, sidecar, claim(mime="audio/ogg"), key)
    trust = read_trust_list([anchor])
    assert read_credentials(sound, trust, sidecar=sidecar).revocation == "unknown"
    said = answer(signer, root, root_key, revoked=revoked)
    sidecar.write_bytes(with_answer(sidecar.read_bytes(), said))
    found = read_credentials(sound, trust, sidecar=sidecar)
    assert (found.state, found.revocation) == verdict
