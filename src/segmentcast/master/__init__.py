"""Mastering: brings any sound to the loudness target below the true-peak ceiling, as an MP3."""

from __future__ import annotations

from segmentcast.master.chain import Mastered, already_mastered, encode_mp3
from segmentcast.master.encoded_pieces import PieceCache
from segmentcast.master.levelled import levelled
from segmentcast.master.sectioned import is_piece

__all__ = ["Mastered", "PieceCache", "already_mastered", "encode_mp3", "is_piece", "levelled"]
