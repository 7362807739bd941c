"""Every connection between the window and the rest. Read this first.

Wishes go from the window to the controllers, what to compute from these to the engine; events
come back the same way, and what to show ends in the window's slots.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.senses import refusal
from app.wiring_chat import remind, wire_queue, wire_sending, wire_temporary
from ui.language import translate
from ui.main_window import MainWindow
from ui.sound_state import IN_COMPOSER, SoundState

if TYPE_CHECKING:
    from app.chat import Chat
    from app.parts import Parts
    from app.shared import Shared
    from app.windows import Windows
    from ui.message_values import MessageView


def wire_shared(windows: Windows) -> None:
    """What is there once, whatever windows come and go."""
    shared = windows.shared
    shared.shelf.load_wanted.connect(shared.engine.load)
    shared.shelf.careful_load_wanted.connect(shared.engine.load_if_it_fits)
    shared.engine.load_progress.connect(shared.shelf.take_progress)
    shared.engine.model_loaded.connect(shared.shelf.take_loaded)
    shared.engine.load_failed.connect(shared.shelf.take_failure)
    shared.engine.model_loaded.connect(shared.garbage.keep)
    shared.engine.load_failed.connect(shared.garbage.collect_all)
    shared.chats.opened.connect(shared.lists.refresh)
    shared.chats.opened.connect(partial(remind, windows))
    shared.titles.named.connect(shared.lists.refresh)
    for speaker in (shared.shelf, shared.chats, shared.store):
        speaker.notice.connect(windows.show_notice)


def wire(parts: Parts) -> None:
    """One window to its own parts, and to what all share."""
    _wire_chat(parts)
    wire_sending(parts)
    wire_queue(parts)
    wire_temporary(parts)
    _wire_opening(parts)
    _wire_library(parts)
    _wire_exchange(parts)
    _wire_attachments(parts)
    _wire_player(parts)
    _wire_pictures(parts)
    _wire_models(parts)
    _wire_status(parts)
    _wire_windows(parts)


def wire_chat_to_engine(chat: Chat, shared: Shared) -> None:
    """Each chat hears of all answers, and listens to its own."""
    engine = shared.engine
    chat.requested.connect(engine.submit)
    chat.stop_wanted.connect(engine.cancel_one)
    engine.stage_changed.connect(chat.take_stage)
    engine.saw.connect(chat.take_saw)
    engine.text_ready.connect(chat.take_text)
    engine.finished.connect(chat.take_end)
    engine.cancelled.connect(chat.take_stop)
    engine.failed.connect(chat.take_failure)
    chat.recorded.connect(shared.lists.refresh)
    chat.ended.connect(shared.titles.note)


def _wire_chat(parts: Parts) -> None:
    window, chat = parts.window, parts.chat
    wire_chat_to_engine(chat, parts.shared)
    window.stop_requested.connect(chat.stop)
    window.new_chat_requested.connect(chat.start_new)

    chat.question_added.connect(window.add_question)
    chat.answer_begun.connect(window.begin_answer)
    chat.stage_changed.connect(window.show_stage)
    chat.saw.connect(window.show_saw)
    chat.text_appended.connect(window.append_text)
    chat.answer_finished.connect(window.finish_answer)
    chat.answer_stopped.connect(window.mark_stopped)
    chat.answer_failed.connect(window.fail_answer)
    chat.busy_changed.connect(window.set_busy)
    chat.context_changed.connect(window.show_context)
    chat.notice.connect(window.show_notice)


def _wire_opening(parts: Parts) -> None:
    window, chat, chats, edits = parts.window, parts.chat, parts.chats, parts.edits
    chats.opened.connect(chat.send_waiting)
    windows = parts.windows
    window.chat_chosen.connect(partial(windows.show_chat, parts))
    window.window_requested.connect(partial(windows.show_apart, parts))
    parts.library.hit_opened.connect(partial(windows.show_chat, parts))
    chat.leaving.connect(partial(windows.keep_place, parts))
    chat.shown.connect(partial(_show_chat, parts))
    chat.current_changed.connect(windows.turned)
    chat.goal_found.connect(window.show_goal)

    transcript = window.transcript
    transcript.thumbnail_requested.connect(parts.thumbnails.look)
    parts.thumbnails.found.connect(transcript.show_thumbnail)
    chat.question_kept.connect(window.lighten)
    transcript.edited.connect(edits.edit)
    transcript.regenerate_requested.connect(edits.answer_again)
    transcript.continue_requested.connect(edits.go_on)
    chat.can_go_on.connect(window.offer_continue)
    transcript.delete_requested.connect(edits.delete)
    edits.undo_offered.connect(parts.library.offer_undo)
    edits.unsaid.connect(lambda chat: parts.shared.keeping.forget((chat,)))
    transcript.branch_requested.connect(edits.switch)
    transcript.quote_requested.connect(window.quote)
    edits.notice.connect(window.show_notice)

    parts.drafts.taken = partial(windows.unsent_beside, parts)
    window.draft_changed.connect(parts.drafts.take_text)
    parts.tray.changed.connect(parts.drafts.take_attachments)
    chat.leaving.connect(parts.drafts.save)
    chat.draft_found.connect(parts.drafts.restore)
    parts.drafts.restored.connect(window.restore_draft)


def _wire_library(parts: Parts) -> None:
    window, library = parts.window, parts.library
    parts.chat.current_changed.connect(library.show_current)
    window.rename_requested.connect(library.rename)
    window.pin_requested.connect(library.pin)
    window.move_requested.connect(library.move)
    window.duplicate_requested.connect(library.duplicate)
    window.archive_requested.connect(library.archive)
    window.delete_requested.connect(library.trash)
    window.restore_requested.connect(library.restore)
    window.empty_trash_requested.connect(library.empty_trash)
    window.undo_requested.connect(library.undo)
    window.folder_created.connect(library.add_folder)
    window.folder_renamed.connect(library.rename_folder)
    window.folder_deleted.connect(library.delete_folder)
    window.archive_opened.connect(library.open_archive)
    window.trash_opened.connect(library.open_trash)
    window.search_changed.connect(library.search)
    window.hit_chosen.connect(library.open_hit)

    library.chats_changed.connect(window.set_chats)
    library.begun.connect(partial(_close_folders, parts))
    window.folders_closed.connect(parts.store.remember_closed)
    window.sidebar_changed.connect(parts.store.remember_sidebar)
    library.current_shown.connect(window.show_current)
    library.title_shown.connect(window.show_title)
    library.hits_found.connect(window.show_hits)
    library.archive_opened.connect(window.show_archive)
    library.archive_changed.connect(window.update_archive)
    library.trash_opened.connect(window.show_trash)
    library.trash_changed.connect(window.update_trash)
    library.undo_offered.connect(window.offer_undo)


def _wire_exchange(parts: Parts) -> None:
    window, exchange = parts.window, parts.exchange
    window.export_requested.connect(
        lambda chat: window.choose_export(chat, parts.library.name_of(chat))
    )
    window.export_chosen.connect(exchange.export)
    window.import_chosen.connect(exchange.bring_in)
    exchange.imported.connect(parts.shared.lists.refresh)
    exchange.notice.connect(window.show_notice)


def _wire_attachments(parts: Parts) -> None:
    window, tray, recorder = parts.window, parts.tray, parts.recorder
    window.files_offered.connect(tray.offer_files)
    window.image_pasted.connect(tray.offer_image)
    window.attachment_removed.connect(tray.remove)
    tray.added.connect(window.add_attachment)
    tray.withdrawn.connect(window.remove_attachment)
    tray.cleared.connect(window.clear_attachments)
    tray.notice.connect(window.show_notice)
    tray.settled.connect(parts.chat.send_waiting)

    window.record_requested.connect(partial(_start_recording, parts))
    window.record_finish_requested.connect(recorder.finish)
    window.record_cancel_requested.connect(recorder.cancel)
    recorder.recording_changed.connect(window.show_recording)
    recorder.level_changed.connect(window.show_level)
    recorder.recorded.connect(tray.offer_recording)
    recorder.refused.connect(window.show_notice)
    recorder.noted.connect(window.show_notice)


def _wire_player(parts: Parts) -> None:
    player, transcript = parts.player, parts.window.transcript
    chips = parts.window.composer.chips
    transcript.play_requested.connect(player.toggle)
    transcript.seek_requested.connect(player.seek)
    transcript.sound_came.connect(player.tell)
    chips.play_wanted.connect(partial(player.toggle, IN_COMPOSER))
    chips.seek_wanted.connect(partial(player.seek, IN_COMPOSER))
    player.changed.connect(partial(_show_sound, parts.window))
    player.notice.connect(parts.window.show_notice)
    parts.chat.shown.connect(player.keep_to)
    parts.tray.changed.connect(player.look_at_tray)
    parts.window.record_requested.connect(player.pause)  # the microphone would hear it


def _wire_pictures(parts: Parts) -> None:
    window, desk = parts.window, parts.pictures
    window.transcript.picture_requested.connect(partial(_open_picture, window))
    window.composer.chips.picture_wanted.connect(window.open_draft_picture)
    window.picture_wanted.connect(desk.look)
    window.picture_save_chosen.connect(desk.save)
    window.picture_reveal_requested.connect(desk.reveal)
    desk.found.connect(window.show_picture)
    desk.failed.connect(window.show_picture_problem)
    desk.notice.connect(window.show_notice)


def _open_picture(window: MainWindow, message: int, number: int) -> None:
    item = window.transcript.item(message)
    small = item.picture_shown(number)
    window.pictures.open(message, item.view.attachments, number, small)


def _wire_models(parts: Parts) -> None:
    window, shelf = parts.window, parts.shelf
    window.model_chosen.connect(shelf.choose)
    window.stop_load_requested.connect(shelf.stop_loading)
    window.models_folder_chosen.connect(shelf.choose_folder)
    shelf.models_changed.connect(window.set_models)
    shelf.model_shown.connect(window.show_model)
    shelf.load_shown.connect(window.show_load)
    shelf.model_changed.connect(parts.tray.set_model)
    shelf.model_changed.connect(parts.chat.set_model)


def _wire_status(parts: Parts) -> None:
    window, engine = parts.window, parts.engine
    engine.memory_changed.connect(window.show_memory)
    engine.speed_changed.connect(window.show_speed)
    window.appearance_chosen.connect(parts.store.choose_appearance)


def _show_sound(window: MainWindow, message: int, number: int, state: SoundState) -> None:
    if message == IN_COMPOSER:
        window.composer.chips.show_sound(number, state)
    else:
        window.transcript.show_sound(message, number, state)


def _wire_windows(parts: Parts) -> None:
    window, windows = parts.window, parts.windows
    window.activated.connect(partial(windows.note_front, parts))
    window.new_window_requested.connect(windows.open)
    window.close_requested.connect(partial(windows.let_go, parts))
    window.quit_requested.connect(windows.quit)
    window.windowTitleChanged.connect(windows.list_windows)
    window.window_chosen.connect(windows.raise_one)
    window.raise_all_requested.connect(windows.raise_all)


def _show_chat(parts: Parts, views: list[MessageView], keep_place: bool) -> None:
    place = None if keep_place else parts.shared.places.of(parts.chat.id)
    parts.window.show_chat(views, keep_place, place)


def _close_folders(parts: Parts) -> None:
    parts.window.sidebar.set_closed(parts.store.value.closed)


def _start_recording(parts: Parts) -> None:
    """Nobody should speak to a model that cannot hear."""
    if sentence := refusal(parts.shelf.current, "audio", translate("Recorder", "A recording")):
        parts.window.show_notice(sentence)
    else:
        parts.recorder.start()
