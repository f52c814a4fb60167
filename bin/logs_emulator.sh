#!/usr/bin/env bash
# Shows the logs of the cluster, of one service or of all; -f goes on with what comes.

# shellcheck source=bin/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

services=()
follow=no
for argument in "$@"; do
    if [[ $argument == -f ]]; then
        follow=yes
    elif [[ " ${SERVICES[*]} " == *" $argument "* ]]; then
        services+=("$argument")
    else
        fail "usage: bin/logs_emulator.sh [service] [-f]; the services: ${SERVICES[*]}"
    fi
done

case $(running_mode) in
    compose)
        require_docker
        options=(--tail 200)
        [[ $follow == no ]] || options+=(--follow)
        exec docker compose logs "${options[@]}" "${services[@]}"
        ;;
    *)
        # Native logs stay readable after a stop, for that is when they are asked for.
        ((${#services[@]})) || services=("${SERVICES[@]}")
        files=()
        for service in "${services[@]}"; do
            [[ ! -f $LOG_DIR/$service.log ]] || files+=("$LOG_DIR/$service.log")
        done
        ((${#files[@]})) || fail "there are no logs: no cluster has been started"
        options=(-n 200)
        [[ $follow == no ]] || options+=(-F)
        exec tail "${options[@]}" "${files[@]}"
        ;;
esac
