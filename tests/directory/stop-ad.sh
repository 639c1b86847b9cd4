#!/usr/bin/env bash
# Stops the domain controller that start-ad.sh started, by the process id it wrote down, and nothing else.
#   --dir DIR  the directory given to start-ad.sh
#   --keep     keep the directory: the next start takes a second
set -euo pipefail
dir=${TMPDIR:-/tmp}/exready-directory
keep=
while [ $# -gt 0 ]; do
  case $1 in
    --dir) dir=$2; shift 2 ;;
    --keep) keep=1; shift ;;
    *) echo "unknown option: $1" >&2; exit 2 ;;
  esac
done
pid_file=$dir/dc/samba.pid
if [ -e "$pid_file" ]; then
  pid=$(cat "$pid_file")
  # The number may have been given to another program since: look before the signal.
  if [ -r "/proc/$pid/cmdline" ] && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q samba; then
    kill -- "-$pid" 2>/dev/null || kill "$pid"  # start-ad.sh made it the leader of a session
    for _ in $(seq 50); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -0 "$pid" 2>/dev/null && kill -9 -- "-$pid"
  fi
  rm -f "$pid_file"
fi
if [ -z "$keep" ]; then
  rm -rf "$dir/dc" "$dir/dc.log" "$dir"/provision-*
  rmdir "$dir" 2>/dev/null || true
fi
