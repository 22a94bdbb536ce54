"""What is remembered of each episode since it was last made. It may be lost, and costs only time."""

from segmentcast.records.database import Known, Records, brief_of
from segmentcast.records.file_marks import FileMark, FileMarks
from segmentcast.records.packages import Packages, Record
from segmentcast.records.written_pages import Made, PageMemory

__all__ = [
    "FileMark",
    "FileMarks",
    "Known",
    "Made",
    "Packages",
    "PageMemory",
    "Record",
    "Records",
    "brief_of",
]
