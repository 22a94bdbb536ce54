"""Certificate revocation lists (RFC 5280) that a user names: nothing is fetched.

An issuer publishes its list at an address in its certificates, in DER or PEM, and signs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from segmentcast import files
from segmentcast.errors import ConfigError, Problem
from segmentcast.libraries.optional_packages import install_command

if TYPE_CHECKING:
    from cryptography import x509

_LIMIT_BYTES = 64 << 20
_PEM = b"-----BEGIN X509 CRL-----"


@dataclass(frozen=True, slots=True)
class RevocationLists:
    """The lists of one or several issuers."""

    lists: tuple[x509.CertificateRevocationList, ...] = ()

    def covers(self, chain: Sequence[bytes], anchors: str) -> bool:
        """Whether one of the lists is by the issuer of the first certificate."""
        return any(self._of_issuer(chain, anchors))

    def revoked_at(self, chain: Sequence[bytes], anchors: str) -> datetime | None:
        """When the first certificate of a chain (DER) was revoked; None if no list says so.

        A list counts only if the issuer signed it, whose certificate is in the chain or among the
        `anchors` (PEM).
        """
        from cryptography import x509

        for row in self._of_issuer(chain, anchors):
            leaf = x509.load_der_x509_certificate(chain[0])
            entry = row.get_revoked_certificate_by_serial_number(leaf.serial_number)
            if entry is not None:
                return entry.revocation_date_utc
        return None

    def _of_issuer(
        self, chain: Sequence[bytes], anchors: str
    ) -> Iterator[x509.CertificateRevocationList]:
        if not self.lists or not chain:
            return
        from cryptography import x509

        try:
            leaf, *others = (x509.load_der_x509_certificate(der) for der in chain)
        except ValueError:
            return
        others += x509.load_pem_x509_certificates(anchors.encode()) if anchors else []
        for row in self.lists:
            if row.issuer != leaf.issuer:
                continue
            if any(c.subject == row.issuer and _is_signed_by(row, c) for c in others):
                yield row


NO_LISTS = RevocationLists()


def list_address(certificate: bytes) -> str:
    """The web address of the list that a certificate (DER) names; empty if it names none."""
    from cryptography import x509

    try:
        leaf = x509.load_der_x509_certificate(certificate)
        places = leaf.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (ValueError, x509.ExtensionNotFound):
        return ""
    names = (name for place in places for name in place.full_name or ())
    return next((n.value for n in names if isinstance(n, x509.UniformResourceIdentifier)), "")


def _is_signed_by(row: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    try:
        return row.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def read_revocation_lists(paths: Sequence[Path]) -> RevocationLists:
    """The lists in these files, DER or PEM. Raises ConfigError for a file without one, StoreError."""
    if not paths:
        return NO_LISTS
    try:
        from cryptography import x509
    except ImportError:
        what = "revocation lists need packages that are not installed"
        raise ConfigError(Problem("--revoked", what, install_command("provenance"))) from None
    lists = []
    for path in paths:
        data = files.read(path, limit_bytes=_LIMIT_BYTES)
        try:
            if _PEM in data:
                parts = data.split(_PEM)[1:]
                lists += [x509.load_pem_x509_crl(_PEM + part) for part in parts]
            else:
                lists.append(x509.load_der_x509_crl(data))
        except ValueError:
            what = "this is no certificate revocation list (DER or PEM)"
            mend = "download it from the address that `provenance verify` shows"
            raise ConfigError(Problem(str(path), what, mend)) from None
    return RevocationLists(tuple(lists))
