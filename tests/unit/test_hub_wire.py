"""How the hub is reached: certificates, proxies, redirects, and connections that are kept."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import StreamRequestHandler
from urllib.parse import urlsplit

import pytest

from app.bench_download.hub_server import Fault, HubServer, Repo, hub_server
from app.hub.client import Access, Hub, ask
from app.hub.download import Download
from app.hub.errors import HubError, Later, Offline
from app.hub.fetch import Manners
from app.hub.lines import Lines

NAME = "some-people/Little-Model-4bit"
FILES = {"config.json": b'{"model_type": "qwen3"}', "model.safetensors": b"weights" * 30_000}
QUICK = Manners(piece=50_000, tries=2, first_wait_s=0.001, longest_wait_s=0.002)


@pytest.fixture(autouse=True)
def _no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.hub.proxies.getproxies", dict)
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[HubServer]:
    with hub_server() as server:
        server.repos[NAME] = Repo(FILES)
        yield server


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of "localhost", signed by nobody but itself; the key in the same file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate")
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    settings = path.with_suffix(".cnf")
    settings.write_text(
        "[req]\ndistinguished_name=d\nx509_extensions=x\nprompt=no\n[d]\nCN=localhost\n"
        "[x]\nsubjectAltName=DNS:localhost\nbasicConstraints=critical,CA:TRUE\n"
    )
    order = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    files = ["-config", str(settings), "-keyout", str(path), "-out", str(path) + ".crt"]
    subprocess.run([*order, *files], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


@pytest.fixture
def encrypted(certificate: Path) -> Iterator[HubServer]:
    with hub_server() as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.repos[NAME] = Repo(FILES)
        yield server


def https(server: HubServer) -> str:
    return f"https://localhost:{server.server_address[1]}"


class Proxy(ThreadingHTTPServer):
    """Attributes:
    passed: whom it was asked for.
    signed: what it was shown for that.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _ProxyHandler)
        self.passed: list[str] = []
        self.signed: set[str] = set()
        self.open = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever hangs up may do so."""


class _ProxyHandler(BaseHTTPRequestHandler):
    server: Proxy

    def log_message(self, *_: object) -> None:
        """Tests have their own lists."""

    def _may(self) -> bool:
        self.server.passed.append(self.path)
        self.server.signed.add(self.headers.get("Proxy-Authorization", ""))
        if not self.server.open:
            self.send_error(407)
        return self.server.open

    def do_GET(self) -> None:
        if not self._may():
            return
        parts = urlsplit(self.path)
        headers = {k: v for k, v in self.headers.items() if not k.startswith("Proxy-")}
        with closing(HTTPConnection(parts.netloc, timeout=120)) as line:
            line.request("GET", f"{parts.path}?{parts.query}", headers=headers)
            answer = line.getresponse()
            body = answer.read()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name not in ("Server", "Date"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_CONNECT(self) -> None:
        if not self._may():
            return
        host, _, port = self.path.rpartition(":")
        with closing(socket.create_connection((host, int(port)), timeout=120)) as far:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=_pump, args=(far, self.connection), daemon=True)
            back.start()
            _pump(self.connection, far)
            back.join()
        self.close_connection = True


class Socks(ThreadingHTTPServer):
    """A SOCKS5 proxy.

    Attributes:
        passed: whom it was asked for.
        secret: "user:password" that it wants; empty for none.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _SocksHandler)
        self.passed: list[str] = []
        self.secret = ""
        self.open = True
        self.greeting = b""

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever hangs up may do so."""


class _SocksHandler(StreamRequestHandler):
    server: Socks

    def handle(self) -> None:
        self.connection.sendall(self.server.greeting)
        _, count = self.rfile.read(2)
        way = 2 if self.server.secret else 0
        offered = self.rfile.read(count)
        self.connection.sendall(bytes((5, way if way in offered else 255)))
        if way == 2:
            user = self.rfile.read(self.rfile.read(2)[1])
            password = self.rfile.read(self.rfile.read(1)[0])
            right = f"{user.decode()}:{password.decode()}" == self.server.secret
            self.connection.sendall(bytes((1, not right)))
            if not right:
                return
        *_, kind = self.rfile.read(4)
        name = self.rfile.read(4 if kind == 1 else self.rfile.read(1)[0])
        host = socket.inet_ntoa(name) if kind == 1 else name.decode()
        port = int.from_bytes(self.rfile.read(2), "big")
        self.server.passed.append(f"{host}:{port}")
        if not self.server.open:
            self.connection.sendall(bytes((5, 2, 0, 1, 0, 0, 0, 0, 0, 0)))
            return
        with closing(socket.create_connection((host, port), timeout=120)) as far:
            self.connection.sendall(bytes((5, 0, 0, 3, 1)) + b"x" + bytes(2))
            back = threading.Thread(target=_pump, args=(far, self.connection), daemon=True)
            back.start()
            _pump(self.connection, far)
            back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    proxy = Proxy()
    thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield proxy
    proxy.shutdown()
    proxy.server_close()
    thread.join()


@pytest.fixture
def socks() -> Iterator[Socks]:
    socks = Socks()
    thread = threading.Thread(target=socks.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield socks
    socks.shutdown()
    socks.server_close()
    thread.join()


@contextmanager
def opened(access: Access) -> Iterator[Hub]:
    hub = Hub(access)
    try:
        yield hub
    finally:
        hub.close()


def whole(hub: Hub, cache: Path) -> bool:
    path = Download(hub, NAME, cache, manners=QUICK, margin=0).run()
    return (path / "model.safetensors").read_bytes() == FILES["model.safetensors"]


# Certificates


def test_a_hub_with_a_certificate_one_trusts_gives_the_model(
    encrypted: HubServer, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with opened(Access(https(encrypted))) as hub:
        assert whole(hub, tmp_path)


def test_a_certificate_that_nobody_trusts_is_one_sentence(
    encrypted: HubServer, tmp_path: Path
) -> None:
    with (
        opened(Access(https(encrypted), "hf_secret")) as hub,
        pytest.raises(HubError, match=r"does not trust the certificate of localhost \(self"),
    ):
        whole(hub, tmp_path)
    assert encrypted.asked == []


def test_the_certificate_of_another_host_is_not_taken(
    encrypted: HubServer, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    address = https(encrypted).replace("localhost", "127.0.0.1")
    with (
        opened(Access(address)) as hub,
        pytest.raises(HubError, match=r"does not trust the certificate of 127\.0\.0\.1"),
    ):
        whole(hub, tmp_path)


# Proxies


def test_a_proxy_of_the_settings_is_asked_for_everything(
    server: HubServer, proxy: Proxy, tmp_path: Path
) -> None:
    address = proxy.address.replace("http://", "http://me:p%40ss@")
    with opened(Access(server.address, "hf_secret", address)) as hub:
        assert whole(hub, tmp_path)
    assert len(proxy.passed) == len(server.asked)
    assert proxy.signed == {"Basic bWU6cEBzcw=="}
    assert not any("Proxy-Authorization" in each.headers for each in server.asked)
    assert all(each.headers["Host"] == urlsplit(server.address).netloc for each in server.asked)


def test_through_a_proxy_an_encrypted_hub_stays_encrypted(
    encrypted: HubServer,
    certificate: Path,
    proxy: Proxy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    address = proxy.address.replace("http://", "http://me:secret@")
    with opened(Access(https(encrypted), "hf_secret", address)) as hub:
        assert whole(hub, tmp_path)
    assert set(proxy.passed) == {urlsplit(https(encrypted)).netloc}  # no more than whom
    assert proxy.signed == {"Basic bWU6c2VjcmV0"}
    assert not any("Proxy-Authorization" in each.headers for each in encrypted.asked)


def test_the_systems_proxy_is_used_except_where_it_should_not_be(
    server: HubServer, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.hub.proxies.getproxies", lambda: {"http": proxy.address})
    monkeypatch.setattr("app.hub.proxies.proxy_bypass", lambda host: host == "127.0.0.1")
    with opened(Access(server.address)) as hub:
        hub.model(NAME)
        assert proxy.passed == []
        monkeypatch.setattr("app.hub.proxies.proxy_bypass", lambda _: False)
    with opened(Access(server.address)) as hub:
        hub.model(NAME)
        assert len(proxy.passed) == 1


def test_a_proxy_that_does_not_let_through_is_named(
    encrypted: HubServer, proxy: Proxy, tmp_path: Path
) -> None:
    proxy.open = False
    with (
        opened(Access(https(encrypted), proxy=proxy.address)) as hub,
        pytest.raises(Offline, match="the proxy does not let it through"),
    ):
        whole(hub, tmp_path)


@pytest.mark.parametrize(
    "proxy", ["socks4://127.0.0.1:1", "https://a:1", "http://", "http://a:b", "socks5://a:99999"]
)
def test_a_proxy_that_cannot_be_used_is_told_at_once(proxy: str) -> None:
    with pytest.raises(HubError, match="The proxy in the settings could not be used"):
        Hub(Access("http://127.0.0.1:9", proxy=proxy))


@pytest.mark.parametrize("secret", ["", "me:p%40ss@"])
def test_a_socks_proxy_looks_up_names_and_leads_to_both_kinds_of_hub(
    server: HubServer,
    encrypted: HubServer,
    socks: Socks,
    certificate: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    secret: str,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    socks.secret = "me:p@ss" if secret else ""
    address = f"socks5://{secret}127.0.0.1:{socks.server_address[1]}"
    for hub_address in (server.address, https(encrypted)):
        with opened(Access(hub_address, proxy=address)) as hub:
            whole(hub, tmp_path / hub_address[:5])
    assert {each.rpartition(":")[0] for each in socks.passed} == {"127.0.0.1", "localhost"}


def test_a_socks_proxy_of_the_environment_is_used(
    server: HubServer, socks: Socks, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {"all": f"socks5h://127.0.0.1:{socks.server_address[1]}"}
    monkeypatch.setattr("app.hub.proxies.getproxies", lambda: found)
    monkeypatch.setattr("app.hub.proxies.proxy_bypass", lambda _: False)
    with opened(Access(server.address)) as hub:
        hub.model(NAME)
    assert len(socks.passed) == 1


@pytest.mark.parametrize("why", ["secret", "closed", "not socks"])
def test_a_socks_proxy_that_does_not_let_through_is_named(
    server: HubServer, socks: Socks, why: str
) -> None:
    socks.secret = "me:other" if why == "secret" else ""
    socks.open = why != "closed"
    socks.greeting = b"HTTP/1.1 400 What?\r\n\r\n" if why == "not socks" else b""
    port = socks.server_address[1]
    with (
        opened(Access(server.address, proxy=f"socks5://me:secret@127.0.0.1:{port}")) as hub,
        pytest.raises(Offline, match="the proxy does not let it through"),
    ):
        ask(lambda: hub.model(NAME))
    assert server.asked == []


@pytest.mark.parametrize("kind", ["http", "socks5"])
def test_a_proxy_that_is_not_there_is_named(server: HubServer, kind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with (
        opened(Access(server.address, proxy=f"{kind}://127.0.0.1:{port}")) as hub,
        pytest.raises(Offline, match="the proxy cannot be reached"),
    ):
        ask(lambda: hub.model(NAME))


def test_a_proxy_of_the_environment_is_judged_only_where_it_is_needed(
    server: HubServer, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {"all": "socks4://127.0.0.1:1", "http": proxy.address}
    monkeypatch.setattr("app.hub.proxies.getproxies", lambda: found)
    monkeypatch.setattr("app.hub.proxies.proxy_bypass", lambda _: False)
    with opened(Access(server.address)) as hub:
        hub.model(NAME)
    del found["http"]
    with (
        opened(Access(server.address)) as hub,
        pytest.raises(HubError, match=r"all_proxy in the environment .* could not be used"),
    ):
        hub.model(NAME)


# Redirects


def test_an_encrypted_hub_does_not_lead_to_where_others_listen(
    encrypted: HubServer,
    server: HubServer,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    encrypted.fault = lambda _: Fault(redirect=f"{server.address}/api/models/{NAME}/revision/main")
    with (
        opened(Access(https(encrypted))) as hub,
        pytest.raises(Offline, match="others could listen"),
    ):
        ask(lambda: hub.model(NAME))
    assert server.asked == []


def test_a_hub_that_leads_in_circles_is_left(server: HubServer) -> None:
    server.fault = lambda _: Fault(redirect=f"/api/models/{NAME}/revision/main")
    with opened(Access(server.address)) as hub, pytest.raises(Later, match="round in circles"):
        hub.model(NAME)
    assert len(server.asked) < 20


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "https://", "ftp://x/y", "http://127.0.0.1:x/"]
)
def test_a_hub_that_leads_nowhere_is_left(server: HubServer, to: str) -> None:
    server.fault = lambda _: Fault(redirect=to)
    with opened(Access(server.address)) as hub, pytest.raises(Later, match="leads nowhere"):
        hub.model(NAME)


def test_a_model_that_has_moved_is_found_where_it_is(server: HubServer) -> None:
    server.repos["new-people/Little"] = Repo(FILES, token="hf_secret")

    def fault(asked: object) -> Fault | None:
        moved = getattr(asked, "path", "") == NAME
        return Fault(redirect="/api/models/new-people/Little/revision/main") if moved else None

    server.fault = fault
    with opened(Access(server.address, "hf_secret")) as hub:
        assert hub.model(NAME).repo == "new-people/Little"  # the hub itself is told the token again


def test_a_mirror_below_a_path_gives_the_model_and_keeps_the_token(
    server: HubServer, tmp_path: Path
) -> None:
    server.repos[NAME] = Repo(FILES, token="hf_secret")
    with opened(Access(f"{server.address}/mirror/", "hf_secret")) as hub:
        assert whole(hub, tmp_path)
    tokens = {(each.kind, each.token) for each in server.asked}
    assert tokens == {("info", "hf_secret"), ("resolve", "hf_secret"), ("store", "")}


# Connections


def test_connections_are_used_again(server: HubServer, tmp_path: Path) -> None:
    made: list[object] = []
    accept = server.get_request

    def count() -> tuple[socket.socket, object]:
        made.append(None)
        return accept()

    server.get_request = count  # type: ignore[method-assign]
    with opened(Access(server.address)) as hub:
        assert whole(hub, tmp_path)
    assert len(server.asked) > 2 * len(made)


def test_a_kept_connection_that_was_closed_meanwhile_is_no_error() -> None:
    """As after an hour without a question."""
    body = b'{"sha": "cc", "siblings": []}'
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        asked: list[bytes] = []

        def serve() -> None:
            for _ in range(2):
                line, _ = listening.accept()
                with closing(line):
                    asked.append(line.recv(1 << 16))
                    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
                    line.sendall(head.encode() + body)

        thread = threading.Thread(target=serve)
        thread.start()
        with opened(Access(f"http://127.0.0.1:{listening.getsockname()[1]}")) as hub:
            assert hub.model("a/b").commit == hub.model("a/b").commit == "cc"
        thread.join()
    assert len(asked) == 2


def test_lines_that_were_cut_give_nothing_more() -> None:
    near, far = socket.socketpair()
    lines = Lines()
    with closing(near), closing(far), lines.hold(near):
        lines.cut()
        assert near.recv(1) == b""
    later, far = socket.socketpair()
    with closing(later), closing(far), lines.hold(later):
        assert later.recv(1) == b""
