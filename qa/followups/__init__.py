"""Questions that lean on what was asked before, rewritten so that they can be understood alone."""

from qa.followups.history import Exchange
from qa.followups.rewriter import Rewriter
from qa.followups.rewriting import Standalone, standalone

__all__ = ["Exchange", "Rewriter", "Standalone", "standalone"]
