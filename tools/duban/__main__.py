"""``python -m duban`` is the command ``tasks``."""

from __future__ import annotations

from duban.cli.main import main

if __name__ == "__main__":
    main()
