"""Matches folders with published episodes after folders were renamed, swapped or edited.

A GUID follows the content. The same transcript is the same episode whatever its folder; a changed
one is matched by date, title and words. If the match is ambiguous, nothing is published until a
person decides: two GUIDs for one episode, or one GUID for two, would break subscriptions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from segmentcast.ledger import Entry, Ledger
from segmentcast.model import Transcript
from segmentcast.publish.identity.similarity import Pairs, Similarity, choose, folded, pairs_of

NONE = "none"
"""The value of `formerly` in episode.toml for an episode that was never published before."""

_MAX_NAMED = 5


@dataclass(frozen=True, slots=True)
class FolderCandidate:
    """A folder to match.

    `day_stated`: the date doesn't come from the folder's name. `time_stated`: the date has a time.
    """

    id: str
    folder: str
    fingerprint: str
    title: str
    published: datetime
    day_stated: bool
    time_stated: bool = False
    formerly: str = ""
    text: Transcript | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """An ambiguous match: the folder, the possible entries and what to do."""

    folder: str
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """Maps the ids of renamed folders to those of their entries; `questions` are ambiguous matches."""

    names: Mapping[str, str]
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchingContext:
    """What is known about published episodes other than the candidates.

    `elsewhere` has ids of untouched folders, and `unread` ids of folders that were touched but not
    read. `gone` has entries whose folder has disappeared, or may have, since the last publish.
    `text_of` returns the words last published, or None if they are not stored.
    """

    elsewhere: Container[str]
    unread: Collection[str]
    gone: Collection[str]
    text_of: Callable[[Entry], Transcript | None]
    timezone: tzinfo


def recognise(
    candidates: Sequence[FolderCandidate], ledger: Ledger, context: MatchingContext
) -> Recognised:
    """Matches folders with entries, first those whose name and content agree with the ledger."""
    return _Recognition(ledger, context).run(candidates)


def rename_entries(ledger: Ledger, names: Mapping[str, str]) -> None:
    """Renames the entries at once, as in a swap. One that loses its name becomes a former one.

    `names` maps each new id to the current one.
    """
    moves = {new: old for new, old in names.items() if new != old}
    number = 0
    waiting: dict[str, str] = {}
    for new, old in sorted(moves.items()):
        number += 1
        while f"_{number}" in ledger:
            number += 1
        ledger.rename(old, f"_{number}")
        waiting[new] = f"_{number}"
    for new, held in waiting.items():
        if new in ledger:
            count = 1
            while f"{new}-former-{count}" in ledger:
                count += 1
            ledger.rename(new, f"{new}-former-{count}")
        ledger.rename(held, new)


@dataclass(slots=True)
class _Recognition:
    ledger: Ledger
    context: MatchingContext
    names: dict[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    looked_at: set[str] = field(default_factory=set)

    def run(self, candidates: Sequence[FolderCandidate]) -> Recognised:
        self.looked_at = {candidate.id for candidate in candidates}
        open_ = [candidate for candidate in candidates if not self._unchanged(candidate)]
        open_ = [candidate for candidate in open_ if not self._answered(candidate)]
        open_ = self._by_transcript(open_)
        # Again: the entry of this folder's name may now belong to another folder.
        open_ = [
            candidate
            for candidate in open_
            if not (self._answered(candidate) or self._answered_by_guid(candidate))
        ]
        open_ = [candidate for candidate in open_ if not self._declared_new(candidate)]
        if open_:
            self._by_similarity(open_)
        return Recognised(self.names, tuple(self.questions))

    def _keep(self, candidate: FolderCandidate, id_: str) -> bool:
        self.taken.add(id_)
        if candidate.id != id_:
            self.names[candidate.id] = id_
        return True

    def _own(self, candidate: FolderCandidate) -> Entry | None:
        """The entry under the folder's own name, unless another folder has it."""
        return None if candidate.id in self.taken else self.ledger.get(candidate.id)

    # --- what is certain ------------------------------------------------------------------------

    def _unchanged(self, candidate: FolderCandidate) -> bool:
        own = self.ledger.get(candidate.id)
        if own is None:
            return False
        # A stub without a transcript, or an entry older than fingerprints.
        same = "" in (own.fingerprint, candidate.fingerprint)
        return (same or own.fingerprint == candidate.fingerprint) and self._keep(
            candidate, candidate.id
        )

    def _answered(self, candidate: FolderCandidate) -> bool:
        """Applies `formerly` to a folder that has no entry of its own, or that keeps its entry."""
        if candidate.formerly == candidate.id:
            # Ignore an old answer in a folder that has since received another episode's words.
            moved = any(self._is_free(entry.id) for entry in self._same_words(candidate))
            return not moved and bool(self._own(candidate)) and self._keep(candidate, candidate.id)
        named = candidate.formerly
        if not named or named == NONE or self._own(candidate) or named not in self.ledger:
            return False
        return self._is_free(named) and self._keep(candidate, named)

    def _answered_by_guid(self, candidate: FolderCandidate) -> bool:
        """Applies a GUID in `formerly`. Unlike a name, it stays valid wherever the folder goes."""
        id_ = self.ledger.owner(candidate.formerly)
        return id_ is not None and self._is_free(id_) and self._keep(candidate, id_)

    def _same_words(self, candidate: FolderCandidate) -> Iterable[Entry]:
        """The entries with this transcript, whatever folder they belong to now."""
        return self.ledger.find(candidate.fingerprint) if candidate.fingerprint else ()

    def _is_free(self, id_: str) -> bool:
        return id_ not in self.taken and id_ not in self.context.elsewhere

    def _by_transcript(self, candidates: Sequence[FolderCandidate]) -> list[FolderCandidate]:
        """Matches the same transcript under another name, as after a rename or swap. Returns the
        rest."""
        wanted: dict[str, list[FolderCandidate]] = defaultdict(list)
        for candidate in candidates:
            if candidate.fingerprint:
                wanted[candidate.fingerprint].append(candidate)
        settled: set[str] = set()
        by_print: dict[str, list[Entry]] = {}
        for fingerprint in wanted:
            by_print[fingerprint] = [
                entry
                for entry in self.ledger.find(fingerprint)
                if entry.id not in self.taken and entry.id not in self.context.elsewhere
            ]
        for fingerprint, claimants in wanted.items():
            entries = by_print[fingerprint]
            if not entries:
                continue
            unread = [entry for entry in entries if entry.id in self.context.unread]
            if unread:
                for candidate in claimants:
                    self._ask_unread(candidate, [entry.id for entry in unread])
            elif len(entries) == len(claimants) == 1:
                self._keep(claimants[0], entries[0].id)
            else:
                continue  # identical transcripts: date and title may still tell them apart
            settled |= {candidate.id for candidate in claimants}
        return [candidate for candidate in candidates if candidate.id not in settled]

    def _declared_new(self, candidate: FolderCandidate) -> bool:
        """Whether `formerly` says that the episode is new, and no entry has its name."""
        return candidate.formerly == NONE and self._own(candidate) is None

    # --- what is likely -------------------------------------------------------------------------

    def _by_similarity(self, candidates: Sequence[FolderCandidate]) -> None:
        """Matches edited episodes under another name if they are unmistakable, else asks."""
        texts = {candidate.id: pairs_of(candidate.text) for candidate in candidates}
        in_play = self._in_play()
        compared: dict[str, dict[str, Similarity]] = {}
        settled: list[FolderCandidate] = []
        rest: list[FolderCandidate] = []
        old = _Texts(self.context)
        for candidate in candidates:
            own = self._own(candidate)
            similarity = self._compare(candidate, own, texts[candidate.id], old) if own else None
            compared[candidate.id] = {own.id: similarity} if own and similarity else {}
            plain = (
                similarity is not None
                and similarity.verdict == "same"
                and (similarity.share or 1) >= 0.75
            )
            (settled if plain else rest).append(candidate)
        for candidate in settled:
            self._keep(candidate, candidate.id)
        entries = [entry for entry in in_play if entry.id not in self.taken]
        near = _near(entries, old) if len(entries) * len(rest) > 2500 else None
        for candidate in rest:
            close = near(texts[candidate.id], candidate) if near else entries
            for entry in close:
                if entry.id not in compared[candidate.id]:
                    similarity = self._compare(candidate, entry, texts[candidate.id], old)
                    if similarity.verdict != "no":
                        compared[candidate.id][entry.id] = similarity
        self._decide(rest, compared)

    def _in_play(self) -> list[Entry]:
        """Published entries without a matched folder, even if another folder took their name."""
        ids = self.looked_at | set(self.context.gone) | set(self.context.unread)
        entries = [self.ledger.get(id_) for id_ in sorted(ids - self.taken)]
        return [entry for entry in entries if entry is not None and entry.versions]

    def _compare(
        self, candidate: FolderCandidate, entry: Entry, words: Pairs | None, old: _Texts
    ) -> Similarity:
        zone = self.context.timezone
        day = candidate.published.astimezone(zone).date() == entry.published.astimezone(zone).date()
        title = bool(entry.title) and folded(candidate.title) == folded(entry.title)
        before = old.pairs(entry)
        common = (words & before).total() if words is not None and before is not None else 0
        share = None
        if words is not None and before is not None:
            share = 2 * common / max(1, words.total() + before.total())
        other_day = candidate.day_stated and not day
        other_time = candidate.time_stated and day and candidate.published != entry.published
        return Similarity(share, common, day, title, other_day, other_time)

    def _decide(
        self,
        candidates: Sequence[FolderCandidate],
        compared: Mapping[str, Mapping[str, Similarity]],
    ) -> None:
        chosen: dict[str, str | None] = {}
        for candidate in sorted(
            candidates, key=lambda candidate: candidate.id not in compared[candidate.id]
        ):
            left = {
                id_: similarity
                for id_, similarity in compared[candidate.id].items()
                if id_ == candidate.id or chosen.get(id_) != id_  # that entry keeps its folder
            }
            chosen[candidate.id] = choose(candidate.id, left)
        claims = Counter(filter(None, chosen.values()))
        unclear: list[FolderCandidate] = []
        for candidate in candidates:
            choice = chosen[candidate.id]
            if choice is None or claims[choice] > 1:
                unclear.append(candidate)
            elif choice in self.context.unread:
                self._ask_unread(candidate, [choice])
            elif choice:
                self._keep(candidate, choice)
        for candidate in unclear:
            if not self._declared_new(candidate):
                self._ask(candidate, compared[candidate.id])

    # --- what is asked --------------------------------------------------------------------------

    def _ask(self, candidate: FolderCandidate, compared: Mapping[str, Similarity]) -> None:
        ids = sorted(compared, key=lambda id_: (-(compared[id_].share or 0), id_))[:_MAX_NAMED]
        if self._own(candidate) and candidate.id not in ids:
            ids.append(candidate.id)
        names = " or ".join(f'"{id_}"' for id_ in ids)
        own = f'"{candidate.id}" for the one that has this name, ' if self._own(candidate) else ""
        others = [id_ for id_ in ids if id_ != candidate.id]
        # A name alone doesn't move a folder with an entry of its own; a GUID does.
        has_entry = candidate.id in self.ledger
        answers = [(self._guid_of(id_) if has_entry else id_, id_) for id_ in others]
        choices = " ".join(f'formerly = "{answer}" if it is "{id_}",' for answer, id_ in answers)
        self.questions.append(
            Question(
                candidate.folder,
                f"may be the episode published as {names}, but that is not certain, so"
                " nothing was published",
                f"choose one in this folder's episode.toml: {choices}"
                f' {own}formerly = "{NONE}" if it is a new one',
            )
        )

    def _guid_of(self, id_: str) -> str:
        entry = self.ledger.get(id_)
        return entry.guid if entry is not None else id_

    def _ask_unread(self, candidate: FolderCandidate, ids: Sequence[str]) -> None:
        names = " and ".join(f'"{id_}"' for id_ in ids)
        self.questions.append(
            Question(
                candidate.folder,
                f"has the words published as {names}, whose folder was not read: it"
                " is unclear which of the two keeps the GUID, so nothing was published",
                "publish without --only, and fix whatever prevents that folder from being read",
            )
        )


class _Texts:
    """The words last published, as word pairs. Each text is read once."""

    def __init__(self, context: MatchingContext) -> None:
        self._known = context
        self._pairs: dict[str, Pairs | None] = {}

    def pairs(self, entry: Entry) -> Pairs | None:
        if entry.id not in self._pairs:
            self._pairs[entry.id] = pairs_of(self._known.text_of(entry))
        return self._pairs[entry.id]


def _near(
    entries: Sequence[Entry], old: _Texts
) -> Callable[[Pairs | None, FolderCandidate], list[Entry]]:
    """A function that finds the entries that share words or the title with a text."""
    by_pair: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_title: dict[str, list[int]] = defaultdict(list)
    wordless: list[int] = []
    for number, entry in enumerate(entries):
        by_title[folded(entry.title)].append(number)
        pairs = old.pairs(entry)
        if pairs is None:
            wordless.append(number)
        for pair in pairs or ():
            by_pair[pair].append(number)

    def look(words: Pairs | None, candidate: FolderCandidate) -> list[Entry]:
        counts: Counter[int] = Counter()
        for pair in words or ():
            with_pair = by_pair.get(pair, [])
            if len(with_pair) < 100:  # common pairs are no evidence
                counts.update(with_pair)
        numbers = {number for number, _ in counts.most_common(20)}
        numbers |= {*by_title[folded(candidate.title)][:20], *wordless}
        return [entries[number] for number in sorted(numbers)]

    return look
