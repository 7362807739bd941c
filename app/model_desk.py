"""Carries models between their window, the disk, the hub and the engine."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.background import Background
from app.downloads import Downloads
from app.paths import data_folder, starter_model
from engine.errors import Failure
from engine.types import MemoryEstimate, ModelInfo
from ui.language import translate
from ui.models_window.values import Fit, InstalledView, OfferView

if TYPE_CHECKING:
    from app.hub.client import Access
    from app.inventory import Installed
    from app.parts import Parts
    from app.windows import Windows
    from engine.self_test import SelfTest
    from ui.models_window.window import ModelsWindow

log = logging.getLogger(__name__)

_COMFORT, _WORKING = 0.7, 1.25  # as the catalogue reckons


@dataclass(frozen=True)
class Stock:
    """What is here, and what this machine can give, in bytes."""

    views: tuple[InstalledView, ...]
    recommended: int
    offers: tuple[OfferView, ...]


class ModelDesk(QObject):
    """One for the app. Its window is made when it is first opened."""

    def __init__(self, windows: Windows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._windows, self._shared = windows, windows.shared
        self._window: ModelsWindow | None = None
        self._disk = Background("models")  # looks into folders and at the hub
        self.downloads = Downloads(find_access)
        self._recommended = 0
        self._stock: dict[str, InstalledView] = {}
        self._testing: Path | None = None
        self.downloads.arrived.connect(self._take_arrived)
        self.downloads.notice.connect(windows.show_notice)
        windows.opened.connect(self._take_window)

    @property
    def window(self) -> ModelsWindow:
        if self._window is None:
            self._window = self._make_window()
        return self._window

    @Slot()
    def start(self) -> None:
        """Go on with what was being downloaded when the app ended."""
        if (data_folder() / "downloads.json").exists():
            self.downloads.start()

    @Slot()
    def open_window(self) -> None:
        first = self._window is None
        self.window.show_up()
        if first:
            self.downloads.start()
        self.renew()

    def stop(self) -> bool:
        """The app ends. False if a thread hangs."""
        if self._window is not None:
            self._window.close()
        return all([self.downloads.stop(), self._disk.stop()])

    @Slot()
    def renew(self) -> None:
        """Look anew at what is here."""
        if self._window is not None:
            folder = self._shared.store.value.models_folder
            job = partial(survey, folder, self._shared.store.value.context)
            self._disk.run(job, self._take_stock, self._say)

    # The windows

    @Slot(object)
    def _take_window(self, parts: Parts) -> None:
        parts.window.models_requested.connect(self.open_window)
        parts.window.eject_requested.connect(self._eject)

    def _make_window(self) -> ModelsWindow:
        from app.assets import load_assets
        from ui.models_window.window import ModelsWindow

        window = ModelsWindow(load_assets())
        shelf, engine, downloads = self._shared.shelf, self._shared.engine, self.downloads
        settings = self._shared.store
        window.look.set_scale(settings.value.text_size)
        if settings.value.appearance in ("light", "dark"):
            window.look.set_appearance(settings.value.appearance)  # type: ignore[arg-type]
        window.load_requested.connect(shelf.choose)
        window.reveal_requested.connect(self._reveal)
        window.remove_requested.connect(self._remove)
        window.test_requested.connect(self._test)
        window.get_requested.connect(downloads.get)
        window.pause_requested.connect(downloads.pause)
        window.stop_requested.connect(downloads.give_up)
        window.search_requested.connect(self._search)
        window.folder_chosen.connect(shelf.choose_folder)
        downloads.changed.connect(window.set_downloads)
        shelf.model_shown.connect(window.show_loaded)
        shelf.load_shown.connect(lambda stage: window.show_busy(stage is not None))
        shelf.models_changed.connect(lambda *_: self.renew())
        engine.tested.connect(self._take_test)
        window.show_loaded(shelf.wanted)
        window.set_downloads(downloads.views)
        return window

    # What is wished

    @Slot()
    def _eject(self) -> None:
        """Its memory is given back at once; the next question loads it again."""
        if not self._shared.engine.unload() and self._shared.engine.busy:
            words = translate("ModelDesk", "The model is answering; stop it before it is unloaded.")
            self._windows.show_notice(words)

    @Slot(str)
    def _reveal(self, path: str) -> None:
        from app.settings_desk import reveal

        reveal(Path(path))

    @Slot(str)
    def _remove(self, path: str) -> None:
        if (view := self._stock.get(path)) is None:
            return
        job = partial(_remove, Path(path), self._shared.store.value.models_folder)
        self.window.ask_remove(
            view, lambda: self._disk.run(job, lambda _: self._shared.shelf.search(), self._say)
        )

    @Slot(str)
    def _test(self, path: str) -> None:
        self._testing = Path(path)
        if self._shared.engine.test():
            words = translate("ModelDesk", "The model is tested; that takes half a minute or so…")
            self.window.say(words)
        else:
            words = translate("ModelDesk", "The model is busy; test it when it has answered.")
            self.window.say(words)

    @Slot(object)
    def _take_test(self, result: SelfTest | Failure | None) -> None:
        path, self._testing = self._testing, None
        if path is None:
            return
        if result is None:
            self.window.say(translate("ModelDesk", "The test was stopped by a question."))
        elif isinstance(result, Failure):
            self.window.say(result.message)
        else:
            from app.self_tests import keep_result

            self.window.say("")
            self._disk.run(partial(keep_result, path, result), lambda _: self.renew(), self._say)

    @Slot(str)
    def _search(self, text: str) -> None:
        self.window.say("")
        found = partial(self._take_found, text)
        self._disk.run(partial(look_for, text), found, self._say)

    # What comes back

    def _take_stock(self, stock: Stock) -> None:
        self._recommended = stock.recommended
        self._stock = {view.path: view for view in stock.views}
        self.window.set_installed(stock.views)
        self.window.set_offers(stock.offers)

    def _take_found(self, text: str, found: list[OfferView]) -> None:
        here = {view.repo for view in self._stock.values() if not view.info.problem}
        self.window.set_found(
            text,
            [
                replace(each, here=each.repo in here, fit=fit_of(each.nbytes, self._recommended))
                for each in found
            ],
        )

    @Slot(str, object)
    def _take_arrived(self, repo: str, path: Path) -> None:
        """Whoever still talks to the starter goes on with the new one; others are told."""
        shelf = self._shared.shelf
        shelf.search()
        current = shelf.current
        if current is None or current.path == starter_model():
            shelf.choose(str(path))
            words = translate("ModelDesk", "{name} is here, and answers from now on.")
        else:
            words = translate("ModelDesk", "{name} is here; choose it where the model's name is.")
        self._windows.show_notice(words.format(name=repo))

    def _say(self, failure: Failure) -> None:
        self.window.say(failure.message)


def find_access() -> Access:
    """How the hub is reached. May wait for the keychain."""
    from app.hub.client import Access
    from app.hub.token import find_token

    return Access(token=find_token())


def survey(folder: str, context: int) -> Stock:
    """Everything the window shows of this machine. Reads headers only.

    Raises:
        UserError: the catalogue was changed.
    """
    from app.catalogue import choose_three, load_catalogue
    from app.inventory import take_stock
    from app.self_tests import load_results, result_line
    from engine.memory import recommended_bytes

    recommended = recommended_bytes()
    results = load_results()
    views = []
    for each in take_stock([Path(folder)] if folder else []):
        result = results.get(str(each.info.path))
        views.append(
            InstalledView(
                each.info,
                each.repo,
                each.on_disk,
                tuple(str(path) for path in each.twins),
                _need(each.info, context, recommended),
                result_line(result) if result else "",
                bool(result.get("good")) if result else None,
            )
        )
    here = {view.repo for view in views if not view.info.problem}
    offers = tuple(
        OfferView(
            repo=pick.version.repo,
            name=pick.model.name,
            purpose=pick.model.purpose,
            senses=pick.model.senses,
            family=pick.model.family,
            bits=pick.version.bits,
            nbytes=pick.version.about_bytes,
            licence=pick.model.licence,
            gated=pick.model.gated,
            fit=fit_of(pick.version.about_bytes, recommended),
            here=pick.version.repo in here,
        )
        for pick in choose_three(load_catalogue(), recommended)
    )
    return Stock(tuple(views), recommended, offers)


def fit_of(nbytes: int, recommended: int) -> Fit:
    """Beside what the device can give, by the size of its files alone."""
    need = nbytes * _WORKING
    if not recommended or need <= recommended * _COMFORT:
        return "fits"
    return "tight" if need <= recommended else "large"


def look_for(text: str) -> list[OfferView]:
    """Models on the hub that can be run here.

    Raises:
        HubError: the hub refuses, or does not answer.
    """
    from app.hub.client import Hub, ask
    from app.hub.search import search
    from app.hub.worth import runs_here

    hub = Hub(find_access())
    try:
        found = ask(lambda: search(hub, text, runs_here))
    finally:
        hub.close()
    return [
        OfferView(
            repo=each.repo,
            name=each.repo,
            family=each.family,
            bits=each.bits,
            nbytes=each.nbytes,
            about=False,
            gated=each.gated,
            downloads=each.downloads,
        )
        for each in found
    ]


def _need(info: ModelInfo, context: int, recommended: int) -> MemoryEstimate | None:
    from engine.errors import EngineError
    from engine.estimate import estimate_memory
    from engine.loading import USUAL_CONTEXT

    if info.problem:
        return None
    try:
        length = min(context or USUAL_CONTEXT, info.context)
        return estimate_memory(info.path, context=length, recommended=recommended)
    except EngineError:
        return None


def _remove(path: Path, folder: str) -> int:
    from app.inventory import remove, take_stock

    stock: Sequence[Installed] = take_stock([Path(folder)] if folder else [])
    return sum(remove(each) for each in stock if each.info.path == path)
