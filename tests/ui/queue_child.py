"""The real window in a process of its own: messages wait in it, and it ends.

python -m tests.ui.queue_child quit|kill   (with PARLANCE_DATA set)
"""

from __future__ import annotations

import os
import signal
import sys

from PySide6.QtCore import Qt, QTimer

from app.hands import press, type_text
from app.window import make_application, make_window, run
from tests.unit.app_fakes import FakeEngine


def main(how: str) -> int:
    application = make_application()
    engine = FakeEngine()
    engine.gate.clear()
    parts = make_window(lambda: engine)
    edit = parts.window.composer.edit

    def send(text: str) -> None:
        type_text(edit, text)
        press(edit, Qt.Key.Key_Return)

    def end(_: object = None) -> None:
        if how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        parts.window.quit_requested.emit()

    def wait_in_it(*_: object) -> None:
        parts.engine.text_ready.disconnect(wait_in_it)
        send("second")
        send("third")
        type_text(edit, "half a thought")
        if how == "kill":  # when the disk has had its turn
            parts.drafts.save()
            parts.chats.read(lambda _: None, end)
        else:
            QTimer.singleShot(0, application, end)

    parts.engine.text_ready.connect(wait_in_it)
    parts.chats.opened.connect(lambda: send("first"))
    parts.window.show()
    parts.chats.start()
    parts.shelf.start()
    return run(application, parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
