"""Makes ended.mp3 and ended-stamped.mp3: signed with a certificate that ended seconds later.

One has a time stamp of an authority of its own, by `openssl ts`. Run once, by hand:
`python -m tests.provenance.validation.ended_files`; the tests then need neither to wait nor to turn the clock.
"""

from __future__ import annotations

import http.server
import subprocess
import tempfile
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from segmentcast import tags
from segmentcast.provenance.signing import sign_mp3
from segmentcast.provenance.trial_key import TrialKey, certificate
from tests.provenance.conftest import DAY, SOUND, claim, key_of

HERE = Path(__file__).parent
PEM = serialization.Encoding.PEM
_CONFIG = """
[tsa]
default_tsa = it
[it]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
certs = root.pem
default_policy = 1.2.3.4
signer_digest = sha256
digests = sha256, sha384, sha512
accuracy = secs:1
"""


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _stamper(folder: Path, root_key: ec.EllipticCurvePrivateKey, root: x509.Certificate) -> None:
    """A time-stamp authority of a hundred years in this folder."""
    now = datetime.now(UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    name = [x509.NameAttribute(NameOID.COMMON_NAME, "Time stamps of a test")]
    stamps = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(name))
        .issuer_name(root.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=36_000))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(True, False, False, False, False, False, False, False, False),
            critical=True,
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
            critical=False,
        )
        .sign(root_key, hashes.SHA256())
    )
    (folder / "tsa.pem").write_bytes(stamps.public_bytes(PEM))
    (folder / "tsa.key").write_bytes(_private(key))
    (folder / "root.pem").write_bytes(root.public_bytes(PEM))
    (folder / "serial").write_text("01")
    (folder / "tsa.cnf").write_text(_CONFIG)


def _serving(folder: Path) -> http.server.ThreadingHTTPServer:
    class Stamps(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "q").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            command = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q"]
            subprocess.run([*command, "-out", "r"], cwd=folder, check=True)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write((folder / "r").read_bytes())

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stamps)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def main() -> None:
    """Writes the two files and their anchors beside this one."""
    now = datetime.now(UTC)
    root_key, signer_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = certificate(root_key, root_key, "R", "R", now, is_root=True, days=36_000)
    signer = certificate(signer_key, root_key, "S", "R", now, days=0, seconds=8)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _stamper(folder, root_key, root)
        pem = folder / "key.pem"
        pem.write_bytes(_private(signer_key) + signer.public_bytes(PEM) + root.public_bytes(PEM))
        key = key_of(TrialKey(pem, pem, now))
        unsigned = folder / "unsigned.mp3"
        meta = tags.TagMeta("The ferry", "Show", "News", DAY, 3000)
        unsigned.write_bytes(tags.build(meta).data + SOUND[:468])
        sign_mp3(unsigned, HERE / "ended.mp3", claim(), key, None)
        with _serving(folder) as server:
            address = f"http://127.0.0.1:{server.server_port}/"
            stamped = replace(key, authority=address)
            sign_mp3(unsigned, HERE / "ended-stamped.mp3", claim(), stamped, None)
            server.shutdown()
        (HERE / "ended.pem").write_bytes(root.public_bytes(PEM))


if __name__ == "__main__":
    main()
