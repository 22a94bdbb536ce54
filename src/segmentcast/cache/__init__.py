"""What has been made before: spoken sentences and encoded pieces by content, and episodes' records.

A cache may be deleted at any time; all it costs is making things again. It lives in
`.segmentcast/` beside the show, and what is kept by content can be shared by several machines.
"""

from segmentcast.cache.digests import digest
from segmentcast.cache.file_marks import FileMark, FileMarks
from segmentcast.cache.opening import NOWHERE, CachePlan, open_cache, open_shelf
from segmentcast.cache.packages import Packages, Record
from segmentcast.cache.pages import Made, PageMemory
from segmentcast.cache.pieces import KeptPieces
from segmentcast.cache.pruning import Heap, Pruned, Stock, Wish, prune, take_stock
from segmentcast.cache.records import Known, Records, brief_of
from segmentcast.cache.speech import KeptSpeech, SpeechCache, is_credible
from segmentcast.cache.tiers import Cache, Tally
from segmentcast.cache.values import label_of

__all__ = [
    "NOWHERE",
    "Cache",
    "CachePlan",
    "FileMark",
    "FileMarks",
    "Heap",
    "KeptPieces",
    "KeptSpeech",
    "Known",
    "Made",
    "Packages",
    "PageMemory",
    "Pruned",
    "Record",
    "Records",
    "SpeechCache",
    "Stock",
    "Tally",
    "Wish",
    "brief_of",
    "digest",
    "is_credible",
    "label_of",
    "open_cache",
    "open_shelf",
    "prune",
    "take_stock",
]
