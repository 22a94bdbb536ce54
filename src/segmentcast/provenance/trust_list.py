"""The signers that a user trusts: certificates in PEM files that the user names.

The C2PA's list has authorities, whose certificates vouch for others. The IPTC's Origin Verified News
Publishers List has the publishers' own certificates, in JSON
(https://iptc.org/verified-news-publishers-list/trust-list-format).
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from segmentcast import files
from segmentcast.errors import ConfigError, Problem
from segmentcast.optional_packages import install_command
from segmentcast.provenance.revocation import NO_LISTS, RevocationLists, read_revocation_lists

_LIMIT_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class TrustList:
    """`anchors` are authorities as PEM; `leaves` the SHA-256 of signers' own certificates in DER;
    `revoked` are issuers' revocation lists."""

    anchors: str = ""
    leaves: frozenset[str] = frozenset()
    revoked: RevocationLists = NO_LISTS

    def has_leaf(self, certificate: bytes) -> bool:
        """Whether a signer's certificate itself is listed."""
        return bool(certificate) and hashlib.sha256(certificate).hexdigest() in self.leaves


def read_trust_list(paths: Sequence[Path], revoked: Sequence[Path] = ()) -> TrustList:
    """The certificates in these files, PEM or the IPTC's JSON, and the revocation lists `revoked`.

    Raises ConfigError for a file without any, and StoreError.
    """
    anchors: list[str] = []
    leaves: set[str] = set()
    lists = read_revocation_lists(revoked)
    if not paths:
        return TrustList(revoked=lists)
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import serialization
    except ImportError:
        what = "trust lists need packages that are not installed"
        raise ConfigError(Problem("--trust", what, install_command("provenance"))) from None
    for path in paths:
        data = files.read(path, limit_bytes=_LIMIT_BYTES)
        if data.lstrip()[:1] == b"{":
            data, thumbprints = _of_iptc(data, path)
            leaves |= thumbprints
            if not data:
                continue
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
    return TrustList("".join(anchors), frozenset(leaves), lists)


def _of_iptc(data: bytes, path: Path) -> tuple[bytes, set[str]]:
    """The certificates of the IPTC's list as PEM, and SHA-256 of those that it gives by hash alone."""
    pem: list[str] = []
    thumbprints: set[str] = set()
    try:
        for entity in json.loads(data)["entities"]:
            for row in entity["jwks"]["keys"]:
                first = (row.get("x5c") or [""])[0]
                if first and "-----BEGIN" not in first:
                    first = f"-----BEGIN CERTIFICATE-----\n{first}\n-----END CERTIFICATE-----"
                digest = row.get("x5t#S256", "")
                if first:
                    pem.append(first)
                elif digest and not entity.get("isCA"):
                    thumbprints.add(urlsafe_b64decode(digest + "=" * (-len(digest) % 4)).hex())
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        what = "this trust list is neither PEM nor in the format of the IPTC's list"
        raise ConfigError(Problem(str(path), what, "download it again")) from None
    return "\n".join(pem).encode(), thumbprints
