"""Bytes in, ``Snapshot`` out: each file is recognised by its content and read by the grammar it is written in."""

from analyzer.collectors.layouts import Layout, Layouts, load_layouts
from analyzer.collectors.read import exports_of, read_files, read_folder, unusable, with_settings
from analyzer.collectors.settings import read_settings

__all__ = [
    "Layout",
    "Layouts",
    "exports_of",
    "load_layouts",
    "read_files",
    "read_folder",
    "read_settings",
    "unusable",
    "with_settings",
]
