"""The draft of a grid: one object without Qt, of which the form and the chart are two views."""

from gui.draft.draft import DraftState, GridDraft
from gui.draft.handles import Handle
from gui.draft.problems import DraftProblem, Problem

__all__ = ["DraftProblem", "DraftState", "GridDraft", "Handle", "Problem"]
