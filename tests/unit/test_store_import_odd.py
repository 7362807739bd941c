"""Imports of what no app has written: hostile archives, and wrong values in every place."""

from __future__ import annotations

import copy
import json
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.chat_records import load
from app.library_records import lists
from app.store import archives
from app.store.archives import Archive
from app.store.carried import CarriedChat, Refused
from app.store.carrying import put_in, take_out
from app.store.chats_json import export_json
from app.store.importing import read_chats
from app.store.store import ChatStore
from app.store.values import Ending, NewAttachment
from ui import wording
from ui.sidebar import days

ODD: list[Any] = [None, 5, float("nan"), 1e300, 10**19, "", "\ud800", [], {}, [[1]], {"a": 1}, "d"]
DATE = "2024-05-06T07:08:09+00:00"


def message(role: str, *parts: Any, **more: Any) -> dict[str, Any]:
    content = {"content_type": "multimodal_text", "parts": list(parts)}
    return {"author": {"role": role}, "create_time": 1.7e9, "content": content, **more}


def chatgpt() -> Any:
    picture = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-a1"}
    names = {"attachments": [{"id": "file-a1", "name": "x.png"}]}
    done = {"model_slug": "gpt", "finish_details": {"type": "stop"}}
    mapping = {
        "root": {"parent": None, "message": None},
        "a": {"parent": "root", "message": message("user", picture, "Where?", metadata=names)},
        "b": {"parent": "a", "message": message("assistant", "There.", metadata=done)},
        "d": {"parent": "b", "message": message("user", "Thanks")},
    }
    return [{"title": "Lisbon", "create_time": 1.7e9, "mapping": mapping, "current_node": "d"}]


def lmstudio() -> Any:
    words = {"type": "text", "text": "hi"}
    file = {"type": "file", "fileIdentifier": "p.png", "fileType": "image"}
    step = {
        "type": "contentBlock",
        "stepIdentifier": "1700000000001-0.3",
        "content": [words],
        "genInfo": {"identifier": "m", "stats": {"stopReason": "eosFound", "tokensPerSecond": 2}},
    }
    answers = [{"role": "assistant", "steps": [step]}, {"role": "assistant", "content": [words]}]
    return {
        "name": "Porto",
        "createdAt": 1700000000000,
        "messages": [
            {"versions": [{"role": "user", "content": [words, file]}], "currentlySelected": 0},
            {"versions": answers, "currentlySelected": 1},
        ],
        "perChatPredictionConfig": {"fields": [{"key": "llm.prediction.temperature", "value": 1}]},
        "lastUsedModel": {"identifier": "m"},
        "clientInput": "draft",
    }


def jan() -> Any:
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    text = {"type": "text", "text": {"value": "hi"}}
    return {
        "thread": {"title": "T", "created": 1.7e9, "assistants": [{"model": {"id": "m"}}]},
        "messages": [
            {"role": "user", "content": [text, picture], "created_at": 1.7e12},
            {"role": "assistant", "content": [text], "created_at": 1.8e12, "metadata": {}},
        ],
    }


def ours(folder: Path) -> Any:
    with closing(ChatStore.in_memory()) as store:
        chat, question, answer = (store.new_id() for _ in range(3))
        store.chats.add(chat, title="T", system_prompt="p", sampling={"temperature": 0.5})
        digest = store.media.put(b"abc", "a.png", "image", waveform=[0.5])
        store.messages.ask(question, chat, None, "hi", [NewAttachment(digest, "a.png")])
        store.answers.begin(answer, chat, question, "m")
        saw = {"kind": "image", "name": "a.png", "soft_tokens": 3, "notes": ["n"]}
        stats = {"generation_tps": 2.5, "sampling": {"temperature": 0.5}}
        ending = Ending(text="yo", thinking="t", thinking_s=1.5, stats=stats, saw=(saw,))
        store.answers.finish(answer, ending)
        store.chats.set_draft(chat, "draft", [NewAttachment(digest, "a.png")])
        export_json(store, [chat], folder / "made.json")
    return json.loads((folder / "made.json").read_text(encoding="utf-8"))


def places(document: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    inside = document.items() if isinstance(document, dict) else ()
    for key, value in enumerate(document) if isinstance(document, list) else inside:
        yield from places(value, (*at, key))


def changed(document: Any, at: tuple[Any, ...], values: list[Any]) -> Any:
    """A copy with another value there; without values it is left out."""
    if not at:
        return values[0] if values else {}
    document = copy.deepcopy(document)
    inside = document
    for key in at[:-1]:
        inside = inside[key]
    if values:
        inside[at[-1]] = values[0]
    else:
        del inside[at[-1]]
    return document


def write(folder: Path, kind: str, document: Any) -> Path:
    """The document as the file, or the two files, of that kind."""
    if kind == "jan":
        thread, said = (document or {}).get("thread"), (document or {}).get("messages")
        lines = said if isinstance(said, list) else [said]
        (folder / "messages.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        document = thread
    name = {"jan": "thread.json", "lmstudio": "x.conversation.json", "ours": "chats.json"}
    path = folder / name.get(kind, "conversations.json")
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def bring_in(store: ChatStore, path: Path) -> int:
    """Import and look at it as the app does; how many chats there were."""
    count = 0
    for found in read_chats(path):
        if isinstance(found, Refused):
            assert found.sentence.endswith(".")
            continue
        chat = put_in(store, found)
        loaded = load(store, chat)
        assert loaded is not None
        assert len(loaded.views) <= len(found.messages)
        for view in loaded.views:
            if view.stats is not None:
                assert wording.ending_line(view.finish_reason, view.stats)
                assert wording.figures_help(view.stats)
        take_out(store, chat)
        count += 1
    for item in lists(store, frozenset()).chats:
        assert item.updated <= time.time() + 24 * 3600
        assert days.spoken(item.updated)
    store.database.run("DELETE FROM chat")
    return count


@pytest.mark.parametrize("kind", ["chatgpt", "lmstudio", "jan", "ours"])
def test_whatever_stands_in_any_place_is_read_or_refused_with_a_sentence(
    tmp_path: Path, kind: str
) -> None:
    make = {"chatgpt": chatgpt, "lmstudio": lmstudio, "jan": jan}
    whole = ours(tmp_path) if kind == "ours" else make[kind]()
    tried = 0
    with closing(ChatStore.in_memory()) as store:
        assert bring_in(store, write(tmp_path, kind, whole)) == 1
        for at in places(whole):
            if kind == "jan" and len(at) < 2:
                continue
            for number, odd in enumerate([*([value] for value in ODD), []]):
                if (number + tried) % 3 and len(at) > 3:
                    continue  # a third of the deep places is enough for every run
                bring_in(store, write(tmp_path, kind, changed(whole, at, odd)))
            tried += 1
    assert tried > 20


def one(path: Path) -> CarriedChat:
    (chat,) = read_chats(path)
    assert isinstance(chat, CarriedChat), chat
    return chat


def test_an_answer_with_few_figures_shows_those(tmp_path: Path) -> None:
    document = lmstudio()
    document["messages"][1]["currentlySelected"] = 0
    with closing(ChatStore.in_memory()) as store:
        loaded = load(store, put_in(store, one(write(tmp_path, "lmstudio", document))))
    assert loaded is not None
    stats = loaded.views[1].stats
    assert stats is not None
    assert wording.ending_line("", stats) == "2.00 tokens/s"  # a whole number in the file


def test_chatgpt_messages_in_a_circle_are_not_lost(tmp_path: Path) -> None:
    document = chatgpt()
    document[0]["mapping"]["a"]["parent"] = "d"
    chat = one(write(tmp_path, "chatgpt", document))
    assert sorted(said.text for said in chat.messages) == ["Thanks", "There.", "Where?"]


@pytest.mark.parametrize("kind", ["chatgpt", "jan"])
def test_dates_as_words_are_understood(tmp_path: Path, kind: str) -> None:
    document = chatgpt() if kind == "chatgpt" else jan()
    about = document[0] if kind == "chatgpt" else document["thread"]
    about["create_time" if kind == "chatgpt" else "created"] = DATE
    assert one(write(tmp_path, kind, document)).created == 1714979289.0


def test_a_date_to_come_is_taken_for_none(tmp_path: Path) -> None:
    document = chatgpt()
    document[0]["create_time"] = time.time() * 2
    assert one(write(tmp_path, "chatgpt", document)).created == 0.0


def test_our_own_export_without_what_is_not_needed_is_read(tmp_path: Path) -> None:
    chat = {"messages": [{"key": "1", "role": "user", "text": "hi"}], "of a later version": 1}
    document = {"format": "parlance-chats", "version": 1, "chats": [chat]}
    assert [said.text for said in one(write(tmp_path, "ours", document)).messages] == ["hi"]


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_bomb_in_an_archive_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "SMALL", 1 << 16)
    bomb = zipped(tmp_path / "bomb.zip", {"conversations.json": b" " * (1 << 20)})
    assert Archive(bomb).read("conversations.json") is None
    (refused,) = read_chats(bomb)
    assert isinstance(refused, Refused)
    assert "conversations.json could not be read" in refused.sentence


def test_names_that_lead_out_of_an_archive_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    document = lmstudio()
    file = document["messages"][0]["versions"][0]["content"][1]
    file["fileIdentifier"] = "../../secret.png"
    inside = tmp_path / "deep" / "conversations"
    inside.mkdir(parents=True)
    members = {"../../x.conversation.json": json.dumps(document).encode()}
    chat = one(zipped(inside / "chats.zip", members))
    (attachment,) = chat.messages[0].attachments
    assert attachment.load() is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deep", "secret.png"]


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_an_archive_that_was_cut_or_harmed_is_a_sentence(tmp_path: Path, cut: float) -> None:
    noise = bytes(hash((number, cut)) % 251 for number in range(5000))
    members = {"conversations.json": json.dumps(chatgpt()).encode(), "file-a1-x.png": noise}
    path = zipped(tmp_path / "x.zip", members)
    data = bytearray(path.read_bytes())
    at = int(len(data) * cut)
    data[at : at + 40] = bytes(40)
    path.write_bytes(data)
    with closing(ChatStore.in_memory()) as store:
        bring_in(store, path)
    path.write_bytes(data[:at])
    for found in read_chats(path):
        assert isinstance(found, Refused)
        assert found.sentence.endswith(".")
