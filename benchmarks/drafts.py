"""How good and how fast a draft of a transcript is.

    python -m benchmarks.drafts SOUND TEXT [--without-notice]

Transcribes SOUND as `segmentcast transcribe` does and compares its words with those of TEXT (a `.vtt`
file's cues, or plain text; labels in capitals at the start of a line are left out). Prints the word
error rate, and how many seconds of sound one second of a processor hears. If TEXT has voices
(`<v Name>`), also how many of its turns are mostly given to the right person.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.recognition import compare, text_of
from segmentcast import transcript
from segmentcast.listening.drafting import DraftSentence
from segmentcast.listening.recogniser import SpeechRecogniser
from segmentcast.ports import SilentProgress
from segmentcast.queries.transcription import plan_transcription, transcribe

_LABEL = re.compile(r"^[A-Z][A-Z .'’-]+:", re.M)
_NOTICE = re.compile(
    r"(?:parts of )?this story (?:was|are|is) read by (?:a )?synthetic voices?\.?\s*", re.I
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print both figures and every difference."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drafts", description=__doc__)
    parser.add_argument("sound", type=Path)
    parser.add_argument("text", type=Path)
    parser.add_argument("--without-notice", action="store_true", help="leave out the spoken notice")
    options = parser.parse_args(arguments)
    recogniser = SpeechRecogniser(workers=os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(shutil.copy(options.sound, folder))
        before = _processor_seconds()
        draft = transcribe(plan_transcription(sound), recogniser, progress=SilentProgress())
        spent = _processor_seconds() - before
    heard = " ".join(sentence.text for sentence in draft.sentences)
    if options.without_notice:
        heard = _NOTICE.sub("", heard, count=1)
    agreement = compare(_LABEL.sub("", text_of(options.text)), heard)
    for difference in agreement.differences:
        print(f"  {difference.kind}: {difference.written or '-'} | {difference.heard or '-'}")
    if "<v " in options.text.read_text(encoding="utf-8-sig"):
        right, turns = _right_people(options.text, draft.sentences)
        print(f"{right} of {turns} turns are the right person's")
    seconds = draft.transcription.duration_ms / 1000
    print(f"{agreement.rate:.2%} of {agreement.words} words wrong")
    print(f"{seconds:.0f} s of sound in {spent:.0f} s of a processor: {seconds / spent:.1f} times")
    return 0


def _right_people(text: Path, sentences: Sequence[DraftSentence]) -> tuple[int, int]:
    """Turns of the text whose sound is mostly given to one voice, always the same for a person."""
    heard: list[tuple[str, Counter[str]]] = []
    for turn in transcript.read(text.read_bytes(), text.name).turns:
        start_ms, end_ms = turn.paragraphs[0].start_ms or 0, turn.paragraphs[-1].end_ms or 0
        shares: Counter[str] = Counter()
        for sentence in sentences:
            shares[sentence.voice] += max(
                0, min(end_ms, sentence.end_ms) - max(start_ms, sentence.start_ms)
            )
        heard.append((turn.speaker, shares))
    people: dict[str, Counter[str]] = {}
    for speaker, shares in heard:
        people.setdefault(speaker, Counter()).update(shares)
    voices = {speaker: shares.most_common(1)[0][0] for speaker, shares in people.items()}
    distinct = len(set(voices.values())) == len(voices) and "" not in voices.values()
    right = sum(shares.most_common(1)[0][0] == voices[speaker] for speaker, shares in heard)
    return right if distinct else 0, len(heard)


def _processor_seconds() -> float:
    """Of this process and the aligner's, which have ended."""
    children = os.times()
    return time.process_time() + children.children_user + children.children_system


if __name__ == "__main__":
    sys.exit(main())
