#!/usr/bin/env bash
# Renders the chart, with its own values, into deploy/base: one source for those who use Helm and those who do not.
# Needs helm. With --check it changes nothing and says whether there is something to change.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"

rendered="$(helm template barewire chart/barewire --namespace frr-k8s-system |
  sed -e '/^# Source: /d' -e '/managed-by: Helm$/d')"
case "${1:-}" in
  "") printf '%s\n' "$rendered" > base/barewire.yaml ;;
  --check) diff <(printf '%s\n' "$rendered") base/barewire.yaml ;;
  *) echo "usage: deploy/render.sh [--check]" >&2; exit 2 ;;
esac
