"""Which files of a repository make a model, and which names are safe to write."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from app.hub.errors import Hostile, NotThere
from engine.sentences import say

WEIGHTS = ".safetensors"
_WANTED = frozenset({".json", ".jinja", ".txt", ".model", ".tiktoken", ".md"})
_LICENCES = ("license", "licence", "notice", "use_policy")
_LONGEST_NAME, _DEEPEST = 255, 8  # bytes, folders
_TEMPLATES = "additional_chat_templates"


@dataclass(frozen=True)
class RemoteFile:
    """A file of a repository.

    Attributes:
        path: inside the repository, with "/" between folders.
        size: in bytes.
        blob: its name in the cache: SHA-256 of the content where `large`, else git's SHA-1.
        large: kept by LFS or Xet, so that its SHA-256 is known.
    """

    path: str
    size: int
    blob: str
    large: bool


@dataclass(frozen=True)
class RemoteModel:
    """A repository at one commit.

    Attributes:
        gated: its owner wants terms to be accepted first.
        licence: as its card names it; empty if it does not.
    """

    repo: str
    commit: str
    files: tuple[RemoteFile, ...]
    gated: bool = False
    licence: str = ""

    @property
    def wanted(self) -> tuple[RemoteFile, ...]:
        """What is fetched of it: settings first, then weights.

        Pickles, programs and formats that the engine does not read are never among them.

        Raises:
            Hostile: a name or a hash that would lead out of the cache.
            NotThere: there is nothing that could be loaded.
        """
        for file in self.files:
            refuse_hostile(file, self.repo)
        files = _distinct(self.files)
        small = [file for file in files if _is_setting(file.path)]
        weights = _weights([file for file in files if file.path.endswith(WEIGHTS)])
        names = {file.path for file in small}
        if "config.json" not in names or not weights:
            missing = "config.json" if "config.json" not in names else say("safetensors weights")
            raise NotThere(
                say(
                    "{repo} has no {missing}, so it is nothing that Parlance can run; "
                    "look for a version of the model in MLX's format.",
                    repo=self.repo,
                    missing=missing,
                )
            )
        for file in (*small, *weights):
            _refuse_long(file, self.repo)
        return (*small, *weights)

    @property
    def nbytes(self) -> int:
        return sum(file.size for file in self.wanted)


def refuse_hostile(file: RemoteFile, repo: str) -> None:
    """Raises Hostile for names that leave the folder, and for hashes that are none."""
    parts = file.path.split("/")
    odd = (
        not file.path
        or any(part in ("", ".", "..") for part in parts)
        or any(ord(letter) < 32 for letter in file.path)
        or "\\" in file.path
        or (len(parts[0]) == 2 and parts[0][1] == ":")
    )
    if odd:
        raise Hostile(
            say(
                "{repo} holds a file named {name}, which would be written outside of the model's "
                "folder; nothing of it was kept. Choose another source of this model.",
                repo=repo,
                name=ascii(file.path)[:80],
            )
        )
    if not file.blob.isalnum() or not file.blob.isascii() or len(file.blob) not in (40, 64):
        raise Hostile(
            say(
                "The hub gives no checksum for {path} of {repo}, so it could not be verified; "
                "nothing of it was kept. Choose another source of this model.",
                path=file.path,
                repo=repo,
            )
        )
    if file.size < 0:
        raise Hostile(
            say(
                "The hub gives no size for {path} of {repo}; try again later.",
                path=file.path,
                repo=repo,
            )
        )


def _refuse_long(file: RemoteFile, repo: str) -> None:
    parts = file.path.encode().split(b"/")
    if max(map(len, parts)) > _LONGEST_NAME or len(parts) > _DEEPEST:
        raise Hostile(
            say(
                "{repo} holds a file whose name is longer than disks can take ({name}…); nothing "
                "of it was kept. Choose another source of this model.",
                repo=repo,
                name=ascii(file.path)[1:60],
            )
        )


def _distinct(files: Sequence[RemoteFile]) -> list[RemoteFile]:
    """One of those that many disks take for the same name: the one in small letters, if any."""
    kept: dict[str, RemoteFile] = {}
    for file in files:
        key = unicodedata.normalize("NFC", file.path).casefold()
        if key not in kept or file.path == file.path.lower():
            kept[key] = file
    return list(kept.values())


def _is_setting(path: str) -> bool:
    at = PurePosixPath(path)
    name = at.name.lower()
    if len(at.parts) == 2 and at.parts[0] == _TEMPLATES:
        return at.suffix == ".jinja"
    if len(at.parts) != 1 or name.startswith("."):
        return False
    return at.suffix.lower() in _WANTED or name.startswith(_LICENCES)


def _weights(files: Sequence[RemoteFile]) -> list[RemoteFile]:
    """Those at the top. Other tools' copies of the same weights are left where they are."""
    top = [file for file in files if "/" not in file.path and not file.path.startswith(".")]
    named = [file for file in top if file.path.startswith("model")]
    shards = [file for file in named if "-of-" in file.path]
    other = [f for f in top if not f.path.startswith(("consolidated", "adapter"))]
    return sorted(shards or named or other, key=lambda file: file.path)
