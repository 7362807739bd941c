"""Carries models between their window, the disk, the hub and the engine."""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from app.background import Background
from app.badge import show_share
from app.downloads import MEGABYTE, Downloads
from app.hub.access import find_access
from app.model_care import ModelCare
from app.model_notes import note_use
from app.model_survey import Stock, count_offers, fit_of, look_for, remove_model, survey
from app.paths import data_folder, starter_model
from app.peaks import Peaks
from engine.errors import Failure
from engine.types import ModelInfo
from ui.language import translate
from ui.models_window.values import InstalledView, OfferView

if TYPE_CHECKING:
    from app.moving import Moved
    from app.parts import Parts
    from app.settings import Settings
    from app.why import Finding
    from app.windows import Windows
    from engine.self_test import SelfTest
    from ui.main_window import MainWindow
    from ui.models_window.window import ModelsWindow

log = logging.getLogger(__name__)

QUIET_MS = 30_000  # after an answer, before a test that gave way is made


class ModelDesk(QObject):
    """One for the app. Its window is made when it is first opened."""

    def __init__(self, windows: Windows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._windows, self._shared = windows, windows.shared
        self._window: ModelsWindow | None = None
        self._disk = Background("models")  # looks into folders and at the hub
        self._peaks = Peaks(self._shared.engine, self._disk, self)
        self._care = ModelCare(self)
        self._care.moved.connect(self._take_moved)
        self._care.changed.connect(self._shared.shelf.search)
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
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._offered: int | None = None  # models of the catalogue that suit; None: not known yet
        self.downloads.arrived.connect(self._take_arrived)
        self.downloads.mended.connect(self._take_mended)
        self.downloads.changed.connect(self._show_progress)
        engine, shelf = self._shared.engine, self._shared.shelf
        engine.rested.connect(self._adopt)
        engine.rested.connect(self._wait_for_quiet)
        self._quiet.timeout.connect(self._test_later)
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

    @property
    def working(self) -> bool:
        """Something is under way that may take minutes: a download, a check, a move."""
        return self.downloads.share is not None or self._care.busy

    @Slot()
    def start(self) -> None:
        """Go on with what was being downloaded when the app ended, and clear up a killed move."""
        self._clear_up()
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
        self._quiet.stop()
        return all([self.downloads.stop(), self._care.stop(), self._disk.stop()])

    @Slot()
    def renew(self) -> None:
        """Look anew at what is here."""
        if self._window is not None:
            folder = self._shared.store.value.models_folder
            job = partial(survey, folder, self._shared.store.value)
            self._clear_up()
            self._disk.run(job, self._take_stock, self._say)

    def _clear_up(self) -> None:
        """After a move that was killed, here or in another program."""
        if (data_folder() / "moves.json").exists():
            from app.move_journal import settle

            self._disk.run(settle, self._take_settled, lambda _: None)

    def _take_settled(self, moved: list[tuple[str, str]]) -> None:
        for old, new in moved:
            self._follow(old, new)
        if moved:
            self._shared.shelf.search()

    # The windows

    @Slot(object)
    def _take_window(self, parts: Parts) -> None:
        parts.window.models_requested.connect(self.open_window)
        parts.window.models_sheet_requested.connect(self._open_sheet)
        parts.window.eject_requested.connect(self._eject)
        parts.window.offer_models(self._offers)
        parts.window.status.show_download(self.downloads.share)

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
        wishes = window.wishes
        wishes.load.connect(shelf.choose)
        wishes.stop_load.connect(lambda _: shelf.stop_loading())
        wishes.unload.connect(lambda _: self._eject())
        wishes.reveal.connect(self._reveal)
        wishes.remove.connect(self._remove)
        wishes.test.connect(self._test)
        wishes.why.connect(self._explain)
        wishes.check.connect(self._check)
        wishes.refetch.connect(self._refetch)
        wishes.remove_damaged.connect(self._remove_damaged)
        window.move_wanted.connect(self._move)
        window.stop_work_requested.connect(self._care.stop_work)
        self._care.working.connect(window.show_work)
        self._care.told.connect(window.say)
        window.update_requested.connect(self._update)
        window.get_requested.connect(downloads.get)
        window.pause_requested.connect(downloads.pause)
        window.stop_requested.connect(downloads.give_up)
        window.page_requested.connect(self._open_page)
        window.token_requested.connect(self._ask_for_token)
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
        share = self.downloads.share
        show_share(share)
        for parts in self._windows.all:
            parts.window.status.show_download(share)
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
        job = partial(remove_model, Path(path), self._shared.store.value.models_folder)

        def go() -> None:
            if path == shelf.wanted:  # somebody has to answer
                shelf.choose(str(starter_model()))
            self._disk.run(job, lambda _: shelf.search(), self._say)

        self.window.ask_remove(view, go)

    @Slot(str)
    def _open_page(self, repo: str) -> None:
        """Of a model, where its terms can be read and accepted."""
        from app.hub.client import Access, Hub
        from app.hub.errors import HubError

        try:
            hub = Hub(Access(self._shared.store.value.hub))
        except HubError as error:
            self.window.say(str(error))
            return
        hub.close()
        QDesktopServices.openUrl(QUrl(f"{hub.endpoint}/{repo}"))

    @Slot()
    def _ask_for_token(self) -> None:
        self._windows.settings.open_window()
        self._windows.settings.window.open_page("models")

    @Slot()
    def _update(self) -> None:
        store = self._shared.store
        self._care.update_catalogue(lambda: find_access(store.value))

    @Slot(str)
    def _explain(self, path: str) -> None:
        from app.why import explain

        def show(findings: list[Finding]) -> None:
            told = [(finding.text, finding.good) for finding in findings]
            self.window.show_findings(self._name(Path(path)), told)

        job = partial(explain, Path(path), self._shared.store.value.context)
        self._disk.run(job, show, self._say)

    @Slot(str)
    def _check(self, path: str) -> None:
        self._care.check(Path(path), self._name(Path(path)))

    @Slot(str)
    def _refetch(self, path: str) -> None:
        if (view := self._stock.get(path)) is not None:
            self.downloads.mend(view.repo, Path(path), view.damaged)

    @Slot(str)
    def _remove_damaged(self, path: str) -> None:
        if (view := self._stock.get(path)) is not None:
            self._care.remove_damaged(Path(path), view.damaged, view.name)

    @Slot(str, str)
    def _move(self, path: str, folder: str) -> None:
        chosen = self._shared.store.value.models_folder
        folders = [Path(chosen)] if chosen else []
        self._care.move(Path(path), folders, Path(folder), self._name(Path(path)))

    @Slot(object, object)
    def _take_moved(self, moved: Moved, old: Path) -> None:
        self._follow(str(old), str(moved.path))

    def _follow(self, old: str, new: str) -> None:
        """Whoever used it goes on with it, from where it is now."""
        settings = self._shared.store.value
        if settings.start_model == old:
            self._shared.store.change("start_model", new)
        if self._shared.shelf.wanted == old:
            self._shared.shelf.choose(new)
        elif settings.model == old:
            self._shared.store.choose_model(new)

    @Slot(str, object)
    def _take_mended(self, repo: str, path: Path) -> None:
        words = translate("ModelDesk", "The damaged files of {name} came again.")
        if self._window is not None:
            self._window.say(words.format(name=repo), "secondary")
        self._untested.add(path)
        self._shared.shelf.search()

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
            said = translate(
                "ModelDesk", "The test gave way to a question; it is made when the model rests."
            )
            self._untested.add(path)
            self._quiet.start()
        elif isinstance(result, Failure):
            said = result.message
        else:
            from app.self_tests import keep_result

            self._disk.run(partial(keep_result, path, result), lambda _: self.renew(), self._say)
        if self._window is not None:
            self._window.say(said, "secondary" if result is None else "caution")
        if result is not None and (isinstance(result, Failure) or not result.good):
            words = translate(
                "ModelDesk", "{name} was tested and does not work as it should; see Models."
            )
            self._windows.show_notice(words.format(name=self._name(path)))

    @Slot()
    def _wait_for_quiet(self) -> None:
        """A test that gave way is made later, not between two questions."""
        if self._untested:
            self._quiet.start()

    @Slot()
    def _test_later(self) -> None:
        if (current := self._shared.shelf.current) is not None:
            self._test_new(current)

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
        self.window.set_offers(stock.offers, stock.asked)

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
            words = translate("ModelDesk", "{name} is here.")
            use = translate("ModelDesk", "Use It")
            self._windows.offer(words.format(name=repo), use, partial(self._use, str(path)))

    def _use(self, path: str) -> None:
        self._shared.shelf.choose(path)

    def _with_starter(self) -> bool:
        return self._shared.shelf.wanted in ("", str(starter_model()))

    @Slot()
    def _adopt(self) -> None:
        """The model that has arrived takes over from the starter."""
        path, self._arrived = self._arrived, ""
        if path and self._with_starter():
            self._shared.shelf.choose(path)
            words = translate("ModelDesk", "{name} is here, and answers from now on.")
            self._windows.offer(words.format(name=self._name(Path(path))))

    @Slot(object)
    def _take_loaded(self, info: ModelInfo) -> None:
        """What has just come is tested, unless somebody asks it something first."""
        self._offer(self._shared.shelf.models)
        self._test_new(info)

    def _test_new(self, info: ModelInfo) -> None:
        if info.path in self._untested and self._shared.engine.test():
            self._untested.discard(info.path)
            self._testing = info.path

    @Slot(object)
    def _note_use(self, info: ModelInfo) -> None:
        self._disk.run(partial(note_use, info.path), lambda _: self.renew(), lambda _: None)

    def _say(self, failure: Failure) -> None:
        self.window.say(failure.message)
