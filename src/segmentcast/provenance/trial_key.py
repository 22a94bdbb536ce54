"""Makes a signing key and a certificate chain to try Content Credentials out with."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from segmentcast import files
from segmentcast.errors import Problem, UsageError
from segmentcast.libraries.optional_packages import install_command
from segmentcast.provenance.signing_key import TEST_ORGANIZATION

_DAYS = 365
KEY_FILE, ANCHOR_FILE = "trial-key.pem", "trial-anchor.pem"


@dataclass(frozen=True, slots=True)
class TrialKey:
    """The files of a trial key: `key` has the private key and its chain, `anchor` what to trust."""

    key: Path
    anchor: Path
    ends: datetime


def usual_folder() -> Path:
    """Where this user's settings of segmentcast are."""
    if os.name == "nt" and os.environ.get("APPDATA"):
        return Path(os.environ["APPDATA"]) / "segmentcast"
    base = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(base) if base else Path.home() / ".config") / "segmentcast"


def make_trial_key(
    folder: Path, *, show: Path | None, now: datetime, days: int = _DAYS
) -> TrialKey:
    """Writes the two files, the key readable for this user alone. It is good for so many days.

    Raises UsageError if the folder is inside the show's, or has a key already.
    """
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec
    except ImportError:
        what = "making a key needs packages that are not installed"
        raise UsageError(Problem("", what, install_command("provenance"))) from None
    if show is not None and folder.resolve().is_relative_to(show.resolve()):
        what = "a key inside the show's folder could be published with it"
        raise UsageError(Problem(str(folder), what, "choose a folder outside it: --folder"))
    key_file, anchor_file = folder / KEY_FILE, folder / ANCHOR_FILE
    if key_file.exists():
        what = "there is a key already, which may have signed published files"
        raise UsageError(Problem(str(key_file), what, "use it, or choose another --folder"))
    root_key = ec.generate_private_key(ec.SECP256R1())
    signer_key = ec.generate_private_key(ec.SECP256R1())
    root = certificate(
        root_key, root_key, "Trial authority", "Trial authority", now, is_root=True, days=days
    )
    signer = certificate(signer_key, root_key, "Trial signer", "Trial authority", now, days=days)
    encoding = serialization.Encoding.PEM
    private = signer_key.private_bytes(
        encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain = signer.public_bytes(encoding) + root.public_bytes(encoding)
    files.ensure_folder(folder, mode=0o700)
    files.write(key_file, private + chain, mode=0o600)
    files.write(anchor_file, root.public_bytes(encoding))
    ends: datetime = signer.not_valid_after_utc
    return TrialKey(key_file, anchor_file, ends)


def certificate(
    own: Any,
    issuer: Any,
    name: str,
    issuer_name: str,
    now: datetime,
    *,
    is_root: bool = False,
    organization: str = TEST_ORGANIZATION,
    days: int = _DAYS,
    seconds: int = 0,
) -> Any:
    """A certificate for the key `own`, signed with `issuer`, as C2PA asks for it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    def named(text: str) -> x509.Name:
        return x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
                x509.NameAttribute(NameOID.COMMON_NAME, text),
            ]
        )

    usage = x509.KeyUsage(not is_root, False, False, False, False, is_root, is_root, False, False)
    own_id = x509.SubjectKeyIdentifier.from_public_key(own.public_key())
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer_name))
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=days, seconds=seconds))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(own_id, critical=False)
        .add_extension(issuer_id, critical=False)
    )
    if not is_root:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purpose, critical=False)
    return builder.sign(issuer, hashes.SHA256())
