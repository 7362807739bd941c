"""Pictures of the transcript: actions, branches, an editor, find. Takes what the gallery takes.

QT_QPA_PLATFORM=offscreen python -m tests.ui.transcript_scenes FOLDER [--only SCENE]...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPointF
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui import gallery
from tests.ui.gallery import LONG, PICTURE, SAW_PICTURE, SOUND, base, settle
from ui.main_window import MainWindow
from ui.message_values import MessageView

FIGURES = "0.42 s to first token · 41.3 tokens/s · 128 tokens"
CHINESE = (
    "**预填充**一次读完整个提示，受计算能力限制；*解码*一次只写一个词元，受内存带宽限制。\n\n"
    "1. 预填充：每秒数百个词元\n2. 解码：每秒 41 个词元"
)
CHAT = [
    MessageView(1, "user", "What is in the picture?", attachments=(PICTURE,)),
    MessageView(
        2,
        "assistant",
        "A **red circle** on the left and a **blue square** on the right.",
        thinking="The picture shows two shapes. I should name their colours and places.",
        thinking_s=4.2,
        saw=(SAW_PICTURE,),
        note=FIGURES,
    ),
    MessageView(3, "user", "Explain prefill and decode to me, briefly.", sibling=2, siblings=2),
    MessageView(
        4,
        "assistant",
        "**Prefill** reads the whole prompt at once; **decode** writes one token at a time.\n\n"
        "```python\nfor step in range(1024):\n    token = logits[-1].argmax()\n```\n\n"
        "Decode is limited by memory bandwidth, prefill by compute.",
        note=FIGURES,
        sibling=2,
        siblings=3,
    ),
    MessageView(5, "user", "用中文再说一遍。"),
    MessageView(6, "assistant", CHINESE, note=FIGURES),
    MessageView(7, "user", "And the other figures?", attachments=(SOUND,)),
    MessageView(
        8,
        "assistant",
        "There are three more that matter: the time to the first token, the size of the cache, and",
        state="interrupted",
        can_continue=True,
    ),
]


def show(window: MainWindow, messages: list[MessageView]) -> None:
    base(window)
    window.begin_answer(0)  # turns to the page of the transcript
    window.transcript.show_chat(messages)
    settle()


def hover(widget: QWidget) -> None:
    at = QPointF(widget.rect().center())
    QApplication.sendEvent(widget, QEnterEvent(at, at, at))


def actions(window: MainWindow) -> None:
    show(window, CHAT)
    hover(window.transcript.item(6))
    hover(window.transcript.item(7))


def branches(window: MainWindow) -> None:
    show(window, CHAT[2:4])
    hover(window.transcript.item(3))
    hover(window.transcript.item(4))


def editor(window: MainWindow) -> None:
    show(window, CHAT[:4])
    window.transcript.edit(3)


def editor_answer(window: MainWindow) -> None:
    show(window, CHAT[2:4])
    window.transcript.edit(4)


def interrupted(window: MainWindow) -> None:
    show(window, CHAT)


def failed(window: MainWindow) -> None:
    show(
        window,
        [
            CHAT[0],
            replace(
                CHAT[1],
                state="failed",
                note="The memory is full: close other programs, or choose a smaller model.",
                siblings=2,
            ),
        ],
    )
    hover(window.transcript.item(2))


def current(window: MainWindow) -> None:
    show(window, CHAT)
    window.activateWindow()
    window.transcript.setFocus()
    window.transcript.set_current(6)


def find(window: MainWindow) -> None:
    show(window, [*CHAT[:4], CHAT[4], MessageView(9, "assistant", LONG, note=FIGURES)])
    window.transcript.open_find()
    window.transcript.find_bar.query.setText("prefill")
    for _ in range(50):
        settle()
    window.transcript.find_next(1)


def find_nothing(window: MainWindow) -> None:
    show(window, CHAT)
    window.transcript.open_find()
    window.transcript.find_bar.query.setText("nowhere")
    for _ in range(50):
        settle()


def selected(window: MainWindow) -> None:
    show(window, CHAT[2:4])
    window.transcript.item(4).select_all()


def menu(window: MainWindow) -> None:
    show(window, CHAT)
    window.transcript.open_menu(6)


SCENES: dict[str, Callable[[MainWindow], None]] = {
    f"transcript_{scene.__name__}": scene
    for scene in (
        actions,
        branches,
        editor,
        editor_answer,
        interrupted,
        failed,
        current,
        find,
        find_nothing,
        selected,
        menu,
    )
}


def main() -> None:
    gallery.STATES.clear()
    gallery.STATES.update(SCENES)
    gallery.main()


if __name__ == "__main__":
    main()
