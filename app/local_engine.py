"""The engine as the app uses it: load a model, let it answer, read its memory."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from engine.cancel import CancelToken
from engine.types import Event, GenerationParams, MemoryUse, Message, ModelInfo, Stage

if TYPE_CHECKING:
    from engine.cache_folder import CacheFolder
    from engine.self_test import SelfTest
    from engine.session import Conversation

SWITCH_S = 0.5  # so long the next model may wait for what is put on disk of the present one


class Engine(Protocol):
    """All calls, the first import included, come from one thread: MLX streams belong to it."""

    @property
    def loaded(self) -> bool:
        """Whether `respond` may be called."""

    def load(self, path: Path, cancel: CancelToken, progress: Callable[[Stage], None]) -> ModelInfo:
        """Make this model the one that answers. After an error there may be none.

        The `context` returned is the one that was loaded, at most what the model allows.
        """

    def respond(
        self,
        messages: Sequence[Message],
        params: GenerationParams,
        cancel: CancelToken,
        chat: str = "",
    ) -> Generator[Event, None, None]:
        """The answer, event by event. What is computed of `chat` may be kept on disk."""

    def respond_aside(
        self, messages: Sequence[Message], params: GenerationParams, cancel: CancelToken
    ) -> Generator[Event, None, None]:
        """The same for something that belongs to no chat: what is cached of these stays."""

    def self_test(self, cancel: CancelToken) -> SelfTest:
        """Ask the loaded model what is known, and measure it."""

    def keep(
        self, cancel: CancelToken, *, whole: bool = False, within_s: float | None = None
    ) -> None:
        """Put on disk what a later start would compute again. See `Conversation.keep`."""

    def count_tokens(self, text: str) -> int:
        """How many the text is for the loaded model, without what a chat puts around it."""

    def memory(self) -> MemoryUse:
        """What MLX holds now."""

    def unload(self) -> None:
        """Give the model's memory back."""


class LocalEngine:
    """Runs models in this process with MLX, imported at the first load."""

    def __init__(
        self,
        context: Callable[[], int] = lambda: 0,
        kv_bits: Callable[[], int] = lambda: 0,
        folder: CacheFolder | None = None,
    ) -> None:
        """`context` tells the most tokens to load a model with; 0 leaves it to the model.
        `kv_bits`: 8 keeps them in 8 bits, where the model can do that. `folder` keeps what was
        computed of chats; by default nobody does.
        """
        self._context, self._kv_bits, self._folder = context, kv_bits, folder
        self._conversation: Conversation | None = None

    @property
    def loaded(self) -> bool:
        return self._conversation is not None

    def load(self, path: Path, cancel: CancelToken, progress: Callable[[Stage], None]) -> ModelInfo:
        from engine.loading import load_model, refuse_unloadable

        context, kv_bits = self._context() or None, self._kv_bits()
        if self.loaded:
            # A hopeless model is refused before the present one is given up.
            refuse_unloadable(path, context=context, cancel=cancel, kv_bits=kv_bits)
            self.keep(cancel, whole=True, within_s=SWITCH_S)
            self.unload()
        model = load_model(path, context=context, cancel=cancel, progress=progress, kv_bits=kv_bits)
        from engine.session import Conversation  # pulls in MLX, which load_model does in steps

        self._conversation = Conversation(model, self._folder)
        return replace(model.info, context=model.context)

    def respond(
        self,
        messages: Sequence[Message],
        params: GenerationParams,
        cancel: CancelToken,
        chat: str = "",
    ) -> Generator[Event, None, None]:
        assert self._conversation is not None, "respond() before load()"
        return self._conversation.respond(messages, params, cancel, chat)

    def respond_aside(
        self, messages: Sequence[Message], params: GenerationParams, cancel: CancelToken
    ) -> Generator[Event, None, None]:
        assert self._conversation is not None, "respond_aside() before load()"
        return self._conversation.beside().respond(messages, params, cancel)

    def self_test(self, cancel: CancelToken) -> SelfTest:
        assert self._conversation is not None, "self_test() before load()"
        from app.paths import resource
        from engine.self_test import run_self_test

        return run_self_test(self._conversation.model, resource("samples/seven.wav"), cancel)

    def keep(
        self, cancel: CancelToken, *, whole: bool = False, within_s: float | None = None
    ) -> None:
        if self._conversation is not None:
            self._conversation.keep(cancel, whole=whole, within_s=within_s)

    def count_tokens(self, text: str) -> int:
        assert self._conversation is not None, "count_tokens() before load()"
        tokenizer = self._conversation.model.tokenizer
        return len(tokenizer.encode(text, add_special_tokens=False))

    def memory(self) -> MemoryUse:
        from engine.memory import memory_use

        return memory_use()

    def unload(self) -> None:
        if self._conversation is None:
            return
        import mlx.core as mx

        # By hand, and not left to Python's garbage collection: that is the main thread's.
        conversation, self._conversation = self._conversation, None
        conversation.close()
        del conversation
        mx.clear_cache()  # else MLX keeps the old model's memory for the new one
        mx.reset_peak_memory()  # the highest of the next one is told, not of all
