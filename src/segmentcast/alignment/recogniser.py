"""The program of a recognition process; every worker runs one.

The library holds the interpreter's lock while it works, and may kill its process if a model is
damaged, so it has processes of its own. This file imports nothing from the package.

Standard input: a line of JSON (model, dictionary, grammar), then for each window a line of JSON
(`samples`, `careful`) and that many 16 bit samples. Another dictionary and grammar may follow at any
time: the acoustic model is loaded once. Standard output: for each window a line of
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
    setup: dict[str, Any] = {}
    number = 0
    decoders: dict[bool, tuple[Any, int]] = {}
    while line := requests.readline():
        request = json.loads(line)
        if "model" in request:
            setup, number = request, number + 1
            continue
        careful = bool(request["careful"])
        if careful not in decoders:
            decoders[careful] = _load(setup, careful), number
        decoder, current = decoders[careful]
        if current != number:
            _switch(decoder, setup, number)
            decoders[careful] = decoder, number
        samples = requests.read(request["samples"] * 2)
        answers.write(json.dumps(_hear(decoder, samples)).encode() + b"\n")
        answers.flush()


def _load(setup: dict[str, Any], careful: bool) -> Any:
    import pocketsphinx

    return pocketsphinx.Decoder(
        pocketsphinx.Config(
            hmm=setup["model"], dict=setup["dictionary"], lm=setup["grammar"],
            loglevel="FATAL", cmn="batch", **(CAREFUL if careful else FAST),
        )
    )  # fmt: skip


def _switch(decoder: Any, setup: dict[str, Any], number: int) -> None:
    """Gives a decoder another dictionary and grammar; it hears exactly what a new one would."""
    before = decoder.current_search()
    decoder.load_dict(setup["dictionary"])
    decoder.add_lm_file(f"grammar {number}", setup["grammar"])
    decoder.activate_search(f"grammar {number}")
    decoder.remove_search(before)


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
