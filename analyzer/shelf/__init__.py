"""What was read, joined and judged, kept in a folder between runs: used again only where nothing is another."""

from analyzer.shelf.keeper import Keeper

__all__ = ["Keeper"]
