"""How large a picture may be sent, where the processor would let it be as large as it likes.

A tower's work and a prompt's length grow with a picture's pixels. A picture keeps the size of its
processor wherever memory and context allow it; else it is made smaller before the tower runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.estimate import PLANNED_PIXELS, picture_bytes
from engine.governor import Governor
from engine.loading import LoadedModel
from engine.media.image import PictureLimit, image_size
from engine.media.source import MediaBytes, read_media
from engine.types import AudioPart, ImagePart, Message

_SHARE = 0.75  # of the context that is left, for the pictures of one message
_LEAST = 64  # soft tokens; smaller pictures show nothing
_MOST_REMEMBERED = 1000


class PictureSizes:
    """Sizes for one model. A picture that was made smaller for want of memory stays so: its soft
    tokens are in prompt caches, and another size would be another prompt."""

    def __init__(self, model: LoadedModel, governor: Governor) -> None:
        self._model = model
        self._governor = governor
        self._fits: dict[str, int] = {}  # soft tokens, by content

    def limits(
        self, messages: Sequence[Message]
    ) -> Iterator[tuple[PictureLimit | None, MediaBytes | None]]:
        """One for every picture and sound of `messages`, in order; None for as it would be.

        With its content, where that had to be read: nobody has to do so again.

        Raises:
            MediaError: a picture cannot be read.
        """
        before = 0  # soft tokens of the messages before
        for index, message in enumerate(messages):
            parts = [p for p in message.parts if isinstance(p, ImagePart | AudioPart)]
            if not (self._model.family.resizes_freely and parts):
                yield from ((None, None) for _ in parts)
                continue
            sources = [read_media(part) for part in parts]
            wanted = [self._wanted(*both) for both in zip(parts, sources, strict=True)]
            share = self._share([fits for _, fits in wanted], messages[: index + 1], before)
            limits = [_limit(want, fits, share) for want, fits in wanted]
            yield from zip(limits, sources, strict=True)
            before += sum(
                want if limit is None else limit.soft_tokens
                for (want, _), limit in zip(wanted, limits, strict=True)
            )

    def _wanted(self, part: ImagePart | AudioPart, source: MediaBytes) -> tuple[int, int]:
        """Soft tokens by the processor's rule, and how many of them memory allows; 0 for what
        is never made smaller."""
        size = image_size(source.data) if isinstance(part, ImagePart) else None
        wanted = 0 if size is None else self._model.family.picture_tokens(*size)
        if wanted <= self._planned():
            return wanted, wanted
        if source.digest not in self._fits:
            if len(self._fits) >= _MOST_REMEMBERED:
                self._fits.clear()
            fits = self._governor.picture_tokens(wanted, self._need)
            self._fits[source.digest] = max(_LEAST, fits)
        return wanted, min(wanted, self._fits[source.digest])

    def _planned(self) -> int:
        """Soft tokens of a picture for which there was room when the model was loaded."""
        planned: int = self._model.family.picture_tokens(*_square(PLANNED_PIXELS))
        return planned

    def _need(self, soft_tokens: int) -> int:
        return picture_bytes(self._model.config["vision_config"], soft_tokens)

    def _share(self, fits: Sequence[int], messages: Sequence[Message], before: int) -> int:
        """Most soft tokens for each picture of the last of `messages`, by the context."""
        left = self._model.context - before
        if sum(fits) > left // 4:  # else it is not worth counting
            texts = "\n".join(message.text for message in messages)
            left -= len(self._model.tokenizer.encode(texts, add_special_tokens=False))
        return max(_LEAST, even_share(fits, int(_SHARE * left)))


def even_share(wanted: Sequence[int], room: int) -> int:
    """The most that each may have so that all of them find `room`."""
    for index, want in enumerate(sorted(wanted)):
        share = room // (len(wanted) - index)
        if want > share:
            return share
        room -= want
    return max(wanted)


def _limit(wanted: int, fits: int, share: int) -> PictureLimit | None:
    if wanted <= min(fits, share):
        return None
    return PictureLimit(share, "context") if share < fits else PictureLimit(fits, "memory")


def _square(pixels: int) -> tuple[int, int]:
    side = int(pixels**0.5)
    return side, side
