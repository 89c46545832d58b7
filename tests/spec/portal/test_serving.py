"""`ken serve`: the site of the last build, on this computer only, with the headers every page must carry."""

import http.client
import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest

from kenspeckle.ground.terms import KenError
from kenspeckle.ground.terms.site import site_data
from kenspeckle.portal.headers import SECURITY_HEADERS
from kenspeckle.portal.serve import serve, server
from kenspeckle.portal.site_source import StoredSite, keep, written


@contextmanager
def running(source):
    made = server(source, 0)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    try:
        yield made.server_port
    finally:
        made.shutdown()
        made.server_close()
        thread.join()


@pytest.fixture
def stored(tmp_path, site):
    keep(written(site_data(site)), tmp_path / "state" / "site.json")
    (tmp_path / "bundles").mkdir()
    (tmp_path / "bundles" / "attendance-gap.ken.zip").write_bytes(b"sealed")
    return StoredSite(tmp_path / "state" / "site.json", tmp_path / "bundles")


def ask(port, path, method="GET", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def test_the_live_site_shows_what_was_built(stored, saved):
    with running(stored) as port:
        response, body = ask(port, "/stories/attendance-gap/")
        assert response.status == 200
        assert b"Attendance is recovering" in body
        assert ask(port, "/bundles/attendance-gap.ken.zip")[1] == b"sealed"
        assert ask(port, "/bundles/../state/site.json")[0].status == 404
        style = next((saved / "assets").glob("*.css")).name
        response, _ = ask(port, f"/assets/{style}")
        assert "immutable" in response.headers["Cache-Control"]


def test_every_answer_carries_the_security_headers(stored):
    with running(stored) as port:
        for path in ("/", "/stories/nobody/", "/feed.xml"):
            response, _ = ask(port, path)
            for name, value in SECURITY_HEADERS.items():
                assert response.headers[name] == value
    assert "frame-ancestors 'none'" in SECURITY_HEADERS["Content-Security-Policy"]
    assert "unsafe" not in SECURITY_HEADERS["Content-Security-Policy"]


def test_pages_can_only_be_read(stored):
    with running(stored) as port:
        assert ask(port, "/", "POST")[0].status == 405
        response, body = ask(port, "/", "HEAD")
        assert response.status == 200
        assert body == b""
        assert int(response.headers["Content-Length"]) > 1000


def test_another_name_is_not_answered_to(stored):
    """A foreign page could otherwise point its own name at this computer and read what is not public yet."""
    with running(stored) as port:
        assert ask(port, "/", Host="evil.example")[0].status == 400
        assert ask(port, "/", Host=f"localhost:{port}")[0].status == 200


def test_a_page_that_has_not_changed_is_not_sent_again(stored):
    with running(stored) as port:
        tag = ask(port, "/")[0].headers["ETag"]
        response, body = ask(port, "/", If_None_Match=tag)
        assert response.status == 304
        assert body == b""


def test_a_new_build_is_seen_without_a_restart(stored, site, tmp_path):
    with running(stored) as port:
        assert b"Renamed" not in ask(port, "/")[1]
        keep(written(site_data(replace(site, name="Renamed Partnership"))), tmp_path / "state" / "site.json")
        assert b"Renamed Partnership" in ask(port, "/")[1]


def test_the_site_is_read_again_only_when_its_content_changed(stored, site, tmp_path):
    first = stored.index()
    keep(written(site_data(site)), tmp_path / "state" / "site.json")
    assert stored.index() is first
    keep(written(site_data(replace(site, name="Renamed"))), tmp_path / "state" / "site.json")
    assert stored.index() is not first


def test_only_this_computer_is_served(stored):
    made = server(stored, 0)
    assert made.server_address[0] == "127.0.0.1"
    made.server_close()


def test_without_a_build_it_says_what_to_do(tmp_path):
    with pytest.raises(KenError, match="ken build"):
        serve(StoredSite(tmp_path / "site.json"), 0)


def test_a_taken_port_is_told_with_the_next_thing_to_try(stored):
    holder = server(stored, 0)
    with pytest.raises(KenError, match=f"--port {holder.server_port + 1}"):
        serve(stored, holder.server_port)
    holder.server_close()


def test_what_is_stored_is_what_is_saved(stored, saved):
    """One data structure, whether handed over in memory or through the state folder."""
    from kenspeckle.portal.static import save

    out = saved.parent / "from-stored"
    save(stored, out)
    pages = sorted(p.relative_to(saved) for p in saved.rglob("*.html"))
    assert all((saved / p).read_bytes() == (out / p).read_bytes() for p in pages)
