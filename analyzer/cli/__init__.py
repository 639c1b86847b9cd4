"""The command line: one module per command, one error boundary. Data to stdout, talk to stderr."""
