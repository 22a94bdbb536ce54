"""The benchmarks that need a checkout, for the harness of `segmentcast bench`."""

from segmentcast.benchmark import Suite

CASES = Suite(
    "benchmarks.cases",
    {
        "archive": "publish into a large archive, beside feedgen writing the same feed",
        "cache": "keep and pack a sentence: as a file, as a row, in several formats",
        "cluster": "speak on a cluster; schedule; lose workers and change no byte",
        "edit": "edit one sentence of a long episode, against making it whole",
        "fresh-episodes": "publish fresh episodes, against the bare engines speaking them",
        "full-stops": "publish a text without full stops, against the same text with them",
        "serve-load": "serve parts of a long episode to many clients; compare every byte",
        "sound": "master difficult sound of several formats, against bare ffmpeg",
    },
)
"""What `python -m benchmarks` runs."""
