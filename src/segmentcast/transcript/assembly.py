"""From a reader's Document to a Transcript: page, turns, speakers, a person's overrides, findings."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from segmentcast.errors import TranscriptError
from segmentcast.model import Evidence, Finding, Paragraph, Part, Speaker, Transcript, Turn
from segmentcast.transcript import doubts
from segmentcast.transcript.attribution import (
    confidence,
    people,
    sequence,
    speakers,
    turn_boundaries,
)
from segmentcast.transcript.attribution.likely_sex import with_sexes
from segmentcast.transcript.attribution.monologue import is_monologue
from segmentcast.transcript.attribution.participants import About
from segmentcast.transcript.document import Document, Facts
from segmentcast.transcript.labels import label_book
from segmentcast.transcript.labels.label_book import LabelBook
from segmentcast.transcript.page import form_fields, header, headings
from segmentcast.transcript.page.directions import DirectionRules
from segmentcast.transcript.page.spoken_items import Item, items_of, join_captions
from segmentcast.transcript.review.overrides import CAST_FILE, SpeakerOverrides
from segmentcast.transcript.review.revision import RevisedTranscript, revise
from segmentcast.transcript.text.prose import excerpt

_CLOSE_BOUNDARIES = 0.8
_ALONE = 0.9
_GOES_ON = 0.8
"""A line with a time and no name, between lines that have one, goes on with the speaker before."""
_DOUBTFUL_LABEL = 0.5
"""Of a turn that holds a line which may be somebody else's."""
_MOST_BARE = 0.5
"""Share of the captions without a speaker, among those with, that are looked at one by one."""
_BREAKS = frozenset({"break", "commercial break", "music", "theme music", "soundbite", "pause"})
_ALONE_BREAKS = frozenset(
    ("break", "short break", "commercial break", "ad break", "station break", "advertising break")
)
"""Those that nobody answers with."""
_LONGEST_BREAK = 120


def assemble(
    document: Document,
    name: str,
    overrides: SpeakerOverrides,
    rules: DirectionRules,
    roster: Sequence[str] = (),
) -> Transcript:
    """The transcript of a document. `roster`: full names of people of the show.

    Raises TranscriptError when nothing in it is spoken.
    """
    document, book = _book(document)
    page = header.separate(document, name, book, rules)
    items, alone, item_findings = items_of(page.blocks, book, rules, name)
    findings = [*document.findings, *page.findings, *item_findings]
    if not items:
        raise TranscriptError.at(name, *_nothing(document, bool(alone), findings))
    labelled = any(item.label is not None and item.label.name for item in items)
    cast = (
        _labelled(items, page.facts, name, named_by_format=document.labelled)
        if labelled
        else _unlabelled(items, _about(page.facts, roster), name, document)
    )
    unread = _unread(cast, items, book, document)
    cast = _with_label_doubts(cast, unread, items, book, name)
    cast = revise(cast, overrides, name)
    facts = page.facts
    directions = tuple(direction.text for direction in alone)
    return Transcript(
        turns=_joined(cast.turns, document),
        speakers=with_sexes(_speaking(cast), cast.turns, (facts.title, facts.summary)),
        title=facts.title,
        summary=facts.summary,
        published=facts.published,
        language=facts.language,
        byline=facts.byline,
        page_url=facts.page_url,
        image_url=facts.image_url,
        comments_url=facts.comments_url,
        format="labelled text" if labelled and document.format == "text" else _shown(document),
        timed=document.timed,
        notes=(*document.notes, *page.notes, *directions),
        findings=(
            *findings,
            *doubts.odd_times(document.blocks, name),
            *cast.findings,
            *doubts.without_stops(_spoken(cast), name),
            *doubts.unsure(cast.turns, cast.speakers, _speaking(cast), name),
        ),
    )


def _unread(
    cast: RevisedTranscript, items: Sequence[Item], book: LabelBook, document: Document
) -> list[doubts.UnreadLabel]:
    """The words that could be labels; where captions name their speakers, those of the few that do not."""
    spoken = _spoken(cast)
    if not (document.labelled and document.timed):
        return doubts.unread_labels(spoken, book, labelled=document.labelled)
    bare = {item.paragraph for item in items if item.block.label is None}
    if len(bare) > len(items) * _MOST_BARE:
        return []
    return [
        row
        for row in doubts.unread_labels(spoken, book, labelled=True, every=True)
        if row.paragraph in bare
    ]


def _shown(document: Document) -> str:
    if document.format != "text":
        return document.format
    return "text with times" if document.timed else "page text"


def _book(document: Document) -> tuple[Document, LabelBook]:
    """The document's labels. Where "Break:" is all that looks like one, it is a direction and nobody's label."""
    if document.labelled:
        return document, LabelBook()
    if document.headed and (fields := form_fields.places_of(document.blocks)):
        about = tuple(document.blocks[at].text for at in sorted(fields))
        kept = tuple(block for at, block in enumerate(document.blocks) if at not in fields)
        document = replace(document, blocks=kept, notes=(*document.notes, *about))
    settled = headings.without_remarks(headings.settle(document.blocks))
    book = label_book.learn(
        [
            ("", "") if headings.is_title(block, labelled=True) else (block.text, block.lead)
            for block in settled
        ],
        captions=document.timed,
    )
    settled = headings.asked(settled, book) if document.headed and book else settled
    only_breaks = bool(book.accepted) and book.accepted <= _BREAKS
    blocks = tuple(
        replace(block, text=f"[{block.text}]")
        if _is_break(block.text, among=_BREAKS if only_breaks else frozenset())
        or _stands_alone(block.text, book)
        else block
        for block in settled
    )
    return replace(document, blocks=blocks), LabelBook() if only_breaks else book


def _stands_alone(text: str, book: LabelBook) -> bool:
    """Whether a paragraph is a break and nobody's label: "Break:", "Commercial break", "Break: stay with us"."""
    if len(text) >= _LONGEST_BREAK or text.startswith("["):
        return False
    if text.rstrip(" .").casefold() in _ALONE_BREAKS:
        return True
    word, colon, words = text.partition(":")
    if words:
        return word.casefold() in _ALONE_BREAKS
    return bool(colon) and word.casefold() in _BREAKS and book.start(text) is None


def _is_break(text: str, among: Set[str]) -> bool:
    word, colon, _ = text.partition(":")
    return bool(colon) and word.casefold() in among and len(text) < _LONGEST_BREAK


def _nothing(document: Document, directions: bool, findings: list[Finding]) -> tuple[str, str]:
    if not document.blocks:
        return (
            "the transcript is empty.",
            "Put the transcript's text into this file.",
        )
    if directions:
        return (
            "the transcript holds stage directions only; nobody says a word.",
            "Put the transcript's text into this file.",
        )
    furniture = [finding for finding in findings if finding.rule == "furniture"]
    excerpts = "; ".join(
        excerpt(finding.what.split('"')[1], 40) for finding in furniture[:3] if '"' in finding.what
    )
    return (
        f"only page furniture and headings, no transcript{f' ({excerpts})' if excerpts else ''}.",
        "Copy the page's text again, with the transcript opened.",
    )


def _joined(done: tuple[Turn, ...], document: Document) -> tuple[Turn, ...]:
    """Captions are joined to sentences; paragraphs of a page stay as they are."""
    if not document.timed:
        return done
    return tuple(replace(turn, paragraphs=join_captions(list(turn.paragraphs))) for turn in done)


def _labelled(
    items: list[Item], facts: Facts, name: str, *, named_by_format: bool
) -> RevisedTranscript:
    """Turns by labels; a paragraph without one goes on with the speaker before.

    One that is another speaker's without a name is never that of the speaker before.
    """
    groups: list[list[Item]] = []
    for item in items:
        if not groups or item.label is not None:
            groups.append([item])
        else:
            groups[-1].append(item)
    labelled_turns = [
        speakers.Said(
            group[0].label if group[0].label and group[0].label.name else None,
            _text(group),
            nameless=group[0].label is not None and not group[0].label.name,
        )
        for group in groups
    ]
    if not named_by_format:
        labelled_turns = speakers.answered(labelled_turns)
    spoken = speakers.identify(labelled_turns, facts.summary, name, facts.byline)
    turns: list[Turn] = []
    for group, (index, known, evidence) in zip(groups, spoken.turns, strict=True):
        speaker = spoken.speakers[index]
        paragraphs = tuple(item.paragraph for item in group)
        certain = min(known, spoken.names[index])
        if any(item.block.doubtful for item in group):
            certain = min(certain, _GOES_ON)
        turns.append(Turn(speaker.key, paragraphs, certain, evidence))
    done = _without_repeats(turns)
    return RevisedTranscript(_unique(spoken.speakers), _merged(spoken), done, spoken.findings)


def _without_repeats(turns: list[Turn]) -> tuple[Turn, ...]:
    """Neighbouring turns of one speaker are one turn, with all their evidence."""
    runs: list[list[Turn]] = []
    for turn in turns:
        if runs and runs[-1][0].speaker == turn.speaker:
            runs[-1].append(turn)
        else:
            runs.append([turn])
    return tuple(run[0] if len(run) == 1 else _one_turn(run) for run in runs)


def _one_turn(run: list[Turn]) -> Turn:
    return Turn(
        run[0].speaker,
        tuple(paragraph for turn in run for paragraph in turn.paragraphs),
        min(turn.confidence for turn in run),
        tuple(dict.fromkeys(item for turn in run for item in turn.evidence)),
    )


def _merged(spoken: speakers.SpeakerAssignment) -> dict[str, frozenset[str]]:
    known: dict[str, frozenset[str]] = {}
    for speaker, keys in zip(spoken.speakers, spoken.labels, strict=True):
        known[speaker.key] = known.get(speaker.key, frozenset()) | keys
    return known


def _unique(found: tuple[Speaker, ...]) -> tuple[Speaker, ...]:
    return tuple({speaker.key: speaker for speaker in reversed(found)}.values())[::-1]


def _text(group: list[Item]) -> str:
    return " ".join(item.paragraph.text for item in group)


def _about(facts: Facts, roster: Sequence[str]) -> About:
    return About(facts.summary, facts.title, facts.byline, tuple(roster))


def _unlabelled(
    items: list[Item], about: About, name: str, document: Document
) -> RevisedTranscript:
    """Turns by the page's gaps, speakers by the words and the alternation of an interview."""
    blocks = tuple(item.block for item in items)
    heard = document.timed or document.recognised
    if heard and not any(block.label == "" for block in blocks[1:]):
        return _one_voice(items, name)
    found = turn_boundaries.find(blocks)
    groups: list[list[Item]] = []
    at = 0
    for turn in found.turns:
        groups.append(items[at : at + len(turn)])
        at += len(turn)
    texts = [_text(group) for group in groups]
    behind = [group[0].behind for group in groups]
    talk = sequence.talk_of(texts, behind, boundaries_known=found.known)
    company = people.gather(about, texts, talk.odds, sequence.leading(talk))
    if not any(block.label == "" for block in blocks) and is_monologue(talk, company):
        return _told_alone(items, company, name)
    findings: list[Finding] = []
    if len(company.people) > people.MOST:
        company = people.first_of(company, people.MOST)
        findings.append(
            Finding("warning", "many-people", name, f"more than {people.MOST} people and no labels.",
                    f"Label the turns (NAME: text), or say who speaks in {CAST_FILE}.")
        )  # fmt: skip
    attributed = sequence.attribute(talk, company)
    given = list(attributed.turns)
    worth = confidence.confidences(talk, company, given)
    known = [_speaker(person, given, worth, at) for at, person in enumerate(company.people)]
    done: list[Turn] = []
    contradicted: list[tuple[int, Paragraph, Speaker]] = []
    for number, (group, who, sure) in enumerate(zip(groups, given, worth, strict=True)):
        speaker = known[who.person]
        paragraphs = tuple(item.paragraph for item in group)
        again = done and done[-1].speaker == speaker.key and not group[0].behind
        certain = min(sure, _CLOSE_BOUNDARIES) if attributed.alternating and again else sure
        if attributed.alternating and again:
            done[-1] = replace(done[-1], confidence=min(done[-1].confidence, _CLOSE_BOUNDARIES))
            contradicted.append((number, group[0].paragraph, speaker))
        done.append(Turn(speaker.key, paragraphs, round(certain, 4), who.evidence))
    findings.extend(doubts.contradictions(contradicted, name))
    if not attributed.alternating:
        findings.append(
            Finding("warning", "turn-boundaries", name, "the gaps of the page do not show where one speaker ends; turns are told by the words alone.",
                    f"{doubts.MARKING}.")
        )  # fmt: skip
        done = [
            replace(turn, confidence=min(turn.confidence, _CLOSE_BOUNDARIES))
            for turn in _without_repeats(done)
        ]
    findings.extend(_unnamed(name, company, done))
    return RevisedTranscript(
        tuple(known), {speaker.key: frozenset() for speaker in known}, tuple(done), tuple(findings)
    )


def _speaker(
    person: people.Person, given: list[sequence.Attribution], worth: list[float], at: int
) -> Speaker:
    mine = [sure for item, sure in zip(given, worth, strict=True) if item.person == at]
    certain = (
        person.confidence
        if person.named or not mine
        else min(person.confidence, sum(mine) / len(mine))
    )
    evidence = person.evidence
    if not person.named:
        first = next((item.evidence for item in given if item.person == at), ())
        evidence = first[:2] or (Evidence("part", person.name),)
    role = speakers.credited(person.honorific, person.role)
    return Speaker(person.key, person.name, person.part, role, round(certain, 4), evidence)


def _one_voice(items: list[Item], name: str) -> RevisedTranscript:
    speaker = Speaker(
        "host",
        "Host",
        Part.HOST,
        "",
        0.3,
        (Evidence("no-labels", excerpt(items[0].paragraph.text)),),
    )
    finding = Finding(
        "warning", "speaker-unnamed", name, "the captions do not say who speaks; all is given to one voice.",
        f'Add voices to the captions (<v Name>) or a label (NAME:), or {CAST_FILE}: [speakers.host] name = "Full Name"',
    )  # fmt: skip
    turn = Turn("host", tuple(item.paragraph for item in items), 0.3, speaker.evidence)
    return RevisedTranscript((speaker,), {"host": frozenset()}, (turn,), (finding,))


def _told_alone(items: list[Item], company: people.Company, name: str) -> RevisedTranscript:
    """A text without any sign of a second person: one speaker, one turn."""
    own = next(iter(company.selves.values()), None)
    words = (Evidence("one-voice", excerpt(items[0].paragraph.text)),)
    if own is None:
        speaker = Speaker("narrator", "Narrator", Part.NARRATOR, "", _ALONE, words)
    else:
        person = company.people[own]
        role = speakers.credited(person.honorific, person.role)
        speaker = Speaker(
            person.key, person.name, Part.HOST, role, person.confidence, person.evidence
        )
    turn = Turn(speaker.key, tuple(item.paragraph for item in items), _ALONE, words)
    finding = Finding(
        "warning", "one-voice" if own is not None else "speaker-unnamed", name,
        f"nothing asks, answers or calls a second person; all is given to one voice ({speaker.name}).",
        f'{CAST_FILE}: [speakers.{speaker.key}] name = "Full Name"; where more people speak, label the turns (NAME: text).',
    )  # fmt: skip
    return RevisedTranscript((speaker,), {speaker.key: frozenset()}, (turn,), (finding,))


def _unnamed(name: str, company: people.Company, done: list[Turn]) -> list[Finding]:
    speaking = {turn.speaker for turn in done}
    findings: list[Finding] = []
    for person in company.people:
        if not person.named and person.key in speaking:
            what = f"nothing says who the {person.part.value} is"
            if person.perhaps:
                what = f"too little says who the {person.part.value} is (perhaps {person.perhaps})"
            findings.append(
                Finding("warning", "speaker-unnamed", name, f"{what}.",
                        f'{CAST_FILE}: [speakers.{person.key}] name = "{person.perhaps or "Full Name"}"')
            )  # fmt: skip
        elif person.named and person.key not in speaking:
            findings.append(
                Finding("warning", "speaker-silent", name, f"{person.name} is announced, but no turn could be given to them.",
                        f'Label the turns (NAME: text), or {CAST_FILE}: [turns] NUMBER = "{person.key}"')
            )  # fmt: skip
    return findings


def _speaking(cast: RevisedTranscript) -> tuple[Speaker, ...]:
    speaking = {turn.speaker for turn in cast.turns}
    return tuple(speaker for speaker in cast.speakers if speaker.key in speaking)


def _spoken(cast: RevisedTranscript) -> list[Paragraph]:
    return [paragraph for turn in cast.turns for paragraph in turn.paragraphs]


def _with_label_doubts(
    cast: RevisedTranscript,
    unread: list[doubts.UnreadLabel],
    items: list[Item],
    book: LabelBook,
    name: str,
) -> RevisedTranscript:
    """The cast, with the turns doubted that hold a line which may be somebody else's."""
    doubtful = [
        (item.paragraph, item.label)
        for item in items
        if item.label and item.label.key in book.doubtful
    ]
    grave = [row.paragraph for row in unread if row.grave]
    lines = {*grave, *(paragraph for paragraph, _ in doubtful)}
    turns = tuple(
        replace(turn, confidence=min(turn.confidence, _DOUBTFUL_LABEL))
        if not lines.isdisjoint(turn.paragraphs)
        else turn
        for turn in cast.turns
    )
    findings = doubts.label_findings(
        unread, [label for _, label in doubtful], name, labelled=bool(book)
    )
    return replace(cast, turns=turns, findings=(*cast.findings, *findings))
