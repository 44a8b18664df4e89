"""Write the script by which the form finds personal data: the tables of the check, an engine."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from duban.privacy import personal_data
from duban.privacy import personal_rules

SCRIPT = Path(__file__).parents[1] / "site" / "theme" / "assets" / "privacy.js"


def script() -> str:
    """Return the script."""
    tables = {**personal_data.for_browsers(), "words": personal_rules.words()}
    made = json.dumps(tables, ensure_ascii=True, separators=(",", ":"))
    # Characters people can read stay readable.
    readable = re.sub(r"\\u([4-9][0-9a-f]{3})", lambda found: chr(int(found[1], 16)), made)
    return Path(__file__).with_suffix(".js").read_text("utf-8").replace("TABLES", readable, 1)


if __name__ == "__main__":
    SCRIPT.write_text(script(), encoding="utf-8")
    sys.stdout.write(f"{SCRIPT}\n")
