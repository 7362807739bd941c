"""Answers with everything that Markdown has, for the gallery."""

from __future__ import annotations

from collections.abc import Callable
from time import sleep

from PySide6.QtWidgets import QApplication

from ui.formulas import formulas
from ui.main_window import MainWindow

MATHS = r"""The roots of $ax^2 + bx + c = 0$ with $a \neq 0$ are

$$
x_{1,2} = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}.
$$

Words go on at their own height beside $\sum_{i=1}^{n} i^2$, $\frac{a}{b}$, $\hat{\theta}$ and
$e^{i\pi} + 1 = 0$; a book costs $5 and a pen $10, which is no formula. For \(x > 0\):

\[
f(x) = \begin{cases} x^2 & \text{if } x > 1 \\ \sqrt[3]{x} & \text{otherwise} \end{cases}
\qquad
A = \begin{pmatrix} a_{11} & \cdots & a_{1n} \\ \vdots & \ddots & \vdots \\
a_{m1} & \cdots & a_{mn} \end{pmatrix}
\]

\begin{align*}
\nabla \cdot \mathbf{E} &= \frac{\rho}{\varepsilon_0} \\
\oint_C \mathbf{B} \cdot \mathrm{d}\boldsymbol{\ell}
&= \mu_0 \int_S \mathbf{J} \cdot \mathrm{d}\mathbf{A}
\end{align*}

- In a list: $\lim_{x \to 0} \frac{\sin x}{x} = 1$
- and **bold beside** $\mathcal{L}(\theta) = -\mathbb{E}_{x \sim p}\left[\log q_\theta(x)\right]$

| Name | Formula |
|:--|--:|
| Gauss | $\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi}$ |
| Euler | $\Gamma(n) = (n-1)!$ |

Wrong ones stay as they were written: $\frac{a}{$ and $\unknown{x}$.

$$\mathrm{softmax}(x)_i = \frac{\exp(x_i)}{\sum_{j=1}^{n} \exp(x_j)}
\qquad \left\lVert v \right\rVert_2 = \left( \sum_k |v_k|^2 \right)^{1/2}$$
"""

MARKS = """Everything else: ~~struck~~, *slanted*, **bold**, ***both***, `code`, a note[^1] and
another[^long].
A hard break\\
stands here, and <b>HTML</b> is text.

- [x] measured
- [ ] written
  - [x] nested, with `code`
    1. first of three levels
       > a quotation in it
- plain

> Quoted
>
> > twice, with **bold** and $x^2$
> - and a list
>   ```c
>   int x = 0; // code inside
>   ```

![A chart of tokens per second](https://example.org/chart.png)

```rust
/* a comment
   over two lines */
#[derive(Debug)]
pub fn greet(name: &str) -> Result<String, Error> {
    let count: usize = 0x1F; // number
    println!("Hello, {name}! 🎈 {}", count);
    Ok(format!("a very long line that does not fit: {}, {}, {}, {}", name, count, name, count))
}
```

```python
class Loop(Base):
    '''Docstring
    goes on.'''

    @property
    def value(self) -> float:
        return self._x * 2.5e-3 if self else None  # comment
```

```diff
- removed line
+ added line
```

[^1]: The text of the first note, with *emphasis* and https://example.org.
[^long]: A note whose label is a word, and whose text is long enough to go on in a second line in \
a narrow window.
"""


RTL = """## مرحبا بالعالم

هذه فقرة باللغة العربية، فيها **كلمات عريضة** و`code` و [رابط](https://example.org) وأرقام 123.

1. البند الأول
2. البند الثاني
   - بند داخلي

> اقتباس قصير بالعربية، وهو طويل بما يكفي ليصل إلى السطر الثاني في نافذة ضيقة جدا كهذه النافذة.

| الاسم | القيمة |
|---|---|
| الحجم | 12 |

שלום עולם, זאת פסקה בעברית עם English בפנים.

And an English paragraph with עברית inside.

- [x] مهمة منتهية

```python
print("مرحبا")  # comment
```
"""

EXTREMES = f"""Emoji 🎈🎉👩‍👩‍👧‍👦🇨🇭 in text, `🎈` in code, and a line of 10,000 letters:

{"word " * 60}

{"x" * 400}

<https://example.org/{"segment/" * 30}>

```
{"y" * 10_000}
```

| Key | {"header" * 8} |
|--|--|
| `{"z" * 80}` | {"cell " * 40} |

# A heading that is much longer than the window is wide, so that it goes on in a second line

###### The sixth level

- [ ] an empty task
-
- after an empty item

$$ {" + ".join(f"x_{{{n}}}" for n in range(60))} $$
"""

NESTED = """- one
  - two
    - three
      - four
        - five
          - six, which is long enough to go on in another line even where the window is wide
            ```python
            print("deep")
            ```

1. first

   A second paragraph of the item.

   | a | b |
   |---|---|
   | 1 | 2 |

   > a quotation in the item
   > - with a list
2. second
   - in

From then on:

1998. a year
1999. the next, and some words that go on until there is no more room in this line of text
   - below it

> one
>
> > two
> >
> > > three
> > >
> > > $$x^2$$
> > >
> > > | a | b |
> > > |---|---|
> > > | 1 | 2 |
"""

BROKEN = """Unfinished **bold, *slanted and `code

- an item with [a link](https://example.org/un

| Phase | Tokens |
|---|"""


def wait_for_formulas() -> None:
    """Until all have come from the background."""
    for _ in range(500):
        QApplication.processEvents()
        if not formulas().waiting:
            break
        sleep(0.01)
    QApplication.processEvents()


def _shown(window: MainWindow, question: str, text: str) -> None:
    window.add_user_message(question, [])
    window.begin_answer(1)
    window.append_text(1, "The person wants to see everything.", "thinking")
    window.append_text(1, text, "answer")
    window.mark_stopped(1)
    wait_for_formulas()


def maths(window: MainWindow) -> None:
    _shown(window, "Show me formulas.", MATHS)


def marks(window: MainWindow) -> None:
    _shown(window, "Show me all of Markdown.", MARKS)


def maths_growing(window: MainWindow) -> None:
    window.set_busy(True)
    window.add_user_message("Show me formulas.", [])
    window.begin_answer(1)
    window.append_text(1, MATHS[: MATHS.index("\\ddots")], "answer")
    wait_for_formulas()


def rtl(window: MainWindow) -> None:
    _shown(window, "كيف حالك؟ ماذا يوجد في الصورة؟", RTL)


def extremes(window: MainWindow) -> None:
    _shown(window, "https://example.org/" + "a-very-long-path/" * 12, EXTREMES)


def nested(window: MainWindow) -> None:
    _shown(window, "Nest everything.", NESTED)


def broken(window: MainWindow) -> None:
    window.set_busy(True)
    window.add_user_message("Show me something unfinished.", [])
    window.begin_answer(1)
    window.append_text(1, BROKEN, "answer")
    wait_for_formulas()


SCENES: list[Callable[[MainWindow], None]] = [
    maths,
    marks,
    maths_growing,
    rtl,
    extremes,
    nested,
    broken,
]
