"""Bytes in, ``Snapshot`` out: each file is recognised by its content and read by the grammar it is written in."""

from analyzer.collectors.layouts import Layout, Layouts, load_layouts
from analyzer.collectors.read import read_folder, unusable
from analyzer.collectors.settings import read_settings

__all__ = ["Layout", "Layouts", "load_layouts", "read_folder", "read_settings", "unusable"]
