"""The open chat as values, and what the engine is given of it."""

from __future__ import annotations

from pathlib import Path

from app.open_chat import OpenChat, Said
from engine.types import AudioPart, ImagePart, Message, TextPart


def chat_of(*texts: str) -> OpenChat:
    """Questions and answers in turn."""
    chat = OpenChat(1)
    for at, text in enumerate(texts):
        chat = chat.add(Said(at, "assistant" if at % 2 else "user", text))
    return chat


def texts(chat: OpenChat) -> list[tuple[str, str]]:
    return [(message.role, message.text) for message in chat.messages()]


def test_open_question_comes_last() -> None:
    chat = chat_of("one", "first", "two").add(Said(9, "assistant", "half", open=True))
    assert texts(chat) == [("user", "one"), ("assistant", "first"), ("user", "two")]


def test_a_partial_answer_counts_as_said() -> None:
    assert texts(chat_of("one", "so f"))[-1] == ("assistant", "so f")


def test_a_question_without_a_word_of_answer_is_not_told() -> None:
    assert texts(chat_of("one", " ", "two")) == [("user", "two")]


def test_one_speaker_twice_in_a_row_becomes_one_message() -> None:
    chat = OpenChat(1).add(Said(1, "user", "one"), Said(2, "user", "two"))
    assert texts(chat) == [("user", "one\n\ntwo")]


def test_attachments_stand_before_the_text() -> None:
    picture, sound = ImagePart(data=b"p"), AudioPart(data=b"s")
    chat = OpenChat().add(Said(1, "user", "look", (sound, picture)))
    assert chat.messages()[0].parts == (sound, picture, TextPart("look"))


def test_picture_alone_is_a_message() -> None:
    picture = ImagePart(data=b"p")
    assert OpenChat().add(Said(1, "user", " ", (picture,))).messages()[0].parts == (picture,)


def test_an_attachment_whose_file_is_gone_leaves_its_text(tmp_path: Path) -> None:
    gone = ImagePart(path=tmp_path / "ab.png", name="red.png")
    chat = OpenChat().add(Said(1, "user", "look", (gone,)))
    assert chat.messages() == (Message.of("user", "look"),)
    assert chat.missing() == ("red.png",)
    assert chat.senses() == {"text"}


def test_a_message_that_was_only_a_lost_picture_says_so(tmp_path: Path) -> None:
    gone = ImagePart(path=tmp_path / "ab.png", name="red.png")
    chat = OpenChat().add(Said(1, "user", "", (gone,)))
    assert texts(chat) == [("user", "[red.png is missing]")]


def test_a_stored_picture_is_told_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "ab.png").write_bytes(b"png")
    kept = ImagePart(path=tmp_path / "ab.png", name="red.png")
    chat = OpenChat().add(Said(1, "user", "look", (kept,)))
    assert chat.messages()[0].parts[0] == kept
    assert chat.missing() == ()
    assert chat.senses() == {"text", "image"}


def test_chat_remembers_which_senses_it_needs() -> None:
    chat = OpenChat().add(Said(1, "user", "hm", (AudioPart(data=b"s"),)))
    assert chat.senses() == {"text", "audio"}


def test_what_stands_above_a_message() -> None:
    chat = chat_of("one", "first", "two")
    assert [said.text for said in chat.before(2).said] == ["one", "first"]
    assert chat.before(7) == chat
    assert chat.before(0).last is None
