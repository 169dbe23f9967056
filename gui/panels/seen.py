"""Whether anybody can see a widget: what is behind another tab need not follow every change."""

from PySide6.QtWidgets import QWidget


def is_seen(widget: QWidget) -> bool:
    """Whether any part of a widget is in the window as it is now.

    ``QWidget.isVisible`` is true behind another tab, too: Qt only moves such a panel out of the window. Who waits for
    its panel to be seen shows what is new in ``paintEvent``, which comes before anything of it is on the screen.
    """
    return not widget.visibleRegion().isEmpty()
