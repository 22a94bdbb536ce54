"""The content-addressed cache of spoken sentences and encoded pieces.

It may be deleted at any time; everything is then made again. It is in `.segmentcast/` next to the
show, and several machines can share one.
"""

from segmentcast.cache.pieces import KeptPieces
from segmentcast.cache.pruning import Pruned, PrunePolicy, Size, Usage, measure_usage, prune
from segmentcast.cache.sealed_values import label_of
from segmentcast.cache.settings import NOWHERE, CachePlan, open_backend, open_cache
from segmentcast.cache.speech import KeptSpeech, SpeechCache, is_credible
from segmentcast.cache.two_tier import Cache, Counters

__all__ = [
    "NOWHERE",
    "Cache",
    "CachePlan",
    "Counters",
    "KeptPieces",
    "KeptSpeech",
    "PrunePolicy",
    "Pruned",
    "Size",
    "SpeechCache",
    "Usage",
    "is_credible",
    "label_of",
    "measure_usage",
    "open_backend",
    "open_cache",
    "prune",
]
