"""Redaction: a finished assessment in, the same assessment without names out. Pure; runs before any report."""
