"""`ken serve`: the site of the last build, on this computer only."""

from __future__ import annotations

from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from .application import PublicApplication
from .settings import configure
from .site_source import SiteSource


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def server_bind(self) -> None:
        # WSGIServer would ask the network for this computer's name.
        from socketserver import TCPServer

        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]
        self.setup_environ()


class _Handler(WSGIRequestHandler):
    server_version = "ken"
    sys_version = ""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the standard library's name)
        """Say nothing of what is read: an access log would be a record of people."""

    def address_string(self) -> str:
        return str(self.client_address[0])


def server(source: SiteSource, port: int) -> WSGIServer:
    """Return a server bound to 127.0.0.1; port 0 takes a free one. Raises OSError when the port is taken."""
    configure()
    made = _Server(("127.0.0.1", port), _Handler)
    made.set_app(PublicApplication(source, hosts=("127.0.0.1", "localhost")))
    return made


def serve(source: SiteSource, port: int) -> None:
    """Serve until interrupted; the terminal says where to look. Raises KenError when the port is taken."""
    from kenspeckle.ground.terms import KenError

    source.index()  # a workspace without a site says so at once, not in the browser
    try:
        running = server(source, port)
    except OSError as taken:
        raise KenError(f"port {port} cannot be used ({taken.strerror}); try `ken serve --port {port + 1}`") from taken
    print(f"Look at http://127.0.0.1:{running.server_port}/  (Ctrl-C ends it)", flush=True)
    try:
        running.serve_forever()
    except KeyboardInterrupt:
        print("Ended.")
    finally:
        running.server_close()
