"""Sends messages to macOS's own objects, without a library for it. On a Mac only."""

from __future__ import annotations

import ctypes
from typing import Any

_RUNTIME = "/usr/lib/libobjc.A.dylib"
_FRAMEWORKS = "/System/Library/Frameworks"


def framework(name: str) -> ctypes.CDLL:
    """Load one, so that its classes are known.

    Raises:
        OSError: there is none, as on any other system.
    """
    return ctypes.CDLL(f"{_FRAMEWORKS}/{name}.framework/{name}")


def constant(library: ctypes.CDLL, name: str) -> ctypes.c_void_p:
    """An object that a framework exports by name."""
    return ctypes.c_void_p.in_dll(library, name)


class Objects:
    """The runtime of Objective-C.

    Raises:
        OSError: there is none here.
    """

    def __init__(self, runtime: Any = None) -> None:
        runtime = ctypes.CDLL(_RUNTIME) if runtime is None else runtime
        by_name = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_char_p)
        self._class = by_name(_address(runtime.objc_getClass))
        self._selector = by_name(_address(runtime.sel_registerName))
        self._message = _address(runtime.objc_msgSend)

    def named(self, name: str) -> int:
        """The class of that name.

        Raises:
            LookupError: no framework that is loaded has it.
        """
        if not (found := self._class(name.encode())):
            raise LookupError(f"there is no class {name}")
        return int(found)

    def send(
        self, receiver: int, selector: str, *values: Any, result: Any = ctypes.c_void_p
    ) -> Any:
        """Send a message; `values` are ctypes values, `result` the type of what comes back."""
        # A prototype for each: on Apple silicon a message must not be sent like a variadic call.
        types: list[Any] = [ctypes.c_void_p, ctypes.c_void_p, *(type(value) for value in values)]
        call = ctypes.CFUNCTYPE(result, *types)(self._message)
        return call(receiver, self._selector(selector.encode()), *values)

    def text(self, words: str) -> ctypes.c_void_p:
        """An NSString, which goes with the next autorelease pool."""
        made = self.send(
            self.named("NSString"), "stringWithUTF8String:", ctypes.c_char_p(words.encode())
        )
        return ctypes.c_void_p(made)


def _address(function: Any) -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0
