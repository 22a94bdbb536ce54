"""The signers that a user trusts: certificates in PEM files that the user names.

The C2PA's lists have authorities, whose certificates vouch for signers or time stamps, in PEM or JSON
(ETSI TS 119 602, a list of trusted entities). The IPTC's Origin Verified News
Publishers List has the publishers' own certificates, in JSON
(https://iptc.org/verified-news-publishers-list/trust-list-format).
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segmentcast import files
from segmentcast.errors import ConfigError, Problem
from segmentcast.libraries.optional_packages import install_command
from segmentcast.provenance.validation.revocation import (
    NO_LISTS,
    RevocationLists,
    read_revocation_lists,
)

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
    """The certificates in these files, PEM or the JSON of the IPTC or the C2PA, and the revocation lists `revoked`.

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
            data, thumbprints = _of_json(data, path)
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


def _of_json(data: bytes, path: Path) -> tuple[bytes, set[str]]:
    """The certificates of a list as PEM, and SHA-256 of those that it gives by hash alone."""
    thumbprints: set[str] = set()
    try:
        table = json.loads(data)
        certificates = _of_c2pa(table["LoTE"]) if "LoTE" in table else _of_iptc(table, thumbprints)
        pem = [
            text
            if "-----BEGIN" in text
            else f"-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----"
            for text in certificates
        ]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        what = "this trust list is neither PEM nor in the format of the IPTC's list or the C2PA's"
        raise ConfigError(Problem(str(path), what, "download it again")) from None
    return "\n".join(pem).encode(), thumbprints


def _of_iptc(table: Any, thumbprints: set[str]) -> Iterator[str]:
    """The certificates in PEM or base64; `thumbprints` gets the hashes of others."""
    for entity in table["entities"]:
        for row in entity["jwks"]["keys"]:
            first, digest = (row.get("x5c") or [""])[0], row.get("x5t#S256", "")
            if first:
                yield first
            elif digest and not entity.get("isCA"):
                thumbprints.add(urlsafe_b64decode(digest + "=" * (-len(digest) % 4)).hex())


def _of_c2pa(table: Any) -> Iterator[str]:
    """The certificates in base64 of those that the list calls trusted."""
    for entity in table["TrustedEntitiesList"]:
        for service in entity["TrustedEntityServices"]:
            about = service["ServiceInformation"]
            if str(about["ServiceStatus"]).endswith("/trusted"):
                for row in about["ServiceDigitalIdentity"]["X509Certificates"]:
                    yield row["val"]
