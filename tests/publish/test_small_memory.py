"""A small machine: the whole main job with 3,000,000 kB of address space."""

import json
import os
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from segmentcast import engines
from segmentcast.model import Spoken, Voice

LIMIT_BYTES = 3_000_000 * 1024
LIMITED = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({limit}, {limit}))
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
os.execv(sys.executable, [sys.executable, "-m", "segmentcast", *sys.argv[1:]])
"""
SHOW = """
title = "Harbour Notes"
description = "Talks from the harbour."
author = "Harbour Radio"
base_url = "https://harbour.example/podcast/"
artwork = "cover.jpg"
"""
TALK = (
    ("Ruth Calder", "The old harbour wall was opened to the tide again last spring."),
    ("Peter Lang", "The first thing that came back was the eelgrass, and then the birds."),
    ("Ruth Calder", "Nobody in the town had expected that so soon."),
    ("Peter Lang", "No, and the fishermen were the first to tell us about it."),
)


def limited(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """The command with the limit, on two cores at most; tests are no terminal, so nothing asks."""
    script = LIMITED.format(limit=LIMIT_BYTES)
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "default"},
    )


@pytest.fixture
def show(tmp_path: Path) -> Path:
    """A show with a JPEG cover, an episode to be narrated, and one with its recording."""
    place = tmp_path / "episodes"
    words = "\n\n".join(f"{name}: {text}" for name, text in TALK)
    for folder in ("2026-03-14-narrated", "2026-03-21-recorded"):
        (place / folder).mkdir(parents=True)
        title = f"{folder[11:].capitalize()} walls"
        (place / folder / "transcript.txt").write_text(f"{title}\n\n{words}\n", "utf-8")
    (place / "show.toml").write_text(SHOW, "utf-8")
    noise = np.random.default_rng(7).integers(0, 255, (3000, 3000, 3), dtype=np.uint8)
    Image.fromarray(noise).save(place / "cover.jpg", quality=20)
    heart = engines.get("hibari")
    with wave.open(str(place / "2026-03-21-recorded" / "recording.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        for _, text in TALK:
            sound = heart.synth(Spoken(text), Voice("hibari", "heart")).samples
            file.writeframes((np.clip(sound, -1, 1) * 32_000).astype("<i2").tobytes())
            file.writeframes(bytes(24_000))
    return place


def test_a_show_is_published_with_three_gigabytes(show: Path, tmp_path: Path) -> None:
    """Narration, a recording with its alignment, cover, pages and delivery fit; so does doing it again."""
    target = tmp_path / "host"
    done = limited("publish", show, "--to", target, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert [episode["status"] for episode in report["episodes"]] == ["made", "made"]
    assert (target / "feed.xml").is_file()
    assert len([*target.rglob("*.mp3")]) == 2
    assert len([*target.glob("artwork/show-*.jpg")]) == 3
    again = limited("publish", show, "--to", target)
    assert (again.returncode, "Nothing changed" in again.stdout) == (0, True), again.stderr
    checked = limited("check", show)
    assert checked.returncode == 0, checked.stdout + checked.stderr
