"""Object stores: S3 and compatible services, Google Cloud Storage, Azure Blob; based on obstore."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segmentcast import files
from segmentcast.errors import Overtaken, Problem, StoreBusy, StoreError
from segmentcast.libraries import optional_packages
from segmentcast.ports import AS_IT_IS, Delivery, StoredFile
from segmentcast.store.credentials import aws_credentials
from segmentcast.store.store_addresses import StoreAddress, StoreSettings

if TYPE_CHECKING:
    from obstore import Attributes, PutMode
    from obstore.store import ObjectStore as Remote

_PART_BYTES = 8 * 1024 * 1024
_SUM = "sha256"
"""The user metadata key for a file's SHA-256."""
_CREDENTIALS = {
    "s3": "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or use a role",
    "gs": "set GOOGLE_APPLICATION_CREDENTIALS, or run: gcloud auth application-default login",
    "az": "set AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY (or a SAS token, or a managed identity)",
}
_RETRY: Any = {
    "max_retries": 5,
    "retry_timeout": timedelta(seconds=60),
    "backoff": {"init_backoff": timedelta(milliseconds=200), "max_backoff": timedelta(seconds=10)},
}


_IMPATIENT: Any = {
    "max_retries": 2,
    "retry_timeout": timedelta(seconds=10),
    "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=1)},
}


class ObjectStore:
    """Files below a prefix of a bucket; see ports.Store for the contract.

    Uploads are atomic. Each file has its SHA-256 as metadata, so that a later publish can detect
    changes without reading it.
    """

    conditions_by_service = True

    def __init__(self, remote: Remote, name: str, credentials: str = "") -> None:
        self._remote = remote
        self._name = name
        self._credentials = credentials

    def put(
        self,
        path: str,
        data: bytes | Path,
        *,
        mime: str,
        delivery: Delivery = AS_IT_IS,
        if_version: str | None = None,
    ) -> None:
        """Uploads the file, in parts if it is large."""
        import obstore

        _check(path)
        sha256 = (
            files.sha256_of(data) if isinstance(data, Path) else hashlib.sha256(data).hexdigest()
        )
        attributes: Attributes = {"Content-Type": mime, _SUM: sha256}
        if delivery.cache_control:
            attributes["Cache-Control"] = delivery.cache_control
        if delivery.disposition:
            attributes["Content-Disposition"] = delivery.disposition
        if delivery.encoding:
            attributes["Content-Encoding"] = delivery.encoding
        mode: PutMode = "overwrite"
        if if_version is not None:
            mode = _version(if_version) if if_version else "create"
        with self._explained(path):
            obstore.put(
                self._remote, path, data, attributes=attributes, mode=mode, chunk_size=_PART_BYTES
            )

    def head(self, path: str) -> StoredFile | None:
        import obstore
        from obstore.exceptions import NotFoundError

        _check(path)
        with self._explained(path):
            try:
                # Unlike obstore.head, this returns the metadata.
                answer = obstore.get(self._remote, path, options={"head": True})
            except (NotFoundError, FileNotFoundError):
                return None
            sha256 = answer.attributes.get(_SUM, "")
        return _described(answer.meta, path, sha256)

    def get(self, path: str) -> bytes:
        import obstore

        _check(path)
        with self._explained(path):
            return bytes(obstore.get(self._remote, path).bytes())

    def delete(self, path: str) -> None:
        import obstore
        from obstore.exceptions import NotFoundError

        _check(path)
        with self._explained(path):
            try:
                obstore.delete(self._remote, path)
            except (NotFoundError, FileNotFoundError):
                return

    def paths(self) -> Iterator[str]:
        for entry in self.entries():
            yield entry.path

    def entries(self) -> Iterator[StoredFile]:
        import obstore

        with self._explained(""):
            metas = [meta for batch in obstore.list(self._remote) for meta in batch]
        yield from sorted(
            (_described(meta, meta["path"]) for meta in metas), key=lambda entry: entry.path
        )

    def fetch(self, path: str, limit_bytes: int) -> tuple[bytes, StoredFile] | None:
        """The file and its metadata in one request; None if it is missing or larger."""
        import obstore
        from obstore.exceptions import NotFoundError

        _check(path)
        with self._explained(path):
            try:
                answer = obstore.get(self._remote, path)
            except (NotFoundError, FileNotFoundError):
                return None
            if answer.meta["size"] > limit_bytes:
                return None
            return bytes(answer.bytes()), _described(answer.meta, path)

    def entries_below(self, prefix: str) -> Iterator[StoredFile]:
        """All files below a prefix that ends with a slash, in batches and in no particular order."""
        import obstore

        with self._explained(prefix):
            for batch in obstore.list(self._remote, prefix or None):
                yield from (_described(meta, meta["path"]) for meta in batch)

    def digest(self, path: str) -> str:
        import obstore

        _check(path)
        total = hashlib.sha256()
        with self._explained(path):
            for chunk in obstore.get(self._remote, path).stream(min_chunk_size=1 << 20):
                total.update(chunk)
        return total.hexdigest()

    @contextmanager
    def _explained(self, path: str) -> Iterator[None]:
        """Converts the library's errors to ours.

        They are not chained, because their messages may contain signed URLs and tokens.
        """
        from obstore import exceptions as theirs

        where = f"{self._name}/{path}"
        try:
            yield
        except (theirs.NotFoundError, FileNotFoundError):
            raise StoreError(
                Problem(where, "does not exist", "publish it first, or check the bucket's name")
            ) from None
        except (theirs.PreconditionError, theirs.AlreadyExistsError):
            raise Overtaken(
                Problem(where, "someone else wrote it meanwhile", "run the command again")
            ) from None
        except (theirs.PermissionDeniedError, theirs.UnauthenticatedError):
            raise StoreError(Problem(where, "access denied", self._credentials)) from None
        except theirs.BaseError as error:
            raise self._other(error, where) from None
        except OSError as error:
            raise files.explain(error, where) from None

    def _other(self, error: Exception, where: str) -> StoreError:
        text = str(error).lower()
        # Without credentials, the library queries the cloud machine that it may run on.
        if "credential" in text or "//169.254." in text or "metadata.google" in text:
            return StoreError(Problem(where, "no valid credentials", self._credentials))
        if "expiredtoken" in text:
            return StoreError(Problem(where, "the credentials have expired", self._credentials))
        return StoreBusy(
            Problem(
                where,
                f"the store doesn't respond, or is overloaded ({type(error).__name__})",
                "check the network and the address, then run the same command again",
            )
        )


def open_object_store(
    address: StoreAddress, settings: StoreSettings, *, patient: bool = True
) -> ObjectStore:
    """The store at an s3://, gs:// or az:// address. Without `patient` it gives up within seconds.

    Raises StoreError if obstore is not installed or a setting is invalid.
    """
    try:
        import obstore.store as _  # noqa: F401
    except ModuleNotFoundError:
        raise StoreError(
            Problem(
                f"{address.kind}://{address.place}",
                "support for object stores is not installed",
                optional_packages.install_command("cloud"),
            )
        ) from None
    name = f"{address.kind}://{address.place}" + (f"/{address.path}" if address.path else "")
    opener: dict[str, Callable[[StoreAddress, StoreSettings, Any], Remote]] = {
        "s3": _s3,
        "gs": _google,
        "az": _azure,
    }
    mend = _CREDENTIALS[address.kind]
    try:
        remote = opener[address.kind](address, settings, _connection(settings, patient))
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001 - obstore raises plain exceptions for bad settings
        reason = type(error).__name__
        raise StoreError(Problem(name, f"cannot be opened ({reason})", mend)) from None
    return ObjectStore(remote, name, mend)


def _s3(address: StoreAddress, settings: StoreSettings, connection: Any) -> Remote:
    from obstore.store import S3Store

    config: dict[str, Any] = {"checksum_algorithm": "SHA256", "conditional_put": "etag"}
    config |= aws_credentials(os.environ)
    if settings.region:
        config["region"] = settings.region
    if settings.endpoint:
        config["endpoint"] = settings.endpoint
    path_style = settings.path_style
    if path_style is None:
        path_style = bool(settings.endpoint) or "." in address.place
    config["virtual_hosted_style_request"] = not path_style
    if settings.encryption:
        config["server_side_encryption"] = settings.encryption
    if settings.kms_key:
        config["sse_kms_key_id"] = settings.kms_key
    provider = config.pop("credential_provider", None)
    return S3Store(
        address.place,
        prefix=address.path or None,
        config=config,  # type: ignore[arg-type]
        **connection,
        credential_provider=provider,
    )


def _google(address: StoreAddress, settings: StoreSettings, connection: Any) -> Remote:  # noqa: ARG001
    from obstore.store import GCSStore

    return GCSStore(
        address.place,
        prefix=address.path or None,
        **connection,
    )


def _azure(address: StoreAddress, settings: StoreSettings, connection: Any) -> Remote:
    from obstore.store import AzureStore

    config: dict[str, Any] = {"endpoint": settings.endpoint} if settings.endpoint else {}
    return AzureStore(
        address.place,
        prefix=address.path or None,
        config=config,  # type: ignore[arg-type]
        **connection,
    )


def _connection(settings: StoreSettings, patient: bool) -> Any:
    """Connection and retry settings."""
    # Plain HTTP only if the user asked for it: a local service or an emulator.
    client = {
        "allow_http": settings.endpoint.startswith("http://"),
        "connect_timeout": timedelta(seconds=20 if patient else 5),
        "read_timeout": timedelta(seconds=60 if patient else 20),
        "timeout": timedelta(minutes=30 if patient else 2),
    }
    return {"client_options": client, "retry_config": _RETRY if patient else _IMPATIENT}


def _check(path: str) -> None:
    files.below(path)


def _version(text: str) -> PutMode:
    e_tag, _, version = text.partition("\n")
    return {"e_tag": e_tag, "version": version} if version else {"e_tag": e_tag}


def _described(meta: Any, path: str, sha256: str = "") -> StoredFile:
    tags = (meta.get("e_tag") or "", meta.get("version") or "")
    return StoredFile(
        path, meta["size"], sha256, "\n".join(tags) if any(tags) else "", meta["last_modified"]
    )
