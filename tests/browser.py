"""A headless Chromium for tests and measurements: local pages only, every other request refused and written down.

One browser serves the whole test run, because Playwright allows one synchronous driver in a thread. In a test file::

    from browser import chromium, serve, visit  # chromium is a fixture

    def test_page(chromium, tmp_path):
        with serve(tmp_path) as address, visit(chromium, address + "index.html", dark=True) as seen:
            seen.page.get_by_role("switch").click()
        seen.assert_sound()
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import http.server
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from browser_for_tools import pass_figures
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect, sync_playwright

# Playwright's own five and thirty seconds measure the machine: a loaded one takes longer over a page that is sound.
PATIENCE = 180_000
expect.set_options(timeout=PATIENCE)

FEATURES_OFF = (
    # What Chromium loads into each new window for its address bar: two pages, and a second of a processor.
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
    # Of a list that is given twice the last one counts: these are off in Playwright's own.
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
ARGUMENTS = (
    f"--disable-features={','.join(FEATURES_OFF)}",
    "--no-sandbox",  # Chromium refuses to start as root otherwise, and containers are often root
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
LOCAL = (
    "http://127.0.0.1:",
    "ws://127.0.0.1:",
    "http://localhost:",
    "ws://localhost:",
    "file:",
    "data:",
    "blob:",
    "about:",
)
ONE_TOKEN_OF_EACH_LOOK = """() => {
    const looks = new Map([[null, ""]]);
    const look = (element) => {
        if (!looks.has(element)) {
            const style = getComputedStyle(element);
            const own = [
                style.color, style.backgroundColor, style.backgroundImage, style.fontSize, style.fontWeight,
                style.opacity, style.filter, style.visibility, style.display, style.textShadow,
            ].join();
            looks.set(element, own + look(element.parentElement));
        }
        return looks.get(element);
    };
    const seen = new Set();
    const again = [];
    for (const token of document.querySelectorAll("pre span")) {
        if (token.childElementCount || token.attributes.length > 1) continue;
        if (seen.has(look(token))) again.push(token);
        seen.add(look(token));
    }
    for (const token of again) token.replaceWith(token.textContent);
}"""
"""Keeps one code token of each computed look, its ancestors' included: thousands look alike, and axe weighs each."""
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def find_chromium() -> str | None:
    """Return the path of the Chromium to use, the one named by ``CHROMIUM`` first, or None where there is none."""
    named = os.environ.get("CHROMIUM")
    # The shell is the same engine without windows of its own, which cost a third of a page's processor time.
    names = [named] if named else ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
    return next((path for path in map(shutil.which, names) if path), None)


@functools.cache
def start_chromium() -> Browser:
    """Start Chromium once for this process; it stops with the process.

    Raises
    ------
    RuntimeError
        If there is no Chromium.
    """
    path = find_chromium()
    if path is None:
        raise RuntimeError("Chromium is needed: install it ('apt install chromium') or name it in CHROMIUM.")
    driver = sync_playwright().start()
    browser = driver.chromium.launch(executable_path=path, headless=True, args=list(ARGUMENTS))

    def stop() -> None:
        with contextlib.suppress(Exception):  # at the end of the process the driver may be gone before the browser
            browser.close()
            driver.stop()

    atexit.register(stop)
    return browser


@contextlib.contextmanager
def on_disk(browser: Browser, folder: Path) -> Iterator[BrowserContext]:
    """Start the same program with a profile in a folder, as a reader's is.

    The other contexts keep what they loaded in memory, where the shell had no room for a file of twenty megabytes.
    """
    context = browser.browser_type.launch_persistent_context(
        folder, executable_path=find_chromium(), headless=True, args=list(ARGUMENTS)
    )
    try:
        yield context
    finally:
        context.close()


@pytest.fixture(scope="session", name="chromium")
def chromium() -> Browser:
    """The browser of this test run."""
    if find_chromium() is None:
        pytest.skip("no Chromium here: install it ('apt install chromium') or name it in CHROMIUM")
    return start_chromium()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Sends files and prints nothing; a host with rules of its own derives from it."""

    def log_message(self, *args: object) -> None:
        pass


class Server(http.server.ThreadingHTTPServer):
    """Says nothing of a page that left before it had all: a test may close one at any time."""

    def handle_error(self, request, client_address) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextlib.contextmanager
def serve(folder: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """Serve a folder on loopback and give its address, with a slash at the end."""
    server = Server(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Visit:
    """A page in the browser, and what it should not have done."""

    page: Page
    refused: list[str] = field(default_factory=list)
    """Addresses of other hosts that the page asked for."""
    complaints: list[str] = field(default_factory=list)
    """Errors and warnings of the console, and exceptions nobody caught."""

    def assert_sound(self) -> None:
        """Fail if the page asked another host for something or complained in the console."""
        assert not self.refused, f"the page asked other hosts: {self.refused}"
        assert not self.complaints, f"the page complained: {self.complaints}"

    def violations(self, context: str | None = None) -> list[str]:
        """Return axe's WCAG 2.2 A and AA violations, one line each, of the page or of one selector.

        Code tokens that look like one before them become plain text of their cell, since half of axe's time goes into
        their contrasts. Nothing else of the page changes.
        """
        from axe_playwright_python.sync_playwright import Axe

        options = {"runOnly": {"type": "tag", "values": list(WCAG)}, "resultTypes": ["violations"]}
        options["preload"] = False  # axe would fetch style sheets again, which a page opened by double click can't
        self.page.evaluate(ONE_TOKEN_OF_EACH_LOOK)
        found = Axe().run(self.page, context=context, options=options).response["violations"]
        return [
            f"{rule['id']}: {node['html'][:200]} | {node['failureSummary']}" for rule in found for node in rule["nodes"]
        ]

    def wake(self) -> None:
        """Go past every figure, as a reader does."""
        pass_figures(self.page)

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def _refuse_others(visit: Visit, route: Route) -> None:
    address = route.request.url
    if address.startswith(LOCAL):
        route.continue_()
    else:
        visit.refused.append(address)
        route.abort()


def _listen(visit: Visit, message: ConsoleMessage) -> None:
    if message.type in ("error", "warning"):
        visit.complaints.append(f"{message.type}: {message.text[:400]}")


@contextlib.contextmanager
def visit(
    browser: Browser,
    address: str,
    *,
    dark: bool = False,
    width: int = 1200,
    height: int = 900,
    javascript: bool = True,
    wait_until: str = "load",
    **context_options: object,
) -> Iterator[Visit]:
    """Open an address (http or file) in a fresh context and give the :class:`Visit`.

    Parameters
    ----------
    dark : bool
        Prefer dark colours, as the reader's system setting and as the stored choice of the site's theme.
    width, height : int
        Window in CSS pixels.
    javascript : bool
        False shows the page as a reader without JavaScript has it.
    context_options
        More options of Playwright's ``new_context``, such as ``reduced_motion="reduce"`` or ``forced_colors="active"``.
    """
    scheme = "dark" if dark else "light"
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        java_script_enabled=javascript,
        **context_options,
    )
    try:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        seen = Visit(page)
        context.route("**/*", functools.partial(_refuse_others, seen))
        page.on("pageerror", lambda error: seen.complaints.append(f"exception: {str(error)[:400]}"))
        page.on("console", functools.partial(_listen, seen))
        if javascript:
            page.add_init_script(
                f"try {{ for (const k of ['mode', 'theme']) localStorage[k] = '{scheme}'; }} catch {{}}"
            )
        page.goto(address, wait_until=wait_until)
        yield seen
    finally:
        context.close()
