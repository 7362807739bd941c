"""The closed list of words that the starter model reads, and names shared by all scripts."""

from __future__ import annotations

COLOURS: dict[str, tuple[int, int, int]] = {
    "red": (220, 30, 35),
    "orange": (250, 140, 15),
    "yellow": (250, 220, 25),
    "green": (35, 160, 60),
    "blue": (35, 80, 215),
    "purple": (130, 45, 175),
    "pink": (250, 130, 190),
    "black": (15, 15, 15),
}
COLOUR_NAMES = list(COLOURS)
SHAPES = ["circle", "square", "triangle", "star", "heart", "diamond"]
CHARS = "abcdefghijklmnopqrstuvwxyz0123456789"
COUNT_WORDS = ["zero", "one", "two", "three", "four", "five", "six"]
DIGIT_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
MAX_CHARS = 6

WORDS = """
hi no yes go up on off in out ok cat dog cow pig hen fox bee ant owl fish bird duck frog bear lion
wolf goat horse mouse sheep tiger zebra apple pear plum grape lemon peach melon cherry bread milk
cake rice soup tea coffee water juice salt sugar egg cheese honey butter red blue green pink black
white brown yellow orange purple sun moon star sky rain snow wind cloud storm fire tree leaf rose
grass flower river lake sea beach hill stone sand forest garden house home door window table chair
bed lamp book pen paper desk clock phone key cup plate spoon fork knife bowl box bag hat coat shoe
sock shirt glove scarf car bus bike train plane ship boat truck road bridge city town street shop
bank park school music song piano drum guitar radio movie game ball kite toy doll robot happy sad
big small hot cold new old fast slow open close start stop push pull left right hello bye thanks
love hope peace dream smile light dark day night week month year north south east west spring
summer autumn winter gold silver iron king queen ocean island castle number letter word model
sound photo image chat type exit enter next back menu help free sale
""".split()  # noqa: SIM905
"""Short words of two to six letters, all lower case here; printed in any case."""
