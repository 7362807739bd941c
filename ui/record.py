"""Values that cost nothing to define: the start reads them, and a dataclass takes half a
millisecond to be made.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Record:
    """What is derived from this is to its users, and to type checkers, a frozen dataclass.

    Defaults are shared by all, so they must be values, too.
    """

    names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *given: Any, **named: Any) -> None:
        values = {**dict(zip(self.names, given, strict=False)), **named}
        unknown = [name for name in values if name not in self.names]
        missing = [name for name in self.names if name not in values and not hasattr(self, name)]
        if unknown or missing or len(given) > len(self.names):
            raise TypeError(f"{type(self).__name__}: unknown {unknown}, missing {missing}")
        self.__dict__.update(values)

    def __init_subclass__(cls) -> None:
        cls.names = (*cls.names, *cls.__annotations__)

    def replace(self, **changed: Any) -> Self:
        """The same with other values."""
        return type(self)(**{**self.__dict__, **changed})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} is never changed; see `replace`")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.names)

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in self.names))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.names)
        return f"{type(self).__name__}({values})"
