"""The most memory that this process has resident while it does something."""

from pathlib import Path

_STATUS = Path("/proc/self/status")
_RESET = Path("/proc/self/clear_refs")
_PEAK = "5"  # what sets the peak back to the present; proc(5)


def peak_of(action):
    """Returns the peak in bytes, after the action has run once to settle."""
    action()
    _RESET.write_text(_PEAK)
    action()
    (line,) = (text for text in _STATUS.read_text().split("\n") if text.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024
