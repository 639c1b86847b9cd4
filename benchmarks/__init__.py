"""Speed and memory of ``exready analyze`` against a script as one would write it by hand."""
