"""Write the tables by which the form finds personal data: those of the check."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from duban.privacy import personal_data
from duban.privacy import personal_rules

TABLES = Path(__file__).parents[1] / "site" / "script" / "personal.json"


def tables() -> str:
    """Return the tables as JSON, for ``site/script/personal.js``."""
    found = {**personal_data.for_browsers(), "words": personal_rules.words()}
    made = json.dumps(found, ensure_ascii=True, indent=1)
    # Characters people can read stay readable; what a pattern escapes stays as the pattern has it.
    readable = re.sub(r"(?<!\\)\\u([4-9][0-9a-f]{3})", lambda code: chr(int(code[1], 16)), made)
    return f"{readable}\n"


if __name__ == "__main__":
    TABLES.write_text(tables(), encoding="utf-8")
    sys.stdout.write(f"{TABLES}\n")
