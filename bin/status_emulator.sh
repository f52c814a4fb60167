#!/usr/bin/env bash
# Shows the services of the cluster; see --help.

# shellcheck source=bin/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=bin/native.sh
source "$ROOT/bin/native.sh"

usage() {
    cat <<'EOF'
Usage: bin/status_emulator.sh

Shows every service of the cluster with a mark, its version, its uptime and its connections; also those that were
started with it to watch it.
Exit code: 0 when all are up, 1 when one is down or no cluster was started.
EOF
}

help_if_asked "$@"
(($# == 0)) || fail_with_usage "bin/status_emulator.sh takes no arguments"

mode=$(running_mode)
[[ -n $mode ]] || {
    say "No cluster is up. bin/start_emulator.sh starts one."
    exit 1
}
[[ $mode == native ]] || require_docker
ensure_env
load_env

# metric <text> <name>: the value of a metric without labels, as a whole number.
metric() { awk -v name="$2" '$1 == name { printf "%d", $2; exit }' <<<"$1"; }

# label <text> <metric> <label>: the value of one label of a metric.
label() { sed -n "s/^$2{.*$3=\"\([^\"]*\)\".*/\1/p" <<<"$1" | head -n 1; }

# json <text> <name>: a string or number of a flat JSON object.
json() { sed -n "s/.*\"$2\":\"\{0,1\}\([^\",}]*\).*/\1/p" <<<"$1" | head -n 1; }

redis_info() {
    if [[ $mode == native ]]; then
        redis_command info
    else
        limited 5 docker compose exec -T redis redis-cli info 2>/dev/null
    fi | tr -d '\r'
}

# Seconds since the process or the container of a service was started; fails if none of ours runs.
service_uptime() {
    local pid container started
    if [[ $mode == native ]]; then
        pid=$(our_pid "$1") && listens "$pid" "$(port_of "$1")" || return 1
        uptime_seconds "$pid"
    else
        container=$(docker compose ps --quiet "$1" 2>/dev/null) && [[ -n $container ]] || return 1
        started=$(docker inspect --format '{{.State.StartedAt}}' "$container") || return 1
        echo $(($(date +%s) - $(epoch_seconds "$started")))
    fi
}

# epoch_seconds 2026-11-26T09:05:07.123Z: by arithmetic, because each system's date reads a time in its own way.
epoch_seconds() {
    local y m d h min s
    IFS='-T:.Z' read -r y m d h min s _ <<<"$1"
    m=$((10#$m)) d=$((10#$d))
    # Years that begin in March have their leap day at the end.
    if ((m < 3)); then y=$((y - 1)) m=$((m + 12)); fi
    d=$((365 * y + y / 4 - y / 100 + y / 400 + (153 * (m - 3) + 2) / 5 + d - 719469))
    echo $(((d * 24 + 10#$h) * 3600 + 10#$min * 60 + 10#$s))
}

# describe <service>: "version|connections" when it answers; fails when it does not.
describe() {
    local text
    case $1 in
        redis)
            text=$(redis_info) && [[ -n $text ]] || return 1
            sed -n 's/^redis_version://p' <<<"$text" | tr '\n' '|'
            sed -n 's/^connected_clients://p' <<<"$text"
            ;;
        centrifugo*)
            text=$(ask "http://127.0.0.1:$(port_of "$1")/metrics") || return 1
            printf '%s|%s' "$(label "$text" centrifugo_node_build version)" \
                "$(metric "$text" centrifugo_node_num_clients)"
            ;;
        emulator*)
            text=$(ask "http://127.0.0.1:$(port_of "$1")/health") || return 1
            printf '%s|%s' "$(json "$text" version)" "$(json "$text" answers)"
            ;;
        haproxy)
            http_ok "http://127.0.0.1:$STATS_PORT/health" || return 1
            text=$(ask "http://127.0.0.1:$STATS_PORT/metrics") || return 1
            printf '%s|%s' "$(label "$text" haproxy_process_build_info version)" \
                "$(metric "$text" haproxy_process_current_connections)"
            ;;
        alertmanager | prometheus)
            text=$(ask "http://127.0.0.1:$(port_of "$1")/metrics") || return 1
            printf '%s|' "$(label "$text" "$1_build_info" version)"
            ;;
        grafana)
            text=$(ask "http://127.0.0.1:$GRAFANA_PORT/api/health") || return 1
            printf '%s|' "$(json "$text" version)"
            ;;
        *)
            [[ $mode == compose ]] || is_healthy "$1" || return 1
            printf '|'
            ;;
    esac
}

# What belongs to this cluster besides the services that each has: what watches it, links, a second Redis.
other_services() {
    local name
    if [[ $mode == native ]]; then
        service_groups | tr ' ' '\n'
    else
        docker compose ps --all --services
    fi | while read -r name; do
        [[ " ${SERVICES[*]} " == *" $name "* ]] || echo "$name"
    done
}

as_time() { printf '%dh %02dm %02ds' $(($1 / 3600)) $(($1 / 60 % 60)) $(($1 % 60)); }

read -r -a others <<<"$(other_services | tr '\n' ' ')"
down=0
printf '    %-14s %-24s %-14s %s\n' "$mode" version uptime "connections (emulators: answers under way)"
for service in "${SERVICES[@]}" ${others[@]+"${others[@]}"}; do
    # In this order: another program may answer on the port of one of ours that is down.
    if seconds=$(service_uptime "$service") && facts=$(describe "$service"); then
        printf ' ✔  %-14s %-24s %-14s %s\n' "$service" "${facts%%|*}" "$(as_time "$seconds")" "${facts##*|}"
    else
        printf ' ✘  %-14s down\n' "$service"
        down=$((down + 1))
    fi
done
lasting=$(lasting_faults)
[[ -z $lasting ]] || say "Faults of bin/fault that last: $lasting. It ends them, and so does bin/stop_emulator.sh."
if ((down > 0)); then
    say "$down of $((${#SERVICES[@]} + ${#others[@]})) services are down. bin/logs_emulator.sh tells more."
    say "bin/start_emulator.sh starts what is missing."
    exit 1
fi
