# Sourced by every script here: where the repository is, how to speak, how to stop.
# shellcheck shell=bash disable=SC2034
set -euo pipefail
repo=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
name=$(basename -- "$0")

# A newcomer's PATH may put another cmake, gcc or python in front (pyenv, conda): the system's own
# are the ones the package lists install and the tests cover.
export PATH="/usr/sbin:/usr/bin:/sbin:/bin:$PATH"

say() { printf '%s\n' "$*"; }
warn() { printf '%s: %s\n' "$name" "$*" >&2; }
die() { warn "$*"; exit 1; }

# The whole comment at the top of the calling script is its --help.
usage() { sed -n '2,/^[^#]/{/^# shellcheck/d;/^#/s/^# \{0,1\}//p}' "$0"; }

milliseconds() { local t=${EPOCHREALTIME/[.,]/}; printf '%s\n' "${t%???}"; }

# 192000 -> "3 min 12 s"; 900 -> "900 ms"
duration() {
  local ms=$1 s=$(( ($1 + 500) / 1000 ))
  if (( ms < 1000 )); then printf '%d ms' "$ms"
  elif (( s < 60 )); then printf '%d s' "$s"
  else printf '%d min %d s' $((s / 60)) $((s % 60)); fi
}

on_terminal() { [[ -t 1 && ${TERM:-dumb} != dumb ]]; }

# The release of Debian this is: 12 or 13. Raspberry Pi OS carries the number of its Debian.
debian_release() {
  local id='' like='' version=''
  if [[ -r /etc/os-release ]]; then
    # shellcheck disable=SC1091
    id=$(. /etc/os-release && printf %s "${ID:-}")
    like=$(. /etc/os-release && printf %s "${ID_LIKE:-}")
    version=$(. /etc/os-release && printf %s "${VERSION_ID:-}")
  fi
  [[ " $id $like " == *" debian "* ]] || return 1
  case $version in 12 | 12.*) printf 12 ;; 13 | 13.* | '') printf 13 ;; *) return 1 ;; esac
}
