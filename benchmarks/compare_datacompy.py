"""Compares two feather files with datacompy; prints seconds of processor, seconds, and MiB at most.

The first line is the comparison, the second the comparison with its report. Run by ``benchmarks.compare`` with another
Python (``benchmarks/requirements.txt``); it imports nothing of ours.
"""

import sys
import time
from pathlib import Path

import datacompy
import pandas as pd

left, right = (pd.read_feather(name) for name in sys.argv[1:3])
processor, wall = time.process_time(), time.perf_counter()


def spent() -> str:
    """What has been used so far."""
    # Not getrusage: there a process begins with the peak of the one that started it.
    status = Path("/proc/self/status").read_text().splitlines()
    peak = next(int(one.split()[1]) / 1024 for one in status if one.startswith("VmHWM"))
    return f"{time.process_time() - processor} {time.perf_counter() - wall} {peak}"


found = datacompy.PandasCompare(left, right, join_columns="key", ignore_spaces=True, ignore_case=True)
compared = spent()
found.report()
print(compared)
print(spent())
