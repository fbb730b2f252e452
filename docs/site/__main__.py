"""`python -m docs.site [FOLDER]`: the site as HTML in that folder, by default build/docs."""

import sys
from pathlib import Path

from docs.site.build import ROOT, build

place = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "docs"
status = build(place)
if not status:
    print(f"page     {place / 'html' / 'index.html'}")
sys.exit(status)
