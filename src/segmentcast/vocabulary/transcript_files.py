"""How the names of transcripts end, by the module of `transcript` that reads them."""

READ_BY: dict[str, tuple[str, ...]] = {
    "plain_text": (".txt", ".text"),
    "html": (".html", ".htm", ".xhtml"),
    "markdown": (".md", ".markdown"),
    "docx": (".docx",),
    "odt": (".odt",),
    "rtf": (".rtf",),
    "pdf": (".pdf",),
    "webvtt": (".vtt",),
    "subrip": (".srt",),
    "sbv": (".sbv",),
    "substation": (".ass", ".ssa"),
    "whisper_tsv": (".tsv",),
    "scc": (".scc",),
    "ebu_stl": (".stl",),
    "ttml": (".ttml", ".dfxp", ".imsc", ".itt", ".xml"),
    "youtube_xml": (".srv3", ".srv2", ".srv1", ".ytt", ".xml"),
    "tei": (".tei", ".xml"),
    "podcast_html": (".html",),
    "podcast_json": (".json",),
    "segments_json": (".json", ".json3"),
    "otranscribe": (".otr",),
    "columns": (".csv", ".tsv", ".tab"),
}
SUFFIXES = tuple(dict.fromkeys(suffix for suffixes in READ_BY.values() for suffix in suffixes))
"""All of them: a file that ends so may be a transcript."""
FIRST = tuple(
    suffix
    for module in ("plain_text", "html", "markdown", "docx", "webvtt", "subrip", "segments_json")
    for suffix in READ_BY[module]
)
"""Where a folder has a file that ends so, the others in it are something else: a PDF, a table."""
TABLES = (*READ_BY["columns"], ".xml")
"""A table or an XML file is a transcript only where it is called so: most of them are other data."""
CAPTIONS = tuple(
    suffix
    for module in ("sbv", "substation", "scc", "ebu_stl", "ttml", "youtube_xml")
    for suffix in READ_BY[module]
    if suffix not in TABLES
)
"""Captions that count, where a folder has no text, page or usual captions."""


def is_draft(name: str) -> bool:
    """Whether a file is called a draft (`transcript.draft.vtt`): it is no transcript until a person says so."""
    stem, dot, _ = name.casefold().rpartition(".")
    return bool(dot) and stem.endswith(".draft")
