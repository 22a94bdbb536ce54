"""Names and odd forms in a show's episodes that nobody has told the voices how to say."""

from __future__ import annotations

from dataclasses import dataclass

from segmentcast import lexicon
from segmentcast.config import ShowConfig
from segmentcast.errors import SegmentcastError
from segmentcast.lexicon import UnknownWord
from segmentcast.queries.preview import previews
from segmentcast.queries.transcript_preview import Preview
from segmentcast.workspace.show_files import read_cast
from segmentcast.workspace.show_folder import ShowFolder

_USUAL_VOICE = "hibari/heart"


@dataclass(frozen=True, slots=True)
class UnknownNames:
    """The words, most frequent first; the voices of the episodes by speaker; what could not be read.

    `voices` maps a speaker's name to a voice; `left_out` has an episode's name and what is wrong.
    """

    words: tuple[UnknownWord, ...]
    voices: dict[str, str]
    left_out: tuple[tuple[str, SegmentcastError], ...]

    @property
    def voice(self) -> str:
        """The voice to hear a name in: the first speaker's."""
        return next(iter(self.voices.values()), _USUAL_VOICE)


def unknown_names(place: ShowFolder, config: ShowConfig) -> UnknownNames:
    """Those of all episodes. Raises ConfigError."""
    read: list[Preview] = []
    left_out: list[tuple[str, SegmentcastError]] = []
    for folder, preview in previews(place, config, read_cast(place)):
        if isinstance(preview, SegmentcastError):
            left_out.append((folder.name, preview))
        else:
            read.append(preview)
    entries = lexicon.merge_lexicons(
        lexicon.default_lexicon(), lexicon.parse_lexicon(config.lexicon, config.where)
    )
    known, readings = lexicon.Lexicon(entries), [preview.reading for preview in read]
    words = sorted(
        (*lexicon.unknown_words(readings, known), *lexicon.unread_forms(readings, known)),
        key=lambda word: -word.count,
    )
    voices = {
        speaker.name: str(preview.voices[speaker.key])
        for preview in read
        for speaker in preview.transcript.speakers
        if speaker.key in preview.voices
    }
    return UnknownNames(tuple(words), voices, tuple(left_out))
