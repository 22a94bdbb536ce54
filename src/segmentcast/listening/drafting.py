"""From words heard to a draft transcript: sentences with times, and where another person may speak.

Turns are proposed from pauses and questions alone; whoever tells voices apart gives a `Marker` of
their own. A proposal is written as `>>`, which names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from segmentcast import timing
from segmentcast.alignment import Alignment
from segmentcast.digest import digest
from segmentcast.listening.recogniser import UNSPACED, HeardWord
from segmentcast.reading import split_sentences
from segmentcast.transcript.review.machine_draft import MARK
from segmentcast.vocabulary.languages import primary

_APART_MS = 2_500
"""No sentence goes on over a longer pause."""
_LONG_MS, _CUT_MS = 12_000, 300
"""A longer sentence is cut at its longest pause, if that is no shorter than this."""
_TURN_MS, _ANSWER_MS = 550, 250
"""Pauses before a new turn: between any two sentences, and after a question."""
_CHANGE_MS = 400
"""No other person takes over within a sentence without such a pause, or a closing mark."""
_SLOW_WORD_MS, _SLOW_LETTER_MS = 300, 70
_NEAR_MS = 1_000
"""The recogniser's times are wrong by less."""
_QUOTES = "\"'”’»)"
_ASKING = ("?", "？", "؟")
_CLOSING = (*_ASKING, "!", ".")
_MARKS = (*_CLOSING, ",", ";", ":")
_DIGEST_CHARACTERS = 12
_STAMP = re.compile(r"; key (?P<key>\w+), unedited (?P<digest>\w+)$")


@dataclass(frozen=True, slots=True)
class SentenceCut:
    """A pause in a sentence, or a mark that ends a question: before character `at`.

    The word before ends at `end_ms`, the one behind begins at `start_ms`, by the recogniser's times.
    """

    at: int
    end_ms: int
    start_ms: int


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence that was heard, with the mean probability of its words.

    `new_turn`: another person may begin here; `voice` names whose voice it is, empty if unknown.
    `cuts` are the places within it at which another person could take over.
    """

    text: str
    start_ms: int
    end_ms: int
    probability: float
    new_turn: bool = False
    voice: str = ""
    cuts: tuple[SentenceCut, ...] = ()

    def pieces(self) -> list[DraftSentence]:
        """The sentence divided at all of its cuts."""
        pieces: list[DraftSentence] = []
        at, start_ms = 0, self.start_ms
        for cut in (*self.cuts, None):
            end = cut.at if cut else len(self.text)
            end_ms = min(max(start_ms + 1, cut.end_ms), self.end_ms) if cut else self.end_ms
            text = self.text[at:end].strip()
            pieces.append(replace(self, text=text, start_ms=start_ms, end_ms=end_ms, cuts=()))
            if cut:
                at, start_ms = cut.at, min(max(end_ms, cut.start_ms), self.end_ms - 1)
        return pieces


Marker = Callable[[Sequence[DraftSentence]], Sequence[DraftSentence]]
"""Marks the turns of a draft: sets `new_turn` and `voice` of its sentences, and changes nothing else."""


def sentences_of_words(words: Sequence[HeardWord], language: str) -> tuple[DraftSentence, ...]:
    """The sentences in which the words were said, with the recogniser's times."""
    glue = "" if primary(language) in UNSPACED else " "
    return tuple(
        _sentence(part, glue)
        for run in _runs(words)
        for group in _by_marks(run, glue, language)
        for part in _shortened(group)
    )


def at_aligned_times(
    sentences: Sequence[DraftSentence], alignment: Alignment
) -> tuple[DraftSentence, ...]:
    """The sentences at the times at which the aligner placed them; the others keep theirs.

    Nothing overlaps, and nothing moves further than `_NEAR_MS`: then the aligner took another
    place for it.
    """
    placed = (
        {} if alignment.approximate else dict(zip(alignment.matched, alignment.cues, strict=True))
    )
    timed: list[DraftSentence] = []
    for at, sentence in enumerate(sentences):
        cue = placed.get(at)
        start_ms, end_ms = sentence.start_ms, sentence.end_ms
        if cue is not None and abs(cue.start_ms - start_ms) <= _NEAR_MS:
            start_ms, end_ms = cue.start_ms, max(cue.end_ms, cue.start_ms + 1)
        if timed and start_ms < timed[-1].end_ms:
            before = timed[-1]
            timed[-1] = replace(
                before, end_ms=max(before.start_ms + 1, min(before.end_ms, start_ms))
            )
            start_ms = max(start_ms, timed[-1].end_ms)
        timed.append(replace(sentence, start_ms=start_ms, end_ms=max(end_ms, start_ms + 1)))
    return tuple(timed)


def mark_by_pauses(sentences: Sequence[DraftSentence]) -> tuple[DraftSentence, ...]:
    """Turns by pauses and questions: a longer pause than usual, or a question and a pause."""
    pauses = [after.start_ms - before.end_ms for before, after in pairwise(sentences)]
    least_ms = max(_TURN_MS, 1.5 * median(pauses)) if pauses else _TURN_MS
    marked = [replace(one, new_turn=not at) for at, one in enumerate(sentences)]
    for at, pause_ms in enumerate(pauses, 1):
        asked = sentences[at - 1].text.rstrip(_QUOTES).endswith(_ASKING)
        turn = pause_ms >= (min(_ANSWER_MS, least_ms) if asked else least_ms)
        marked[at] = replace(marked[at], new_turn=turn)
    return tuple(marked)


# --- the file -----------------------------------------------------------------------------------


def render_draft(
    sentences: Sequence[DraftSentence], *, source: str, made_by: str, key: str
) -> bytes:
    """The draft as WebVTT, UTF-8: a caption for each sentence.

    Its note says what it is. `source` names the recording, `made_by` the model and the language,
    `key` identifies all that decided the words; a digest of the rest tells a person's edits.
    """
    cues = "\n\n".join(_cue(sentence) for sentence in sentences)
    note = f"NOTE {MARK}\nfrom {source} by {made_by}; key {key}, unedited {_digest(cues)}"
    return f"WEBVTT\n\n{note}\n\n{cues}\n".encode()


def key_of_draft(draft: bytes) -> str:
    """The `key` of a draft that nobody has edited since it was written; empty for any other file."""
    text = draft.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    head, _, rest = text.partition("\n\n")
    note, _, cues = rest.partition("\n\n")
    stamp = _STAMP.search(note)
    if head != "WEBVTT" or not note.startswith(f"NOTE {MARK}\n") or stamp is None:
        return ""
    return stamp["key"] if stamp["digest"] == _digest(cues) else ""


def _digest(cues: str) -> str:
    return digest([cues.strip()])[:_DIGEST_CHARACTERS]


def _cue(sentence: DraftSentence) -> str:
    escaped = sentence.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    mark = f"<v {sentence.voice}>" if sentence.voice else "&gt;&gt; " if sentence.new_turn else ""
    times = f"{timing.vtt(sentence.start_ms)} --> {timing.vtt(sentence.end_ms)}"
    return f"{times}\n{mark}{escaped}"


# --- sentences ----------------------------------------------------------------------------------


def _runs(words: Sequence[HeardWord]) -> Iterator[list[HeardWord]]:
    """The words between pauses that no sentence goes over."""
    run: list[HeardWord] = []
    for word in words:
        if run and word.start_ms - run[-1].end_ms > _APART_MS:
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _by_marks(run: Sequence[HeardWord], glue: str, language: str) -> Iterator[list[HeardWord]]:
    """The words of each sentence, by its punctuation."""
    text = glue.join(word.text for word in run)
    ends = [end for _, end in split_sentences(text, language)]
    group: list[HeardWord] = []
    at = 0
    for word in run:
        at += len(word.text)
        group.append(word)
        if ends and at >= ends[0]:
            yield group
            group = []
            while ends and at >= ends[0]:
                ends.pop(0)
        at += len(glue)
    if group:
        yield group


def _shortened(group: list[HeardWord]) -> Iterator[list[HeardWord]]:
    """The words of a sentence, cut at long pauses where it lasts long: some models write no marks."""
    waiting = [group]
    while waiting:
        words = waiting.pop()
        pauses = [(after.start_ms - before.end_ms) for before, after in pairwise(words)]
        longest_ms = max(pauses, default=0)
        if words[-1].end_ms - words[0].start_ms <= _LONG_MS or longest_ms < _CUT_MS:
            yield words
        else:
            cut = pauses.index(longest_ms) + 1
            waiting += [words[cut:], words[:cut]]


def _sentence(words: Sequence[HeardWord], glue: str) -> DraftSentence:
    mean = sum(word.probability for word in words) / len(words)
    text = glue.join(word.text for word in words)
    return DraftSentence(
        text, words[0].start_ms, words[-1].end_ms, round(mean, 3), cuts=_cuts(words, glue)
    )


def _cuts(words: Sequence[HeardWord], glue: str) -> tuple[SentenceCut, ...]:
    """Where another person could take over within a sentence.

    The recogniser hides some pauses in a word that then lasts too long: they are before or behind it.
    """
    cuts: list[SentenceCut] = []
    at = 0
    for before, after in pairwise(words):
        at += len(before.text) + len(glue)
        end_ms = min(before.end_ms, before.start_ms + _spoken_ms(before))
        start_ms = after.start_ms
        if not after.text.endswith(_MARKS):  # else the pause is behind it
            start_ms = max(start_ms, after.end_ms - _spoken_ms(after))
        closed = before.text.rstrip(_QUOTES).endswith(_CLOSING)
        if closed or start_ms - end_ms >= _CHANGE_MS:
            cuts.append(SentenceCut(at, end_ms, start_ms))
    return tuple(cuts)


def _spoken_ms(word: HeardWord) -> int:
    """The longest that the word takes when it is said slowly."""
    return _SLOW_WORD_MS + _SLOW_LETTER_MS * len(word.text)
