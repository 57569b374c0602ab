"""What can go wrong while the book is rendered."""


class BuildError(RuntimeError):
    """A target could not be built; the message says why."""


class ArgumentError(ValueError):
    """A directive's argument is not what it should be; the message says what is wrong."""
