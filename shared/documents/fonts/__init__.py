"""DejaVu Sans Condensed, cut to Latin, Greek and Cyrillic. The files lie beside this module, with their licence."""

from pathlib import Path

REGULAR = Path(__file__).with_name("DejaVuSansCondensed.ttf")
BOLD = Path(__file__).with_name("DejaVuSansCondensed-Bold.ttf")
