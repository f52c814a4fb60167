#!/usr/bin/env bash
# Stops the cluster that start_emulator.sh started, and nothing else. Harmless when none is up.

# shellcheck source=bin/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=bin/native.sh
source "$ROOT/bin/native.sh"

(($# == 0)) || fail "usage: bin/stop_emulator.sh (it knows by itself which cluster is up)"

take_lock
case $(running_mode) in
    native)
        stop_native
        ;;
    compose)
        require_docker
        ensure_env
        docker compose down --remove-orphans --volumes
        ;;
    "")
        say "No cluster is up."
        exit 0
        ;;
esac
clear_mode
say "The cluster is stopped."
