"""Reads a signing key and its certificate chain, and says in words what is wrong with them.

The C2PA library only says that a certificate is invalid, so everything it asks for is checked here.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segmentcast import files
from segmentcast.config.provenance_settings import NO_AUTHORITY, ProvenanceConfig
from segmentcast.errors import ConfigError, Problem, StoreError
from segmentcast.libraries.optional_packages import install_command
from segmentcast.provenance.claim import plain

if TYPE_CHECKING:
    from cryptography import x509

TEST_ORGANIZATION = "segmentcast test key, trusted by nobody"
USUAL_AUTHORITY = "http://timestamp.digicert.com"
_LIMIT_BYTES = 1 << 20
_MAKE_ONE = "for a key to try it out with: segmentcast provenance key"
_PURPOSES = {
    "1.3.6.1.5.5.7.3.4",  # emailProtection
    "1.3.6.1.5.5.7.3.36",  # documentSigning
    "1.3.6.1.4.1.62558.2.1",  # C2PA claim signing
}
_ASK = "ask its issuer for a certificate for C2PA claim signing"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its certificate chain, both PEM. They are never part of its text.

    `algorithm` is C2PA's name for it. `signed_by` is the organization in the certificate, `ends` its
    last day. `authority` is the address of the time-stamp authority, or empty. `is_test`: made by
    `segmentcast provenance key`. With `command`, that program signs, run in `folder` with the
    variables `passed`, and there is no private key; `key_bytes` is the length of the key.
    """

    algorithm: str
    signed_by: str
    ends: datetime
    is_test: bool
    authority: str
    chain: bytes = field(repr=False)
    private_key: bytes = field(repr=False)
    command: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    folder: Path = Path()
    key_bytes: int = 0


def read_signing_key(
    config: ProvenanceConfig,
    show: Path,
    where: str,
    *,
    now: datetime,
    environ: Mapping[str, str] = os.environ,
) -> SigningKey:
    """The key that the environment variable names, checked. `show` is the show's folder, `where`
    its show.toml. Raises ConfigError with every fault.
    """
    try:
        import c2pa  # noqa: F401
        import cryptography  # noqa: F401
    except ImportError:
        raise ConfigError(
            Problem(
                f"{where}: provenance", "signing needs the C2PA library, which is not installed",
                install_command("provenance"),
            )
        ) from None  # fmt: skip
    if config.signer and not config.certificate:
        what = "a program that signs needs the certificates in a file"
        mend = 'put them beside show.toml, and write certificate = "..."'
        raise ConfigError(Problem(f"{where}: provenance.signer", what, mend))
    path, data = (show, b"") if config.signer else _key_file(config, show, environ)
    chain = data
    if config.certificate:
        certificate = show / config.certificate
        try:
            chain = files.read(certificate, limit_bytes=_LIMIT_BYTES)
        except StoreError as error:
            raise ConfigError(error.problems) from None
        path_of_chain = str(certificate)
    else:
        path_of_chain = str(path)
    if config.signer:
        return _of_program(chain, config, show, path_of_chain, now)
    return _checked(data, chain, config, str(path), path_of_chain, now)


def _key_file(
    config: ProvenanceConfig, show: Path, environ: Mapping[str, str]
) -> tuple[Path, bytes]:
    named = environ.get(config.key, "")
    if not named:
        raise ConfigError(
            Problem(
                config.key,
                "this environment variable names no signing key",
                f"if you have a key: export {config.key}=PATH-OF-ITS-FILE; {_MAKE_ONE}",
            )
        )
    if "-----BEGIN" in named:
        what = "contains the signing key itself instead of the path of its file"
        raise ConfigError(
            Problem(config.key, what, "put the key in a file, and the file's path in the variable")
        )
    path = Path(named)
    if path.resolve().is_relative_to(show.resolve()):
        what = "the signing key is inside the show's folder, from where it could be published"
        raise ConfigError(Problem(config.key, what, "move it out of that folder"))
    try:
        return path, files.read(path, limit_bytes=_LIMIT_BYTES)
    except StoreError as error:
        raise ConfigError(
            Problem(f"{config.key}: {p.where}", p.what, p.mend or _MAKE_ONE) for p in error.problems
        ) from None


def _checked(
    data: bytes, chain: bytes, config: ProvenanceConfig, key: str, where: str, now: datetime
) -> SigningKey:
    from cryptography.hazmat.primitives import serialization

    try:
        private: Any = serialization.load_pem_private_key(data, password=None)
    except TypeError:
        mend = "remove its password, and protect the file instead (chmod 600)"
        raise ConfigError(Problem(key, "the signing key is encrypted", mend)) from None
    except Exception:  # noqa: BLE001 - the library raises of many kinds, and may quote the key
        raise ConfigError(
            Problem(key, "this file holds no private key in PEM", _MAKE_ONE)
        ) from None
    certificates = _certificates(chain, where)
    algorithm = _algorithm(private.public_key())
    problems = [Problem(where, what, mend) for what, mend in faults_of(certificates, now)]
    if not algorithm:
        what = "keys of this kind cannot sign Content Credentials"
        problems.append(Problem(key, what, "use EC P-256, P-384 or P-521, Ed25519, or RSA (PSS)"))
    elif _public(private.public_key()) != _public(certificates[0].public_key()):
        what = "the first certificate belongs to another key"
        problems.append(Problem(where, what, "put the certificate of this key first"))
    if problems:
        raise ConfigError(problems)
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret = private.private_bytes(encoding, form, serialization.NoEncryption())
    return _key(algorithm, certificates, config, secret)


def _of_program(
    chain: bytes, config: ProvenanceConfig, show: Path, where: str, now: datetime
) -> SigningKey:
    """The key of a program that signs: known by its certificate alone."""
    certificates = _certificates(chain, where)
    public: Any = certificates[0].public_key()
    algorithm = _algorithm(public)
    problems = [Problem(where, what, mend) for what, mend in faults_of(certificates, now)]
    if not algorithm:
        what = "keys of this kind cannot sign Content Credentials"
        problems.append(Problem(where, what, "use EC P-256, P-384 or P-521, Ed25519, or RSA (PSS)"))
    if problems:
        raise ConfigError(problems)
    return replace(
        _key(algorithm, certificates, config, b""),
        command=config.signer,
        passed=config.signer_environment,
        folder=show,
        key_bytes=(getattr(public, "key_size", 0) + 7) // 8,
    )


def _certificates(chain: bytes, where: str) -> list[x509.Certificate]:
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificates(chain)
    except ValueError:
        mend = (
            "put the certificate chain into this file, or name its file in [provenance] certificate"
        )
        raise ConfigError(Problem(where, "this file holds no certificate in PEM", mend)) from None


def _key(
    algorithm: str, certificates: list[x509.Certificate], config: ProvenanceConfig, secret: bytes
) -> SigningKey:
    from cryptography.hazmat.primitives import serialization

    leaf = certificates[0]
    signed_by = organization(leaf)
    is_test = signed_by == TEST_ORGANIZATION
    usual = "" if is_test else USUAL_AUTHORITY
    return SigningKey(
        algorithm=algorithm,
        signed_by=signed_by,
        ends=leaf.not_valid_after_utc,
        is_test=is_test,
        authority="" if config.tsa == NO_AUTHORITY else config.tsa or usual,
        chain=b"".join(row.public_bytes(serialization.Encoding.PEM) for row in certificates),
        private_key=secret,
    )


def faults_of(chain: Sequence[x509.Certificate], now: datetime) -> Iterator[tuple[str, str]]:
    """What makes a chain unfit for signing, each fault with its remedy. The leaf comes first."""
    from cryptography import x509

    leaf = chain[0]
    starts, ends = leaf.not_valid_before_utc, leaf.not_valid_after_utc
    if now > ends:
        yield f"the certificate ended on {ends:%Y-%m-%d}", "renew it"
    if now < starts:
        yield f"the certificate is valid only from {starts:%Y-%m-%d}", "check this machine's clock"
    if leaf.issuer == leaf.subject:
        mend = f"use a certificate that an authority issued; {_MAKE_ONE}"
        yield "the certificate is signed by itself, which nobody trusts", mend
    extensions: Callable[[Any], Any] = lambda kind: _extension(leaf, kind)  # noqa: E731
    usage = extensions(x509.KeyUsage)
    if usage is None or not usage.digital_signature:
        yield "the certificate is not for digital signatures (key usage)", _ASK
    basic = extensions(x509.BasicConstraints)
    if basic is not None and basic.ca:
        yield "the first certificate is an authority's", "put the signer's certificate first"
    elif extensions(x509.AuthorityKeyIdentifier) is None:
        yield "the certificate does not name its issuer's key (authority key identifier)", _ASK
    purposes = extensions(x509.ExtendedKeyUsage)
    if purposes is None or not _PURPOSES & {row.dotted_string for row in purposes}:
        yield "the certificate's purpose (extended key usage) is not one of C2PA's", _ASK
    for below, above in itertools.pairwise(chain):
        if below.issuer != above.subject:
            what = "the certificates do not follow each other up to their authority"
            yield what, "order them from the signer's to the highest"
            break


def _extension(certificate: x509.Certificate, kind: Any) -> Any:
    from cryptography import x509

    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def organization(certificate: x509.Certificate) -> str:
    """The organization that a certificate was issued to, else its common name."""
    from cryptography.x509.oid import NameOID

    for kind in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        values = certificate.subject.get_attributes_for_oid(kind)
        if values:
            return plain(str(values[0].value))
    return plain(certificate.subject.rfc4514_string())


def _algorithm(public: Any) -> str:
    """C2PA's name for the algorithm of a public key; empty for one that it lacks."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    if isinstance(public, ec.EllipticCurvePublicKey):
        return {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}.get(
            public.curve.name, ""
        )
    if isinstance(public, ed25519.Ed25519PublicKey):
        return "ed25519"
    return "ps256" if isinstance(public, rsa.RSAPublicKey) else ""


def _public(key: Any) -> bytes:
    from cryptography.hazmat.primitives import serialization

    encoded: bytes = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return encoded
