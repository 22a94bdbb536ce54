"""An interview whose questions are set apart by their type, and whose answers are plain, without any label.

    **Why did you cut four sailings?**        ### Why did you cut four sailings?
    Because nobody was on them.               Because nobody was on them.

Bold type, italics, a line under the words, a colour, a style with a name, a heading: most of what is set so
ends in a question mark, or half of the headings; then all of it that are sentences is whoever asks. The
question may begin the paragraph of its answer. Chapters of a talk are questions, too: below headings,
answers hardly ever ask. So are the headings of an article, and they ask nobody: in an interview questions
speak to somebody, and answers of whoever answers. Where they do not the turns are doubtful.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from segmentcast.patterns import compile_late
from segmentcast.transcript.document import Block, Document
from segmentcast.transcript.labels import label_book
from segmentcast.transcript.readers.layouts.press import first_labels
from segmentcast.transcript.text.persons import speaks_of_itself, speaks_to_somebody

_ASKS = re.compile(r"[?？؟][!?…\s]{0,3}[\"'”’»)\]]{0,2}$")
_ENDS = re.compile(r"[.!?…:？؟。！।][\"'”’»)\]]{0,2}$")
_INVITES = compile_late(
    r"(?:(?:please|so|and|now|first|well),? ){0,2}(?:tell (?:us|me)|let['’]s (?:start|begin)|lass(?:t|en Sie)? uns|commençons|empecemos|introduce yourself|describe|talk (?:us|me) through|walk (?:us|me) through|"
    r"erzähl\w*|beschreib\w*|stell(?:en)? (?:dich|sie sich)|parle(?:z)?[- ](?:nous|moi)|racontez?[- ](?:nous|moi)|présente[sz]?[- ](?:nous|vous|toi)|"
    r"cu[eé]nt[ae](?:nos|me)|h[aá]bl[ae](?:nos|me)|raccont(?:aci|ami)|parl(?:aci|ami)|conte-nos|fale-nos|vertel)\b|"
    r"(?:and |so |but )?(?:how|what|why|when|where|who|which)\b.{0,60}? (?:do|did|are|were|have|had|would|can|could|will|should|is|was|has) (?:you|your|it|there)\b|"
    r"(?:do|did|are|were|have|had|would|can|could|will) you\b",
    re.I,
)
"""How words begin that ask without a question mark."""
_Marked = tuple[tuple[Block, ...], Mapping[str, str]]
"""The blocks with `Q:` and `A:` at the turns, and the names that the first labels give to "Q" and "A"."""
_LONGEST_HEAD = 20_000
_FEWEST = 3
_FEW_OF = 4
"""Of so many questions one may have a second paragraph: where more have one, the first may be chapters."""
_LONGEST_HEADING = 8
_MOST_BELOW_HEADINGS = 0.15
_MOST_ASKING = 1 / 3
_LEAST_ASKING = 0.6
_LEAST_OF_HEADINGS = 0.5
_BOLD = "bold"
_COUNT = compile_late(
    r"(?:question|frage|pregunta|domanda|pergunta|vraag|вопрос)\s?(?:nr\.?|no\.?|n[°º]|#)?\s?(?P<number>\d{1,3})\s?[:.)–-]\s+",
    re.I,
)
_DASH = compile_late(r"[—–-]\s?[¿\w]")
"""How a line of dialogue begins in print."""
_ADDRESSED = 0.2
_OFTEN_ADDRESSED = 0.5
_OF_ITSELF = 0.25
_ADVICE = 0.9
"""Shares of the questions that speak to somebody, of the answers of whoever answers, and of those that speak to the reader."""


def settle(document: Document) -> Document:
    """The document with `Q:` and `A:` at its turns, where questions set apart alternate with plain answers."""
    whole = _uncounted(document.blocks)
    blocks = (
        tuple(part for block in whole for part in _apart(block)) if _leads_ask(whole) else whole
    )
    settled = _settled(blocks, document)
    if settled is None:
        if whole == document.blocks:
            return document
        return replace(document, blocks=whole, lines=())
    marked, asked_as = settled
    return replace(
        document,
        blocks=marked,
        lines=(),
        asked_in_type=True,
        asked_as=asked_as,
        perhaps_article=not _is_interview(marked),
    )


def _uncounted(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, the count taken from questions that have one: "Question 1: why did you cut four sailings?"."""
    counts = [
        _COUNT.match(block.text) if block.heading or block.is_bold else None for block in blocks
    ]
    numbers = [int(count["number"]) for count in counts if count]
    steps = sum(after == before + 1 for before, after in pairwise(numbers))
    if len(numbers) < _FEWEST or steps < len(numbers) - 1:
        return tuple(blocks)
    return tuple(
        replace(
            block,
            text=block.text[count.end() :],
            lead=block.lead[count.end() :] if block.lead.startswith(count[0]) else "",
        )
        if count and count.end() < len(block.text)
        else block
        for block, count in zip(blocks, counts, strict=True)
    )


def _settled(blocks: Sequence[Block], document: Document) -> _Marked | None:
    bold = [_is_bold(block) for block in blocks]
    marked = _interview(blocks, bold, bold, least=_LEAST_ASKING, most_asking=_MOST_ASKING)
    if marked is not None:
        return marked
    titled = [
        block.heading and not _is_title(at, blocks, document) for at, block in enumerate(blocks)
    ]
    asking = [
        heading and (_is_sentence(block.text) or _invites(block.text))
        for heading, block in zip(titled, blocks, strict=True)
    ]
    plain = [
        replace(block, heading=False) if asks else block
        for asks, block in zip(asking, blocks, strict=True)
    ]
    marked = _interview(
        plain, titled, asking, least=_LEAST_OF_HEADINGS, most_asking=_MOST_BELOW_HEADINGS
    )
    if marked is not None:
        return marked
    kinds = Counter(
        kind
        for block in blocks
        if _ASKS.search(block.text) and not block.heading
        for kind in block.emphasis
    )
    for kind, _ in kinds.most_common():
        apart = [kind in block.emphasis and not block.heading for block in blocks]
        asked = [
            is_apart and _is_sentence(block.text)
            for is_apart, block in zip(apart, blocks, strict=True)
        ]
        marked = _interview(blocks, apart, asked, least=_LEAST_ASKING, most_asking=_MOST_ASKING)
        if marked is not None:
            return marked
    return None


def _interview(
    blocks: Sequence[Block],
    apart: Sequence[bool],
    asked: Sequence[bool],
    *,
    least: float,
    most_asking: float,
) -> _Marked | None:
    """The blocks marked, and the sides' names; None where they are no such interview.

    `apart`: which blocks may be the questions; `asked`: which of them are. Question marks end `least`
    of them, and `most_asking` of the answers.
    """
    questions = [at for at, may in enumerate(apart) if may and _may_ask(blocks[at])]
    if len(questions) < _FEWEST:
        return None
    first = questions[0]
    if len(questions) < sum(apart[first:]) * least:
        return None
    changes = [one != other for one, other in pairwise(asked[first:])]
    answers = [block for at, block in enumerate(blocks) if at > first and not apart[at]]
    asking = sum(_ASKS.search(block.text) is not None for block in answers)
    going_on = sum(
        apart[at] and not apart[at + 1] and _may_go_on(blocks, apart, at + 1)
        for at in range(first, len(blocks) - 1)
    )
    if going_on * _FEW_OF <= len(questions):
        asking -= going_on
    if sum(changes) < 2 * _FEWEST - 1 or asking > len(answers) * most_asking:
        return None
    leads = ("" if may else block.lead for block, may in zip(blocks, apart, strict=True))
    labelled = label_book.learn([(b.text, lead) for b, lead in zip(blocks, leads, strict=True)])
    if labelled and not first_labels.are_mixed(blocks[first:], asked[first:]):
        return None
    first = _opening(blocks, apart, asked, first)
    if not ("?" in blocks[first].text or _may_ask(blocks[first])):
        blocks = [replace(b, guessed=True) if at == first else b for at, b in enumerate(blocks)]
    # A name in bold in the introduction is no label: in such a talk nobody has one.
    head = (replace(block, lead="") if not block.heading else block for block in blocks[:first])
    marked, names = _marked(blocks[first:], asked[first:], apart[first:], _known(blocks[:first]))
    return (*head, *marked), names


def _known(head: Sequence[Block]) -> str:
    return " ".join(block.text for block in head)[:_LONGEST_HEAD]


def _opening(
    blocks: Sequence[Block], apart: Sequence[bool], asked: Sequence[bool], first: int
) -> int:
    """The index of the question that opens the talk: at `first`, or one before it without a question mark.

    It speaks to somebody, and its answer is below it; an introduction in bold speaks to nobody.
    """
    return next(
        (
            at
            for at in range(first)
            if apart[at]
            and asked[at]
            and not apart[at + 1]
            and _addresses(blocks[at].text, blocks[at + 1].text)
        ),
        first,
    )


def _addresses(question: str, answer: str) -> bool:
    """Whether it speaks to whoever answers; the answer's words tell the language of a short question's."""
    spoken_to = speaks_to_somebody(question) or (
        not speaks_to_somebody(answer) and speaks_to_somebody(f"{question} {answer}")
    )
    return spoken_to or _invites(question)


def _may_ask(block: Block) -> bool:
    return _ASKS.search(block.text) is not None or _invites(block.text)


def _invites(text: str) -> bool:
    """Whether the words ask for an answer, with a question mark or without one."""
    return _INVITES.match(text) is not None


def _leads_ask(blocks: Sequence[Block]) -> bool:
    """Whether paragraphs begin with a question in bold and go on with its answer; one does, among whole ones in bold."""
    leads = sum(len(list(_apart(block))) > 1 for block in blocks)
    whole = sum(_is_bold(block) and _may_ask(block) for block in blocks)
    return leads > 0 and leads + whole >= _FEWEST


def _apart(block: Block) -> Iterator[Block]:
    """A question in bold, and what is behind it in its paragraph; else the block."""
    lead = block.lead.strip()
    rest = block.text[len(lead) :].strip() if block.text.startswith(lead) else ""
    asks = _ASKS.search(lead) is not None or (_is_sentence(lead) and _invites(lead))
    if block.heading or not rest or not asks or not any(map(str.isalpha, rest)):
        yield block
        return
    yield replace(block, text=lead, lead=lead, emphasis=block.emphasis | {_BOLD})
    yield replace(block, text=rest, lead="", gap=0)


def _is_bold(block: Block) -> bool:
    """Whether the whole paragraph is emphasised, and it is no heading between the questions."""
    return (
        not block.heading and block.is_bold and (_is_sentence(block.text) or _invites(block.text))
    )


def _is_sentence(text: str) -> bool:
    """Whether these words are more than a heading's."""
    return _ENDS.search(text) is not None or len(text.split()) > _LONGEST_HEADING


def _is_title(at: int, blocks: Sequence[Block], document: Document) -> bool:
    text = blocks[at].text
    return text == document.facts.title or (at == 0 and not document.facts.title)


def _marked(
    blocks: Sequence[Block], asked: Sequence[bool], apart: Sequence[bool], known: str
) -> _Marked:
    marked: list[Block] = []
    sides: list[str] = []
    before: bool | None = None
    for at, (block, asking, is_apart) in enumerate(zip(blocks, asked, apart, strict=True)):
        if block.heading or (not asking and (is_apart or block.is_bold)):
            marked.append(replace(block, heading=True))
            sides.append("")
            continue
        # Between a question and its answer: whoever asks goes on, or whoever answers asks back.
        doubted = bool(before) and not asking and _may_go_on(blocks, apart, at)
        asks = asking or (doubted and speaks_to_somebody(block.text))
        sides.append("" if asks == before else "Q" if asks else "A")
        marked.append(replace(block, aside=False, guessed=block.guessed or doubted))
        before = asks
    spoken, names = first_labels.taken(marked, sides, known)
    return tuple(
        block if block.heading else _with_mark(block, side)
        for block, side in zip(spoken, sides, strict=True)
    ), names


def _with_mark(block: Block, side: str) -> Block:
    return replace(block, text=f"{side}: {block.text}" if side else block.text, lead="")


def _may_go_on(blocks: Sequence[Block], apart: Sequence[bool], at: int) -> bool:
    """Whether a plain paragraph below a question asks, too, and a plain one follows that may be the answer."""
    if _ASKS.search(blocks[at].text) is None or at + 1 >= len(blocks) or apart[at + 1]:
        return False
    return not (blocks[at + 1].heading or blocks[at + 1].is_bold)


def _is_interview(blocks: Sequence[Block]) -> bool:
    """Whether the questions speak to somebody, and the answers are somebody's: an article's headings ask nobody."""
    questions: list[str] = []
    answers: list[str] = []
    turns: list[str] | None = None
    for block in blocks:
        mark = block.text[:3]
        if mark in {"Q: ", "A: "}:
            turns = questions if mark == "Q: " else answers
            turns.append(block.text[3:])
        elif turns is not None and not block.heading:
            turns[-1] += f" {block.text}"
    if not questions or not answers:
        return False
    if sum(_DASH.match(text) is not None for text in questions) * 2 > len(questions):
        return True
    addressed = sum(map(speaks_to_somebody, questions)) / len(questions)
    advice = sum(map(speaks_to_somebody, answers)) / len(answers)
    of_itself = sum(map(speaks_of_itself, answers)) / len(answers)
    if advice >= _ADVICE and advice > addressed:
        return False
    return addressed >= _ADDRESSED and (of_itself >= _OF_ITSELF or addressed >= _OFTEN_ADDRESSED)
