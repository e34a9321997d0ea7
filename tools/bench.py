"""Print every measured figure: the statistics beside R, pages and explorables in a browser, the grading of a class."""

from __future__ import annotations

import sys

import bench_explorables
import bench_grading
import bench_pages
import bench_statistics


def main() -> int:
    bench_statistics.main()
    bench_pages.main([])
    bench_explorables.main()
    # Times never fail a build; a submission with a wrong status does.
    return bench_grading.main([])


if __name__ == "__main__":
    sys.exit(main())
