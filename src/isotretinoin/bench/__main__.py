"""``python -m isotretinoin.bench make`` writes the tables anew; ``check`` says whether they are up to date."""

from __future__ import annotations

import argparse
import json
import sys

from .tables import FILE, make


def main(arguments: list[str] | None = None) -> int:
    """Make or check the tables of the bench; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m isotretinoin.bench", description=__doc__)
    parser.add_argument("task", choices=["make", "check"])
    task = parser.parse_args(arguments).task
    text = json.dumps(make(), separators=(",", ":")) + "\n"
    if task == "make":
        FILE.write_text(text, encoding="utf-8")
        print(f"{FILE.name}: {len(text)} bytes")
        return 0
    if FILE.read_text(encoding="utf-8") != text:
        print(
            "The tables of the bench are not what the simulator and the model give: python -m isotretinoin.bench make"
        )
        return 1
    print("The tables of the bench are up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
