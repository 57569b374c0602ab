"""The settings of ``config.ini`` with the lines on which they are."""

from __future__ import annotations

import configparser
from importlib.util import find_spec
from pathlib import Path


class SettingsFile:
    """The settings of a book over d2lbook's defaults, with the lines on which they stand."""

    def __init__(self, text: str, source: str) -> None:
        self.parser = configparser.ConfigParser()
        self.defaults = configparser.RawConfigParser()
        package = find_spec("d2lbook")
        if package and package.origin:
            defaults = Path(package.origin).with_name("config_default.ini")
            self.parser.read(defaults, encoding="utf-8")
            self.defaults.read(defaults, encoding="utf-8")
        self.parser.read_string(text, source)
        self.own = configparser.RawConfigParser()
        self.own.read_string(text, source)
        self._lines = text.splitlines()

    def get(self, section: str, key: str) -> str:
        """Return a value; one of this builder's own may hold a bare percent sign."""
        try:
            return self.parser.get(section, key, fallback="")
        except configparser.InterpolationError:
            return self.parser.get(section, key, fallback="", raw=True)

    def line(self, section: str, key: str) -> int:
        """Return the line of a setting, or of its section; 1 if the book has neither."""
        within = ""
        for number, line in enumerate(self._lines, start=1):
            heading = configparser.RawConfigParser.SECTCRE.match(line)
            if heading:
                within = heading["header"]
                if within == section and not key:
                    return number
            named = configparser.RawConfigParser.OPTCRE.match(line)
            if within != section or named is None or line[:1] in " \t#;":
                continue
            if named["option"].strip().lower() == key:
                return number
        return 1
