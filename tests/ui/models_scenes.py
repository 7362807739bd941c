"""The models' window, to look at.

QT_QPA_PLATFORM=offscreen python -m tests.ui.models_scenes FOLDER [--language zh_CN]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import time

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.assets import load_assets
from app.catalogue import load_catalogue
from app.language import LANGUAGES, choose_language
from engine.types import MemoryEstimate, ModelInfo, Stage
from tests.ui import settings_scenes
from ui.main_window import MainWindow
from ui.models_window.values import DownloadView, InstalledView, OfferView
from ui.models_window.window import ModelsWindow
from ui.values import Appearance

GB = 1_000_000_000
NOW, DAY = time(), 86_400
APPEARANCES: tuple[Appearance, ...] = ("light", "dark")
STARTER = ModelInfo(
    Path("/Applications/Parlance.app/Contents/Resources/models/starter"),
    "Parlance Starter",
    "gemma4",
    ("text", "image", "audio"),
    "bf16",
    10_398_500,
    5_170_000,
    8192,
)
MOE = ModelInfo(
    Path("/Users/ada/.cache/huggingface/hub/models--mlx-community--gemma-4-26b-a4b-it-4bit"),
    "gemma-4-26b-a4b-it-4bit",
    "gemma4",
    ("text", "image"),
    "4-bit",
    15_600_000_000,
    25_200_000_000,
    262_144,
)


def need(weights: float, cache: float, work: float, given: float, context: int) -> MemoryEstimate:
    return MemoryEstimate(
        int(weights * GB), int(cache * GB), int(work * GB), 0, int(given * GB), context
    )


def installed() -> list[InstalledView]:
    return [
        InstalledView(STARTER, need=need(0.01, 0.005, 0.13, 12, 8192), used=NOW),
        InstalledView(
            MOE,
            "mlx-community/gemma-4-26b-a4b-it-4bit",
            15_700_000_000,
            ("/Users/ada/.lmstudio/models/mlx-community/gemma-4-26b-a4b-it-4bit",),
            need(15.6, 1.6, 1.4, 27, 32_768),
            "Tested today: every answer was right, 41.3 tokens a second.",
            True,
            NOW - 2 * DAY,
            crowded=True,
        ),
        InstalledView(
            replace(
                MOE,
                path=Path("/m/half"),
                name="Qwen3-8B-4bit",
                problem="model-00002-of-00002"
                ".safetensors is missing: the download is incomplete. Download the model again.",
            ),
            "mlx-community/Qwen3-8B-4bit",
            2_100_000_000,
        ),
    ]


def offers() -> list[OfferView]:
    views = []
    for model, fit, here in zip(
        load_catalogue()[:4],
        ("fits", "tight", "large", "fits"),
        (True, False, False, False),
        strict=True,
    ):
        version = model.versions[0]
        views.append(
            OfferView(
                version.repo,
                model.name,
                model.purpose,
                model.senses,
                model.family,
                version.bits,
                version.about_bytes,
                True,
                "Apache 2.0",
                False,
                fit,  # type: ignore[arg-type]
                here,
            )
        )
    return views


def downloads() -> list[DownloadView]:
    return [
        DownloadView(
            "mlx-community/gemma-4-12B-it-4bit", "running", 3_100_000_000, 7_600_000_000, 41e6, 110
        ),
        DownloadView("mlx-community/Qwen3-VL-4B-Instruct-4bit", "waiting"),
    ]


def full(window: ModelsWindow) -> None:
    window.set_installed(installed())
    window.show_loaded(str(STARTER.path))
    window.set_offers(offers())
    window.set_downloads(downloads())


def first(window: ModelsWindow) -> None:
    window.set_installed(installed()[:1])
    window.show_loaded(str(STARTER.path))
    window.set_offers(
        [
            replace(offers()[3], role="quick"),
            replace(offers()[1], fit="fits"),
            replace(offers()[0], here=False, role="able"),
        ]
    )


def failed(window: ModelsWindow) -> None:
    first(window)
    sentence = (
        "google/gemma-4-12b-it is gated: its owner wants you to accept the terms on its page "
        "first; do so, then add an access token of your account."
    )
    window.set_downloads(
        [
            DownloadView("google/gemma-4-12b-it", "failed", sentence=sentence, refused=True),
            DownloadView("mlx-community/gemma-4-e4b-it-4bit", "paused", 900_000_000, 5_200_000_000),
        ]
    )


def found(window: ModelsWindow) -> None:
    first(window)
    window.field.setText("gemma 4")
    window.set_found(
        "gemma 4",
        [
            OfferView(
                "mlx-community/gemma-4-26b-a4b-it-4bit",
                "mlx-community/gemma-4-26b-a4b-it-4bit",
                family="gemma4",
                bits=4,
                nbytes=15_612_345_678,
                about=False,
                downloads=33_412,
            ),
            OfferView(
                "someone/gemma-4-31b-it-8bit",
                "someone/gemma-4-31b-it-8bit",
                family="gemma4",
                bits=8,
                nbytes=35_100_000_000,
                about=False,
                gated=True,
                fit="large",
                downloads=12,
            ),
        ],
    )


def told(window: ModelsWindow) -> None:
    first(window)
    window.say(
        "The hub could not be asked, because the hub cannot be reached; check the network and "
        "try again."
    )


def tight(window: ModelsWindow) -> None:
    first(window)
    window.say("The model is tested; that takes half a minute or so…", "secondary")
    window.set_installed(
        [
            installed()[0],
            replace(
                installed()[1],
                need=replace(need(22, 4, 3, 27, 131_072), smaller=65_536, in_8_bits=26_900_000_000),
                tested="Tested today: to “Two and two?” it said “fishfishfish”. 41.3 tokens/s.",
                works=False,
            ),
        ]
    )


def nothing(window: ModelsWindow) -> None:
    first(window)
    window.field.setText("frobnicator")
    window.set_found("frobnicator", [])


def loading(window: ModelsWindow) -> None:
    """The model in use is on its way into memory, and the keyboard is on its row."""
    full(window)
    window.show_loaded(str(MOE.path))
    window.show_load(Stage("load", 6_200_000_000, 15_600_000_000))
    window.list.focus()


def damaged(window: ModelsWindow) -> None:
    """A check has found something, and a move is under way."""
    first(window)
    window.set_installed(
        [
            installed()[0],
            replace(installed()[1], twins=(), damaged=("model-00002-of-00003.safetensors",)),
            replace(installed()[2], damaged=("model-00002-of-00002.safetensors",)),
        ]
    )
    window.show_work("mlx-community/Qwen3-VL-4B-Instruct-4bit is copied and compared…", 0.4)


def findings(window: ModelsWindow) -> None:
    """Asked why a model is slow or wrong."""
    first(window)
    window.show_findings("mlx-community/gemma-4-26b-a4b-it-4bit", FINDINGS)


FINDINGS: list[tuple[str, bool | None]] = [
    ("To “What is two plus two?” it said “fishfishfish”, which is wrong.", False),
    (
        "It takes 25 GB of the 27 GB that this machine can give, so that it is slowed down "
        "whenever other apps need memory. Close some, or choose a shorter context.",
        False,
    ),
    ("Settings, template and weights belong together.", True),
    ("It read 412 tokens/s and wrote 41 tokens/s when it was tested.", True),
]


SCENES: dict[str, Callable[[ModelsWindow], None]] = {
    "full": full,
    "first": first,
    "failed": failed,
    "found": found,
    "nothing": nothing,
    "told": told,
    "tight": tight,
    "loading": loading,
    "damaged": damaged,
    "findings": findings,
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", choices=[*LANGUAGES], default="en")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    choose_language(options.language)
    for name, scene in SCENES.items():
        for appearance in APPEARANCES:
            for size, (width, height) in {"least": (460, 640), "usual": (700, 760)}.items():
                window = ModelsWindow(load_assets())
                window.look.set_appearance(appearance)
                window.resize(width, height)
                scene(window)
                window.show()
                for _ in range(4):
                    application.processEvents()
                shown = next(iter(window.findChildren(QDialog)), window)
                shown.grab().save(str(options.folder / f"models-{name}-{size}-{appearance}.png"))
                window.close()
                window.deleteLater()
    for appearance in APPEARANCES:
        picture_offer(options.folder, appearance)
        picture_settings(options.folder, appearance)


def picture_offer(folder: Path, appearance: Appearance) -> None:
    """The page before the first message, with nothing but the starter here."""
    for name, size in {"least": QSize(460, 420), "usual": QSize(900, 680)}.items():
        window = MainWindow(load_assets())
        window.set_appearance(appearance)
        window.resize(size)
        window.set_models([STARTER])
        window.show_model(str(STARTER.path))
        window.offer_models(3)
        _shoot(window, folder / f"models-offer-{name}-{appearance}.png")


def picture_settings(folder: Path, appearance: Appearance) -> None:
    window = settings_scenes.make_window()
    window.look.set_appearance(appearance)
    window.open_page("models")
    window.resize(720, 900)
    _shoot(window, folder / f"models-settings-{appearance}.png")


def _shoot(window: QWidget, file: Path) -> None:
    window.show()
    for _ in range(4):
        QApplication.processEvents()
    window.grab().save(str(file))
    window.close()
    window.deleteLater()


if __name__ == "__main__":
    main()
