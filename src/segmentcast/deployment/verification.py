"""Whether a store has what is published here: every file, by its bytes."""

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
    """What the store lacks or has with other bytes. Reads every file there and writes nothing.

    `address` may be None for `[publish] to`. Raises UsageError when there is none, StoreError when the
    store cannot be read.
    """
    show = read_show(place)
    to = address or show.publish.to
    if not to:
        what = (
            "no store is named, and show.toml has no [publish] to; what --to named once isn't kept"
        )
        command = place.command("check", "--store", "ADDRESS")
        mend = f"name it ({command}), or write [publish] to in show.toml"
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
    """What is wrong with a file at the store, or nothing; "store-whole" where only the one here is damaged.

    A file whose hash is known (`true`) is compared with that where the one here is damaged.
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
        "store-missing": "the store does not have it",
        "store-length": "the store has it with another length",
        "store-hash": "the store has other bytes of the same length",
    }
    mend = f"run: {place.command('publish', '--verify-store', '--to', to)}"
    for path, rule in compared:
        if rule == "store-lost":
            what = "neither the file here nor the store's has the bytes that were published"
            remedy = (
                f"{mend}; where it is an earlier version, put it into the feed's folder from a"
                " backup first, or remove it here and there"
            )
            yield Finding("error", rule, masked_path(path), what, remedy)
        elif rule == "store-whole":
            what = "the file here is damaged; the store has the right bytes"
            yield Finding("note", rule, masked_path(path), what, mend)
        elif rule:
            yield Finding("error", rule, masked_path(path), lengths[rule], mend)
