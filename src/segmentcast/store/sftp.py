"""A folder on another machine, over SFTP; based on asyncssh.

Keys, agent, known hosts, user and port come from OpenSSH's configuration, `~/.ssh/config` included.
Like `ssh`, it rejects hosts with unknown keys.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import posixpath
import stat
import threading
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from segmentcast import files
from segmentcast.errors import Overtaken, Problem, StoreBusy, StoreError
from segmentcast.libraries import optional_packages
from segmentcast.ports import AS_IT_IS, Delivery, StoredFile
from segmentcast.store.store_addresses import StoreAddress

if TYPE_CHECKING:
    from asyncssh import SFTPClient

T = TypeVar("T")
_LOCK = ".segmentcast.lock"
_LOCK_STALE_SECONDS = 300
_LOCK_TRIES = 100
_LOCK_PAUSE_SECONDS = 0.1
_BLOCK_BYTES = 1 << 18
_HASHED_BYTES = 64 << 20
"""`head` returns the hash, which is also the version, of files up to this size."""
_CONNECT_SECONDS = 30
_OPERATION_SECONDS = 1800
"""An operation that takes longer counts as failed."""


class SftpStore:
    """Files below one folder of an SFTP server; see ports.Store for the contract.

    SFTP has no compare-and-swap, so a conditional put holds an exclusively created lock file while
    it compares and renames. A lock older than five minutes was left by a crash and is taken over.
    An operation that exceeds `operation_seconds` is a temporary failure.
    """

    def __init__(
        self, address: StoreAddress, *, operation_seconds: float = _OPERATION_SECONDS
    ) -> None:
        try:
            import asyncssh as _  # noqa: F401
        except ModuleNotFoundError:
            raise StoreError(
                Problem(
                    f"sftp://{address.place}",
                    "support for SFTP is not installed",
                    optional_packages.install_command("sftp"),
                )
            ) from None
        self._address = address
        self._operation_seconds = operation_seconds
        self._root = address.path
        self._folders: set[str] = set()
        self._sftp: SFTPClient | None = None
        # A daemon thread, so that a program can exit without closing the store.
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sftp", daemon=True)
        self._thread.start()
        self._connection: Any = None
        self._opening = asyncio.Lock()

    def put(
        self,
        path: str,
        data: bytes | Path,
        *,
        mime: str,  # noqa: ARG002
        delivery: Delivery = AS_IT_IS,  # noqa: ARG002
        if_version: str | None = None,
    ) -> None:
        """Uploads to a hidden name, then renames. The server decides how the file is served."""
        self._run(path, lambda sftp: self._put(sftp, path, data, if_version))

    def head(self, path: str) -> StoredFile | None:
        return self._run(path, lambda sftp: self._head(sftp, path))

    def get(self, path: str) -> bytes:
        async def get(sftp: SFTPClient) -> bytes:
            async with sftp.open(self._full(path), "rb") as stream:
                return await stream.read()

        return self._run(path, get)

    def delete(self, path: str) -> None:
        async def delete(sftp: SFTPClient) -> None:
            if await sftp.exists(self._full(path)):
                await sftp.remove(self._full(path))

        self._run(path, delete)

    def paths(self) -> Iterator[str]:
        for entry in self.entries():
            yield entry.path

    def entries(self) -> Iterator[StoredFile]:
        entries = self._run(".", self._entries)
        yield from sorted(entries, key=lambda entry: entry.path)

    def leftovers(self) -> Iterator[StoredFile]:
        """The hidden files of unfinished uploads, either in progress or interrupted."""
        entries = self._run(".", lambda sftp: self._entries(sftp, leftovers=True))
        yield from sorted(entries, key=lambda entry: entry.path)

    def digest(self, path: str) -> str:
        return self._run(path, lambda sftp: self._digest(sftp, path))

    def close(self) -> None:
        """Closes the connection. The store cannot be used afterwards."""

        async def close() -> None:
            if self._sftp is not None:
                self._sftp.exit()
                await self._sftp.wait_closed()
            if self._connection is not None:
                self._connection.close()
                await self._connection.wait_closed()

        asyncio.run_coroutine_threadsafe(close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # --- over the connection ---------------------------------------------------------------------

    async def _put(
        self, sftp: SFTPClient, path: str, data: bytes | Path, if_version: str | None
    ) -> None:
        target = self._full(path)
        folder, name = posixpath.split(target)
        await self._ensure(sftp, folder)
        temporary = posixpath.join(folder, f".{name[:60]}.{uuid.uuid4().hex[:12]}.part")
        try:
            await self._send(sftp, temporary, data)
            if if_version is None:
                await sftp.posix_rename(temporary, target)
                return
            async with self._alone(sftp):
                here = await self._head(sftp, path)
                if (here.version if here else "") != if_version:
                    raise Overtaken(
                        Problem(
                            self._shown(path),
                            "someone else wrote it meanwhile",
                            "run the command again",
                        )
                    )
                await sftp.posix_rename(temporary, target)
        except BaseException:
            await self._discard(sftp, temporary)
            raise

    async def _send(self, sftp: SFTPClient, target: str, data: bytes | Path) -> None:
        from asyncssh import SFTPOpUnsupported

        async with sftp.open(target, "wb") as stream:
            if isinstance(data, bytes):
                await stream.write(data)
            else:
                with files.explained(data), data.open("rb") as source:
                    while block := source.read(_BLOCK_BYTES):
                        await stream.write(block)
            # An OpenSSH extension; other servers flush to disk when they choose.
            with contextlib.suppress(SFTPOpUnsupported):
                await stream.fsync()
        await sftp.chmod(target, 0o644)

    async def _discard(self, sftp: SFTPClient, temporary: str) -> None:
        from asyncssh import Error

        try:
            if await sftp.exists(temporary):
                await sftp.remove(temporary)
        except (Error, OSError):
            return  # the connection is lost; hidden `.part` files are never listed or served

    async def _head(self, sftp: SFTPClient, path: str) -> StoredFile | None:
        from asyncssh import SFTPNoSuchFile

        try:
            attributes = await sftp.stat(self._full(path))
        except SFTPNoSuchFile:
            return None
        if attributes.permissions is not None and stat.S_ISDIR(attributes.permissions):
            return None
        size = attributes.size or 0
        sha256 = await self._digest(sftp, path) if size <= _HASHED_BYTES else ""
        return StoredFile(path, size, sha256, sha256, _moment(attributes.mtime))

    async def _digest(self, sftp: SFTPClient, path: str) -> str:
        total = hashlib.sha256()
        async with sftp.open(self._full(path), "rb") as stream:
            while block := await stream.read(_BLOCK_BYTES):
                total.update(block if isinstance(block, bytes) else block.encode())
        return total.hexdigest()

    async def _entries(self, sftp: SFTPClient, *, leftovers: bool = False) -> list[StoredFile]:
        entries: list[StoredFile] = []
        folders = [self._root]
        if not await sftp.isdir(self._root):
            return entries
        while folders:
            folder = folders.pop()
            for entry in await sftp.readdir(folder):
                name = str(entry.filename)
                if name in (".", "..", _LOCK):
                    continue
                full = posixpath.join(folder, name)
                mode = entry.attrs.permissions or 0
                if stat.S_ISDIR(mode):
                    folders.append(full)
                elif stat.S_ISREG(mode) and name.endswith(".part") == leftovers:
                    if leftovers and not name.startswith("."):
                        continue
                    path = posixpath.relpath(full, self._root)
                    size = entry.attrs.size or 0
                    entries.append(StoredFile(path, size, modified=_moment(entry.attrs.mtime)))
        return entries

    async def _ensure(self, sftp: SFTPClient, folder: str) -> None:
        if folder not in self._folders:
            await self._make_folders(sftp, folder)
            self._folders.add(folder)

    async def _make_folders(self, sftp: SFTPClient, folder: str) -> None:
        """Like files.ensure_folder: new folders are world-readable, whatever the server's umask."""
        from asyncssh import SFTPFailure

        if not folder or await sftp.isdir(folder):
            return
        parent = posixpath.dirname(folder)
        if parent != folder:
            await self._make_folders(sftp, parent)
        try:
            await sftp.mkdir(folder)
        except SFTPFailure:
            if not await sftp.isdir(folder):
                raise
            return  # created by someone else meanwhile
        await sftp.chmod(folder, files.PUBLIC_FOLDER)

    @asynccontextmanager
    async def _alone(self, sftp: SFTPClient) -> AsyncIterator[None]:
        from asyncssh import SFTPFailure

        lock = posixpath.join(self._root, _LOCK)
        for _ in range(_LOCK_TRIES):
            try:
                async with sftp.open(lock, "xb") as stream:
                    await stream.write(b"a publish is swapping the feed\n")
                break
            except SFTPFailure:
                await self._break_stale(sftp, lock)
                await asyncio.sleep(_LOCK_PAUSE_SECONDS)
        else:
            raise StoreBusy(
                Problem(
                    self._shown(_LOCK),
                    "another publish holds the lock",
                    "wait until it has finished",
                )
            )
        try:
            yield
        finally:
            await self._discard(sftp, lock)

    async def _break_stale(self, sftp: SFTPClient, lock: str) -> None:
        """Removes a lock left by a crash. Its age is measured by the server's clock."""
        from asyncssh import SFTPNoSuchFile

        probe = f"{lock}.{uuid.uuid4().hex[:12]}.part"
        try:
            async with sftp.open(probe, "wb") as stream:
                await stream.write(b"")
            now, then = (await sftp.stat(probe)).mtime, (await sftp.stat(lock)).mtime
            if now is not None and then is not None and now - then > _LOCK_STALE_SECONDS:
                await sftp.remove(lock)
        except SFTPNoSuchFile:
            pass  # it has just been released
        finally:
            await self._discard(sftp, probe)

    # --- the connection --------------------------------------------------------------------------

    def _run(self, path: str, act: Callable[[SFTPClient], Awaitable[T]]) -> T:
        files.below(path)
        return asyncio.run_coroutine_threadsafe(self._answer(path, act), self._loop).result()

    async def _answer(self, path: str, act: Callable[[SFTPClient], Awaitable[T]]) -> T:
        import asyncssh

        where = self._shown(path)
        watch: asyncio.TimerHandle | None = None
        try:
            sftp = await self._client()
            # Closing the connection ends everything that waits for it, including cleanup.
            connection = self._connection
            watch = self._loop.call_later(self._operation_seconds, connection.abort)
            return await act(sftp)
        except asyncssh.SFTPNoSuchFile:
            problem = Problem(where, "does not exist", "publish it first, or check the path")
            raise StoreError(problem) from None
        except asyncssh.SFTPPermissionDenied:
            problem = Problem(where, "permission denied", "grant the user write permission there")
            raise StoreError(problem) from None
        except (asyncssh.PermissionDenied, asyncssh.KeyImportError):
            problem = Problem(
                where, "the server rejected the login", "check ssh-add -l and ~/.ssh/config"
            )
            raise StoreError(problem) from None
        except asyncssh.HostKeyNotVerifiable:
            problem = Problem(
                where,
                "the server's host key is unknown",
                f"log in once with ssh {self._address.place} and verify the key",
            )
            raise StoreError(problem) from None
        except asyncssh.SFTPOpUnsupported:
            problem = Problem(
                where, "the server cannot replace files atomically", "use OpenSSH's sftp-server"
            )
            raise StoreError(problem) from None
        except (asyncssh.Error, OSError, TimeoutError) as error:
            self._sftp = None
            reason = type(error).__name__
            problem = Problem(where, f"the connection failed ({reason})", "run it again later")
            raise StoreBusy(problem) from None
        finally:
            if watch is not None:
                watch.cancel()

    async def _client(self) -> SFTPClient:
        import asyncssh

        async with self._opening:
            if self._sftp is None:
                options: dict[str, Any] = {}
                if self._address.user:
                    options["username"] = self._address.user
                if self._address.port:
                    options["port"] = self._address.port
                connection = await asyncssh.connect(
                    self._address.place,
                    connect_timeout=_CONNECT_SECONDS,
                    keepalive_interval=15,
                    **options,
                )
                self._connection = connection
                self._sftp = await connection.start_sftp_client()
        return self._sftp

    def _full(self, path: str) -> str:
        return posixpath.join(self._root, path)

    def _shown(self, path: str) -> str:
        return f"sftp://{self._address.place}{'' if self._root.startswith('/') else '/~/'}{self._full(path)}"


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
