"""Holds the saved folder against mlx-lm: text logits must agree in float32."""

from __future__ import annotations

import mlx.core as mx
import numpy as np
import torch
from architecture import FOLDER
from mlx_lm.utils import load_model
from transformers import AutoTokenizer, Gemma4ForConditionalGeneration


def main() -> None:
    tokenizer = AutoTokenizer.from_pretrained(FOLDER)
    ids = tokenizer.apply_chat_template(
        [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "What is Parlance? 你好 🙂"},
        ],
        add_generation_prompt=True,
        return_dict=False,
    )
    print(tokenizer.decode(ids))
    model, _ = load_model(FOLDER, lazy=False)
    model.set_dtype(mx.float32)
    ours = np.array(model(mx.array([ids])))
    reference = Gemma4ForConditionalGeneration.from_pretrained(FOLDER, dtype=torch.float32)
    with torch.no_grad():
        wanted = reference(input_ids=torch.tensor([ids])).logits.numpy()
    worst = float(np.abs(ours - wanted).max())
    print("largest difference of logits", worst, "of", float(np.abs(wanted).max()))
    assert worst < 1e-3


if __name__ == "__main__":
    main()
