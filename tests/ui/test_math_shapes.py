"""LaTeX becomes outlines, or a reason why not; it neither raises anything else nor takes long."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import suppress

import pytest

from ui.formulas import Shape
from ui.math_shapes import DEAREST, LONGEST, NotDrawable, shape_of

GOOD = {
    "fraction": r"\frac{-b \pm \sqrt{b^2-4ac}}{2a}",
    "sum": r"\sum_{i=1}^{n} i^2",
    "integral": r"\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt[3]{\pi}",
    "matrices": r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}\begin{bmatrix}1\\0\end{bmatrix}",
    "determinant": r"\begin{vmatrix}a&b\\c&d\end{vmatrix}",
    "aligned": r"\begin{aligned} a &= b \\ &= c \end{aligned}",
    "align": "\\begin{align*}\na &= b \\\\\nx &= d\n\\end{align*}",
    "split": r"\begin{split} a &= b \\ x &= d \end{split}",
    "gathered": r"\begin{gathered} a \\ b \end{gathered}",
    "cases": r"\begin{cases} x^2 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
    "array": r"\left[\begin{array}{cc|c} 1 & 2 & 3 \\ 4 & 5 & 6 \end{array}\right]",
    "greek": r"\alpha\beta\gamma\Gamma\varepsilon\varphi\partial\nabla\hbar\ell",
    "accents": r"\hat{x}\bar{y}\vec{v}\dot{z}\tilde{n}\overline{AB}\underbrace{a+b}_{n}",
    "brackets": r"\left( \frac{1}{2} \right]^2 \left\{ x \middle| y \right\} \lfloor x \rfloor",
    "letters": r"\mathbb{R}^n \mathcal{L} \mathbf{x} \mathrm{d}x \operatorname{argmax}_x",
    "limits": r"\lim_{x\to 0} \frac{\sin x}{x} = 1,\ \max_{i} a_i \prod_{k=1}^n",
    "signs": r"\le \ge \neq \approx \in \notin \subset \cup \forall \exists \to \iff \cdots",
    "binomial": r"\binom{n}{k} \dfrac{a}{b} \tfrac12 \overset{!}{=} \xrightarrow{f}",
    "text": r"\text{Loss} = -\sum_{i} y_i \log \hat{y}_i \quad \textbf{bold}",
    "less": r"a < b \leq c > d",
    "boxed": r"\boxed{x = 1} \cancel{x}",
    "numbered": r"x = 1 \tag{1} \label{eq:one}",
}


@pytest.mark.parametrize("name", GOOD)
def test_what_models_write_is_drawn(name: str) -> None:
    for display in (True, False):
        shape = shape_of(GOOD[name], display=display)
        box = shape.path.boundingRect()
        assert box.width() > 20
        assert box.height() > 20
        assert box.left() > -15
        assert box.right() < shape.width + 15  # nothing stands far outside of its own room
        assert -shape.ascent - 15 < box.top()
        assert box.bottom() < shape.descent + 15


@pytest.mark.parametrize(
    "source",
    [
        "", r"\frac{a}{", r"\left( x", "x^2^3", r"\begin{pmatrix} a", "a & b", r"\unknown{x}",
        r"\ce{H2O}", r"\mathop{\rm argmin}", "\\text{如果}", "\x00", "{" * 3000, "&",
        r"\begin{nothing}x\end{nothing}", r"\def\x{\x\x}\x", r"\newcommand{\y}{\y\y}\y",
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_has_a_reason(source: str) -> None:
    with pytest.raises(NotDrawable, match=r"\w"):
        shape_of(source, display=True)


def test_no_source_raises_anything_else() -> None:
    draw = random.Random(3)
    pieces = [*"\\{}^_&$#%~'|<>x1()[] é", r"\\", r"\frac", r"\sqrt", r"\left", r"\right", r"\text{"]
    pieces += [r"\begin{cases}", r"\end{cases}", r"\sum", r"\hat"]
    drawn = 0
    for _ in range(300):
        source = "".join(draw.choice(pieces) for _ in range(draw.randrange(1, 12)))
        with suppress(NotDrawable):
            shape_of(source, display=True)
            drawn += 1
    assert drawn > 20


@pytest.mark.parametrize("left", [r"\sqrt{", r"\frac{1}{", "x^{", "{", r"\hat{"])
def test_deep_nesting_is_refused_before_it_takes_long(left: str) -> None:
    assert shape_of(left * 3 + "x" + "}" * 3, display=True).width > 0
    with pytest.raises(NotDrawable):
        shape_of(left * 40 + "x" + "}" * 40, display=True)
    assert DEAREST < 2**14


def test_a_very_long_source_is_refused() -> None:
    with pytest.raises(NotDrawable, match="too long"):
        shape_of("x" * (LONGEST + 1), display=True)


def test_brackets_are_as_high_as_the_sum_in_them() -> None:
    def height(shape: Shape) -> float:
        return shape.ascent + shape.descent

    inside = shape_of(r"\sum_k v_k", display=True)
    assert height(shape_of(r"\left( \sum_k v_k \right)", display=True)) < 2 * height(inside)


def test_a_hat_over_one_letter_is_no_wider_than_it() -> None:
    assert (
        shape_of(r"\hat{\theta}", display=False).width
        < shape_of(r"\theta", display=False).width * 1.3
    )


def test_the_number_of_columns_is_not_drawn() -> None:
    columns, none = r"\begin{alignat}{2}a&=b\end{alignat}", r"\begin{align}a&=b\end{align}"
    assert shape_of(columns, display=True).width == shape_of(none, display=True).width


def test_a_fraction_is_higher_on_lines_of_its_own() -> None:
    among_words, alone = (shape_of(r"\frac{a}{b}", display=display) for display in (False, True))
    assert alone.ascent > among_words.ascent


def test_the_baseline_is_that_of_the_letters() -> None:
    plain, deep = shape_of("x", display=False), shape_of("x_y", display=False)
    assert plain.descent < 5
    assert deep.descent > plain.descent
    assert deep.ascent == pytest.approx(plain.ascent, abs=1)


def test_widgets_do_not_load_what_lays_formulas_out() -> None:
    code = "import sys, ui.markdown_view; sys.exit('ziamath' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
