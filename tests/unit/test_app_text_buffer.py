"""Text goes to the window in few, whole pieces."""

from __future__ import annotations

from app.text_buffer import EVERY_S, TextBuffer


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def make() -> tuple[TextBuffer, Clock, list[tuple[str, str]]]:
    sent: list[tuple[str, str]] = []
    clock = Clock()
    return TextBuffer(lambda text, channel: sent.append((text, channel)), clock), clock, sent


def test_first_piece_goes_out_at_once() -> None:
    buffer, _, sent = make()
    assert buffer.add("a", "answer")
    assert sent == [("a", "answer")]


def test_pieces_within_a_frame_go_out_together() -> None:
    buffer, clock, sent = make()
    for text in "abc":
        buffer.add(text, "answer")
    clock.now += 1.01 * EVERY_S
    buffer.add("d", "answer")
    assert sent == [("a", "answer"), ("bcd", "answer")]


def test_channels_are_never_mixed() -> None:
    buffer, _, sent = make()
    buffer.add("x", "thinking")
    buffer.add("y", "thinking")
    buffer.add("z", "answer")
    buffer.flush()
    assert sent == [("x", "thinking"), ("y", "thinking"), ("z", "answer")]


def test_nothing_is_sent_for_tokens_without_text() -> None:
    buffer, _, sent = make()
    assert not buffer.add("", "answer")
    buffer.flush()
    assert sent == []


def test_last_piece_is_not_lost() -> None:
    buffer, _, sent = make()
    buffer.add("a", "answer")
    buffer.add("b", "answer")
    buffer.flush()
    assert sent[-1] == ("b", "answer")
