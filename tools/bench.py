"""Print every measured figure: the statistics beside R, the explorables in a browser. None of it can fail a build."""

from __future__ import annotations

import sys

import bench_explorables
import bench_statistics


def main() -> int:
    bench_statistics.main()
    bench_explorables.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
