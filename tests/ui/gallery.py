"""Pictures of the window in its states, to look at.

QT_QPA_PLATFORM=offscreen python -m tests.ui.gallery FOLDER [--language zh_CN] [--only STATE]...
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QFont, QGuiApplication, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from app.bench_ui.texts import ANSWER
from app.crash_desk import CrashDesk
from app.language import LANGUAGES, choose_language
from app.releases import Release
from app.updates import Updates
from engine.errors import Failure
from engine.types import Done, MemoryUse, ModelInfo, Saw, Stage, Stats
from tests.ui import markdown_scenes, sending_scenes, settings_scenes, sidebar_scenes
from ui.main_window import MainWindow
from ui.values import Assets, AttachmentView

ROOT = Path(__file__).parents[2]
STARTER = ModelInfo(
    Path("/models/starter"),
    "Parlance Starter",
    "gemma4",
    ("text", "image", "audio"),
    "bf16",
    11_400_000,
    5_700_000,
    2048,
)
MODELS = [
    STARTER,
    ModelInfo(
        Path("/models/gemma-4-e4b"),
        "gemma-4-E4B-it",
        "gemma4",
        ("text", "image", "audio"),
        "4-bit",
        4_920_000_000,
        8_000_000_000,
        131_072,
    ),
    ModelInfo(
        Path("/models/qwen"),
        "Qwen3-VL-4B-Instruct",
        "qwen3_vl",
        ("text", "image"),
        "8-bit",
        4_700_000_000,
        4_400_000_000,
        262_144,
        "Qwen3-VL-4B-Instruct uses the architecture qwen3_vl, which Parlance does not run yet.",
    ),
    ModelInfo(
        Path("/models/text"),
        "gemma-4-1b-it",
        "gemma4_text",
        ("text",),
        "mixed",
        812_000_000,
        1_000_000_000,
        32_768,
    ),
]
STATS = Stats(0.8, 214, 131, 0.42, 512.0, 128, 41.3, 1_310_000_000, 1234, 8192)

LONG = ANSWER.rstrip("\n") + "\n"


def picture() -> QImage:
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    image.fill(QColor("#f7f3ea"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#d33a2c"))
    painter.drawEllipse(QRectF(90, 120, 220, 220))
    painter.setBrush(QColor("#2b63c9"))
    painter.drawRect(QRectF(380, 190, 180, 180))
    painter.end()
    return image


def peaks(number: int = 120) -> tuple[float, ...]:
    return tuple(
        abs(math.sin(i / 3.1)) * (0.25 + 0.75 * abs(math.sin(i / 17.0))) for i in range(number)
    )


PICTURE = AttachmentView(1, "image", "two shapes on paper.png", "640×480", picture())
SOUND = AttachmentView(2, "audio", "three beeps.wav", "0:03", None, peaks())
SAW_PICTURE = Saw(
    "image",
    "two shapes on paper.png",
    64,
    {"source_width": 640, "source_height": 480, "width": 384, "height": 288},
)
SAW_SOUND = Saw(
    "audio",
    "lecture.wav",
    750,
    {"seconds_total": 41.2, "seconds_used": 30.0, "channels": 1, "sample_rate": 16000},
    ("Only the first 30 of 41.2 seconds were heard: this model takes no more at once.",),
)


def base(window: MainWindow) -> None:
    window.set_models(MODELS, "/models")
    window.show_model(str(STARTER.path))
    window.show_memory(MemoryUse(1_240_000_000, 1_530_000_000, 212_000_000))


def done(text: str, finish: str = "stop") -> Done:
    return Done(finish, text, "", (), (), STATS)  # type: ignore[arg-type]


def empty(window: MainWindow) -> None:
    base(window)


def unloaded(window: MainWindow) -> None:
    window.set_models(MODELS, "/models")


def short(window: MainWindow) -> None:
    base(window)
    window.add_user_message(
        "What is in the picture, and how many beeps do you hear?", [PICTURE, SOUND]
    )
    window.begin_answer(1)
    window.show_saw(1, SAW_PICTURE)
    window.show_saw(1, SAW_SOUND)
    text = "A **red circle** on the left and a **blue square** on the right. I hear three beeps."
    window.append_text(1, text, "answer")
    window.finish_answer(1, done(text))
    window.add_user_message("Where is the square?", [])
    window.begin_answer(2)
    window.append_text(2, "On the right.", "answer")
    window.finish_answer(2, done("On the right."))


def long(window: MainWindow) -> None:
    base(window)
    window.add_user_message("Explain prefill and decode to me, with code and a table.", [])
    window.begin_answer(1)
    window.append_text(1, LONG, "answer")
    window.finish_answer(1, done(LONG))


def long_top(window: MainWindow) -> None:
    long(window)
    settle()
    window.transcript.verticalScrollBar().setValue(0)


def streaming(window: MainWindow) -> None:
    base(window)
    window.set_busy(True)
    window.add_user_message("Think, then show me the loop.", [])
    window.begin_answer(1)
    window.append_text(
        1, "The person wants a loop. I should keep it short.\n\nPython, then.", "thinking"
    )
    window.transcript.show_thoughts(True)
    window.append_text(1, LONG[: LONG.index("logits = model(prompt")], "answer")
    window.show_speed(41.3)
    window.show_context(1234, 8192)
    window.composer.edit.setPlainText("And the next question,\nwritten while it answers")


def prefill(window: MainWindow) -> None:
    base(window)
    window.set_busy(True)
    window.add_user_message("What is in the picture?", [PICTURE])
    window.begin_answer(1)
    window.show_saw(1, SAW_PICTURE)
    window.show_stage(1, Stage("prefill", 1300, 2100))
    window.show_context(2100, 8192)


def attached(window: MainWindow) -> None:
    base(window)
    window.add_attachment(PICTURE)
    window.add_attachment(SOUND)
    window.add_attachment(AttachmentView(3, "image", "IMG_2041.HEIC", "Reading…"))
    window.set_draft("What is in the picture, and how many beeps do you hear?")


def recording(window: MainWindow) -> None:
    short(window)
    window.show_recording(True)
    for index, level in enumerate(peaks(150)):
        window.show_level(level * 0.8, index / 20)


def overlay(window: MainWindow) -> None:
    short(window)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/tmp/a.png"), QUrl.fromLocalFile("/tmp/b.wav")])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDragEnterEvent(QPoint(50, 50), copy, mime, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, event)


def error(window: MainWindow) -> None:
    base(window)
    window.add_user_message("Summarise this book.", [])
    window.begin_answer(1)
    window.append_text(1, "The book begins with", "answer")
    window.fail_answer(
        1,
        Failure(
            "ContextFull",
            "The prompt has 9,120 tokens, but the model reads "
            "at most 8,192: shorten it, or start a new chat.",
        ),
    )
    window.add_user_message("Again, please.", [])
    window.begin_answer(2)
    window.append_text(2, "The first chapter introduces a", "answer")
    window.mark_stopped(2)
    window.show_notice(
        "notes.png is not a picture: its content is plain text. "
        "Choose a PNG, JPEG, WebP or HEIC file."
    )
    window.show_notice("No microphone was found. Connect one, or allow Parlance to use it.")


def news(window: MainWindow) -> None:
    """After a crash, with an update, in a build that knows no page of releases."""
    short(window)
    aside = SimpleNamespace(offer=window.offer, show_notice=window.show_notice)
    crashes, updates = CrashDesk.__new__(CrashDesk), Updates.__new__(Updates)
    crashes._windows = updates._windows = aside  # type: ignore[assignment]
    crashes._offer([ROOT / "crash.txt"])
    updates._tell(True, Release("9.1.0", "https://example.org"))
    updates._tell(True, Release("0.0.1", "https://example.org"))


def loading(window: MainWindow) -> None:
    base(window)
    window.show_load(Stage("load", 42, 100))


def picker(window: MainWindow) -> None:
    base(window)
    window.header.picker.open_list()


def about(window: MainWindow) -> None:
    short(window)
    QApplication.setApplicationVersion("0.1.0")
    window.show_about()


def link_menu(window: MainWindow) -> None:
    """Over a link, with a part of the answer selected."""
    long(window)
    settle()
    item = window.transcript.item(1)
    item.select_all()
    window.transcript.open_menu(1)


def scrolled(window: MainWindow) -> None:
    streaming(window)
    settle()
    window.transcript.verticalScrollBar().setValue(60)


WIDE = """### Things that are too wide

1. A step with code inside:
   ```bash
   curl --request POST --header 'Content-Type: application/json' --data @request.json "$ADDRESS"
   ```
   and what comes after it.
2. AVeryLongWordThatNobodyWouldEverWriteButThatAModelMayWellInventWhenItIsNotStoppedInTimeAndSoOn

| One | Two | Three | Four | Five | Six | Seven |
|--|--|--|--|--|--|--|
| some words here | unbreakable_identifier_one | more | unbreakable_identifier_two | and | \
`unbreakable_identifier_three` | the end |

> A quotation
> > with another inside, long enough to wrap: the bars stand at the left of all their lines, \
whatever the width of the window may be.

日本語の文章も、العربية أيضا, and emoji 🎈 are text like any other.
"""


def wide(window: MainWindow) -> None:
    base(window)
    window.add_user_message("A path: /Users/somebody/" + "folder/" * 24 + "\n\nand a last line", [])
    window.begin_answer(1)
    window.append_text(1, WIDE, "answer")
    window.finish_answer(1, done(WIDE))


def focus(window: MainWindow) -> None:
    base(window)
    window.header.picker.setFocus()


def focus_example(window: MainWindow) -> None:
    base(window)
    window.empty_state.examples[2].setFocus()


def focus_button(window: MainWindow) -> None:
    attached(window)
    window.composer.record.setFocus()


def huge_text(window: MainWindow) -> None:
    window.look.set_scale(1.75)
    short(window)


def wide_text(window: MainWindow) -> None:
    window.look.set_wide(True)
    long(window)


STATES: dict[str, Callable[[MainWindow], None]] = {
    state.__name__: state
    for state in (
        empty,
        unloaded,
        short,
        long,
        long_top,
        streaming,
        prefill,
        attached,
        recording,
        overlay,
        error,
        news,
        loading,
        picker,
        about,
        link_menu,
        scrolled,
        wide,
        focus,
        focus_example,
        focus_button,
        huge_text,
        wide_text,
        *sidebar_scenes.SCENES,
        *markdown_scenes.SCENES,
        *sending_scenes.SCENES,
        *settings_scenes.SCENES,
    )
}
SIZES = {
    "middle": (900, 680),
    "small": (560, 480),
    "least": (460, 420),
    "snug": (700, 520),
    "large": (1400, 900),
    "laptop": (1100, 760),
    "low": (720, 480),
    "wide": (1600, 1000),
    "tall": (900, 1900),
    "narrow": (480, 2300),
}


def settle() -> None:
    for _ in range(6):
        QApplication.processEvents()


def take(window: MainWindow, path: Path, ratio: float) -> None:
    popups: list[QWidget] = [window.header.picker.popup, *window.findChildren(QMenu)]
    popups += window.findChildren(QDialog)
    shot = QPixmap(window.size() * ratio)
    shot.setDevicePixelRatio(ratio)
    shot.fill(QColor("#808080"))
    window.render(shot)
    for popup in popups:
        if popup.isVisible():
            painter = QPainter(shot)
            at = window.mapFromGlobal(popup.mapToGlobal(QPoint(0, 0)))
            painter.drawPixmap(at, popup.grab())
            painter.end()
    shot.save(str(path))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--font", default="")
    parser.add_argument("--points", type=float, default=13.0 * 0.75)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--sizes", nargs="*", default=["middle"])
    parser.add_argument("--ratio", type=float, default=1.0)
    parser.add_argument("--language", default="en", choices=LANGUAGES)
    parser.add_argument("--appearances", nargs="*", default=["light", "dark"])
    parser.add_argument("--scale", type=float, default=1.0, help="text size")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    choose_language(options.language)
    if options.font:
        font = QFont(options.font)
        font.setPointSizeF(options.points)
        app.setFont(font)
    icons = {p.stem: p.read_bytes() for p in (ROOT / "resources/icons").glob("*.svg")}
    assets = Assets(icons, (ROOT / "resources/icon.svg").read_bytes())
    for name in options.only or STATES:
        for size in options.sizes:
            for appearance in options.appearances:
                window = MainWindow(assets)
                window.set_appearance(appearance)
                window.look.set_scale(options.scale)
                window.resize(*SIZES[size])
                window.show()
                settle()
                STATES[name](window)
                window.transcript.flush()
                settle()
                platform = QGuiApplication.platformName()
                take(
                    window,
                    options.folder / f"{platform}-{name}-{size}-{appearance}.png",
                    options.ratio,
                )
                window.close()
                window.deleteLater()
                settle()


if __name__ == "__main__":
    main()
