"""Makes tokenizer.json: byte-level BPE, so that any Unicode text survives the round trip."""

from __future__ import annotations

import json

from architecture import FOLDER, SPECIAL_TOKENS, VOCABULARY
from dialogues import tokenizer_corpus
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast


def main() -> None:
    tokenizer = Tokenizer(models.BPE(unk_token=None))
    words = Regex(r" ?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(words, "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[AddedToken(t, special=True, normalized=False) for t in SPECIAL_TOKENS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(tokenizer_corpus(), trainer)
    assert tokenizer.get_vocab_size() == VOCABULARY, tokenizer.get_vocab_size()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        eos_token="<eos>",
        bos_token="<bos>",
        unk_token="<unk>",
        clean_up_tokenization_spaces=False,
        model_max_length=8192,
        extra_special_tokens={
            "boi_token": "<|image>",
            "image_token": "<|image|>",
            "eoi_token": "<image|>",
            "boa_token": "<|audio>",
            "audio_token": "<|audio|>",
            "eoa_token": "<audio|>",
            "sot_token": "<|turn>",
            "eot_token": "<turn|>",
            "soc_token": "<|channel>",
            "eoc_token": "<channel|>",
            "think_token": "<|think|>",
        },
    )
    fast.save_pretrained(FOLDER)
    settings = FOLDER / "tokenizer_config.json"
    stored = json.loads(settings.read_text())
    stored.pop("backend", None)
    stored["tokenizer_class"] = "PreTrainedTokenizerFast"
    settings.write_text(json.dumps(stored, indent=2) + "\n")
    for text in (
        "What is Parlance?",
        "你好，世界 🙂👩‍👩‍👧 café ﬁ \u0000 \t\n  x",
        "▁ ▁a",
        "1234 hello  there",
    ):
        assert fast.decode(fast.encode(text)) == text, text
    print(
        json.dumps(fast.convert_ids_to_tokens(range(14, 20))),
        len(fast),
        fast.tokenize("How do I attach a picture? It is a red circle. I hear seven three."),
    )


if __name__ == "__main__":
    main()
