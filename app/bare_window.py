"""An empty window that reports when it could be used: the yardstick of `app.cold_start`.

Imports nothing but what an empty window needs.
"""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QMainWindow

from app.first_idle import FirstIdle, report_moment


def main() -> int:
    application = QApplication([])
    window = QMainWindow()
    window.resize(1000, 700)
    idle = FirstIdle(window)
    idle.reached.connect(report_moment)
    idle.reached.connect(application.quit)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
