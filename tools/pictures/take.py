"""``make pictures``: the demonstration site as it looks in Chromium, for the README."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import ViewportSize
from playwright.sync_api import sync_playwright

from local_server import serving

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "site" / "pictures"
DAY = "2026-11-15"
DESK = ViewportSize(width=1280, height=960)
PHONE = ViewportSize(width=390, height=844)


class Picture(NamedTuple):
    """One picture: its name, the page, the size of the window, and by day or by night."""

    name: str
    uri: str
    size: ViewportSize = DESK
    dark: bool = False


PICTURES = (
    Picture("overview", ""),
    Picture("overview-phone", "", PHONE),
    Picture("item", "items/sl-2025-12/7/"),
    Picture("matter", "matters/"),
    Picture("timeline-dark", "timeline/", dark=True),
    Picture("form", "units/nanpu-team/fill/"),
)


def build(folder: Path) -> Path:
    """Build the demonstration book and its site; return the site."""
    subprocess.run(
        [sys.executable, ROOT / "tools" / "demo" / "build.py", folder / "book"],
        check=True,
        capture_output=True,
    )
    given = {"DUBAN_ROOT": str(folder / "book"), "DUBAN_AS_OF": DAY, "NO_MKDOCS_2_WARNING": "1"}
    command = [
        str(Path(sys.executable).parent / "mkdocs"),
        "build",
        "--quiet",
        "--site-dir",
        str(folder / "site"),
    ]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **given}, check=True)
    return folder / "site"


def main() -> None:
    """Take every picture."""
    TARGET.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        serving(build(Path(place))) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--lang=zh-CN"],
        )
        for picture in PICTURES:
            context = browser.new_context(
                viewport=picture.size,
                locale="zh-CN",
                color_scheme="dark" if picture.dark else "light",
                reduced_motion="reduce",
            )
            page = context.new_page()
            page.clock.set_fixed_time(f"{DAY}T10:00:00+08:00")
            page.goto(address + picture.uri)
            page.screenshot(path=TARGET / f"{picture.name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
