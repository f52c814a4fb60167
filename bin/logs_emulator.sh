#!/usr/bin/env bash
# Shows the logs of the cluster; see --help.

# shellcheck source=bin/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
    cat <<EOF
Usage: bin/logs_emulator.sh [-f] [service...]

Shows the last 200 lines of each log, of all services unless some are named.

  -f          follows the logs
  service     ${SERVICES[*]}

The logs of native services stay after a stop, in $LOG_DIR.
EOF
}

help_if_asked "$@"

services=()
follow=no
for argument in "$@"; do
    if [[ $argument == -f ]]; then
        follow=yes
    elif [[ " ${SERVICES[*]} " == *" $argument "* ]]; then
        services+=("$argument")
    else
        fail_with_usage "unknown service: $argument"
    fi
done

case $(running_mode) in
    compose)
        require_docker
        options=(--tail 200)
        [[ $follow == no ]] || options+=(--follow)
        exec docker compose logs "${options[@]}" ${services[@]+"${services[@]}"}
        ;;
    *)
        # Native logs stay readable after a stop, when people ask for them.
        ((${#services[@]})) || services=("${SERVICES[@]}")
        files=()
        for service in ${services[@]+"${services[@]}"}; do
            [[ ! -f $LOG_DIR/$service.log ]] || files+=("$LOG_DIR/$service.log")
        done
        ((${#files[@]})) || fail "there are no logs: no cluster has been started"
        options=(-n 200)
        [[ $follow == no ]] || options+=(-F)
        exec tail "${options[@]}" "${files[@]}"
        ;;
esac
