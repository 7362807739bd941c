"""The access token for gated models: kept in the keychain, never in a file or a log of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import Literal

from app.errors import UserError
from engine.sentences import say

Place = Literal["nowhere", "keychain", "environment", "tools"]
_SERVICE, _ACCOUNT = "Parlance", "hub access token"
_SECURITY = "/usr/bin/security"


def find_token() -> str:
    """From the environment (HF_TOKEN), the keychain, or where Hugging Face's tools keep theirs."""
    return _find()[0]


def token_place() -> Place:
    """Where `find_token` finds one. May wait for the keychain."""
    return _find()[1]


def _find() -> tuple[str, Place]:
    if token := os.environ.get("HF_TOKEN", "").strip():
        return token, "environment"
    if token := _from_keychain():
        return token, "keychain"
    from huggingface_hub import get_token

    token = get_token() or ""
    return token, "tools" if token else "nowhere"


def keep_token(token: str) -> None:
    """Into the keychain; empty removes it.

    Raises:
        UserError: this system has no keychain that we know, or it refuses.
    """
    if any(not 33 <= ord(letter) <= 126 or letter in "\"'\\" for letter in token):
        raise UserError(say("That is no access token: it holds characters that no token has."))
    if not has_keychain():
        raise UserError(
            say(
                "This system has no keychain that Parlance can use, so the access token cannot be "
                "kept; set it in the environment variable HF_TOKEN instead."
            )
        )
    if not _write(_ACCOUNT, token):
        raise UserError(say("The keychain did not take the access token; unlock it and try again."))


def keep_secret(account: str, secret: str) -> None:
    """Something else that belongs into the keychain; empty removes it. No quotes in it.

    Raises:
        UserError: the keychain refuses.
    """
    if not _write(account, secret):
        raise UserError(say("The keychain did not take the password; unlock it and try again."))


def find_secret(account: str) -> str:
    """What `keep_secret` kept; empty for nothing. May wait for the keychain."""
    return _from_keychain(account)


def _write(account: str, secret: str) -> bool:
    # By standard input: the arguments of a program can be read by every other one.
    verb = "add-generic-password -U" if secret else "delete-generic-password"
    words = f' -w "{secret}"' if secret else ""
    order = f'{verb} -s "{_SERVICE}" -a "{account}"{words}\n'
    done = subprocess.run(
        [_SECURITY, "-i"], input=order, capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode == 0 or not secret


def _from_keychain(account: str = _ACCOUNT) -> str:
    if not has_keychain():
        return ""
    order = [_SECURITY, "find-generic-password", "-s", _SERVICE, "-a", account, "-w"]
    done = subprocess.run(order, capture_output=True, text=True, check=False, timeout=60)
    return done.stdout.strip() if done.returncode == 0 else ""


def has_keychain() -> bool:
    return sys.platform == "darwin" and shutil.which(_SECURITY) is not None
