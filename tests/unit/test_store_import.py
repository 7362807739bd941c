"""Chats of other apps, as these write them, whole, odd and broken."""

from __future__ import annotations

import base64
import json
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.store.carried import CarriedChat, Refused
from app.store.carrying import put_in
from app.store.importing import read_chats
from app.store.store import ChatStore

PICTURE = b"\x89PNG picture"
HIDDEN = {"is_visually_hidden_from_conversation": True}


def write(path: Path, document: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = document if isinstance(document, str) else json.dumps(document)
    path.write_text(text, encoding="utf-8")
    return path


def one(path: Path) -> CarriedChat:
    (chat,) = read_chats(path)
    assert isinstance(chat, CarriedChat), chat
    return chat


def sentence(path: Path) -> str:
    (refused,) = read_chats(path)
    assert isinstance(refused, Refused)
    assert refused.sentence.endswith(".")
    return refused.sentence


def said(chat: CarriedChat) -> list[tuple[str, str]]:
    return [(message.role, message.text) for message in chat.messages]


def path_of(chat: CarriedChat) -> list[str]:
    """The texts that a store shows."""
    with closing(ChatStore.in_memory()) as store:
        id = put_in(store, chat)
        return [message.text for message in store.messages.window(id).messages]


# ChatGPT


def node(
    key: str,
    parent: str | None,
    children: list[str],
    role: str = "",
    content: Any = None,
    **more: Any,
) -> tuple[str, Any]:
    if isinstance(content, str):
        content = {"content_type": "text", "parts": [content]}
    message = {"id": key, "author": {"role": role}, "content": content, "create_time": 5.0, **more}
    return key, {
        "id": key,
        "parent": parent,
        "children": children,
        "message": message if role else None,
    }


def conversation(*nodes: tuple[str, Any], current: str, **more: Any) -> dict[str, Any]:
    return {
        "title": "Lisbon",
        "create_time": 10.0,
        "update_time": 20.0,
        "mapping": dict(nodes),
        "current_node": current,
        **more,
    }


def picture_part(pointer: str) -> dict[str, Any]:
    return {"content_type": "image_asset_pointer", "asset_pointer": pointer, "width": 1}


def test_chatgpt_branches_and_the_path_that_was_shown(tmp_path: Path) -> None:
    chat = conversation(
        node("root", None, ["sys"]),
        node("sys", "root", ["q"], "system", "hidden", metadata=HIDDEN),
        node("q", "sys", ["a1", "a2"], "user", "Where?"),
        node("a1", "q", ["q2"], "assistant", "Portugal.", metadata={"model_slug": "gpt-4o"}),
        node("a2", "q", [], "assistant", "Iberia."),
        node("q2", "a1", [], "user", "Thanks"),
        current="q2",
        is_archived=True,
        is_starred=True,
    )  # fmt: skip
    chat["mapping"]["a1"]["children"] = ["q2", "q3"]
    chat["mapping"].update([node("q3", "a1", [], "user", "Not shown")])
    carried = one(write(tmp_path / "conversations.json", [chat]))
    assert (carried.title, carried.created, carried.updated) == ("Lisbon", 10.0, 20.0)
    assert (carried.archived, carried.pinned, carried.model) == (True, True, "gpt-4o")
    assert said(carried) == [
        ("user", "Where?"),
        ("assistant", "Portugal."),
        ("user", "Thanks"),
        ("user", "Not shown"),
        ("assistant", "Iberia."),
    ]
    with closing(ChatStore.in_memory()) as store:
        id = put_in(store, carried)
        path = store.messages.path(id)
        assert [m.text for m in store.messages.window(id).messages] == [
            "Where?",
            "Portugal.",
            "Thanks",
        ]
        message = store.messages.get(path[1])
        assert message is not None
        store.messages.switch(message.siblings[1])
        store.messages.switch(path[1])
        assert store.messages.path(id) == path
    assert carried.system_prompt == ""


def test_chatgpt_tools_and_thoughts_become_one_answer(tmp_path: Path) -> None:
    thoughts = {"content_type": "thoughts", "thoughts": [{"summary": "Plan", "content": "Look."}]}
    chat = conversation(
        node("q", None, ["t"], "user", "Weather?"),
        node("t", "q", ["a1"], "assistant", thoughts),
        node("a1", "t", ["call"], "assistant", "Let me look.", metadata={"model_slug": "o3"}),
        node("call", "a1", ["tool"], "assistant", "search()", recipient="web"),
        node("tool", "call", ["recap"], "tool", "a long page"),
        node("recap", "tool", ["a2"], "assistant", {"content_type": "reasoning_recap"}),
        node("a2", "recap", [], "assistant", "It rains.\ue200cite\ue202turn0\ue201"),
        current="a2",
    )
    carried = one(write(tmp_path / "conversations.json", [chat]))
    assert said(carried) == [("user", "Weather?"), ("assistant", "Let me look.\n\nIt rains.")]
    assert carried.messages[1].thinking == "Plan\n\nLook."
    assert carried.leaf == "a1"


@pytest.mark.parametrize("packed", [True, False])
def test_chatgpt_pictures_come_from_the_archive(tmp_path: Path, packed: bool) -> None:
    parts = [
        picture_part("file-service://file-Abc123"),
        "What is it?",
        picture_part("sediment://file_00ff"),
        picture_part("sediment://file_gone"),
        {"content_type": "audio_transcription", "text": "spoken"},
    ]
    chat = conversation(
        node(
            "q", None, ["a"], "user", {"content_type": "multimodal_text", "parts": parts},
            metadata={"attachments": [{"id": "file-Abc123", "name": "tram.png"}]},
        ),
        node("a", "q", [], "assistant", "A tram."),
        current="a",
    )  # fmt: skip
    members = {
        "conversations.json": json.dumps([chat]).encode(),
        "file-Abc123-tram.png": PICTURE,
        "user-1/file_00ff-sanitized.png": b"second",
    }
    source = tmp_path / "export.zip" if packed else tmp_path / "export"
    if packed:
        with zipfile.ZipFile(source, "w") as archive:
            for name, data in members.items():
                archive.writestr(name, data)
    else:
        for name, data in members.items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes(data)
    question = one(source).messages[0]
    assert question.text == "What is it?\n\nspoken"
    assert [(m.name, m.load(), m.at) for m in question.attachments] == [
        ("tram.png", PICTURE, 0),
        ("file_00ff-sanitized.png", b"second", 11),
        ("file_gone", None, 11),
    ]


def test_chatgpt_as_of_2026_in_numbered_files_with_names_aside(tmp_path: Path) -> None:
    parts = [picture_part("sediment://file_00ff"), "What?"]
    first = conversation(
        node("q", None, [], "user", {"content_type": "multimodal_text", "parts": parts}),
        node("a", "q", [], "assistant", "A tram."),
        current="a",
    )
    for at in first["mapping"].values():
        del at["children"]
    second = conversation(node("q", None, [], "user", "Hello"), current="q", title="Two")
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("conversations-000.json", json.dumps([first]))
        archive.writestr("conversations-001.json", json.dumps([second]))
        archive.writestr("conversation_asset_file_names.json", '{"file_00ff.dat": "tram.png"}')
        archive.writestr("file_00ff.dat", PICTURE)
        archive.writestr("sectioned_conversations.json", "[]")
    one, two = read_chats(tmp_path / "export.zip")
    assert isinstance(one, CarriedChat)
    assert isinstance(two, CarriedChat)
    assert [text for _, text in said(one)] == ["What?", "A tram."]
    assert one.messages[1].parent == "q"
    assert [(m.name, m.load()) for m in one.messages[0].attachments] == [("tram.png", PICTURE)]
    assert two.title == "Two"


def test_chatgpt_missing_pictures_are_shown_as_missing(tmp_path: Path) -> None:
    parts = [picture_part("file-service://file-gone")]
    content = {"content_type": "multimodal_text", "parts": parts}
    chat = conversation(node("q", None, [], "user", content), current="q")
    carried = one(write(tmp_path / "conversations.json", [chat]))
    with closing(ChatStore.in_memory()) as store:
        (message,) = store.messages.window(put_in(store, carried)).messages
        assert [(a.name, a.missing) for a in message.attachments] == [("file-gone", True)]


def test_chatgpt_one_broken_conversation_leaves_the_others(tmp_path: Path) -> None:
    good = conversation(node("q", None, [], "user", "Hello"), current="q")
    path = write(tmp_path / "conversations.json", [{"mapping": {"x": 7}}, good, {"no": "mapping"}])
    found = list(read_chats(path))
    assert [type(chat) for chat in found] == [Refused, CarriedChat, Refused]
    assert isinstance(found[0], Refused)
    assert "Conversation 1 of conversations.json" in found[0].sentence


def test_chatgpt_a_mapping_in_a_circle_does_not_hang(tmp_path: Path) -> None:
    chat = conversation(
        node("r", None, ["a"], "user", "one"),
        node("a", "b", ["b"], "user", "two"),
        node("b", "a", ["a"], "user", "three"),
        current="b",
    )
    list(read_chats(write(tmp_path / "conversations.json", [chat])))


def test_chatgpt_a_chat_of_thousands_of_messages_is_read(tmp_path: Path) -> None:
    nodes = [
        node(str(i), str(i - 1) if i else None, [str(i + 1)], ("user", "assistant")[i % 2], f"m{i}")
        for i in range(5000)
    ]
    carried = one(write(tmp_path / "conversations.json", [conversation(*nodes, current="4999")]))
    assert len(carried.messages) == 5000
    assert path_of(carried)[-1] == "m4999"


# LM Studio


def user(text: str, *files: str) -> dict[str, Any]:
    content: list[dict[str, Any]] = [{"type": "text", "text": text}]
    content += [{"type": "file", "fileIdentifier": f, "fileType": "image"} for f in files]
    return {"type": "singleStep", "role": "user", "content": content}


def assistant(text: str, thinking: str = "", reason: str = "eosFound") -> dict[str, Any]:
    steps: list[dict[str, Any]] = []
    if thinking:
        steps.append(
            {
                "type": "contentBlock",
                "style": {"type": "thinking"},
                "content": [{"type": "text", "text": thinking}],
            }
        )
    steps.append(
        {
            "type": "contentBlock",
            "stepIdentifier": "1700000001000-0.5",
            "content": [{"type": "text", "text": text}],
            "genInfo": {
                "identifier": "qwen3-4b",
                "stats": {
                    "stopReason": reason,
                    "tokensPerSecond": 42.5,
                    "timeToFirstTokenSec": 0.25,
                    "promptTokensCount": 10,
                    "predictedTokensCount": 20,
                },
            },
        }
    )
    steps.append({"type": "debugInfoBlock", "debugInfo": "Conversation naming technique: 'x'"})
    return {"type": "multiStep", "role": "assistant", "steps": steps}


def lmstudio(*messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "name": "Lisbon",
        "createdAt": 1_700_000_000_000,
        "assistantLastMessagedAt": 1_700_000_009_000,
        "pinned": True,
        "systemPrompt": "Be brief.",
        "messages": list(messages),
        "lastUsedModel": {"identifier": "qwen3-4b"},
        **more,
    }


def versions(*all: dict[str, Any], selected: int = 0) -> dict[str, Any]:
    return {"versions": list(all), "currentlySelected": selected}


def test_lmstudio_versions_become_branches(tmp_path: Path) -> None:
    document = lmstudio(
        versions(user("Where?")),
        versions(assistant("Spain?"), assistant("Portugal.", thinking="Hm."), selected=1),
        versions(user("Thanks")),
        perChatPredictionConfig={
            "fields": [
                {"key": "llm.prediction.temperature", "value": 0.7},
                {"key": "llm.prediction.topPSampling", "value": {"checked": True, "value": 0.9}},
                {"key": "llm.prediction.minPSampling", "value": {"checked": False, "value": 0.1}},
            ]
        },
    )
    chat = one(write(tmp_path / "1700000000000.conversation.json", document))
    assert (chat.title, chat.pinned, chat.system_prompt) == ("Lisbon", True, "Be brief.")
    assert (chat.created, chat.updated) == (1_700_000_000.0, 1_700_000_009.0)
    assert chat.sampling == {"temperature": 0.7, "top_p": 0.9}
    assert path_of(chat) == ["Where?", "Portugal.", "Thanks"]
    spain, portugal = chat.messages[1:3]
    assert (spain.text, portugal.thinking, portugal.model) == ("Spain?", "Hm.", "qwen3-4b")
    assert (portugal.finish_reason, portugal.created) == ("stop", 1_700_000_001.0)
    assert portugal.stats == {
        "ttft_s": 0.25,
        "generation_tps": 42.5,
        "prompt_tokens": 10,
        "generation_tokens": 20,
    }


def test_lmstudio_pictures_come_from_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "user-files").mkdir()
    (tmp_path / "user-files" / "17 - 3.jpg").write_bytes(PICTURE)
    document = lmstudio(versions(user("What?", "17 - 3.jpg", "../../etc/passwd")))
    path = tmp_path / "conversations" / "Trips" / "1.conversation.json"
    question = one(write(path, document)).messages[0]
    assert [(m.name, m.load()) for m in question.attachments] == [
        ("17 - 3.jpg", PICTURE),
        ("passwd", None),
    ]


def test_lmstudio_folders_are_kept(tmp_path: Path) -> None:
    for folder in ("", "Trips/"):
        write(tmp_path / f"{folder}1.conversation.json", lmstudio(versions(user("x"))))
    folders = [chat.folder for chat in read_chats(tmp_path) if isinstance(chat, CarriedChat)]
    assert sorted(folders) == ["", "Trips"]


@pytest.mark.parametrize(
    ("reason", "state", "finish"),
    [
        ("userStopped", "stopped", ""),
        ("maxPredictedTokensReached", "whole", "length"),
        ("modelUnloaded", "interrupted", ""),
        ("contextLengthReached", "whole", "context"),
    ],
)
def test_lmstudio_tells_why_an_answer_ended(
    tmp_path: Path, reason: str, state: str, finish: str
) -> None:
    document = lmstudio(versions(user("x")), versions(assistant("y", reason=reason)))
    message = one(write(tmp_path / "1.conversation.json", document)).messages[1]
    assert (message.state, message.finish_reason) == (state, finish)


# Jan


def jan(folder: Path, lines: list[dict[str, Any]], **thread: Any) -> Path:
    about = {
        "id": "t1",
        "object": "thread",
        "title": "Lisbon",
        "created": 1_700_000_000,
        "updated": 1_700_000_009,
        "assistants": [{"id": "jan", "instructions": "Be brief.", "model": {"id": "qwen3"}}],
        **thread,
    }
    write(folder / "thread.json", about)
    write(folder / "messages.jsonl", "\n".join(map(json.dumps, lines)) + "\n")
    return folder


def jan_message(role: str, text: str, at: int, *parts: dict[str, Any]) -> dict[str, Any]:
    content = [{"type": "text", "text": {"value": text, "annotations": []}}, *parts]
    return {"role": role, "content": content, "created_at": at, "status": "ready"}


def test_jan_threads_are_read_in_the_order_of_their_times(tmp_path: Path) -> None:
    lines = [
        jan_message("assistant", "<think>Hm.</think>Portugal.", 1_700_000_002_000),
        jan_message("user", "Where?", 1_700_000_001_000),
    ]
    chat = one(jan(tmp_path / "threads" / "t1", lines))
    assert (chat.title, chat.system_prompt, chat.model) == ("Lisbon", "Be brief.", "qwen3")
    assert said(chat) == [("user", "Where?"), ("assistant", "Portugal.")]
    assert chat.messages[1].thinking == "Hm."
    assert chat.messages[1].created == 1_700_000_002.0
    assert path_of(chat) == ["Where?", "Portugal."]


def test_jan_messages_without_times_keep_their_order(tmp_path: Path) -> None:
    lines = [jan_message("user", "one", 0), jan_message("assistant", "two", 5)]
    assert [text for _, text in said(one(jan(tmp_path, lines)))] == ["one", "two"]


def test_jan_pictures_are_in_the_message(tmp_path: Path) -> None:
    data = base64.b64encode(PICTURE).decode()
    parts = [
        {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{data}"}},
        {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}},
    ]
    question = one(jan(tmp_path, [jan_message("user", "What?", 1, *parts)])).messages[0]
    assert [(m.name, m.load()) for m in question.attachments] == [
        ("Picture 1.jpg", PICTURE),
        ("Picture 2", None),
    ]


@pytest.mark.parametrize("name", ["thread.json", "messages.jsonl"])
def test_jan_either_file_stands_for_the_thread(tmp_path: Path, name: str) -> None:
    jan(tmp_path, [jan_message("user", "Where?", 1)])
    assert one(tmp_path / name).title == "Lisbon"


def test_jan_one_broken_thread_leaves_the_others(tmp_path: Path) -> None:
    jan(tmp_path / "threads" / "a", [jan_message("user", "Where?", 1)])
    write(tmp_path / "threads" / "b" / "thread.json", "{}")
    write(tmp_path / "threads" / "b" / "messages.jsonl", '{"role": "user", "con')
    found = list(read_chats(tmp_path))
    assert sorted(type(chat).__name__ for chat in found) == ["CarriedChat", "Refused"]


# All


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.json", '{"hello": 1}'),
        ("notes.json", "[1, 2]"),
        ("notes.json", "{ cut"),
        ("notes.json", "[" * 100_000),
        ("notes.txt", "nothing"),
        ("notes.zip", "PK no archive"),
    ],
)
def test_a_file_that_is_no_export_is_one_sentence(tmp_path: Path, name: str, content: str) -> None:
    assert name in sentence(write(tmp_path / name, content))


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    assert "there is no such file" in sentence(tmp_path / "gone.json")


def test_a_folder_without_chats_is_one_sentence(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b.txt", "nothing")
    assert "There are no chats" in sentence(tmp_path)


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside" / "1.conversation.json", lmstudio(versions(user("x"))))
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "2.conversation.json").symlink_to(outside)
    (inside / "folder").symlink_to(tmp_path / "outside")
    assert "There are no chats" in sentence(inside)


def test_texts_are_stored_as_they_are(tmp_path: Path) -> None:
    text = "a\u0000b 里斯本 \U0001f68b \r\n  spaces "
    document = lmstudio(versions(user(text)), versions(assistant("half a \ud83d tram")))
    stored = path_of(one(write(tmp_path / "1.conversation.json", document)))
    assert stored == [text, "half a \ufffd tram"]
