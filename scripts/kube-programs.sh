#!/usr/bin/env bash
# Prints the folder with the programs of a Kubernetes API server, which are made when they are not there.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. scripts/bed.sh
. scripts/kube.sh
kube_assets >&2
printf '%s\n' "$KUBEBUILDER_ASSETS"
