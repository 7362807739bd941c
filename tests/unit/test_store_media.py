"""Attachments: kept once, shared, missed without harm, collected when nobody uses them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.store.opening import open_store
from app.store.store import ChatStore
from app.store.values import Attachment, NewAttachment

CHAT = 1_000_000
PICTURE = b"a picture"
HASH = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChatStore]:
    with closing(open_store(tmp_path).store) as store:
        store.chats.add(CHAT, title="Lisbon")
        yield store


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob("media/*/*"))


def ask(store: ChatStore, *names: str) -> int:
    id = store.new_id()
    digest = store.media.put(PICTURE, "tram.PNG", "image", thumbnail=b"small")
    store.messages.ask(id, CHAT, None, "?", [NewAttachment(digest, name) for name in names])
    return id


def attachments(store: ChatStore, id: int) -> tuple[Attachment, ...]:
    message = store.messages.get(id)
    assert message is not None
    return message.attachments


def test_a_file_is_named_by_its_content_and_kept_once(store: ChatStore, tmp_path: Path) -> None:
    id = ask(store, "one.png", "two.png")
    assert files(tmp_path) == [f"media/{HASH[:2]}/{HASH}.png", f"media/{HASH[:2]}/{HASH}.thumbnail"]
    one, two = attachments(store, id)
    assert (one.name, two.name) == ("one.png", "two.png")
    assert one.path == two.path
    assert one.path is not None
    assert one.path.read_bytes() == PICTURE
    assert one.thumbnail is not None
    assert one.thumbnail.read_bytes() == b"small"


def test_the_same_content_under_another_ending_is_the_same_file(
    store: ChatStore, tmp_path: Path
) -> None:
    first = store.media.put(PICTURE, "a.jpg", "image")
    assert store.media.put(PICTURE, "a.jpeg", "image") == first
    assert files(tmp_path) == [f"media/{HASH[:2]}/{HASH}.jpg"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "a./../b", "x.p/g", "no ending", "a.ööö"])
def test_a_name_never_leads_out_of_the_folder(store: ChatStore, tmp_path: Path, name: str) -> None:
    store.media.put(PICTURE, name, "image")
    assert files(tmp_path) == [f"media/{HASH[:2]}/{HASH}"]


def test_a_missing_file_is_a_value(store: ChatStore, tmp_path: Path) -> None:
    id = ask(store, "tram.png")
    for path in tmp_path.glob("media/*/*"):
        path.unlink()
    (attachment,) = attachments(store, id)
    assert attachment.missing
    assert (attachment.path, attachment.thumbnail, attachment.name) == (None, None, "tram.png")
    assert store.media.read(HASH) is None


def test_a_file_that_was_changed_is_not_given_out_as_the_old_one(
    store: ChatStore, tmp_path: Path
) -> None:
    ask(store, "tram.png")
    (tmp_path / "media" / HASH[:2] / f"{HASH}.png").write_bytes(b"b picture")
    assert store.media.read(HASH) is None


def test_attaching_a_missing_content_again_brings_it_back(store: ChatStore, tmp_path: Path) -> None:
    id = ask(store, "tram.png")
    (tmp_path / "media" / HASH[:2] / f"{HASH}.png").unlink()
    store.media.put(PICTURE, "again.png", "image")
    assert not attachments(store, id)[0].missing


def test_nothing_half_written_stays(
    store: ChatStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(OSError, match="no space"):
        store.media.put(PICTURE, "a.png", "image")
    assert files(tmp_path) == []
    assert store.database.value("SELECT count(*) FROM media") == 0


def test_an_attachment_lives_as_long_as_a_chat_shows_it(store: ChatStore, tmp_path: Path) -> None:
    ask(store, "tram.png")
    copy, _ = store.duplicate(CHAT, "copy")
    for chat, left in ((CHAT, 2), (copy, 0)):
        store.chats.trash([chat])
        store.empty_trash([], grace_s=0)
        store.settle()
        assert len(files(tmp_path)) == 2  # the trash still shows it
        store.empty_trash(grace_s=0)
        store.settle()
        assert len(files(tmp_path)) == left


def test_a_draft_keeps_its_attachment(store: ChatStore, tmp_path: Path) -> None:
    digest = store.media.put(PICTURE, "a.png", "image")
    store.chats.set_draft(CHAT, "", [NewAttachment(digest, "a.png")])
    store.empty_trash(grace_s=0)
    store.settle()
    assert len(files(tmp_path)) == 1
    store.chats.set_draft(CHAT, "")
    store.empty_trash(grace_s=0)
    store.settle()
    assert files(tmp_path) == []


def test_a_young_file_is_not_collected(store: ChatStore, tmp_path: Path) -> None:
    store.media.put(PICTURE, "a.png", "image")
    (tmp_path / "media" / "ff").mkdir()
    (tmp_path / "media" / "ff" / ("f" * 64)).write_bytes(b"left over")
    store.empty_trash()
    store.settle()
    assert len(files(tmp_path)) == 2
    store.empty_trash(grace_s=0)
    store.settle()
    assert files(tmp_path) == []


def test_a_file_that_is_attached_again_is_young_again(store: ChatStore, tmp_path: Path) -> None:
    store.media.put(PICTURE, "a.png", "image")
    (file,) = tmp_path.glob("media/??/*")
    os.utime(file, (1.0, 1.0))
    store.media.put(PICTURE, "a.png", "image")
    store.empty_trash()
    store.settle()
    assert file.exists()


def test_in_memory_nothing_touches_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with closing(ChatStore.in_memory()) as store:
        store.chats.add(CHAT)
        id = ask(store, "tram.png")
        assert store.media.read(HASH) == PICTURE
        assert store.media.thumbnail(HASH) == b"small"
        assert not attachments(store, id)[0].missing
        store.chats.trash([CHAT])
        store.empty_trash()
        store.settle()
        assert store.media.read(HASH) is None
    assert list(tmp_path.iterdir()) == []


def test_sounds_keep_their_waveform(store: ChatStore) -> None:
    id = store.new_id()
    digest = store.media.put(b"RIFF", "a.wav", "audio", detail="0:03", waveform=[0.0, 0.5, 1.0])
    store.messages.ask(id, CHAT, None, "", [NewAttachment(digest, "a.wav")])
    (sound,) = attachments(store, id)
    assert (sound.kind, sound.detail, sound.waveform) == ("audio", "0:03", (0.0, 0.5, 1.0))


def test_a_harmed_file_is_whole_again_when_it_is_attached_again(
    store: ChatStore, tmp_path: Path
) -> None:
    digest = store.media.put(b"picture", "a.png", "image")
    (file,) = tmp_path.glob("media/??/*")
    file.write_bytes(b"pikture")
    assert store.media.read(digest) is None
    store.media.put(b"picture", "a.png", "image")
    assert store.media.read(digest) == b"picture"
