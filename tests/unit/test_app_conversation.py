"""The chat's history as the engine gets it."""

from __future__ import annotations

from app.conversation import Conversation, user_message
from engine.types import AudioPart, ImagePart, Message, TextPart


def asked(*texts: str) -> Conversation:
    chat = Conversation()
    for number, text in enumerate(texts):
        chat = chat.ask(number, Message.of("user", text))
    return chat


def test_open_question_comes_last() -> None:
    chat = asked("one").hear(0, "first").close(0).ask(1, Message.of("user", "two"))
    assert [(m.role, m.text) for m in chat.messages()] == [
        ("user", "one"),
        ("assistant", "first"),
        ("user", "two"),
    ]


def test_stop_keeps_partial_answer() -> None:
    chat = asked("one").hear(0, "so f").hear(0, "ar").close(0)
    assert chat.messages()[-1] == Message.of("assistant", "so far")


def test_question_without_answer_leaves_the_history() -> None:
    assert asked("one").close(0).messages() == ()


def test_final_text_replaces_what_was_heard() -> None:
    assert asked("one").hear(0, "half").close(0, "whole").messages()[-1].text == "whole"


def test_answer_of_another_chat_is_not_heard() -> None:
    chat = asked("one")
    assert chat.hear(7, "stray").close(7) == chat


def test_attachments_stand_before_the_text() -> None:
    picture, sound = ImagePart(data=b"p"), AudioPart(data=b"s")
    assert user_message("look", (sound, picture)).parts == (sound, picture, TextPart("look"))


def test_picture_alone_is_a_message() -> None:
    picture = ImagePart(data=b"p")
    assert user_message("  ", (picture,)).parts == (picture,)


def test_conversation_remembers_which_senses_it_needs() -> None:
    chat = Conversation().ask(0, user_message("hm", (AudioPart(data=b"s"),))).hear(0, "x").close(0)
    assert chat.senses() == {"text", "audio"}
