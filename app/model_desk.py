"""Carries models between their window, the disk, the hub and the engine."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.background import Background
from app.badge import show_share
from app.downloads import MEGABYTE, Downloads
from app.hub.access import find_access
from app.model_notes import note_use
from app.paths import data_folder, starter_model
from app.peaks import Peaks, as_measured
from engine.errors import Failure
from engine.types import MemoryEstimate, ModelInfo
from ui.language import translate
from ui.models_window.values import Fit, InstalledView, OfferView

if TYPE_CHECKING:
    from app.inventory import Installed
    from app.parts import Parts
    from app.settings import Settings
    from app.windows import Windows
    from engine.self_test import SelfTest
    from ui.main_window import MainWindow
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
        self._peaks = Peaks(self._shared.engine, self._disk, self)
        store = self._shared.store
        self.downloads = Downloads(
            lambda: find_access(store.value), limit=lambda: store.value.download_limit * MEGABYTE
        )
        self.sheets = sys.platform == "darwin"
        self._recommended = 0
        self._stock: dict[str, InstalledView] = {}
        self._testing: Path | None = None
        self._alone = False  # nothing but the starter is here
        self._arrived = ""  # waits for an answer to end before it is loaded
        self._untested: set[Path] = set()  # came while the app ran
        self._offered: int | None = None  # models of the catalogue that suit; None: not known yet
        self.downloads.arrived.connect(self._take_arrived)
        self.downloads.changed.connect(self._show_progress)
        engine, shelf = self._shared.engine, self._shared.shelf
        engine.rested.connect(self._adopt)
        engine.model_loaded.connect(self._note_use)
        engine.tested.connect(self._take_test)
        shelf.model_changed.connect(self._take_loaded)
        shelf.models_changed.connect(self._offer)
        self._shared.store.changed.connect(self._dress)
        self.downloads.notice.connect(windows.show_notice)
        windows.opened.connect(self._take_window)
        windows.closed.connect(self._lose_window)

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
        """With the keyboard in its list: a model is chosen by Return."""
        self._open(None)

    @Slot()
    def _open_sheet(self) -> None:
        """From the list of the picker. Only macOS has sheets."""
        if self.sheets and (front := self._windows.front) is not None:
            self._open(front.window)
        else:
            self.open_window()

    def _open(self, over: MainWindow | None) -> None:
        first = self._window is None
        if over is None:
            self.window.show_up()
        else:
            self.window.show_over(over)
        if first:
            self.downloads.start()
        self.renew()

    def stop(self) -> bool:
        """The app ends. False if a thread hangs."""
        if self._window is not None:
            self._window.close()
        show_share(None)
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
        parts.window.models_sheet_requested.connect(self._open_sheet)
        parts.window.eject_requested.connect(self._eject)
        parts.window.offer_models(self._offers)

    @Slot(object)
    def _lose_window(self, parts: Parts) -> None:
        """A sheet goes with its window; this one is wanted again."""
        if self._window is not None and self._window.parentWidget() is parts.window:
            self._window.detach()

    def _make_window(self) -> ModelsWindow:
        from app.assets import load_assets
        from ui.models_window.window import ModelsWindow

        window = ModelsWindow(load_assets())
        shelf, downloads = self._shared.shelf, self.downloads
        window.load_requested.connect(shelf.choose)
        window.stop_load_requested.connect(lambda _: shelf.stop_loading())
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
        shelf.load_shown.connect(window.show_load)
        window.ordered.connect(self._shared.store.remember_models_order)
        shelf.models_changed.connect(lambda *_: self.renew())
        window.show_loaded(shelf.wanted)
        window.show_load(shelf.stage)
        window.set_downloads(downloads.views)
        settings = self._shared.store.value
        window.dress_as(settings.appearance, settings.text_size)
        window.show_order(settings.models_order)
        return window

    @Slot(object)
    def _dress(self, settings: Settings) -> None:
        if self._window is not None:
            self._window.dress_as(settings.appearance, settings.text_size)

    @Slot(list)
    def _show_progress(self, _: list[object]) -> None:
        show_share(self.downloads.share)
        self._show_offers()

    @Slot(list)
    def _offer(self, models: list[ModelInfo]) -> None:
        """Only whoever has nothing but the starter is told that there is more."""
        alone = self._shared.shelf.searched and all(
            info.problem or info.path == starter_model() for info in models
        )
        if alone and self._offered is None and self._shared.shelf.current is not None:
            self._offered = 0
            self._disk.run(count_offers, self._take_offered, lambda _: None)
        self._alone = alone
        self._show_offers()

    def _take_offered(self, count: int) -> None:
        self._offered = count
        self._show_offers()

    @property
    def _offers(self) -> int:
        """How many models are offered on the page of an empty chat."""
        return (self._offered or 0) if self._alone and not self.downloads.views else 0

    def _show_offers(self) -> None:
        for parts in self._windows.all:
            parts.window.offer_models(self._offers)

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
        shelf = self._shared.shelf
        job = partial(_remove, Path(path), self._shared.store.value.models_folder)

        def go() -> None:
            if path == shelf.wanted:  # somebody has to answer
                shelf.choose(str(starter_model()))
            self._disk.run(job, lambda _: shelf.search(), self._say)

        self.window.ask_remove(view, go)

    @Slot(str)
    def _test(self, path: str) -> None:
        if self._shared.engine.test():
            self._testing = Path(path)
            words = translate("ModelDesk", "The model is tested; that takes half a minute or so…")
            self.window.say(words, "secondary")
        else:
            words = translate("ModelDesk", "The model is busy; test it when it has answered.")
            self.window.say(words)

    @Slot(object)
    def _take_test(self, result: SelfTest | Failure | None) -> None:
        path, self._testing = self._testing, None
        if path is None:
            return
        said = ""
        if result is None:
            said = translate("ModelDesk", "The test was stopped by a question.")
        elif isinstance(result, Failure):
            said = result.message
        else:
            from app.self_tests import keep_result

            self._disk.run(partial(keep_result, path, result), lambda _: self.renew(), self._say)
        if self._window is not None:
            self._window.say(said)
        if result is not None and (isinstance(result, Failure) or not result.good):
            words = translate(
                "ModelDesk", "{name} was tested and does not work as it should; see Models."
            )
            self._windows.show_notice(words.format(name=self._name(path)))

    def _name(self, path: Path) -> str:
        from app.inventory import repo_of

        return repo_of(path) or path.name

    @Slot(str)
    def _search(self, text: str) -> None:
        self.window.say("")
        found = partial(self._take_found, text)
        self._disk.run(partial(look_for, text, self._shared.store.value), found, self._say)

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
        self._shared.shelf.search()
        self._untested.add(path)
        if self._with_starter():
            self._arrived = str(path)
            if not self._shared.engine.busy:  # what is being answered is answered to its end
                self._adopt()
        else:
            words = translate("ModelDesk", "{name} is here; choose it where the model's name is.")
            self._windows.show_notice(words.format(name=repo))

    def _with_starter(self) -> bool:
        return self._shared.shelf.wanted in ("", str(starter_model()))

    @Slot()
    def _adopt(self) -> None:
        """The model that has arrived takes over from the starter."""
        path, self._arrived = self._arrived, ""
        if path and self._with_starter():
            self._shared.shelf.choose(path)
            words = translate("ModelDesk", "{name} is here, and answers from now on.")
            self._windows.show_notice(words.format(name=self._name(Path(path))))

    @Slot(object)
    def _take_loaded(self, info: ModelInfo) -> None:
        """What has just come is tested, unless somebody asks it something first."""
        self._offer(self._shared.shelf.models)
        if info.path in self._untested:
            self._untested.discard(info.path)
            if self._shared.engine.test():
                self._testing = info.path

    @Slot(object)
    def _note_use(self, info: ModelInfo) -> None:
        self._disk.run(partial(note_use, info.path), lambda _: self.renew(), lambda _: None)

    def _say(self, failure: Failure) -> None:
        self.window.say(failure.message)


def count_offers() -> int:
    """How many models of the catalogue suit this machine."""
    from app.catalogue import choose_three, load_catalogue
    from engine.memory import recommended_bytes

    return len(choose_three(load_catalogue(), recommended_bytes()))


def survey(folder: str, context: int) -> Stock:
    """Everything the window shows of this machine. Reads headers only.

    Raises:
        UserError: the catalogue was changed.
    """
    from app.catalogue import choose_three, load_catalogue
    from app.inventory import take_stock
    from app.models import STARTER_NAME
    from app.self_tests import load_results, result_line
    from engine.memory import recommended_bytes

    recommended = recommended_bytes()
    results = load_results()
    views = []
    stock = take_stock([Path(folder)] if folder else [])
    names = {each.info.path: each.repo or _short(each.info.path) for each in stock}
    names[starter_model()] = STARTER_NAME
    for each in stock:
        if each.unfinished:
            continue  # it is among those on their way
        result = results.get(str(each.info.path))
        views.append(
            InstalledView(
                each.info,
                each.repo,
                each.on_disk,
                tuple(names[path] for path in each.twins),
                _need(each.info, context, recommended),
                result_line(result) if result else "",
                bool(result.get("good")) if result else None,
                each.used,
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


def _short(path: Path) -> str:
    """As people write it."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def fit_of(nbytes: int, recommended: int) -> Fit:
    """Beside what the device can give, by the size of its files alone."""
    need = nbytes * _WORKING
    if not recommended or need <= recommended * _COMFORT:
        return "fits"
    return "tight" if need <= recommended else "large"


def look_for(text: str, settings: Settings) -> list[OfferView]:
    """Models on the hub that can be run here.

    Raises:
        HubError: the hub refuses, or does not answer.
    """
    from app.hub.client import Hub, ask
    from app.hub.search import search
    from app.hub.worth import runs_here

    hub = Hub(find_access(settings))
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
        need = estimate_memory(info.path, context=length, recommended=recommended)
        return as_measured(info.path, need)
    except EngineError:
        return None


def _remove(path: Path, folder: str) -> int:
    from app.inventory import remove, take_stock

    stock: Sequence[Installed] = take_stock([Path(folder)] if folder else [])
    return sum(remove(each) for each in stock if each.info.path == path)
