"""What the production of a programme needs, and its result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from segmentcast import alignment, narration
from segmentcast.cache import KeptPieces, SpeechCache
from segmentcast.chapters import ChapterMark
from segmentcast.config import ShowConfig
from segmentcast.loudness import Survey
from segmentcast.model import Cue, Finding, Loudness, LoudnessTarget
from segmentcast.ports import Engine, Progress, SoundSource
from segmentcast.provenance.session import SigningSession
from segmentcast.publish.plan.disclosure import NOTICE_SPEAKER
from segmentcast.publish.plan.episode_plan import EpisodePlan
from segmentcast.publish.produce.kept_alignments import KeptAlignments
from segmentcast.publish.produce.recorded_times import within
from segmentcast.store import DirectoryStore

if TYPE_CHECKING:
    from segmentcast.provenance.watermark import Watermark


@dataclass(frozen=True, slots=True)
class Resources:
    """The caches, the output store, the work folder and the number of threads for production.

    `signing` is None for a show that signs nothing, `watermark` for one that marks nothing.
    """

    speech: SpeechCache
    pieces: KeptPieces
    store: DirectoryStore
    work: Path
    workers: int
    progress: Progress
    signing: SigningSession | None = None
    watermark: Watermark | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """Audio ready for mastering, and when each sentence is heard in it.

    `untouched` is the path of an MP3 that is published unchanged, with its `loudness` and `frames`.
    `survey` is the survey of `source`, if it was already taken.
    """

    source: SoundSource
    cues: tuple[Cue, ...]
    spoken: int = 0
    reused: int = 0
    findings: tuple[Finding, ...] = ()
    untouched: Path | None = None
    loudness: Loudness | None = None
    frames: int = 0
    survey: Survey | None = None
    marks: tuple[ChapterMark, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductionContext:
    """The plan of one episode, and what its programme is produced with.

    `folder` is for files that live as long as the programme. `watermark` marks what is narrated.
    `alignments` are those that were made before.
    """

    plan: EpisodePlan
    show: ShowConfig
    engines: Mapping[str, Engine]
    speech: SpeechCache
    workers: int
    progress: Progress
    folder: Path
    watermark: Watermark | None = None
    alignments: KeptAlignments | None = None

    @property
    def target(self) -> LoudnessTarget:
        return self.show.audio.target

    @property
    def names(self) -> dict[str, str]:
        """Maps each speaker's key to the name to show."""
        speakers = self.plan.transcript.speakers
        return {**{speaker.key: speaker.name for speaker in speakers}, NOTICE_SPEAKER: ""}


def speak(context: ProductionContext) -> narration.Narration:
    """Has the engines speak the plan's sentences and the notice, with the watermark if there is one.

    Raises VoiceError or EngineError.
    """
    spoken = narration.narrate(
        context.plan.spoken,
        context.engines,
        context.speech,
        context.names,
        workers=context.workers,
        progress=context.progress,
        task=f"Narrating {context.plan.folder.name}",
    )
    if context.watermark is None:
        return spoken
    return replace(spoken, source=context.watermark.marked(spoken.source, context.folder))


def aligned(
    context: ProductionContext,
    source: SoundSource,
    sentences: Sequence[alignment.WrittenSentence],
    where: str,
    model: alignment.AlignmentModel | None = None,
) -> tuple[tuple[Cue, ...], tuple[Finding, ...]]:
    """When the sentences are heard in `source`, and the findings of the alignment."""
    result = alignment.align(
        source,
        sentences,
        language=context.plan.language,
        model=model,
        workers=context.workers,
        progress=context.progress,
        where=where,
    )
    return within(result.cues, source), result.findings
