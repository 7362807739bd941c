"""Where the password of a proxy goes, and where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.hub import proxy
from app.hub.access import find_access
from app.settings import Settings, load_settings, save_settings, settings_file


@pytest.fixture(autouse=True)
def chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A keychain in memory."""
    held: dict[str, str] = {}
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path))
    monkeypatch.setenv("HF_TOKEN", "hf_x")
    monkeypatch.setattr("app.hub.token.has_keychain", lambda: True)
    monkeypatch.setattr("app.hub.token.keep_secret", held.__setitem__)
    monkeypatch.setattr("app.hub.token.find_secret", lambda account: held.get(account, ""))
    yield held
    proxy._of_this_run.clear()


@pytest.mark.parametrize(
    ("address", "plain", "password"),
    [
        ("", "", ""),
        ("http://proxy:8080", "http://proxy:8080", ""),
        ("http://ada@proxy:8080", "http://ada@proxy:8080", ""),
        ("http://ada:s3cret@proxy:8080", "http://ada@proxy:8080", "s3cret"),
        ("ada:s3cret@proxy:8080", "ada@proxy:8080", "s3cret"),
        ("https://ada:p%40ss%3A@proxy", "https://ada@proxy", "p%40ss%3A"),
        ("http://ada:a@b@proxy:1", "http://ada@proxy:1", "a%40b"),
        ('http://ada:a"b@proxy:1', "http://ada@proxy:1", "a%22b"),
        ("nonsense://x", "nonsense://x", ""),
        ("http://[::1", "http://[::1", ""),
    ],
)
def test_password_is_taken_out_of_an_address(address: str, plain: str, password: str) -> None:
    assert proxy.split(address) == (plain, password)


def test_password_is_in_the_keychain_and_comes_back_for_the_hub(chain: dict[str, str]) -> None:
    assert proxy.keep("s3cret") == "keychain"
    assert list(chain.values()) == ["s3cret"]
    proxy._of_this_run.clear()  # as after a start
    settings = Settings(proxy="http://ada@proxy:8080")
    assert find_access(settings).proxy == "http://ada:s3cret@proxy:8080"
    assert find_access(Settings(proxy="http://proxy:8080")).proxy == "http://proxy:8080"
    assert proxy.keep("") == "none"
    assert find_access(settings).proxy == "http://ada@proxy:8080"


def test_without_a_keychain_the_password_is_known_until_the_app_ends(
    chain: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.hub.token.has_keychain", lambda: False)
    assert proxy.keep("s3cret") == "run"
    assert chain == {}
    assert proxy.whole("http://ada@proxy:8080") == "http://ada:s3cret@proxy:8080"
    proxy._of_this_run.clear()
    assert proxy.whole("http://ada@proxy:8080") == "http://ada@proxy:8080"


def test_settings_file_never_holds_the_password() -> None:
    save_settings(Settings(proxy="http://ada:s3cret@proxy:8080"))
    assert "s3cret" not in settings_file().read_text("utf-8")
    assert load_settings().proxy == "http://ada@proxy:8080"
