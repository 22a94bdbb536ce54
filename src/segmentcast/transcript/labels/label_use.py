"""What a document does with words before a colon: how often, in front of which paragraphs, beside what.

Here those labels are judged that do not look like an ordinary name. Repetition and surroundings
decide, never a list of words alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set

from segmentcast.model import Part
from segmentcast.transcript.labels.label_forms import Label, is_usual
from segmentcast.transcript.labels.label_openings import Openings
from segmentcast.transcript.labels.label_shapes import (
    LabelShape,
    begins_like_speech,
    is_clause,
    is_ordinary,
    is_uncased,
    names_office,
)
from segmentcast.transcript.text.names import key_of, may_begin_name, tokens_of

_MOST = 0.8
_MOST_LETTERS = 3
_HABIT = 5
_TITLE = 2
"""Characters at the end of a name that are its title, in scripts that write no spaces: 議員, 局長, さん."""
_FEW_ALONE = 2
_NEARLY_ALL = 0.9
_QUESTIONS = frozenset(
    "q p f d question pregunta pergunta frage domanda demande вопрос 问 問 질문 سؤال".split()
)
_ANSWERS = frozenset(
    "a r answer respuesta resposta antwort risposta reponse ответ 答 답 답변 جواب".split()
)
_ASKING = frozenset(("q", *(word for word in _QUESTIONS if len(word) > 1)))
_ANSWERING = frozenset(("a", *(word for word in _ANSWERS if len(word) > 1)))
_REMARKS = frozenset(
    "note notes music sound correction update source sources credit credits photo image video audio".split()
)
"""What pages write before their own words among labelled turns; people begin with "Question: " or "Next: "."""


def is_plain(label: Label) -> bool:
    """Whether the words could hardly begin a sentence: "Will Smith", not "And Rosa"."""
    if label.strength < 2 and is_clause(label.name):
        return False
    return not begins_like_speech(label.name) or names_office(label.name)


def repeated_otherwise(openings: Openings, accepted: set[str]) -> set[str]:
    """Keys of unusual labels that the document repeats, where `accepted` are its usual ones."""
    counts = Counter(label.key for label in openings.others())
    often = {key: count for key, count in counts.items() if count > 1}
    shapes = {label.key: label for label in openings.others() if label.key in often}
    unusual = {key for key, label in shapes.items() if label.shape is LabelShape.UNUSUAL}
    if not accepted and len(unusual) < 2:
        unusual = {key for key in unusual if often[key] > 2}
    if not openings.plainly(accepted | unusual, set()):
        # Labels at the changes only, as captions have them: small letters begin captions, too, but in bold.
        unusual = {
            key
            for key in unusual
            if often[key] > 2 and (shapes[key].strength > 1 or not shapes[key].name[:1].islower())
        }
    letters = {label.key for label in openings.of_names() if _is_letters(label)} & accepted
    if len(letters) > 1:  # "IS:" among "DE:" and "MM:" is somebody's initials
        unusual |= {key for key, label in shapes.items() if often[key] > 2 and _is_letters(label)}
    total = len(openings.labels)
    unusual |= {  # "Miembro del público:" before one paragraph in forty is no phrase
        key
        for key, label in shapes.items()
        if label.shape is LabelShape.PHRASE
        and is_plain(label)
        and often[key] >= max(_HABIT, total // 40)
    }
    rest = {
        key
        for key, label in shapes.items()
        if label.shape < LabelShape.UNUSUAL
        and (often[key] > 2 or names_office(label.name) or may_begin_name(key))
    }
    together = accepted | unusual | rest
    if rest and len(together) > 1 and openings.coverage(together) >= _MOST:
        return unusual | rest
    return unusual


def once_otherwise(openings: Openings, accepted: set[str]) -> set[str]:
    """Keys of unusual labels that a plainly labelled document has once."""
    others = {label.key: label for label in openings.others() if label.key not in accepted}
    known = {
        token
        for label in openings.of_names()
        if label.key in accepted
        for token in tokens_of(label.name)
    }
    reversed_names = {label.key for label in openings.others() if _is_last_first(label)}
    nearly_all = openings.coverage(accepted | set(others)) >= _NEARLY_ALL
    titles = {
        label.name[-_TITLE:]
        for label in openings.others()
        if label.key in accepted and is_uncased(label.name) and len(label.name) > _TITLE
    }
    keys: set[str] = set()
    for key, label in others.items():
        hardly = label.shape is LabelShape.PHRASE and not names_office(label.name)
        hardly = hardly or (label.strength < 2 and is_clause(label.name))
        if hardly or label.shape is LabelShape.WORD or key not in openings.spoken:
            continue
        words = label.name.split()
        if begins_like_speech(label.name) and tokens_of(label.name)[-1] in known:
            continue  # "And Rosa: why?" calls her
        if _is_last_first(label):
            fits = len(reversed_names) > 1
        elif label.strength > 1 and label.shape is LabelShape.UNUSUAL:
            fits = True  # emphasised, or in capitals
        elif is_uncased(label.name) and label.name[-_TITLE:] in titles:
            fits = len(label.name) > _TITLE  # "王議員", where "李議員" is a label
        elif label.shape is LabelShape.PHRASE or len(words) < 2:
            fits = nearly_all
        elif label.name[:1].islower():
            fits = nearly_all or openings.small == 1
        else:
            fits = nearly_all or is_plain(label)
        if fits:
            keys.add(key)
    return keys


def once_by_one_word(openings: Openings, accepted: set[str]) -> set[str]:
    """Keys of single words in front of one paragraph, where nearly every other paragraph has a label."""
    open_keys = {
        label.key
        for label in openings.of_names()
        if label.key in openings.spoken and label.key not in accepted
    }
    if not open_keys or openings.coverage(accepted | open_keys) < _NEARLY_ALL:
        return set()
    return open_keys


def there_once(openings: Openings, accepted: Set[str], elsewhere: Set[str]) -> set[str]:
    """Of the accepted keys the single words that are there once, in mixed case, and not `elsewhere`.

    "Method: mix it." looks like "Ana: I did." Only where other labels are there more than once:
    otherwise all labels are so.
    """
    counts = Counter(label.key for label in openings.labels if label and label.strength)
    if not any(counts[key] > 1 for key in accepted):
        return set()
    return {
        label.key
        for label in openings.of_names()
        if label.key in accepted
        and counts[label.key] == 1
        and label.strength == 1
        and " " not in label.name
        and not label.honorific
        and not label.generic
        and label.key not in elsewhere
    }


def hardly_names(openings: Openings) -> set[str]:
    """Keys of labels that a sentence could begin with as well: "The Result", not "The Minister".

    So could what is written small: "bell hooks" looks like "next one", and not "**hooks:**".
    """
    return {
        label.key
        for label in openings.others()
        if not is_plain(label)
        or (
            label.name[:1].islower()
            and not _has_capital(label.name)
            and not _is_word_in_bold(label)
        )
    }


def ordinary_once(openings: Openings) -> set[str]:
    """Keys of ordinary words that are there once: "The question is", "One more thing".

    Captions have no label in front of most cues, so that neighbours say nothing of such words.
    """
    counts = Counter(label.key for label in openings.labels if label and label.strength)
    return {
        label.key
        for label in openings.labels
        if label is not None
        and label.strength == 1
        and counts[label.key] == 1
        and not (label.generic or label.marked)
        and is_ordinary(label.name)
    }


def alone_like_others(openings: Openings, accepted: set[str]) -> set[str]:
    """Keys of labels on a line of their own, where an accepted one stands so as well.

    One word of any use has to be in capitals, and there at least three times: "QUESTION:".
    """
    counts = Counter(
        label.key
        for label, alone in zip(openings.labels, openings.alone, strict=True)
        if alone and label is not None
    )
    standing = {
        label.key: label
        for label, alone in zip(openings.labels, openings.alone, strict=True)
        if alone
        and label
        and label.strength
        and is_plain(label)
        and (
            label.shape >= LabelShape.UNUSUAL
            or (
                label.shape is LabelShape.WORD
                and label.name.isupper()
                and counts[label.key] > _FEW_ALONE
            )
        )
    }
    return set(standing) if not accepted.isdisjoint(standing) else set()


def looks_like_label(
    label: Label, count: int, *, labelled: bool, sentences: bool, dense: bool = False
) -> bool:
    """Whether words that were not taken for a label may be one nevertheless.

    `count`: how often they are there. `labelled`: the document has labels. `sentences`: its
    paragraphs begin with capitals, as captions do not. `dense`: nearly all have a label.
    """
    if not label.strength:
        return False
    if dense and _is_no_clause(label):
        return True
    if label.shape is LabelShape.NAME or count > 2:
        return True
    if label.shape is LabelShape.UNUSUAL:
        if is_uncased(label.name):
            return count > 1 or " " in label.name or labelled
        return count > 1 or (labelled and (sentences or not label.name[:1].islower()))
    return labelled and (count > 1 or label.shape is LabelShape.WORD or names_office(label.name))


def is_grave(label: Label, count: int, *, labelled: bool, dense: bool = False) -> bool:
    """Whether such words are as likely a label as not, so that the turn around them is in doubt.

    Where nearly all paragraphs have a label (`dense`), so are words of any shape that begin no sentence.
    """
    if dense and _is_no_clause(label) and not is_usual(label.name):
        return True
    if labelled and names_office(label.name) and not is_clause(label.name):
        return True
    if labelled and label.key in _REMARKS:
        return True
    if not labelled:  # one word before a colon is hardly a label there
        return " " in label.name and label.shape >= LabelShape.UNUSUAL
    return count > 1 or label.shape >= LabelShape.UNUSUAL


def question_answer_parts(openings: Openings) -> Mapping[str, Part]:
    """Letters and words for question and answer, where the document has both: Q and A, P. and R."""
    keys = {label.key for label in openings.labels if label and label.strength}
    asking, answering = keys & _QUESTIONS, keys & _ANSWERS
    if not asking or not answering:
        return {}
    return dict.fromkeys(asking, Part.HOST) | dict.fromkeys(answering, Part.GUEST)


def asks(label: Label, text: str) -> bool:
    """Whether a paragraph is headed as a question and is one: "Question: what will it cost?"."""
    return label.key in _ASKING and not label.role and any(mark in text for mark in "?？؟")


def questions_from_nobody(openings: Openings, texts: Sequence[str], accepted: Set[str]) -> set[str]:
    """Keys of the word or letter for a question, where several are answered by those whose labels are `accepted`.

    So is that for an answer, where several follow their questions: "Q (Vera Lunn): Why?", "A: We asked."
    """
    counts: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    before = ""
    for at, label in enumerate(openings.labels):
        behind = at + 1 + openings.alone[at]
        if label is not None and label.key in _ASKING:
            asked = asks(label, " ".join(texts[at:behind]))
            following = openings.labels[behind] if behind < len(texts) else None
            other = following is not None and following.key != label.key
            counts[label.key] += asked and other
            # In capitals, before another's words again and again, it is a label though few ask.
            known = following is not None and following.key in accepted
            answered[label.key] += other and known and label.name.isupper()
        elif label is not None and label.key in _ANSWERING and not label.role:
            asker = openings.labels[at - 1] if at else None
            known = before in accepted or (asker is not None and asker.key in accepted)
            counts[label.key] += known and texts[at - 1].rstrip().endswith(("?", "？", "؟"))
        before = label.key if label is not None and openings.alone[at] else ""
    often = {key for key, count in answered.items() if count > _FEW_ALONE}
    return {key for key, count in counts.items() if count > 1} | often if accepted else set()


def offices_of(labels: Iterable[Label]) -> Mapping[str, str]:
    """Who holds each office that a label names together with its holder; nobody where two do."""
    holders: dict[str, set[str]] = {}
    for label in labels:
        if label.office:
            holders.setdefault(key_of(label.office), set()).add(label.name)
    return {key: names.pop() for key, names in holders.items() if len(names) == 1}


def _is_no_clause(label: Label) -> bool:
    """Whether words begin no sentence: "Abu al-Stone", "Голос из зала", and not "Second answer" or "In short, it is"."""
    if is_clause(label.name) or begins_like_speech(label.name) or label.role:
        return False
    last = label.name.split()[-1]
    return label.shape is not LabelShape.PHRASE or _has_capital(last) or not label.name.isascii()


def _is_word_in_bold(label: Label) -> bool:
    return label.strength > 1 and " " not in label.name


def _has_capital(name: str) -> bool:
    return any(map(str.isupper, name))


def _is_letters(label: Label) -> bool:
    return 1 < len(label.name) <= _MOST_LETTERS and label.name.isalpha() and label.name.isupper()


def _is_last_first(label: Label) -> bool:
    before, comma, _ = label.words.partition(",")
    return bool(comma) and " " in label.name and not label.name.startswith(before)


__all__ = [
    "alone_like_others",
    "asks",
    "hardly_names",
    "is_grave",
    "is_plain",
    "looks_like_label",
    "offices_of",
    "once_by_one_word",
    "once_otherwise",
    "ordinary_once",
    "question_answer_parts",
    "questions_from_nobody",
    "repeated_otherwise",
    "there_once",
]
