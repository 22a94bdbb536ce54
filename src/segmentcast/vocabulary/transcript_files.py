"""How the names of transcripts end, by the module of `transcript` that reads them."""

READ_BY: dict[str, tuple[str, ...]] = {
    "plain_text": (".txt", ".text"),
    "html": (".html", ".htm", ".xhtml"),
    "markdown": (".md", ".markdown"),
    "docx": (".docx",),
    "webvtt": (".vtt",),
    "subrip": (".srt",),
    "sbv": (".sbv",),
    "substation": (".ass", ".ssa"),
    "whisper_tsv": (".tsv",),
    "podcast_json": (".json",),
    "segments_json": (".json",),
    "otranscribe": (".otr",),
}
SUFFIXES = tuple(dict.fromkeys(suffix for suffixes in READ_BY.values() for suffix in suffixes))
"""All of them: a file that ends so may be a transcript."""
