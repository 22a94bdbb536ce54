"""The Content Credentials of a file here or on the web."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from segmentcast import files
from segmentcast.checks.live_credentials import MOST_SIDECAR_BYTES, sidecar_address
from segmentcast.errors import Problem, StoreError, UsageError
from segmentcast.provenance.validation.reading import read_credentials
from segmentcast.provenance.validation.trust_list import TrustList
from segmentcast.provenance.validation.verdict import Verdict
from segmentcast.visitor.client import HttpVisitor
from segmentcast.visitor.exchanges import NoAnswer
from segmentcast.vocabulary.media_types import SIDECAR
from segmentcast.vocabulary.web_addresses import is_web_address, spelling_advice

_SECONDS = 600.0
_MOST_BYTES = 1 << 30


def verdict_of(source: str, trust: TrustList) -> Verdict:
    """Judges a file or what a web address has. Raises UsageError, StoreError and ConfigError."""
    if is_web_address(source):
        with tempfile.TemporaryDirectory(prefix="segmentcast-") as folder:
            suffix = Path(urlsplit(source).path).suffix[:10]
            path = Path(folder) / f"file{suffix}"
            sidecar = _fetch(source, path)
            return read_credentials(path, trust, sidecar=sidecar)
    path = Path(source)
    if not path.is_file():
        raise UsageError(
            Problem(source, "there is no such file or folder", spelling_advice(source))
        )
    beside = path.with_name(path.name + SIDECAR)
    if path.suffix == SIDECAR and path.with_suffix("").is_file():
        path, beside = path.with_suffix(""), path
    return read_credentials(path, trust, sidecar=beside if beside.is_file() else None)


def _fetch(url: str, path: Path) -> Path | None:
    """Writes what the address has to `path`, and returns the sidecar that its server names."""
    visitor = HttpVisitor([url], seconds=_SECONDS, agent="provenance")
    try:
        with visitor.exchange("GET", url) as answer, files.explained(path), path.open("wb") as out:
            if answer.status != 200:
                raise StoreError(Problem(url, f"the server answers {answer.status}", ""))
            total = 0
            for block in answer.blocks(1 << 18):
                total += len(block)
                if total > _MOST_BYTES:
                    raise StoreError(Problem(url, "the file is larger than 1 GiB", "download it"))
                out.write(block)
            links, place = answer.headers.get("link", ""), answer.url
        address = sidecar_address(links, place or url)
        found = visitor.ask("GET", address, limit_bytes=MOST_SIDECAR_BYTES) if address else None
        if found is None or found.status != 200 or not found.whole:
            return None
        sidecar = path.with_name(path.name + SIDECAR)
        files.write(sidecar, found.body)
        return sidecar
    except NoAnswer as error:
        raise StoreError(Problem(url, f"no answer: {error}", "try again later")) from None
