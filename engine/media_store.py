"""Pictures and sounds as the model takes them in, each computed once."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Any

import mlx.core as mx

from engine.diagnose import first_bad, recorded
from engine.errors import MediaError, NumericError
from engine.families import Check, Family, SoftTokens
from engine.layers import LayerWatch
from engine.media.audio import PreparedAudio, decode_audio
from engine.media.image import PictureLimit, PreparedImage, open_image
from engine.media.source import MediaBytes, media_name, read_media
from engine.prompt import Medium
from engine.sentences import say
from engine.types import AudioPart, ImagePart, Saw

_FEATURE_BYTES = 512 << 20
_MOST = 48  # more than a chat has; with small models the bytes alone would let them pile up all day


@dataclass
class Attachment:
    """One picture or sound.

    Attributes:
        medium: kind, content digest and number of soft tokens.
        saw: what reaches the model of it.
        prepared: patches or mel frames, until they are encoded.
        soft: its soft tokens, once encoded.
    """

    medium: Medium
    saw: Saw
    prepared: PreparedImage | PreparedAudio | None = field(repr=False)
    soft: SoftTokens | None = field(default=None, repr=False)


class MediaStore:
    """Looks attachments up by content before decoding them. Bounded in bytes and in number."""

    def __init__(
        self, model: Any, family: Family, watch: LayerWatch, limit_bytes: int = _FEATURE_BYTES
    ) -> None:
        self._model = model
        self._family = family
        self._watch = watch
        self._limit_bytes = limit_bytes
        self._known: OrderedDict[tuple[str, str], Attachment] = OrderedDict()

    def look(
        self,
        part: ImagePart | AudioPart,
        limit: PictureLimit | None = None,
        source: MediaBytes | None = None,
    ) -> Attachment:
        """The attachment, decoded and measured, but not yet encoded.

        With a `limit` a picture is made smaller than its processor would make it. `source` is
        its content, where somebody has read it already.

        Raises:
            MediaError: it cannot be read, or the model lacks this sense.
        """
        kind = "image" if isinstance(part, ImagePart) else "audio"
        name = media_name(part)
        if kind not in self._family.placeholders:
            words = (
                say(
                    "{name} cannot be used: this model takes no pictures. "
                    "Remove it, or choose a model that does.",
                    name=name,
                )
                if kind == "image"
                else say(
                    "{name} cannot be used: this model takes no sounds. "
                    "Remove it, or choose a model that does.",
                    name=name,
                )
            )
            raise MediaError(words)
        source = source or read_media(part)
        key = kind, source.digest if limit is None else f"{source.digest} {limit.soft_tokens}"
        found = self._known.get(key)
        if found is None:
            # The bytes that were hashed are the bytes that are decoded.
            part = replace(part, data=source.data, name=name)
            if isinstance(part, ImagePart):
                found = self._look_at(part, limit)
            else:
                found = self._listen_to(part)
            self._known[key] = found
        self._known.move_to_end(key)
        return found

    def encode(self, attachment: Attachment, check: Check) -> SoftTokens:
        """Its soft tokens, evaluated.

        Raises:
            Cancelled: by `check`.
            NumericError: the tower put out NaN or infinity.
        """
        if attachment.soft is None:
            soft = self._run(attachment, check)
            check()
            if not all(mx.isfinite(array).all().item() for array in soft.arrays):
                raise self._blame(attachment, check)
            attachment.soft, attachment.prepared = soft, None
            self._make_room()
        return attachment.soft

    def forget(self) -> None:
        """Let go of all that can be read and encoded again."""
        self._known.clear()

    def emptied(self) -> MediaStore:
        """A store for the same model that knows nothing yet."""
        return MediaStore(self._model, self._family, self._watch, self._limit_bytes)

    def _run(self, attachment: Attachment, check: Check) -> SoftTokens:
        prepared = attachment.prepared
        if isinstance(prepared, PreparedImage):
            soft = self._family.encode_image(self._model, prepared, check)
        else:
            assert isinstance(prepared, PreparedAudio)
            soft = self._family.encode_audio(self._model, prepared, check)
        mx.eval(soft.arrays)
        return soft

    def _blame(self, attachment: Attachment, check: Check) -> NumericError:
        with recorded(self._watch) as rows:
            self._run(attachment, check)
        place = first_bad(rows) or f"the projection of the {attachment.medium.kind}"
        return NumericError(
            say(
                "The model put out invalid numbers (NaN or infinity) for {name}, "
                "first in {place}. Its weights are probably damaged: download the model again.",
                name=attachment.saw.name,
                place=place,
            )
        )

    def _look_at(self, part: ImagePart, limit: PictureLimit | None) -> Attachment:
        image = self._family.prepare_image(open_image(part), limit)
        saw = Saw(
            kind="image",
            name=image.name,
            soft_tokens=image.soft_tokens,
            detail={
                "source_width": image.source_width,
                "source_height": image.source_height,
                "width": image.width,
                "height": image.height,
            },
            notes=image.notes,
        )
        medium = Medium("image", image.digest, image.soft_tokens, image.grid)
        return Attachment(medium, saw, image)

    def _listen_to(self, part: AudioPart) -> Attachment:
        sound = self._family.prepare_audio(decode_audio(part))
        saw = Saw(
            kind="audio",
            name=sound.name,
            soft_tokens=sound.soft_tokens,
            detail={
                "seconds_total": round(sound.seconds_total, 3),
                "seconds_used": round(sound.seconds_used, 3),
                "channels": sound.channels,
                "sample_rate": sound.rate,
            },
            notes=sound.notes,
        )
        return Attachment(Medium("audio", sound.digest, sound.soft_tokens), saw, sound)

    def _make_room(self) -> None:
        """Forget the longest unused; what a running prompt holds stays alive with it."""
        while len(self._known) > 1 and (
            len(self._known) > _MOST or sum(map(_nbytes, self._known.values())) > self._limit_bytes
        ):
            self._known.popitem(last=False)


def _nbytes(attachment: Attachment) -> int:
    prepared = attachment.prepared
    array = (
        prepared.patches
        if isinstance(prepared, PreparedImage)
        else prepared.features
        if prepared is not None
        else None
    )
    held = 0 if attachment.soft is None else attachment.soft.nbytes
    return held + (0 if array is None else array.nbytes)
