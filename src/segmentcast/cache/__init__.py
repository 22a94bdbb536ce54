"""What has been made before: spoken sentences by content, and the record of each episode.

The cache may be deleted at any time; all it costs is making things again. It lives in
`.segmentcast/` beside the show.
"""

from segmentcast.cache.digests import digest
from segmentcast.cache.records import Brief, Record, Records
from segmentcast.cache.speech import KeptSpeech, SpeechCache

__all__ = ["Brief", "KeptSpeech", "Record", "Records", "SpeechCache", "digest"]
