"""Shows how a text changed, with colours where there are any, and with signs that need none."""

from __future__ import annotations

from difflib import SequenceMatcher, ndiff

from rich.text import Text

_CONTEXT_WORDS = 8


def word_diff(old: str, new: str) -> Text:
    """Return the new text with its changes, as in ``[-deleted-]{+added+}``."""
    left, right = old.split(), new.split()
    parts: list[Text] = []
    steps = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    for number, (step, i, i_end, j, j_end) in enumerate(steps):
        if step == "equal":
            words = right[j:j_end]
            head = _CONTEXT_WORDS if number else 0
            tail = _CONTEXT_WORDS if number < len(steps) - 1 else 0
            if len(words) > head + tail:
                words = [*words[:head], "...", *words[len(words) - tail :]]
            parts.append(Text(" ".join(words), style="not bold"))
            continue
        if i < i_end:
            parts.append(Text(f"[-{' '.join(left[i:i_end])}-]", style="not bold red"))
        if j < j_end:
            parts.append(Text(f"{{+{' '.join(right[j:j_end])}+}}", style="not bold green"))
    return Text(" ").join(parts)


def line_diff(old: str, new: str) -> Text:
    """Return the lines that changed, as in ``- deleted`` and ``+ added``."""
    lines = [
        Text(line, style="not bold red" if line.startswith("-") else "not bold green")
        for line in ndiff(old.split("\n"), new.split("\n"))
        if line.startswith(("- ", "+ "))
    ]
    return Text("\n").join(lines)
