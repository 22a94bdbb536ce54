"""Verifies that a store has the published files, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator

from segmentcast.deployment.outgoing import Outgoing, in_parallel
from segmentcast.deployment.publishing import published_target
from segmentcast.errors import Problem, UsageError
from segmentcast.model import Finding
from segmentcast.ports import Store, StoredFile
from segmentcast.publish import read_show
from segmentcast.publish.published_files import sounds_of, true_hash
from segmentcast.vocabulary.private_paths import concealed, masked_path
from segmentcast.workspace.show_folder import ShowFolder


@concealed()
def verify_store(place: ShowFolder, address: str | None) -> tuple[Finding, ...]:
    """Findings about files that the store lacks or that differ. Reads every file, writes nothing.

    `address` may be None for `[publish] to`. Raises UsageError if there is neither, and StoreError
    if the store cannot be read.
    """
    show = read_show(place)
    to = address or show.publish.to
    if not to:
        what = (
            "no store given: show.toml has no [publish] to, and an earlier --to is not remembered"
        )
        command = place.command("check", "--store", "ADDRESS")
        mend = f"give it ({command}), or set [publish] to in show.toml"
        raise UsageError(Problem("--store", what, mend))
    target = published_target(place, to, show)
    outgoing = Outgoing(place.output, show.publish.compress)
    ledger = place.ledger.read()
    sounds = sounds_of(ledger) if ledger is not None else {}
    listing = {entry.path: entry for entry in target.entries()}
    compared = in_parallel(
        lambda path: _compared(path, listing.get(path), target, outgoing, true_hash(path, sounds)),
        outgoing.paths(),
        show.publish.uploads,
    )
    return tuple(_findings(compared, to, place))


def _compared(
    path: str, there: StoredFile | None, target: Store, outgoing: Outgoing, true: str
) -> str:
    """The rule that a file at the store breaks, or an empty string.

    "store-whole" means that only the local file is damaged. If the file's hash is known (`true`),
    the store's copy is compared with it in this case.
    """
    if true and not outgoing.source_digest(path).startswith(true):
        right = there is not None and target.digest(path).startswith(true)
        return "store-whole" if right else "store-lost"
    if there is None:
        return "store-missing"
    if there.length_bytes != outgoing.length(path):
        return "store-length"
    return "" if target.digest(path) == outgoing.digest(path) else "store-hash"


def _findings(compared: list[tuple[str, str]], to: str, place: ShowFolder) -> Iterator[Finding]:
    lengths = {
        "store-missing": "it is missing at the store",
        "store-length": "its length at the store differs",
        "store-hash": "its content at the store differs, with the same length",
    }
    mend = f"run: {place.command('publish', '--verify-store', '--to', to)}"
    for path, rule in compared:
        if rule == "store-lost":
            what = "both the local file and the store's are damaged"
            remedy = (
                f"{mend}; if it is an earlier version, first restore it in the feed folder from a"
                " backup, or remove it here and at the store"
            )
            yield Finding("error", rule, masked_path(path), what, remedy)
        elif rule == "store-whole":
            what = "the local file is damaged; the store's is intact"
            yield Finding("note", rule, masked_path(path), what, mend)
        elif rule:
            yield Finding("error", rule, masked_path(path), lengths[rule], mend)
