"""One chat between window and engine, with neither there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.attachments import Attachment
from app.chat import Chat
from app.lazy_store import LazyStore
from app.requests import Request
from app.tray import Tray
from engine.errors import Failure
from engine.types import AudioPart, ImagePart, TextPart
from tests.unit.app_fakes import make_done, make_info

PICTURE = Attachment(ImagePart(data=b"png"), "image", "a.png", "1×1")
SOUND = Attachment(AudioPart(data=b"wav"), "audio", "b.wav", "0:01")


class Said:
    """Everything the chat said, in order."""

    def __init__(self, chat: Chat) -> None:
        self.requests: list[Request] = []
        self.drafts: list[str] = []
        self.notices: list[str] = []
        self.busy: list[bool] = []
        self.shown: list[str] = []
        self.stops = 0
        chat.requested.connect(self.requests.append)
        chat.draft_returned.connect(self.drafts.append)
        chat.notice.connect(self.notices.append)
        chat.busy_changed.connect(self.busy.append)
        chat.text_appended.connect(lambda _n, text, _c: self.shown.append(text))
        chat.stop_wanted.connect(self.count_stop)

    def count_stop(self) -> None:
        self.stops += 1


def last(said: Said) -> int:
    """The answer asked for last."""
    return said.requests[-1].id


@pytest.fixture
def tray(qtbot: QtBot) -> Iterator[Tray]:
    del qtbot
    tray = Tray()
    yield tray
    assert tray.stop()


@pytest.fixture
def store(tmp_path: Path, qtbot: QtBot) -> Iterator[LazyStore]:
    store = LazyStore(tmp_path / "chats")
    with qtbot.waitSignal(store.opened):
        store.start()
    yield store
    assert store.stop()


@pytest.fixture
def chat(tray: Tray, store: LazyStore) -> Chat:
    chat = Chat(tray, store)
    chat.set_model(make_info())
    return chat


@pytest.fixture
def said(chat: Chat) -> Said:
    return Said(chat)


def test_second_question_carries_the_whole_history(chat: Chat, said: Said) -> None:
    chat.send("one")
    chat.take_text(last(said), "fir", "answer")
    chat.take_end(last(said), make_done("first"))
    chat.send("two")
    texts = [message.text for message in said.requests[1].messages]
    assert texts == ["one", "first", "two"]


def test_thinking_is_shown_but_not_kept(chat: Chat, said: Said) -> None:
    chat.send("one")
    chat.take_text(last(said), "hm", "thinking")
    chat.take_text(last(said), "yes", "answer")
    chat.take_stop(last(said))
    chat.send("two")
    assert [m.text for m in said.requests[1].messages] == ["one", "yes", "two"]
    assert said.shown == ["hm", "yes"]


def test_attachments_are_sent_once_in_their_order(chat: Chat, tray: Tray, said: Said) -> None:
    tray.put_back((SOUND, PICTURE))
    chat.send("look")
    assert said.requests[0].messages[0].parts == (SOUND.part, PICTURE.part, TextPart("look"))
    assert tray.attachments == ()


def test_stop_without_a_word_returns_question_and_attachments(
    chat: Chat, tray: Tray, said: Said
) -> None:
    tray.put_back((PICTURE,))
    chat.send("look")
    chat.stop()
    chat.take_stop(last(said))
    assert said.stops == 1
    assert said.drafts == ["look"]
    assert tray.attachments == (PICTURE,)
    assert chat.conversation.messages() == ()
    assert said.busy == [True, False]


def test_failure_after_some_words_keeps_them(chat: Chat, tray: Tray, said: Said) -> None:
    tray.put_back((PICTURE,))
    chat.send("look")
    chat.take_text(last(said), "A red", "answer")
    chat.take_failure(last(said), Failure("ContextFull", "Too long."))
    assert chat.conversation.messages()[-1].text == "A red"
    assert said.drafts == []
    assert tray.attachments == ()


def test_failure_without_a_word_makes_the_question_resendable(chat: Chat, said: Said) -> None:
    chat.send("look")
    chat.take_failure(last(said), Failure("MediaError", "Bad."))
    assert said.drafts == ["look"]
    chat.send("look")
    assert len(said.requests[1].messages) == 1


def test_empty_prompt_is_refused_with_a_sentence(chat: Chat, said: Said) -> None:
    chat.send("  \n")
    assert said.requests == []
    assert len(said.notices) == 1


def test_attachment_alone_may_be_sent(chat: Chat, tray: Tray, said: Said) -> None:
    tray.put_back((PICTURE,))
    chat.send("")
    assert said.requests[0].messages[0].parts == (PICTURE.part,)


def test_picture_for_a_text_model_is_refused_and_kept(chat: Chat, tray: Tray, said: Said) -> None:
    tray.put_back((PICTURE,))
    chat.set_model(make_info(senses=("text",)))
    chat.send("look")
    assert said.requests == []
    assert "cannot see pictures" in said.notices[0]
    assert said.drafts == ["look"]
    assert tray.attachments == (PICTURE,)


def test_text_model_does_not_follow_a_chat_with_a_sound(chat: Chat, tray: Tray, said: Said) -> None:
    tray.put_back((SOUND,))
    chat.send("hear")
    chat.take_end(last(said), make_done("beep"))
    chat.set_model(make_info(senses=("text",)))
    chat.send("and now?")
    assert "cannot hear sounds" in said.notices[0]
    chat.start_new()
    chat.send("and now?")
    assert len(said.requests[1].messages) == 1


def test_a_second_message_is_offered_to_the_queue(
    chat: Chat, tray: Tray, said: Said, qtbot: QtBot
) -> None:
    chat.send("one")
    tray.put_back((PICTURE,))
    with qtbot.waitSignal(chat.queue_wanted) as wanted:
        chat.send(" two ")
    assert wanted.args == ["two"]
    assert len(said.requests) == 1
    assert tray.attachments == (PICTURE,)


def test_a_turn_without_a_word_leaves_the_transcript_at_once(
    chat: Chat, said: Said, qtbot: QtBot
) -> None:
    chat.send("one")
    question = chat.conversation.said[0].id
    with qtbot.waitSignal(chat.turn_withdrawn) as withdrawn:
        chat.take_failure(last(said), Failure("MediaError", "Bad."))
    assert withdrawn.args == [question, last(said)]
    assert said.notices == ["Bad."]


def test_a_question_stays_if_something_else_is_in_the_composer(
    chat: Chat, tray: Tray, said: Said, qtbot: QtBot
) -> None:
    chat.send("one")
    chat.note_draft("new")
    with qtbot.assertNotEmitted(chat.turn_withdrawn):
        chat.take_stop(last(said))
    assert said.drafts == []
    assert [each.text for each in chat.conversation.said] == ["one", ""]
    chat.note_draft("")
    chat.send("two")
    tray.put_back((PICTURE,))
    with qtbot.assertNotEmitted(chat.turn_withdrawn):
        chat.take_failure(last(said), Failure("MediaError", "Bad."))
    assert tray.attachments == (PICTURE,)


def test_an_answer_goes_on_unseen_when_a_new_chat_is_begun(chat: Chat, said: Said) -> None:
    chat.send("one")
    chat.start_new()
    assert not chat.busy
    chat.take_text(last(said), "late", "answer")
    chat.take_end(last(said), make_done("late"))
    assert said.stops == 0
    assert said.shown == []
    assert chat.conversation.messages() == ()
    chat.send("two")
    assert [message.text for message in said.requests[-1].messages] == ["two"]


def test_send_waits_for_an_attachment_that_is_being_read(
    chat: Chat, tray: Tray, said: Said, qtbot: QtBot, tmp_path: Path
) -> None:
    tray.settled.connect(chat.send_waiting)
    (tmp_path / "a.png").write_bytes(b"not a picture")
    with qtbot.waitSignal(tray.settled):
        tray.offer_files([str(tmp_path / "a.png")])
        chat.send("look")
        assert said.requests == []
    assert [m.text for m in said.requests[0].messages] == ["look"]


def test_new_chat_shows_an_empty_context(chat: Chat, said: Said) -> None:
    seen: list[tuple[int, int]] = []
    chat.context_changed.connect(lambda used, limit: seen.append((used, limit)))
    chat.send("one")
    chat.take_end(last(said), make_done("first", tokens=4))
    chat.start_new()
    assert seen == [(0, 512)]


def test_what_is_sent_twice_while_a_picture_is_read_is_all_asked(
    chat: Chat, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Tray, "reading", True)
        chat.send("one")
        chat.send("two")
        assert said.requests == []
    chat.send_waiting()
    assert [message.text for message in said.requests[0].messages] == ["one\n\ntwo"]
