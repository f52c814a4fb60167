#!/usr/bin/env bash
# Stops the cluster; see --help.

# shellcheck source=bin/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=bin/native.sh
source "$ROOT/bin/native.sh"

usage() {
    cat <<'EOF'
Usage: bin/stop_emulator.sh

Stops the cluster that bin/start_emulator.sh started, native or Compose, and nothing else. Does nothing when none is up.
EOF
}

help_if_asked "$@"
(($# == 0)) || fail_with_usage "bin/stop_emulator.sh takes no arguments: it knows which cluster is up"

take_lock
case $(running_mode) in
    native)
        stop_native
        ;;
    compose)
        require_docker
        ensure_env
        COMPOSE_PROFILES=observability docker compose down --remove-orphans --volumes
        ;;
    "")
        say "No cluster is up."
        exit 0
        ;;
esac
clear_mode
say "The cluster is stopped."
