"""Out of the store and back: Markdown for people, JSON for programs."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import UserError
from app.store.carried import CarriedChat, CarriedMedia, Refused
from app.store.carrying import put_in, take_out
from app.store.chats_json import export_json
from app.store.export_markdown import export_markdown
from app.store.importing import read_chats
from app.store.opening import open_store, reading
from app.store.sinks import Names, file_name
from app.store.store import ChatStore
from app.store.values import Ending, NewAttachment

CHAT, Q1, A1, Q2, A2, A3 = range(1_000_000, 1_000_006)
PICTURE, SOUND = b"\x89PNG picture", b"RIFF sound"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChatStore]:
    with closing(open_store(tmp_path / "data").store) as store:
        fill(store)
        yield store


def fill(store: ChatStore) -> None:
    """A chat that has one of everything."""
    folder = store.new_id()
    store.folders.add(folder, "Trips")
    store.chats.add(CHAT, title="Lisbon: a/b", system_prompt="Be brief.", model="starter")
    store.chats.move([CHAT], folder)
    store.chats.pin(CHAT)
    store.chats.set_sampling(CHAT, {"temperature": 0.5})
    picture = store.media.put(PICTURE, "tram.png", "image", detail="1×1")
    sound = store.media.put(SOUND, "bell.wav", "audio", waveform=[0.5])
    gone = store.media.put_missing("0" * 64, "gone.png", "image")
    parts = [NewAttachment(picture, "tram.png", 5), NewAttachment(gone, "gone.png", 5)]
    store.messages.ask(Q1, CHAT, None, "This: is it a tram?", parts)
    store.answers.begin(A1, CHAT, Q1, "starter")
    store.answers.append(A1, "Look.", "thinking")
    store.answers.append(A1, "Yes, a *tram*.")
    ending = Ending(
        finish_reason="stop", thinking_s=3.0, stats={"ttft_s": 0.5}, saw=({"name": "tram.png"},)
    )
    store.answers.finish(A1, ending)
    store.answers.begin(A3, CHAT, Q1, "other")
    store.answers.finish(A3, Ending(state="failed", error="No memory."))
    store.messages.switch(A1)
    store.messages.ask(Q2, CHAT, A1, "And this?", [NewAttachment(sound, "bell.wav")])
    store.answers.begin(A2, CHAT, Q2, "starter")
    store.answers.append(A2, "A be")
    store.chats.set_draft(CHAT, "wait", [NewAttachment(picture, "tram.png")])


def comparable(chat: CarriedChat) -> CarriedChat:
    """Without what may differ from store to store: keys are ids, an answer is no longer written."""
    names = {message.key: str(at) for at, message in enumerate(chat.messages)}
    return replace(
        chat,
        leaf=names[chat.leaf or ""],
        messages=tuple(
            replace(
                message,
                key=names[message.key],
                parent=names.get(message.parent or ""),
                chosen=names.get(message.chosen or ""),
            )
            for message in chat.messages
        ),
    )


def contents(chat: CarriedChat) -> list[bytes | None]:
    media: list[CarriedMedia] = [*chat.draft_attachments]
    media += [attachment for message in chat.messages for attachment in message.attachments]
    return [attachment.load() for attachment in media]


@pytest.mark.parametrize("name", ["chats.json", "chats.zip"])
def test_json_loses_nothing(store: ChatStore, tmp_path: Path, name: str) -> None:
    before = take_out(store, CHAT)
    assert export_json(store, [CHAT], tmp_path / name) == 1
    (carried,) = read_chats(tmp_path / name)
    assert isinstance(carried, CarriedChat)
    with closing(ChatStore.in_memory()) as other:
        after = take_out(other, put_in(other, carried))
        assert comparable(after) == comparable(before)
        assert contents(after) == contents(before) == [PICTURE, PICTURE, None, SOUND]
        window = other.messages.window(other.chats.list()[0].id)
        assert [message.text for message in window.messages][1] == "Yes, a *tram*."
        assert [hit.message for hit in other.search.find("tram")]


def test_json_carries_the_shape_of_the_tree(store: ChatStore) -> None:
    carried = take_out(store, CHAT)
    assert [m.parent for m in carried.messages] == [None, str(Q1), str(A1), str(Q2), str(Q1)]
    assert carried.messages[0].chosen == str(A1)
    assert carried.leaf == str(A2)
    assert [m.state for m in carried.messages][-2:] == ["interrupted", "failed"]
    assert carried.folder == "Trips"


def test_each_content_is_in_the_json_once(store: ChatStore, tmp_path: Path) -> None:
    copy, _ = store.duplicate(CHAT, "copy")
    export_json(store, [CHAT, copy], tmp_path / "chats.json")
    document = json.loads((tmp_path / "chats.json").read_text(encoding="utf-8"))
    assert len(document["chats"]) == 2
    assert len(document["media"]) == 2


def test_markdown_of_one_chat_has_its_files_beside(store: ChatStore, tmp_path: Path) -> None:
    assert export_markdown(store, [CHAT], tmp_path / "out.md") == 1
    text = (tmp_path / "out.md").read_text(encoding="utf-8")
    blocks = text.split("\n\n")
    assert blocks[0] == "# Lisbon: a/b"
    assert blocks[2:] == [
        "## System prompt",
        "Be brief.",
        "## You",
        "This:",
        "![tram.png](out%20files/tram.png)",
        "*(gone.png is missing)*",
        "is it a tram?",
        "## starter",
        "<details><summary>Thought for 3 s</summary>",
        "Look.",
        "</details>",
        "Yes, a *tram*.",
        "## You",
        "[bell.wav](out%20files/bell.wav)",
        "And this?",
        "## starter",
        "A be",
        "*(interrupted)*\n",
    ]
    assert (tmp_path / "out files" / "tram.png").read_bytes() == PICTURE
    assert (tmp_path / "out files" / "bell.wav").read_bytes() == SOUND


def test_markdown_shows_the_branch_that_is_looked_at(store: ChatStore, tmp_path: Path) -> None:
    store.messages.switch(A3)
    export_markdown(store, [CHAT], tmp_path / "out.md")
    text = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert "*(failed: No memory.)*" in text
    assert "a *tram*" not in text


def test_markdown_of_several_chats_is_a_folder_each(store: ChatStore, tmp_path: Path) -> None:
    copy, _ = store.duplicate(CHAT, "lisbon: a/b")
    for target in ("out", "out.zip"):
        assert export_markdown(store, [CHAT, copy, 4242], tmp_path / target) == 2
    names = {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*.*")}
    assert names == {
        f"{folder}/{name}"
        for folder in ("Lisbon a b", "lisbon a b (2)")
        for name in (f"{folder}.md", "files/tram.png", "files/bell.wav")
    }
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert set(archive.namelist()) == names


@pytest.mark.parametrize("target", ["full", "full.zip", "out.md", "out.json"])
def test_an_export_that_fails_leaves_nothing_half_written(
    store: ChatStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    def refuse(*_: Path) -> None:
        raise OSError(28, "No space left")

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(Path, "rename", refuse)
    export = export_json if target.endswith(".json") else export_markdown
    with pytest.raises(UserError, match=r"could not be exported to .* the disk is full"):
        export(store, [CHAT], tmp_path / target)
    assert {path.name for path in tmp_path.iterdir()} == {"data"}


def test_a_folder_with_something_in_it_is_not_overwritten(store: ChatStore, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine")
    with pytest.raises(UserError, match="could not be exported"):
        export_markdown(store, [CHAT], tmp_path / "out")
    assert (tmp_path / "out" / "mine").read_text() == "mine"


def test_a_damaged_chat_is_left_out_and_the_others_come(store: ChatStore, tmp_path: Path) -> None:
    copy, _ = store.duplicate(CHAT, "copy")
    export_json(store, [CHAT, copy], tmp_path / "chats.json")
    document = json.loads((tmp_path / "chats.json").read_text(encoding="utf-8"))
    document["chats"][0]["messages"][1]["parent"] = "nowhere"
    (tmp_path / "chats.json").write_text(json.dumps(document))
    bad, good = read_chats(tmp_path / "chats.json")
    assert isinstance(bad, Refused)
    assert "Chat 1 of chats.json" in bad.sentence
    assert isinstance(good, CarriedChat)
    assert good.title == "copy"


def test_an_export_of_a_newer_parlance_is_refused(tmp_path: Path) -> None:
    (tmp_path / "chats.json").write_text('{"format": "parlance-chats", "version": 9}')
    (refused,) = read_chats(tmp_path / "chats.json")
    assert isinstance(refused, Refused)
    assert "newer Parlance" in refused.sentence


@pytest.mark.usefixtures("store")
def test_an_export_reads_beside_an_open_store(tmp_path: Path) -> None:
    with reading(tmp_path / "data") as reader:
        assert export_json(reader, [CHAT], tmp_path / "chats.json") == 1


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("a/b\\c:d", "a b c d"),
        ("..", ""),
        (" .hidden. ", "hidden"),
        ("里斯本", "里斯本"),
        ("x\n\ty", "x y"),
        ("é" * 100, "é" * 60),
    ],
)
def test_titles_become_names_that_file_systems_take(title: str, name: str) -> None:
    assert file_name(title) == name


def test_no_two_files_get_the_same_name() -> None:
    names = Names()
    assert [names.give(t, ".md") for t in ("A", "a", "", "")] == [
        "A.md",
        "a (2).md",
        "Chat.md",
        "Chat (2).md",
    ]
