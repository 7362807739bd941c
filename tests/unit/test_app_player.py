"""Playing: the very frames of the file, from where it was told, one sound at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pytestqt.qtbot import QtBot

from app import player as module
from app.attachments import read_file
from app.lazy_store import LazyStore
from app.player import Player
from app.store.store import ChatStore
from app.store.values import NewAttachment
from app.tray import Tray
from tests.unit.app_fakes import make_info
from tests.unit.player_fakes import RATE, FakeSpeaker, write_sound
from ui.message_values import MessageView
from ui.sound_state import IN_COMPOSER, SoundState


class Room:
    """A store with one chat, a tray, a player and its loudspeaker."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.store = LazyStore(folder)
        self.tray = Tray()
        self.tray.set_model(make_info())
        self.speaker = FakeSpeaker()
        self.player = Player(self.store, self.tray, self.speaker.open)
        self.sentences: list[str] = []
        self.player.notice.connect(self.sentences.append)
        self.tray.changed.connect(self.player.look_at_tray)
        with qtbot.waitSignal(self.store.opened):
            self.store.start()

    def attach(self, path: Path) -> int:
        with self.qtbot.waitSignal(self.tray.settled):
            self.tray.offer_files([str(path)])
        return self.tray.views[-1].id

    def ask(self, *paths: Path, temporary: bool = False) -> int:
        """A question with these sounds; its id."""
        lazy = self.store.temporary if temporary else self.store

        def write(store: ChatStore) -> int:
            chat, message = store.new_id(), store.new_id()
            store.chats.add(chat)
            parts = [
                NewAttachment(store.media.put(path.read_bytes(), path.name, "audio"), path.name)
                for path in paths
            ]
            store.messages.ask(message, chat, None, "What is it?", parts)
            return message

        written: list[int] = []
        lazy.write(write, written.append)
        self.qtbot.waitUntil(lambda: bool(written))
        return written[0]

    def play(self, message: int, number: int = 0) -> None:
        count = len(self.speaker.streams)
        self.player.toggle(message, number)
        # Until it has the stream: then it knows the sound's length.
        self.qtbot.waitUntil(
            lambda: len(self.speaker.streams) > count and self.player._stream is self.speaker.last
        )

    def until(self, message: int, number: int = 0, **values: object) -> SoundState:
        """The state, once it is like that."""

        def there() -> bool:
            state = self.player.state(message, number)
            return all(getattr(state, name) == value for name, value in values.items())

        self.qtbot.waitUntil(there)
        return self.player.state(message, number)


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    room = Room(qtbot, tmp_path / "chats")
    yield room
    assert room.player.stop()
    assert room.tray.stop()
    assert room.store.stop()


@pytest.mark.parametrize("channels", [1, 2])
def test_what_is_heard_is_the_file_to_the_last_frame(
    room: Room, tmp_path: Path, channels: int
) -> None:
    frames = write_sound(tmp_path / "a.wav", 1.0, channels)
    message = room.ask(tmp_path / "a.wav")
    room.play(message)
    while len(room.speaker.last._heard) < 10:
        room.speaker.last.pull(1024)
    assert np.array_equal(room.speaker.last.heard, frames)
    soundfile.write(tmp_path / "heard.wav", room.speaker.last.heard, RATE, subtype="PCM_16")
    assert (tmp_path / "heard.wav").read_bytes() == (tmp_path / "a.wav").read_bytes()


def test_its_place_and_length_are_told_while_it_plays(room: Room, tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav", 2.0)
    message = room.ask(tmp_path / "a.wav")
    room.play(message)
    room.speaker.last.pull(RATE)
    state = room.until(message, place=0.5)
    assert state == SoundState(0.5, 2.0, playing=True)


def test_a_seek_is_right_to_a_frame(room: Room, tmp_path: Path) -> None:
    frames = write_sound(tmp_path / "a.wav", 1.0)
    message = room.ask(tmp_path / "a.wav")
    room.play(message)
    room.speaker.last.pull(100)
    room.player.seek(message, 0, 4321 / RATE)
    room.speaker.last.pull(10)
    assert np.array_equal(room.speaker.last.heard[100:], frames[4321:4331])


def test_a_sound_that_waits_is_played_from_where_it_was_sought(room: Room, tmp_path: Path) -> None:
    frames = write_sound(tmp_path / "a.wav", 1.0)
    message = room.ask(tmp_path / "a.wav")
    room.player.seek(message, 0, 0.25)
    assert room.player.state(message, 0) == SoundState(0.25)
    room.play(message)
    room.speaker.last.pull(5)
    assert np.array_equal(room.speaker.last.heard, frames[RATE // 4 :][:5])


def test_a_seek_while_the_device_opens_counts(room: Room, tmp_path: Path) -> None:
    frames = write_sound(tmp_path / "a.wav", 1.0)
    message = room.ask(tmp_path / "a.wav")
    room.player.toggle(message, 0)
    room.player.seek(message, 0, 0.5)
    room.until(message, total_s=1.0)
    room.speaker.last.pull(5)
    assert np.array_equal(room.speaker.last.heard, frames[RATE // 2 :][:5])


def test_pause_gives_the_device_back_and_play_goes_on(room: Room, tmp_path: Path) -> None:
    frames = write_sound(tmp_path / "a.wav", 1.0)
    message = room.ask(tmp_path / "a.wav")
    room.play(message)
    first = room.speaker.last
    first.pull(3000)
    room.player.toggle(message, 0)
    assert not room.player.state(message, 0).playing
    room.play(message)
    assert first.closed
    room.speaker.last.pull(10)
    assert np.array_equal(room.speaker.last.heard, frames[3000:3010])


def test_frames_that_were_not_heard_yet_come_again_after_a_pause(
    room: Room, tmp_path: Path
) -> None:
    frames = write_sound(tmp_path / "a.wav", 1.0)
    message = room.ask(tmp_path / "a.wav")
    room.play(message)
    room.speaker.last.delay_s = 0.1
    room.speaker.last.pull(3000)
    room.player.toggle(message, 0)
    room.play(message)
    room.speaker.last.pull(10)
    assert np.array_equal(room.speaker.last.heard, frames[2200:2210])


def test_at_its_end_it_is_back_at_the_start(room: Room, tmp_path: Path) -> None:
    frames = write_sound(tmp_path / "a.wav", 0.5)
    message = room.ask(tmp_path / "a.wav")
    room.play(message)
    room.speaker.last.pull(RATE)
    room.until(message, playing=False, place=0.0)
    room.play(message)
    room.speaker.last.pull(RATE)
    assert np.array_equal(room.speaker.last.heard, frames)


def test_a_sound_of_a_chat_that_is_not_kept_is_heard_too(room: Room, tmp_path: Path) -> None:
    frames = write_sound(tmp_path / "a.wav", 0.5)
    message = room.ask(tmp_path / "a.wav", temporary=True)
    (tmp_path / "a.wav").unlink()
    room.play(message)
    room.speaker.last.pull(RATE)
    assert np.array_equal(room.speaker.last.heard, frames)


def test_one_sound_plays_at_a_time(room: Room, tmp_path: Path) -> None:
    for name in ("a.wav", "b.wav"):
        write_sound(tmp_path / name)
    message = room.ask(tmp_path / "a.wav", tmp_path / "b.wav")
    room.play(message, 0)
    room.speaker.last.pull(RATE // 2)
    first = room.speaker.last
    room.play(message, 1)
    assert first.closed
    assert room.player.state(message, 0) == SoundState(0.5, 1.0)
    assert room.player.state(message, 1).playing


def test_a_sound_in_another_window_is_paused(room: Room, tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav")
    message = room.ask(tmp_path / "a.wav")
    room.play(message)
    other = Player(room.store, room.tray, FakeSpeaker().open)
    other.toggle(message, 0)
    assert not room.player.state(message, 0).playing
    assert other.state(message, 0).playing
    assert other.stop()


def test_another_chat_makes_it_silent_and_the_same_chat_does_not(
    room: Room, tmp_path: Path
) -> None:
    write_sound(tmp_path / "a.wav")
    message = room.ask(tmp_path / "a.wav")
    room.play(message)
    room.player.keep_to([MessageView(message, "user", "What is it?")])
    assert room.player.state(message, 0).playing
    room.player.keep_to([])
    assert room.player.state(message, 0) == SoundState()
    room.qtbot.waitUntil(lambda: room.speaker.last.closed)


def test_what_waits_in_the_composer_can_be_heard(room: Room, tmp_path: Path) -> None:
    frames = write_sound(tmp_path / "a.wav", 1.0)
    number = room.attach(tmp_path / "a.wav")
    room.play(IN_COMPOSER, number)
    room.speaker.last.pull(5)
    assert np.array_equal(room.speaker.last.heard, frames[:5])
    room.tray.remove(number)
    room.qtbot.waitUntil(lambda: room.speaker.last.closed)
    assert not room.player.state(IN_COMPOSER, number).playing


def test_a_card_that_comes_into_view_is_told_where_its_sound_stands(
    room: Room, tmp_path: Path
) -> None:
    write_sound(tmp_path / "a.wav")
    message = room.ask(tmp_path / "a.wav")
    room.player.seek(message, 0, 0.75)
    with room.qtbot.waitSignal(room.player.changed) as told:
        room.player.tell(message, 0)
    assert told.args == [message, 0, SoundState(0.75)]
    with room.qtbot.assertNotEmitted(room.player.changed):
        room.player.tell(message, 1)


def test_without_a_loudspeaker_a_sentence_is_said(room: Room, tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav")
    message = room.ask(tmp_path / "a.wav")
    room.speaker.problem = "No loudspeaker was found."
    room.player.toggle(message, 0)
    state = room.until(message, playing=False)
    assert state.problem == "No loudspeaker was found."
    assert room.sentences == ["No loudspeaker was found."]
    room.speaker.problem = ""
    room.play(message)
    assert room.player.state(message, 0).problem == ""


def test_a_file_that_is_gone_is_a_sentence(room: Room, tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav")
    message = room.ask(tmp_path / "a.wav")
    for file in (tmp_path / "chats").rglob("*.wav"):
        file.unlink()
    room.player.toggle(message, 0)
    state = room.until(message, playing=False)
    assert "no longer" in state.problem
    assert room.sentences == [state.problem]


def test_a_file_that_is_no_sound_any_more_is_a_sentence(room: Room, tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav")
    message = room.ask(tmp_path / "a.wav")
    for file in (tmp_path / "chats").rglob("*.wav"):
        file.write_text("words")
    room.player.toggle(message, 0)
    assert "a.wav is a text file" in room.until(message, playing=False).problem


def test_headphones_that_are_unplugged_pause_it(room: Room, tmp_path: Path) -> None:
    frames = write_sound(tmp_path / "a.wav", 1.0)
    message = room.ask(tmp_path / "a.wav")
    room.play(message)
    room.speaker.last.pull(1000)
    room.speaker.last.unplug()
    room.until(message, playing=False, place=1000 / RATE)
    (sentence,) = room.sentences
    assert "stopped taking sound" in sentence
    room.play(message)
    room.speaker.last.pull(5)
    assert np.array_equal(room.speaker.last.heard, frames[1000:1005])


def test_a_device_that_takes_nothing_more_pauses_it(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "QUIET_LOOKS", 2)
    write_sound(tmp_path / "a.wav", 1.0)
    message = room.ask(tmp_path / "a.wav")
    room.play(message)
    room.until(message, playing=False)
    assert len(room.sentences) == 1


def test_a_device_that_opens_too_late_is_closed_again(room: Room, tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav", 1.0)
    message = room.ask(tmp_path / "a.wav")
    room.speaker.gate.clear()
    room.player.toggle(message, 0)
    room.qtbot.waitUntil(room.speaker.asked.is_set)
    room.player.toggle(message, 0)
    room.speaker.gate.set()
    room.qtbot.waitUntil(lambda: bool(room.speaker.streams) and room.speaker.last.closed)
    assert not room.player.state(message, 0).playing


def test_a_sound_is_known_by_its_content_not_its_name(tmp_path: Path) -> None:
    frames = write_sound(tmp_path / "a.wav", 0.5)
    (tmp_path / "a.wav").rename(tmp_path / "a.mp3")
    part = read_file(tmp_path / "a.mp3").part
    assert module._open(part, 0.0, FakeSpeaker().open, lambda _: None).source.total == len(frames)  # type: ignore[arg-type]
