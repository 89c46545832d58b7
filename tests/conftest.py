"""What all tests share: one process may hold a browser and the records."""

import os
import shutil

import pytest

# A browser driven by Playwright keeps an event loop running in its process. The records' synchronous calls are made
# from the same thread and never from that loop, so Django's guard against it would only stop honest tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, started once in a process: Playwright allows no second one beside it."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chromium:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield running
        running.close()
