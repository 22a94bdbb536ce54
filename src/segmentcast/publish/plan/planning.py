"""Plans an episode: transcript, cast and reading, without producing audio.

Planning is cheap, so every touched episode is planned. The plan decides whether new audio is
needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from segmentcast import cast, files, layout, lexicon, reading
from segmentcast.config import ShowConfig
from segmentcast.config.sound import NoticeConfig
from segmentcast.digest import digest
from segmentcast.errors import Problem, SegmentcastError
from segmentcast.ledger import Entry
from segmentcast.model import Reading, Transcript, VoiceInfo
from segmentcast.publish.plan.disclosure import (
    USUAL_MINUTES,
    spoken_notice,
    with_repetitions,
    written_notice,
)
from segmentcast.publish.plan.episode_plan import EpisodePlan
from segmentcast.publish.plan.episode_words import EpisodeWords, read_words
from segmentcast.publish.plan.input_hashes import own_inputs_of
from segmentcast.publish.plan.recording_extras import chapters_of, cover_of
from segmentcast.publish.plan.sound_source import (
    RECORDED,
    Mixed,
    Narrated,
    Recorded,
    Source,
    files_of,
    find_around,
    find_source,
    key_of,
    recorded_turns,
)
from segmentcast.vocabulary.sound_files import is_sound
from segmentcast.workspace.episode_folder import EpisodeFolder
from segmentcast.workspace.narrated_reading import cast_and_compose
from segmentcast.workspace.show_voices import ShowVoices
from segmentcast.workspace.transcript_source import (
    CAST_FILE,
    fingerprint_of,
    speaker_overrides,
)

_SOUND_SCHEMA = "sound-1"
"""Bumped if the way from sentences to finished audio changes. It doesn't cover library versions:
an update must not give every episode new audio at a new address."""

_NO_NOTICE = NoticeConfig(place="none")


def plan_episode(
    folder: EpisodeFolder,
    show: ShowConfig,
    show_voices: ShowVoices,
    cast_so_far: Mapping[str, str],
    usable: Sequence[VoiceInfo],
    *,
    known: Entry | None = None,
    now: datetime,
    newest: Callable[[], datetime],
    by_sex: bool = True,
) -> EpisodePlan:
    """Reads the episode's files and decides everything except the audio itself.

    `cast_so_far` maps the show's speakers to voices, `known` is the ledger entry under the folder's
    name, and `newest` returns the newest published date of the show. Raises a SegmentcastError with
    every problem. `by_sex` is that of `cast.CastRequest`. The function is long because a plan has many fields;
    it hardly branches.
    """
    # Imported here because reading a transcript (`segmentcast read`) needs no numerical library.
    from segmentcast import narration

    words = read_words(folder, show, show_voices, known, now, newest)
    config, source, language = words.config, words.transcript, words.language
    origin: Source = Narrated()
    if not config.retraction:
        origin = find_source(folder, config, len(source.turns))
    around = find_around(folder, config, show)
    whole, chosen = read_aloud(
        source,
        origin,
        words.lexicon,
        _pauses(show),
        cast.CastRequest(
            previous=cast_so_far,
            named=words.named,
            infos=usable,
            language=language,
            by_sex=by_sex,
            own=config.voices.keys(),
            usual=show.show.language,
        ),
    )
    _prove(source, whole, words.path)
    notice = (config.notice or show.notice) if not config.retraction else _NO_NOTICE
    spoken = _to_speak(whole, notice, origin, words.lexicon, show)
    hashes = {name: files.sha256_of(name) for name in (*files_of(origin), *around.files)}
    parts = (*key_of(origin, hashes), around.config, *(hashes[name] for name in around.files))
    spoken_key = narration.sound_key(spoken, show_voices.for_reading(spoken))
    marked = _watermark(show, folder) if spoken.utterances else ()
    sound = digest([spoken_key, _SOUND_SCHEMA, show.audio, *parts, *marked])
    supplied = chapters_of(folder, config, origin)
    placed = _words_to_place(source, whole, origin)
    decided = supplied.decided
    heard = digest([sound, *placed, *(("chapters", decided) if decided else ())])
    inputs, sources = _inputs(folder, words, origin, hashes)
    if supplied.file:
        sha256 = hashlib.sha256(folder.read(supplied.file)).hexdigest()
        inputs[supplied.file] = sources[str(folder.file(supplied.file))] = sha256
    cover, of_cover = cover_of(config, origin)
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
        title=words.title,
        summary=words.summary,
        published=words.published,
        due=words.due,
        language=language,
        inputs=inputs,
        sources=sources,
        # Stings are placed at chapters, so the words then affect the audio as well.
        sound=heard if around.sting else sound,
        heard=heard,
        unchecked=words.unchecked,
        fingerprint=fingerprint_of(config, words.path, words.data),
        words=digest(word for turn in source.turns for word in turn.text.split())
        if source.turns
        else "",
        newly_cast={
            key: str(voice) for key, voice in chosen.voices.items() if key not in cast_so_far
        },
        findings=(
            *source.findings,
            *of_cover,
            *words.notes.findings,
            *supplied.findings,
            *chosen.findings,
            *whole.findings,
        ),
        cover=cover,
        chapters=supplied,
        show_notes=words.notes.notes,
    )
    own = own_inputs_of(
        plan,
        show,
        transcript=""
        if words.path == folder.config_file or is_sound(words.path.name)
        else inputs[words.path.name],
        overrides=speaker_overrides(folder, config),
        sounds=hashes,
        picture=inputs[config.artwork] if words.picture is not None else "",
    )
    return replace(plan, own=own)


def _watermark(show: ShowConfig, folder: EpisodeFolder) -> tuple[str, ...]:
    """The identity of the program that marks narrated sound, if any. Raises ConfigError."""
    if show.provenance is None or not show.provenance.watermark:
        return ()
    from segmentcast.provenance.watermark import open_watermark

    watermark = open_watermark(show.provenance, Path(folder.root))
    return (watermark.identity,) if watermark else ()


def _prove(source: Transcript, whole: Reading, path: Path) -> None:
    """Raises SegmentcastError if the reading differs from the transcript's words."""
    faults = [finding for finding in reading.prove(source, whole) if finding.severity == "error"]
    if faults:
        raise SegmentcastError(
            Problem(fault.where or str(path), fault.what, fault.mend) for fault in faults
        )


def _inputs(
    folder: EpisodeFolder, words: EpisodeWords, origin: Source, hashes: Mapping[Path, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The hash of each input file by name, and the SHA-256 by path.

    `hashes` are those of the audio files.
    """
    inputs = {words.path.name: digest([words.data])}
    sources = {str(words.path): hashlib.sha256(words.data).hexdigest()}
    for name in (folder.config_file.name, CAST_FILE, words.notes.name):
        if name in folder.names:
            inputs[name] = hashlib.sha256(folder.read(name)).hexdigest()
            sources[str(folder.file(name))] = inputs[name]
    sources |= {str(name): sha256 for name, sha256 in hashes.items()}
    for name, picture in (
        (words.config.artwork, words.picture),
        (words.config.portrait, words.portrait),
    ):
        if picture is not None:
            sha256 = hashlib.sha256(picture).hexdigest()
            sources[str(folder.file(name))] = sha256
            inputs[name] = digest([sha256])
    inputs |= {name.name: hashes[name] for name in files_of(origin)}
    return inputs, sources


def read_aloud(
    source: Transcript,
    origin: Source,
    entries: lexicon.Lexicon,
    pauses: reading.Pauses,
    request: cast.CastRequest,
) -> tuple[Reading, cast.Cast]:
    """Every sentence of a transcript, and voices for all speakers who are not recorded throughout."""
    recorded = recorded_turns(origin, len(source.turns))
    narrated = {turn.speaker for number, turn in enumerate(source.turns) if number not in recorded}
    everybody = not recorded and not isinstance(origin, Recorded)
    speakers = [speaker for speaker in source.speakers if everybody or speaker.key in narrated]
    whole, chosen = cast_and_compose(source, speakers, entries, pauses, request, silent=RECORDED)
    utterances = tuple(
        replace(utterance, voice=RECORDED) if utterance.turn in recorded else utterance
        for utterance in whole.utterances
    )
    return replace(whole, utterances=utterances), chosen


def _to_speak(
    whole: Reading,
    notice: NoticeConfig,
    origin: Source,
    entries: lexicon.Lexicon,
    show: ShowConfig,
) -> Reading:
    """What engines speak: the sentences that are not recorded, and the notice before or after them,
    and between them in a long narration."""
    narrated = tuple(utterance for utterance in whole.utterances if utterance.voice != RECORDED)
    notices = spoken_notice(
        notice,
        [utterance.voice for utterance in narrated],
        mixed=isinstance(origin, Mixed),
        language=whole.language,
        lexicon=entries,
        pauses=_pauses(show),
    )
    ordered = (*notices, *narrated) if notice.place == "start" else (*narrated, *notices)
    every = notice.every_minutes
    if every is None:
        every = USUAL_MINUTES if isinstance(origin, Narrated) else 0
    ordered = with_repetitions(ordered, notices, whole.utterances, every)
    return replace(whole, utterances=ordered)


def _words_to_place(source: Transcript, whole: Reading, origin: Source) -> list[object]:
    """What the alignment gets: the words, and any times that come with the transcript."""
    if isinstance(origin, Narrated):
        return []
    times = [
        (paragraph.start_ms, paragraph.end_ms)
        for turn in source.turns
        for paragraph in turn.paragraphs
    ]
    return [
        *((utterance.turn, utterance.paragraph, utterance.text) for utterance in whole.utterances),
        *times,
    ]


def _pauses(show: ShowConfig) -> reading.Pauses:
    return reading.Pauses(show.pauses.sentence_ms, show.pauses.paragraph_ms, show.pauses.turn_ms)
