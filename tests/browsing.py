"""A real browser for tests, on a desk and on a phone."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from typing import Any

import pytest
from playwright.sync_api import ViewportSize
from playwright.sync_api import expect
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser
    from playwright.sync_api import BrowserContext
    from playwright.sync_api import ConsoleMessage
    from playwright.sync_api import Dialog
    from playwright.sync_api import Page
    from playwright.sync_api import Request


CHROMIUM = shutil.which("chromium")

NOON = "2026-11-15T12:00:00+08:00"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield opened
        opened.close()


class Visitor:
    """A page that notes what goes wrong: messages on the console, requests that leave the site, dialogs."""

    def __init__(
        self, browser: Browser, base: str, *, phone: bool = False, dark: bool = False, frozen: bool = True, **options: Any
    ) -> None:
        self.base = base
        self.wrong: list[str] = []
        self.context: BrowserContext = browser.new_context(
            viewport=PHONE if phone else DESK, is_mobile=phone, has_touch=phone, color_scheme="dark" if dark else "light", locale="zh-CN", **options
        )  # fmt: skip
        self.context.on("request", self._request)
        self.page: Page = self.context.new_page()
        # Search waits by the clock, so it cannot be tried while time stands still.
        if frozen:
            self.page.clock.set_fixed_time(NOON)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("dialog", self._dialog)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.wrong.append(message.text)

    def _dialog(self, dialog: Dialog) -> None:
        self.wrong.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.wrong.append(f"request to {request.url}")

    def go(self, uri: str) -> Page:
        self.page.goto(self.base + uri, wait_until="load")
        return self.page

    def close(self) -> None:
        self.context.close()


def search(page: Page, words: str) -> list[str]:
    page.locator("[data-md-toggle=search]").evaluate("box => { box.checked = true; box.dispatchEvent(new Event('change')) }")
    field = page.locator("[data-md-component=search-query]")
    field.focus()
    expect(page.locator(".md-search-result__meta")).to_have_text("键入以开始搜索", timeout=20_000)
    field.press_sequentially(words)
    expect(page.locator(".md-search-result__meta")).to_contain_text("符合条件", timeout=20_000)
    page.wait_for_timeout(300)
    found: list[str] = page.locator(".md-search-result__item a.md-search-result__link").evaluate_all(
        "links => links.map(link => decodeURI(link.getAttribute('href')))"
    )
    return found
