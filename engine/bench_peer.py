"""Times mlx-vlm on a model folder. Run by its own interpreter, in an environment that has it.

    python bench_peer.py FOLDER INPUTS.safetensors

Reads one word a line from standard input, "tower", "prefill" or "decode N", and answers each with
the seconds that it took. INPUTS holds `text_ids` (L,), and for models that see `image_ids` (L,)
and what the processor makes of the picture.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import mlx.core as mx


class Peer:
    """mlx-vlm's model and what it is fed."""

    def __init__(self, folder: Path, inputs: Path) -> None:
        from mlx_vlm.utils import load_model

        self._model = load_model(folder)
        tensors: Any = mx.load(str(inputs))
        self._text = tensors.pop("text_ids")[None]
        self._image = tensors.pop("image_ids", mx.array([0]))[None]
        self._processed = tensors

    def tower(self) -> float:
        """From pixels to the embeddings of a prompt with a picture."""
        inputs = dict(self._processed)
        started = perf_counter()
        made = self._model.get_input_embeddings(self._image, inputs.pop("pixel_values"), **inputs)
        deepstack = made.deepstack_visual_embeds
        mx.eval(made.inputs_embeds, [] if deepstack is None else deepstack)
        return perf_counter() - started

    def prefill(self) -> float:
        """From token ids to the first token."""
        started = perf_counter()
        next(self._steps(1))
        return perf_counter() - started

    def decode(self, tokens: int) -> float:
        """From the first token to the last of `tokens`."""
        steps = self._steps(tokens)
        next(steps)
        started = perf_counter()
        for _ in steps:
            pass
        return perf_counter() - started

    def _steps(self, tokens: int) -> Any:
        from mlx_vlm.generate import generate_step

        steps = generate_step(
            self._text, self._model, None, None, max_tokens=tokens, temperature=0.0
        )
        return (token for token, _ in steps)


def main() -> None:
    peer = Peer(Path(sys.argv[1]), Path(sys.argv[2]))
    answer = sys.stdout
    sys.stdout = sys.stderr
    for line in sys.stdin:
        job, *arguments = line.split()
        seconds = getattr(peer, job)(*map(int, arguments))
        answer.write(f"{seconds}\n")
        answer.flush()


if __name__ == "__main__":
    main()
