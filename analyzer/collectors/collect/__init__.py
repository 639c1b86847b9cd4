"""Exports what the rules need from a live directory: files of JSON Lines and a manifest that says what they hold."""
