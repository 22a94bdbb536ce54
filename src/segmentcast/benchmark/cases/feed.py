"""Writes a feed of a thousand episodes; the floor is an XML parser reading it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from segmentcast import feed
from segmentcast.benchmark import material
from segmentcast.benchmark.cases import Task
from segmentcast.benchmark.results import Row
from segmentcast.benchmark.stopwatch import side_by_side
from segmentcast.model import Chapter, Credit, Package, PackageFile, Show

EPISODES = 1_000
SHOW = Show(
    title="Benchmark",
    description="Episodes to measure with.",
    author="Benchmark",
    base_url="https://benchmark.example/podcast/",
    link="https://benchmark.example/podcast/",
    guid="00000000-0000-5000-8000-000000000000",
)


def run(task: Task) -> tuple[Row, ...]:
    """Writes every document: the first one and its archives."""
    from lxml import etree

    count = round(EPISODES * task.factor)
    packages = [package(number) for number in range(count)]
    written = feed.documents(SHOW, packages)
    largest = max(len(document.data) for document in written)
    whole = sum(len(document.data) for document in written)

    def parse() -> None:
        for document in written:
            etree.fromstring(document.data)

    rows = side_by_side(
        "feed",
        {"XML parser reads it": parse, "written": lambda: feed.documents(SHOW, packages)},
        amount=count,
        unit="episodes",
        rounds=task.rounds,
    )
    note = f"{len(written)} documents, {whole / count:.0f} bytes an episode, the longest {largest / 1e6:.2f} MB"
    return (rows[0], replace(rows[1], note=note))


def package(number: int) -> Package:
    """An episode in the feed, with what most episodes have."""
    name = f"talk-{number:06d}"
    # Real hashes: a repetitive feed would compress too well.
    mark = hashlib.sha256(name.encode()).hexdigest()

    def file(role: str, path: str, mime: str, length_bytes: int) -> PackageFile:
        return PackageFile(role, path, mime, length_bytes, mark)  # type: ignore[arg-type]

    return Package(
        id=name,
        guid=f"{mark[:8]}-{mark[8:12]}-5{mark[12:15]}-8{mark[15:18]}-{mark[18:30]}",
        title=f"{mark[:7]}: the ferry, day {number}",
        summary=" ".join(material.sentences(number % 900 + 2)[-2:]),
        published=datetime(2000, 1, 1, tzinfo=UTC) + timedelta(hours=number),
        duration_ms=300_000,
        files=(
            file("audio", f"audio/{name}-{mark[:12]}.mp3", "audio/mpeg", 3_600_000),
            file("vtt", f"captions/{name}-{mark[:12]}.vtt", "text/vtt", 6_000),
            file("captions-json", f"captions/{name}-{mark[:12]}.json", "application/json", 9_000),
            file("chapters", f"chapters/{name}-{mark[:12]}.json", "application/json+chapters", 400),
            file("artwork", f"artwork/{name}-{mark[:12]}.jpg", "image/jpeg", 200_000),
            file("page", f"episodes/{name}/index.html", "text/html", 20_000),
        ),
        cues=(),
        chapters=(Chapter(0, 300_000, "The whole"),),
        credits=(
            Credit("Peter Aune", "host", voice="hibari/heart"),
            Credit("Rosa Lind", "guest", "captain", voice="piper/joe"),
        ),
        notice="The voices in this episode are synthetic.",
    )
