"""The signers that a user trusts: certificates in PEM files that the user names.

The C2PA's list has authorities, whose certificates vouch for others; the IPTC's Origin Verified News
Publishers List has the publishers' own certificates.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from segmentcast import files
from segmentcast.errors import ConfigError, Problem
from segmentcast.optional_packages import install_command

_LIMIT_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class TrustList:
    """`anchors` are authorities as PEM; `leaves` the SHA-256 of signers' own certificates in DER."""

    anchors: str = ""
    leaves: frozenset[str] = frozenset()

    def has_leaf(self, certificate: bytes) -> bool:
        """Whether a signer's certificate itself is listed."""
        return bool(certificate) and hashlib.sha256(certificate).hexdigest() in self.leaves


def read_trust_list(paths: Sequence[Path]) -> TrustList:
    """The certificates in these files. Raises ConfigError for a file without any, and StoreError."""
    anchors: list[str] = []
    leaves: set[str] = set()
    if not paths:
        return TrustList()
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import serialization
    except ImportError:
        what = "trust lists need packages that are not installed"
        raise ConfigError(Problem("--trust", what, install_command("provenance"))) from None
    for path in paths:
        data = files.read(path, limit_bytes=_LIMIT_BYTES)
        try:
            certificates = x509.load_pem_x509_certificates(data)
        except ValueError:
            what = "this trust list has no certificate in PEM"
            raise ConfigError(
                Problem(str(path), what, "name a file with -----BEGIN CERTIFICATE-----")
            ) from None
        for certificate in certificates:
            try:
                basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
                is_authority = basic.value.ca
            except (x509.ExtensionNotFound, ValueError):
                is_authority = False
            if is_authority:
                anchors.append(certificate.public_bytes(serialization.Encoding.PEM).decode())
            else:
                der = certificate.public_bytes(serialization.Encoding.DER)
                leaves.add(hashlib.sha256(der).hexdigest())
    return TrustList("".join(anchors), frozenset(leaves))
