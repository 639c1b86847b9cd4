"""Writes the sample companies: ``python tests/sample_company``; with ``--check`` says whether they are as written."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sample_company.write import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
