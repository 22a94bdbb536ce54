"""What an episode will be: transcript, cast and reading, made without any sound.

All of it is cheap, so it is done for every episode that was touched; what it gives decides
whether sound has to be made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from segmentcast import cast, files, layout, lexicon, reading
from segmentcast.config import EpisodeConfig, ShowConfig
from segmentcast.config.sound import NoticeConfig
from segmentcast.digest import digest
from segmentcast.errors import ArtworkError, ConfigError, Problem, SegmentcastError, VoiceError
from segmentcast.ledger import Entry
from segmentcast.model import Reading, Transcript, Voice, VoiceInfo
from segmentcast.publish.plan.dates import future_dates, no_date, publication_date
from segmentcast.publish.plan.disclosure import spoken_notice, written_notice
from segmentcast.publish.plan.episode_plan import EpisodePlan
from segmentcast.publish.plan.input_hashes import own_inputs_of
from segmentcast.publish.plan.retraction_notice import notice_of
from segmentcast.publish.plan.sound_source import (
    RECORDED,
    Mixed,
    Narrated,
    Source,
    files_of,
    find_around,
    find_source,
    key_of,
    recorded_turns,
)
from segmentcast.workspace.episode_folder import EpisodeFolder
from segmentcast.workspace.show_faults import nobody, voice_faults
from segmentcast.workspace.transcript_source import (
    CAST_FILE,
    fingerprint_of,
    read_transcript,
    source_file,
    speaker_overrides,
)
from segmentcast.workspace.voices import ShowVoices

__all__ = [
    "EpisodePlan",
    "fingerprint_of",
    "lexicon_of",
    "named_voices",
    "plan_episode",
    "read_aloud",
    "read_transcript",
    "source_file",
    "supplied_artwork",
]

_SOUND_SCHEMA = "sound-1"
"""Raised when the way from sentences to the finished sound changes. Versions of libraries are not
part of it: an update of one is no reason to give every episode new sound under a new address."""

_NO_NOTICE = NoticeConfig(place="none")


def plan_episode(
    folder: EpisodeFolder,
    show: ShowConfig,
    desk: ShowVoices,
    kept: Mapping[str, str],
    usable: Sequence[VoiceInfo],
    *,
    known: Entry | None = None,
    now: datetime,
    newest: Callable[[], datetime],
) -> EpisodePlan:
    """Reads the episode's files and decides all but the sound.

    `kept` is the show's cast so far, `known` what the ledger has under the folder's name,
    and `newest` gives the newest date that was published of the show.
    Raises a SegmentcastError with all that is wrong.
    """
    # Only here: a look at a transcript (`segmentcast read`) needs no numerical library.
    from segmentcast import narration

    problems: list[Problem] = []
    config, path, data, source = read_transcript(folder, show)
    problems += future_dates(config, show, now, newest)
    language = config.language or source.language or show.show.language
    if config.retraction:
        if known is not None and not source.turns:
            source = replace(
                source,
                title=source.title or known.title,
                published=source.published or known.published,
            )
        source = notice_of(source, config.retraction, show.show.author, language)
    published, due = publication_date(folder, config, source, show, now)
    if published is None:
        problems.append(no_date(folder, now))
    title = config.title or source.title
    if not title:
        problems.append(
            Problem(
                str(path), "no title in the transcript", 'write title = "..." into episode.toml'
            )
        )
    named = named_voices(show, config, problems)
    problems += voice_faults(config.voices, config.where, desk)
    if not config.retraction:
        problems += nobody(config.voices, source.speakers, config.where)
    entries = lexicon_of(show, config, problems)
    picture = supplied_artwork(folder, config, problems)
    if problems or published is None or due is None:
        raise ConfigError(problems)
    origin: Source = Narrated()
    if not config.retraction:
        origin = find_source(folder, config, len(source.turns))
    around = find_around(folder, config, show)
    whole, chosen = read_aloud(
        source,
        origin,
        entries,
        _pauses(show),
        kept=kept,
        named=named,
        usable=usable,
        language=language,
    )
    faults = [finding for finding in reading.prove(source, whole) if finding.severity == "error"]
    if faults:
        raise SegmentcastError(Problem(f.where or str(path), f.what, f.mend) for f in faults)
    notice = (config.notice or show.notice) if not config.retraction else _NO_NOTICE
    spoken = _to_speak(whole, notice, origin, entries, show)
    hashes = {name: files.sha256_of(name) for name in (*files_of(origin), *around.files)}
    sound = digest(
        [
            narration.sound_key(spoken, desk.for_reading(spoken)),
            _SOUND_SCHEMA,
            show.audio,
            *key_of(origin, hashes),
            around.config,
            *(hashes[name] for name in around.files),
        ]
    )
    heard = digest([sound, *_words_to_place(source, whole, origin)])
    inputs = {path.name: digest([data])}
    sources = {str(path): hashlib.sha256(data).hexdigest()}
    for name in (folder.config_file.name, CAST_FILE):
        if name in folder.names:
            inputs[name] = hashlib.sha256(folder.read(name)).hexdigest()
            sources[str(folder.file(name))] = inputs[name]
    sources |= {str(name): sha256 for name, sha256 in hashes.items()}
    if picture is not None:
        sources[str(folder.file(config.artwork))] = hashlib.sha256(picture).hexdigest()
        inputs[config.artwork] = digest([hashlib.sha256(picture).hexdigest()])
    inputs |= {name.name: hashes[name] for name in files_of(origin)}
    plan = EpisodePlan(
        id=layout.episode_id(folder.name),
        folder=folder,
        config=config,
        transcript=source,
        source=origin,
        reading=whole,
        spoken=spoken,
        around=around,
        notice=written_notice(notice, source, recorded_turns(origin, len(source.turns)), language),
        voices=chosen.voices,
        title=title,
        summary=source.summary if config.retraction else config.summary or source.summary or title,
        published=published,
        due=due,
        language=language,
        inputs=inputs,
        sources=sources,
        # Stings stand where chapters begin: then the words decide the sound as well.
        sound=heard if around.sting else sound,
        heard=heard,
        fingerprint=fingerprint_of(config, path, data),
        words=digest(word for turn in source.turns for word in turn.text.split()),
        newly_cast={key: str(voice) for key, voice in chosen.voices.items() if key not in kept},
        findings=(*source.findings, *chosen.findings, *whole.findings),
    )
    own = own_inputs_of(
        plan,
        show,
        transcript=inputs[path.name] if path != folder.config_file else "",
        overrides=speaker_overrides(folder, config),
        sounds=hashes,
        picture=inputs[config.artwork] if picture is not None else "",
    )
    return replace(plan, own=own)


def read_aloud(
    source: Transcript,
    origin: Source,
    entries: lexicon.Lexicon,
    pauses: reading.Pauses,
    *,
    kept: Mapping[str, str],
    named: Mapping[str, Voice],
    usable: Sequence[VoiceInfo],
    language: str,
) -> tuple[Reading, cast.Cast]:
    """Every sentence of a transcript, and voices for those people who are not recorded throughout."""
    recorded = recorded_turns(origin, len(source.turns))
    narrated = {turn.speaker for number, turn in enumerate(source.turns) if number not in recorded}
    speakers = [speaker for speaker in source.speakers if not recorded or speaker.key in narrated]
    chosen = (
        cast.assign(
            speakers,
            previous=kept,
            named=_speaking(named, usable, source, language),
            infos=usable,
            language=language,
        )
        if speakers
        else cast.Cast(())
    )
    voices = {speaker.key: RECORDED for speaker in source.speakers} | chosen.voices
    whole = reading.compose(source, voices, entries, pauses=pauses, language=language)
    utterances = tuple(
        replace(utterance, voice=RECORDED) if utterance.turn in recorded else utterance
        for utterance in whole.utterances
    )
    return replace(whole, utterances=utterances), chosen


def _speaking(
    named: Mapping[str, Voice], usable: Sequence[VoiceInfo], source: Transcript, language: str
) -> Mapping[str, Voice]:
    """The voices that show and episode name; without those of another language where the words turned out
    to be in one that nobody had told."""
    found = any(finding.rule == "language" for finding in source.findings)
    if not found or source.language != language:
        return named
    known = {(info.engine, info.name): info for info in usable}
    return {
        who: voice
        for who, voice in named.items()
        if (info := known.get((voice.engine, voice.name))) is None or cast.speaks(info, language)
    }


def _to_speak(
    whole: Reading,
    notice: NoticeConfig,
    origin: Source,
    entries: lexicon.Lexicon,
    show: ShowConfig,
) -> Reading:
    """What engines say: the sentences that are not recorded, and the notice before or after them."""
    narrated = tuple(each for each in whole.utterances if each.voice != RECORDED)
    said = spoken_notice(
        notice,
        [each.voice for each in narrated],
        mixed=isinstance(origin, Mixed),
        language=whole.language,
        lexicon=entries,
        pauses=_pauses(show),
    )
    ordered = (*said, *narrated) if notice.place == "start" else (*narrated, *said)
    return replace(whole, utterances=ordered)


def _words_to_place(source: Transcript, whole: Reading, origin: Source) -> list[object]:
    """What is looked for in a recording: the words, and the times that the transcript brings."""
    if isinstance(origin, Narrated):
        return []
    times = [
        (paragraph.start_ms, paragraph.end_ms)
        for turn in source.turns
        for paragraph in turn.paragraphs
    ]
    return [*((each.turn, each.paragraph, each.text) for each in whole.utterances), *times]


def _pauses(show: ShowConfig) -> reading.Pauses:
    return reading.Pauses(show.pauses.sentence_ms, show.pauses.paragraph_ms, show.pauses.turn_ms)


def supplied_artwork(
    folder: EpisodeFolder, config: EpisodeConfig, problems: list[Problem]
) -> bytes | None:
    """The bytes of the picture that episode.toml names; what podcast apps would refuse is a problem."""
    if not config.artwork:
        return None
    from segmentcast import artwork

    path = folder.file(config.artwork)
    if not path.is_file():
        what = f'artwork = "{config.artwork}", but there is no such file'
        problems.append(Problem(config.where, what, "put it there, or leave the key out"))
        return None
    data = files.read(path)
    try:
        artwork.require(data, str(path))
    except ArtworkError as error:
        problems.extend(error.problems)
    return data


def named_voices(
    show: ShowConfig, config: EpisodeConfig, problems: list[Problem]
) -> dict[str, Voice]:
    """The voices that the show or the episode names; the episode's word counts more."""
    named: dict[str, Voice] = {}
    for voices, where in ((show.voices, show.where), (config.voices, config.where)):
        for who, text in voices.items():
            try:
                named[who] = cast.parse_voice(text, f"{where}: voices.{who}")
            except VoiceError as error:
                problems.extend(error.problems)
    return named


def lexicon_of(show: ShowConfig, config: EpisodeConfig, problems: list[Problem]) -> lexicon.Lexicon:
    """The lexicon that ships, the show's over it, the episode's over both."""
    layers = [lexicon.default_lexicon()]
    for table, where in ((show.lexicon, show.where), (config.lexicon, config.where)):
        try:
            layers.append(lexicon.parse_lexicon(table, where))
        except ConfigError as error:
            problems.extend(error.problems)
    return lexicon.Lexicon(lexicon.merge_lexicons(*layers))
