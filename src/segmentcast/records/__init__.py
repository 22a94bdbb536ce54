"""Records of published episodes. Losing them costs only time."""

from segmentcast.records.database import Known, Records, brief_of
from segmentcast.records.file_marks import FileMark, FileMarks
from segmentcast.records.packages import Packages, Record
from segmentcast.records.written_pages import PageMemory, WrittenFiles

__all__ = [
    "FileMark",
    "FileMarks",
    "Known",
    "Packages",
    "PageMemory",
    "Record",
    "Records",
    "WrittenFiles",
    "brief_of",
]
