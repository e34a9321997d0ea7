#!/bin/bash
# The same as job.yaml for a cluster with Slurm: sbatch --array=1-500%50 deploy/grading/array.sh A2 submissions.tsv marks
#SBATCH --job-name=grade
#SBATCH --cpus-per-task=1
#SBATCH --mem=6G
#SBATCH --time=00:15:00
set -eu
assignment="$1" list="$2" marks="$3"
line="$(sed -n "${SLURM_ARRAY_TASK_ID}p" "$list")"
student="${line%%$'\t'*}"
file="${line#*$'\t'}"
export OMP_NUM_THREADS=1
exec python -m isotretinoin.grading grade-one "$assignment" "$file" --student "$student" \
    --marks "$marks/$student" --status "$marks/status/$student.json"
