"""What the desk cannot do, in words for the user."""


class DeskError(Exception):
    """A command of the user cannot be carried out now; the text says why and what to do."""
