"""Opens the pool, the speakers and the caches of a publish."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from segmentcast.cache import Cache, KeptPieces, SpeechCache
from segmentcast.config import ShowConfig
from segmentcast.master import is_piece
from segmentcast.ports import Progress
from segmentcast.provenance.session import SigningSession
from segmentcast.publish.cache_settings import cache_plan
from segmentcast.publish.options import Options
from segmentcast.publish.produce.context import Resources
from segmentcast.publish.workers.pipeline import Workers
from segmentcast.publish.workers.progress import PublishProgress
from segmentcast.publish.workers.speaking_ahead import Heard, PoolSpeakers, Speakers
from segmentcast.publish.workers.thread_pool import PriorityPool
from segmentcast.store import DirectoryStore
from segmentcast.workspace.show_folder import ShowFolder


@contextlib.contextmanager
def open_workers(
    show_folder: ShowFolder,
    options: Options,
    show: ShowConfig,
    cache: Cache,
    progress: Progress,
    episodes: int,
    signing: SigningSession | None = None,
) -> Iterator[Workers]:
    """Context manager for the workers of a publish of `episodes` episodes.

    Raises ConfigError if the program that marks narrated sound does not work.
    """
    watermark = None
    if show.provenance and show.provenance.watermark:
        from segmentcast.provenance.watermark import open_watermark

        watermark = open_watermark(show.provenance, show_folder.path)
    resources = Resources(
        speech=SpeechCache(cache),
        pieces=KeptPieces(cache, is_piece),
        store=DirectoryStore(show_folder.output),
        work=show_folder.work,
        workers=options.workers,
        progress=progress,
        signing=signing,
        watermark=watermark,
    )
    here = options.workers
    if options.cluster in ("", "local"):
        here = max(1, here // 4)  # the other cores run the speaking processes
    pool = PriorityPool(here)
    publish_progress = PublishProgress(progress, episodes)
    try:
        with _speakers(
            show_folder, options, show, pool, resources.speech, publish_progress.spoken
        ) as speakers:
            yield Workers(show, resources, pool, speakers, publish_progress)
    finally:
        pool.stop()
        publish_progress.end()


@contextlib.contextmanager
def _speakers(
    show_folder: ShowFolder,
    options: Options,
    show: ShowConfig,
    pool: PriorityPool,
    speech: SpeechCache,
    heard: Heard,
) -> Iterator[Speakers]:
    """The pool, or a cluster if one is configured."""
    if options.cluster is None:
        yield PoolSpeakers(pool, speech, heard)
        return
    from segmentcast.publish.workers.cluster import ClusterSpeakers, connected

    plan = cache_plan(show_folder, show, options.cache)
    folder = show_folder.work / "cluster"
    processes = max(1, options.workers - pool.workers)
    with connected(options.cluster, processes, folder) as client:
        speakers = ClusterSpeakers(
            client, speech, heard, show.engines, plan if plan.is_shared else None
        )
        try:
            yield speakers
        finally:
            pool.stop()
            speakers.close()
