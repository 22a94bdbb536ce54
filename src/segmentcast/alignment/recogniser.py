"""The program of a recognition process; every worker runs one.

The library holds the interpreter's lock while it works, and may kill its process if a model is
damaged, so it has processes of its own. This file imports nothing from the package.

Standard input: a line of JSON (model, dictionary, grammar), then for each window a line of JSON
(`samples`, `careful`) and that many 16 bit samples. Standard output: for each window a line of
JSON, [[word, first frame, frame after the last], ...], 100 frames a second.
"""

from __future__ import annotations

import json
import sys
from typing import Any, BinaryIO

FAST = {
    "fwdflat": False, "bestpath": False, "ds": 2, "topn": 2, "maxhmmpf": 2000,
    "beam": 1e-40, "pbeam": 1e-40, "wbeam": 1e-25,
}  # fmt: skip
CAREFUL = {"fwdflat": True, "bestpath": True}


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answers requests until they end."""
    import pocketsphinx

    setup = json.loads(requests.readline())
    decoders: dict[bool, Any] = {}
    while line := requests.readline():
        request = json.loads(line)
        careful = bool(request["careful"])
        if careful not in decoders:
            decoders[careful] = pocketsphinx.Decoder(
                pocketsphinx.Config(
                    hmm=setup["model"], dict=setup["dictionary"], lm=setup["grammar"],
                    loglevel="FATAL", cmn="batch", **(CAREFUL if careful else FAST),
                )
            )  # fmt: skip
        samples = requests.read(request["samples"] * 2)
        answers.write(json.dumps(_hear(decoders[careful], samples)).encode() + b"\n")
        answers.flush()


def _hear(decoder: Any, samples: bytes) -> list[tuple[str, int, int]]:
    # state from earlier windows would make a window's words depend on their order
    decoder.reinit_feat()
    decoder.start_utt()
    decoder.process_raw(samples, no_search=False, full_utt=True)
    decoder.end_utt()
    return [
        (segment.word.split("(")[0], segment.start_frame, segment.end_frame + 1)
        for segment in decoder.seg() or ()
        if segment.word[0] not in "<[+"
    ]


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
