"""Pack a folder into a zip that is the same bytes whenever and wherever it is made.

Usage: python tools/zip_folder.py FOLDER FILE.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

_FIXED = (1980, 1, 1, 0, 0, 0)


def pack(folder: Path, target: Path) -> None:
    """Write every file of ``folder`` into ``target``, ordered by path, all with one date."""
    target.unlink(missing_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(file for file in folder.rglob("*") if file.is_file()):
            about = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _FIXED)
            about.compress_type = zipfile.ZIP_DEFLATED
            about.external_attr = 0o644 << 16
            archive.writestr(about, path.read_bytes())


if __name__ == "__main__":
    pack(Path(sys.argv[1]), Path(sys.argv[2]))
