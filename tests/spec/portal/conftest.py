"""The invented site, saved once, and a real browser to look at it with."""

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
