"""What a person can choose. Light: the settings' file is read at every start."""

from __future__ import annotations

from typing import Literal

from ui.chat_settings_values import ChatSettings
from ui.record import Record

SendKey = Literal["return", "command"]
Detail = Literal["normal", "detailed"]
LAST, NONE = "last", "none"  # the model at the start; else its folder


class Preferences(Record):
    """Attributes:
    language: one of `app.language.LANGUAGES`; empty follows the system. Holds from the next start.
    appearance: "light" or "dark"; empty follows the system.
    text_size: times the system's own.
    send_key: what sends a message: Return, or Command-Return (Ctrl-Return elsewhere).
    look_for_updates: ask once a day whether there is a newer version.
    reopen_windows: open at the start what was open at the end.
    announce: screen readers hear answers while they are written.
    models_folder: a folder to look for models in, chosen by the user.
    start_model: `LAST`, `NONE`, or the folder of the one that is always loaded at the start.
    unload_minutes: a model that nobody asks gives its memory back after this; 0 is never.
    context: most tokens to load a model with; 0 leaves it to the model.
    eight_bit_context: keep them in 8 bits, where the model can do that.
    hub: address of the hub or of a mirror; empty for the usual one, or what HF_ENDPOINT says.
    proxy: an address; empty for what the system says.
    download_limit: megabytes a second for all downloads together; 0 is none.
    new_chats: how new chats are answered.
    wide_text: lines of text are longer in a wide window.
    wrap_code: long lines of code are broken, unless the block says otherwise.
    show_thinking: what a model thinks is unfolded.
    automatic_titles: the model names chats that nobody has named.
    trash_days: chats in the trash are deleted after this; 0 is never.
    keep_computed: gigabytes on disk for what models have computed of chats; 0 keeps nothing.
    log_detail: how much goes into the log file.
    """

    language: str = ""
    appearance: str = ""
    text_size: float = 1.0
    send_key: SendKey = "return"
    look_for_updates: bool = False
    reopen_windows: bool = True
    announce: bool = True
    models_folder: str = ""
    start_model: str = LAST
    unload_minutes: int = 0
    context: int = 0
    eight_bit_context: bool = False
    hub: str = ""
    proxy: str = ""
    download_limit: int = 0
    new_chats: ChatSettings = ChatSettings()
    wide_text: bool = False
    wrap_code: bool = False
    show_thinking: bool = False
    automatic_titles: bool = True
    trash_days: int = 0
    keep_computed: int = 4
    log_detail: Detail = "normal"
