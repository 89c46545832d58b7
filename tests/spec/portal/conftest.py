"""The invented site, saved once, and a real browser to look at it with."""

import os
import shutil
from pathlib import Path

import pytest
from tests.spec.portal.fixture_site import fixture_site

from kenspeckle.portal.site_source import FixedSite
from kenspeckle.portal.static import save


@pytest.fixture(scope="session")
def site():
    return fixture_site()


@pytest.fixture
def index(site):
    return FixedSite(site).index()


@pytest.fixture(scope="session")
def saved(site, tmp_path_factory) -> Path:
    """The invented site on disk, with its bundle."""
    folder = tmp_path_factory.mktemp("portal")
    bundle = folder / "attendance-gap.ken.zip"
    bundle.write_bytes(b"a sealed bundle")
    save(site, folder / "site", downloads={"bundles/attendance-gap.ken.zip": bundle})
    return folder / "site"


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, started once."""
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
