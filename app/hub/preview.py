"""What a model on the hub is, and what it needs, before any of its weights are fetched.

Its settings and the headers of its weights are fetched; beside them weight files without content,
as long as the true ones, take no room on the disk. Everything that can examine a model on this
machine can therefore examine that folder.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from app.hub.client import Hub
from app.hub.errors import Damaged
from app.hub.files import WEIGHTS, RemoteFile, RemoteModel
from engine.sentences import say

_SETTINGS = frozenset(
    {
        "config.json",
        "generation_config.json",
        "processor_config.json",
        "preprocessor_config.json",
        "model.safetensors.index.json",
        "tokenizer_config.json",
        "chat_template.jinja",
        "chat_template.json",
    }
)
_STANDS_FOR = ("tokenizer.json", "tokenizer.model")  # there or not is all that matters
_FIRST = 1 << 18  # most headers are shorter: one request will do
_LONGEST_HEADER = 100 << 20  # the format's own limit
_LONGEST_SETTING = 32 << 20
_AT_ONCE = 4


@contextmanager
def hollow_copy(hub: Hub, model: RemoteModel) -> Iterator[Path]:
    """A folder like the model's, with headers but without weights; gone at the end.

    Raises:
        HubError, Later: the hub refuses, or does not answer.
    """
    with tempfile.TemporaryDirectory(prefix="parlance-preview-") as place:
        folder = Path(place) / model.repo.rpartition("/")[2]
        folder.mkdir()
        wanted = [f for f in model.wanted if f.path in _SETTINGS or f.path.endswith(WEIGHTS)]
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="preview") as pool:
            for _ in pool.map(lambda file: _bring(hub, model, file, folder), wanted):
                pass
        for file in model.wanted:
            if file.path in _STANDS_FOR:
                (folder / file.path).write_text("{}", encoding="utf-8")
        yield folder


def _bring(hub: Hub, model: RemoteModel, file: RemoteFile, folder: Path) -> None:
    target = folder / file.path
    if not file.path.endswith(WEIGHTS):
        if file.size > _LONGEST_SETTING:
            raise Damaged(
                say(
                    "{path} of {repo} is {size:.0f} MB long, which no settings are; "
                    "choose another source of this model.",
                    path=file.path,
                    repo=model.repo,
                    size=file.size / 1e6,
                )
            )
        target.write_bytes(_read(hub, model, file, 0, file.size))
        return
    head = _read(hub, model, file, 0, min(_FIRST, file.size))
    length = 8 + int.from_bytes(head[:8], "little")
    if length > min(_LONGEST_HEADER, file.size):
        raise Damaged(
            say(
                "{path} of {repo} is not a safetensors file; choose another source of this model.",
                path=file.path,
                repo=model.repo,
            )
        )
    if length > len(head):
        head += _read(hub, model, file, len(head), length)
    with target.open("wb") as stream:
        stream.write(head[:length])
        stream.truncate(file.size)


def _read(hub: Hub, model: RemoteModel, file: RemoteFile, start: int, stop: int) -> bytes:
    if start >= stop:
        return b""
    data = hub.read(model.repo, model.commit, file.path, start, stop)
    if len(data) != stop - start:
        raise Damaged(
            say(
                "{path} of {repo} came cut short; try again later.", path=file.path, repo=model.repo
            )
        )
    return data
