"""Proof by ear in a publish: a new narration whose sound says something else is held.

Asked for with `publish --listen`. `checked = true` in episode.toml releases the episode, as it does one
with doubtful speakers. A sound that was heard once, and came back as it is written, is not heard again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from segmentcast import files
from segmentcast.errors import UsageError
from segmentcast.model import Finding, Package
from segmentcast.ports import Progress
from segmentcast.records import Records
from segmentcast.workspace.show_folder import ShowFolder

if TYPE_CHECKING:
    from segmentcast.listening.recogniser import SpeechRecogniser
    from segmentcast.publish.plan.episode_plan import Plan

_REMEMBERED = "heard:"


@dataclass(frozen=True, slots=True)
class EarProof:
    """What a publish hears of the narrations that it made."""

    show_folder: ShowFolder
    records: Records
    recogniser: SpeechRecogniser
    progress: Progress

    def findings(self, plan: Plan, package: Package) -> tuple[Finding, ...]:
        """What is heard otherwise than it is written; nothing for recordings, and for what was checked."""
        audio = package.file("audio")
        if plan.sound_plan is None or not package.narrated or audio is None or audio.url:
            return ()
        if plan.config.checked or plan.config.retraction:
            return ()
        key = f"{audio.sha256} {plan.words} {self.recogniser.fingerprint}"
        if self.records.state(_REMEMBERED + plan.id) == key:
            return ()
        # Heavy to import, and a publish without --listen, or with nothing to do, needs none of it.
        from segmentcast import audio_io
        from segmentcast.listening.proof import describe, prove_sound

        where = str(plan.folder.path)
        source = audio_io.open_source(files.inside(self.show_folder.output, audio.path))
        try:
            heard = prove_sound(
                source, package.cues, self.recogniser, package.language, self.progress
            )
        except UsageError as error:
            what = f"it was not heard: {error.problems[0].what}"
            return (Finding("warning", "not-heard", where, what, error.problems[0].mend),)
        if not heard:
            self.records.set_state(_REMEMBERED + plan.id, key)
        return tuple(describe(where, package.cues[one.sentence], one) for one in heard)


def reason_to_hold(findings: tuple[Finding, ...]) -> str:
    """Why a new episode with these findings waits for a person; empty where it does not."""
    from segmentcast.listening.proof import RULE

    count = sum(finding.rule == RULE for finding in findings)
    if not count:
        return ""
    places = "1 place is" if count == 1 else f"{count} places are"
    return (
        f"{places} heard otherwise than written; correct the words or the lexicon,"
        " or write checked = true at the top of episode.toml"
    )


def for_published(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings for an episode that subscribers have already: it is published all the same."""
    from segmentcast.listening.proof import RULE

    return tuple(
        replace(
            finding, what=f"{finding.what}; published all the same, as subscribers have it already"
        )
        if finding.rule == RULE
        else finding
        for finding in findings
    )
