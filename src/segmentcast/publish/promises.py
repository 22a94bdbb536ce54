"""What subscribers were promised: the show's ledger as it stands, or as it can be remembered."""

from __future__ import annotations

from segmentcast import files, layout
from segmentcast import ledger as ledgers
from segmentcast.cache import Records
from segmentcast.config import ShowConfig
from segmentcast.errors import LedgerError, Problem
from segmentcast.publish.place import ShowPlace


def read_ledger(place: ShowPlace, show: ShowConfig, records: Records) -> ledgers.Ledger:
    """The ledger as it stands; that of a new show; or, when it was lost, what the records remember.

    Raises LedgerError with every line that cannot be read.
    """
    if not place.ledger_file.is_file():
        return _remembered(ledgers.Ledger.mint(show.show.feed_url, show.show.guid), show, records)
    data = files.read(place.ledger_file, limit_bytes=1 << 30)
    try:
        return ledgers.parse(data.decode(), str(place.ledger_file))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise LedgerError(
            Problem(
                f"{place.ledger_file}:{line}",
                "this line is not UTF-8",
                "restore the line from version control or from a backup",
            )
        ) from error


def _remembered(ledger: ledgers.Ledger, show: ShowConfig, records: Records) -> ledgers.Ledger:
    """GUIDs, dates and current sounds from the records; earlier sounds are forgotten with the ledger."""
    for record in records.all():
        package = record.package
        ledger.admit(
            package.id, title=package.title, published=package.published, guid=package.guid
        )
        audio = package.file("audio")
        if audio is not None:
            url = audio.url or layout.url(show.show.base_url, audio.path)
            ledger.record(
                package.id,
                ledgers.Version(
                    url, audio.path, audio.sha256, audio.length_bytes, audio.mime,
                    package.published, "from the records",
                ),
            )  # fmt: skip
    return ledger
