"""What listeners and readers are told about synthetic voices, in the episode's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from segmentcast import reading
from segmentcast.config.sound import NoticeConfig
from segmentcast.model import Paragraph, Part, Speaker, Transcript, Turn, Utterance, Voice
from segmentcast.ports import Pronouncer

NOTICE_TURN = -1
"""The turn of a cue that is the spoken notice: it stands in no transcript."""

NOTICE_SPEAKER = ""


@dataclass(frozen=True, slots=True)
class _Wording:
    """One language. `whole` and `parts` are spoken: one voice, several voices."""

    whole: tuple[str, str]
    parts: tuple[str, str]
    synthetic: tuple[str, str]
    recorded: tuple[str, str]
    turns: str
    turns_of: str
    joined: tuple[str, str]


_WORDINGS: Mapping[str, _Wording] = {
    "en": _Wording(
        (
            "This story was read by a synthetic voice.",
            "This story was read by synthetic voices.",
        ),
        (
            "Parts of this story are read by a synthetic voice.",
            "Parts of this story are read by synthetic voices.",
        ),
        (
            "The words of {names} are spoken by a synthetic voice.",
            "The words of {names} are spoken by synthetic voices.",
        ),
        ("{names} is heard in a recording.", "{names} are heard in recordings."),
        "turn {numbers}",
        "{name} ({turns})",
        (", ", " and "),
    ),
    "fr": _Wording(
        ("Ce texte est lu par une voix de synthèse.", "Ce texte est lu par des voix de synthèse."),
        (
            "Une partie de ce texte est lue par une voix de synthèse.",
            "Une partie de ce texte est lue par des voix de synthèse.",
        ),
        (
            "Les paroles de {names} sont dites par une voix de synthèse.",
            "Les paroles de {names} sont dites par des voix de synthèse.",
        ),
        (
            "On entend {names} dans un enregistrement.",
            "On entend {names} dans des enregistrements.",
        ),
        "intervention {numbers}",
        "{name} ({turns})",
        (", ", " et "),
    ),
    "es": _Wording(
        ("Una voz sintética ha leído este texto.", "Voces sintéticas han leído este texto."),
        (
            "Una voz sintética lee partes de este texto.",
            "Voces sintéticas leen partes de este texto.",
        ),
        (
            "Una voz sintética dice las palabras de {names}.",
            "Voces sintéticas dicen las palabras de {names}.",
        ),
        ("A {names} se le oye en una grabación.", "A {names} se les oye en grabaciones."),
        "turno {numbers}",
        "{name} ({turns})",
        (", ", " y "),
    ),
    "de": _Wording(
        (
            "Dieser Text wurde von einer künstlichen Stimme gelesen.",
            "Dieser Text wurde von künstlichen Stimmen gelesen.",
        ),
        (
            "Teile dieses Textes werden von einer künstlichen Stimme gelesen.",
            "Teile dieses Textes werden von künstlichen Stimmen gelesen.",
        ),
        (
            "Die Worte von {names} spricht eine künstliche Stimme.",
            "Die Worte von {names} sprechen künstliche Stimmen.",
        ),
        (
            "{names} ist in einer Aufnahme zu hören.",
            "{names} sind in Aufnahmen zu hören.",
        ),
        "Beitrag {numbers}",
        "{name} ({turns})",
        (", ", " und "),
    ),
    "ar": _Wording(
        ("قرأ هذا النص صوت اصطناعي.", "قرأت هذا النص أصوات اصطناعية."),
        ("يقرأ أجزاءً من هذا النص صوت اصطناعي.", "تقرأ أجزاءً من هذا النص أصوات اصطناعية."),
        ("ينطق صوت اصطناعي كلمات {names}.", "تنطق أصوات اصطناعية كلمات {names}."),
        ("يُسمع {names} في تسجيل.", "يُسمع {names} في تسجيلات."),
        "المداخلة {numbers}",
        "{name} ({turns})",
        ("، ", " و"),
    ),
}


def spoken_notice(
    config: NoticeConfig,
    voices: Sequence[Voice],
    *,
    mixed: bool,
    language: str,
    lexicon: Pronouncer,
    pauses: reading.Pauses,
) -> tuple[Utterance, ...]:
    """The notice as utterances that belong to no turn, in the first of `voices`.

    Empty when none is wanted, nothing is narrated, or no text is known for the language.
    """
    if config.place == "none" or not voices:
        return ()
    wording = _WORDINGS.get(_primary(language))
    text = config.text
    if not text and wording:
        text = (wording.parts if mixed else wording.whole)[len(set(voices)) > 1]
    if not text:
        return ()
    speaker = Speaker(NOTICE_SPEAKER, "", Part.NARRATOR)
    said = Transcript((Turn(NOTICE_SPEAKER, (Paragraph(text),)),), (speaker,), language=language)
    spoken = reading.compose(
        said, {NOTICE_SPEAKER: voices[0]}, lexicon, pauses=pauses, language=language
    )
    return tuple(replace(utterance, turn=NOTICE_TURN) for utterance in spoken.utterances)


def written_notice(
    config: NoticeConfig, transcript: Transcript, recorded: frozenset[int], language: str
) -> str:
    """What page and feed say of the voices: empty where their own usual sentence fits.

    Of an episode with both kinds of voice it names who is which; somebody who is heard in both
    has the numbers of the synthetic turns.
    """
    turns = transcript.turns
    narrated = [number for number in range(len(turns)) if number not in recorded]
    if not narrated:
        return ""
    if not recorded:
        return config.text
    wording = _WORDINGS.get(_primary(language)) or _WORDINGS["en"]
    names = {speaker.key: speaker.name for speaker in transcript.speakers}
    heard = list(dict.fromkeys(turns[number].speaker for number in sorted(recorded)))
    synthetic = list(dict.fromkeys(turns[number].speaker for number in narrated))
    spoken = [
        _with_turns(names[key], [n for n in narrated if turns[n].speaker == key], wording)
        if key in heard
        else names[key]
        for key in synthetic
    ]
    sentences = [wording.synthetic[len(spoken) > 1].format(names=_joined(spoken, wording))]
    there = [names[key] for key in heard]
    sentences.append(wording.recorded[len(there) > 1].format(names=_joined(there, wording)))
    return " ".join(sentences)


def _with_turns(name: str, numbers: Sequence[int], wording: _Wording) -> str:
    shown = ", ".join(str(number + 1) for number in numbers)
    return wording.turns_of.format(name=name, turns=wording.turns.format(numbers=shown))


def _joined(names: Sequence[str], wording: _Wording) -> str:
    comma, last = wording.joined
    return last.join((comma.join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


def _primary(language: str) -> str:
    return language.split("-", maxsplit=1)[0].lower()
