#!/usr/bin/env bash
# Gradescope runs this as root, once, when it makes the image of an assignment.
# What students' code may read goes to $COURSE_HOME; all that came in the zip is for root alone.
set -euo pipefail
source="${AUTOGRADER:-/autograder}/source"
home="${COURSE_HOME:-/opt/isotretinoin}"
umask 022

mkdir -p "$home"
cp -R "$source/course" "$home/"
chmod -R u=rwX,go=rX "$home/course"
chmod -R go= "$source"

find_python() {
    for python in python3 python3.13 python3.12 python3.11; do
        "$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    done
    return 1
}

if [ ! -x "$home/venv/bin/python" ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # bubblewrap is the better wall where the container lets it make one; grading works without it.
    apt-get install -y -qq --no-install-recommends bubblewrap || echo "bubblewrap could not be installed."
    apt-get install -y -qq --no-install-recommends util-linux
    for package in python3-venv python3.12-venv python3.11-venv; do
        find_python && break
        apt-get install -y -qq --no-install-recommends "$package" || true
    done
    find_python || {
        echo "The course needs Python 3.11 or newer, and this image has none: choose a newer base image." >&2
        exit 1
    }
    "$python" -m venv "$home/venv"
    # --no-deps: the list is complete, and leaves out a package that doubles the time of grading.
    "$home/venv/bin/python" -m pip install --quiet --no-cache-dir --no-deps --requirement "$source/requirements.txt"
fi
"$home/venv/bin/python" -m compileall -q "$home/course/src"

# A faulty zip should fail here and not at the first student.
export ISOTRETINOIN_HOME="$home/course" ISOTRETINOIN_INSTRUCTOR="$source/instructor" PYTHONPATH="$home/course/src"
"$home/venv/bin/python" -m isotretinoin.grading.gradescope.run --check "$source"
