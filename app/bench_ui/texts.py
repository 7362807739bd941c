"""What is said while the window is measured: always the same, of all kinds."""

from __future__ import annotations

import random

ANSWER = """Here is how a **prefill** differs from a *decode*, with the figures that matter.

## Two phases

1. **Prefill** reads the whole prompt at once. It is limited by compute, so its speed is \
hundreds of tokens per second.
2. **Decode** writes one token at a time. It is limited by memory bandwidth:
   - every token reads all weights once
   - the cache grows by one position
3. Both share the same `prompt cache`, so a second turn starts where the first ended.

```python
def generate(model, prompt, cancel):
    \"\"\"Yield one token after the other.\"\"\"
    cache = model.make_cache()
    logits = model(prompt, cache)  # prefill
    for step in range(1024):
        cancel.check()
        token = logits[-1].argmax()
        yield token, 0.5
        logits = model(token[None], cache)  # decode: one position; this line is long
```

| Phase | Limited by | Tokens/s | Shown as |
|:--|:--|--:|:--|
| Prefill | compute | 512 | time to first token |
| Decode | bandwidth | 41.3 | `generation_tps` |
| Encode | compute | – | progress |

> A rule of thumb: twice the bandwidth, twice the tokens.

See [the documentation](https://example.org/docs) or https://example.org for more. \
Images such as ![a chart](https://example.org/chart.png) are only ever links.

---

- [x] measure first
- [ ] then optimise

"""
LIST = "".join(
    f"{number}. Prefill reads the *whole* prompt at once; **decode** writes one token at a time,\n"
    "   and reads `every weight` for each of them.\n   - see the documentation\n"
    for number in range(1, 11)
)
PARAGRAPHS = ANSWER.strip().split("\n\n")


FORMULAS = r"""The roots of $ax^2 + {number}x + c = 0$ with $a \neq 0$ are

$$
x_{1,2} = \frac{-{number} \pm \sqrt{{number}^2 - 4ac}}{2a}.
$$

"""


def tokens(text: str, seed: int = 1) -> list[str]:
    """The text in pieces of one to seven letters, about as a tokenizer cuts it."""
    draw = random.Random(seed)
    pieces: list[str] = []
    at = 0
    while at < len(text):
        step = draw.randint(1, 7)
        pieces.append(text[at : at + step])
        at += step
    return pieces


def with_formulas(rounds: int) -> str:
    """The answer again and again, each time with formulas that were not there before."""
    return "".join(ANSWER + FORMULAS.replace("{number}", str(at + 2)) for at in range(rounds))


def question(draw: random.Random) -> str:
    return ("What about this? " * draw.choice((1, 1, 2, 5, 20))).strip()


def answer(draw: random.Random) -> str:
    """From one line to pages with code and tables."""
    size = draw.choice((1, 1, 2, 3, 5, len(PARAGRAPHS)))
    return "\n\n".join(PARAGRAPHS[:size] * draw.choice((1, 1, 1, 2)))
