#!/usr/bin/env bash
# Starts the cluster, waits until it is healthy, and runs the load test against it; see --help.

# shellcheck source=bin/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=bin/native.sh
source "$ROOT/bin/native.sh"

usage() {
    cat <<'EOF'
Usage: bin/start_emulator.sh [--native [--links] [--sentinel] [--clock] [--redis-tls] [--yield]] [--observability] [--no-load] [clients] [cycles] [length] [delay] [max_concurrent]

  --native         plain processes instead of Docker Compose
  --links          for bin/fault: what emulators, Centrifugo and Redis say to each other runs through Toxiproxy
  --sentinel       for bin/fault: Redis gets a replica, and a Sentinel that lets it take over
  --clock          for bin/fault: the wall clock of the emulators can be stepped (libfaketime)
  --redis-tls      Centrifugo speaks to Redis by TLS, so that altered bytes end the connection instead of being believed
  --yield          a load test on this machine goes first: its figures are the system's, however busy the processors are
  --observability  Prometheus, Alertmanager and Jaeger, too, with Docker Compose also Grafana; 1 % of the answers are
                   traced (docs/observability.md)
  --no-load        only start the cluster
  clients          virtual users                              (NUM_CLIENTS, 10)
  cycles           answers each of them asks for              (CYCLES_PER_CLIENT, 5)
  length           words of an answer                         (RESPONSE_LENGTH_WORDS, 100)
  delay            seconds between two tokens                 (TOKEN_DELAY_SECONDS, 0.01)
  max_concurrent   answers under way at once, over all users  (MAX_CONCURRENT, as clients)

A number that is not given comes from the environment variable in brackets, else it is the default. MODEL=chat asks for
another model of the emulator, with defaults of its own.

The cluster stays up: see bin/status_emulator.sh, bin/logs_emulator.sh and bin/stop_emulator.sh.
Exit code: 0 for PASSED, 3 for INVALID, 4 for UNDECIDED, 1 otherwise.
EOF
}

help_if_asked "$@"

mode=compose
load=yes
observability=no
options=()
numbers=()
for argument in "$@"; do
    case $argument in
        --native) mode=native ;;
        --no-load) load=no ;;
        --observability) observability=yes ;;
        --links | --sentinel | --clock | --redis-tls | --yield) options+=("${argument#--}") ;;
        -*) fail_with_usage "unknown option $argument" ;;
        *)
            [[ $argument =~ ^[0-9]+(\.[0-9]+)?$ ]] || fail "not a number: $argument (see --help)"
            numbers+=("$argument")
            ;;
    esac
done
[[ $mode == native ]] || ((${#options[@]} == 0)) || fail "--${options[0]} belongs to --native (see --help)"
if [[ $observability == yes && $mode == native ]]; then options+=(observability); fi
names=(clients cycles length delay maxConcurrent)
((${#numbers[@]} <= ${#names[@]})) || fail "too many numbers: ${#numbers[@]} (see --help)"

load_options=()
for i in "${!numbers[@]}"; do load_options+=("-D${names[i]}=${numbers[i]}"); done
if [[ $load == yes ]]; then
    require_java
    require_maven
fi

start_compose() {
    local service ended
    let_containers_read
    if [[ ${JAR_STAGE:-build} == prebuilt ]]; then ensure_jar; fi
    if [[ $observability == yes ]]; then chmod -R a+rX observability; fi
    docker compose up --detach --build --wait --wait-timeout 300 ||
        fail "the cluster did not come up. Where images cannot be pulled, bin/prepare makes local ones."
    for service in "${SERVICES[@]}"; do is_over "$service" ended; done
    # Compose waits for what has a health check. The rest may have ended since, or be on its way down again.
    ended=$(docker compose ps --all --services --status exited --status restarting --status dead)
    [[ -z $ended ]] || fail "ended as soon as it was started: ${ended//$'\n'/, }"
}

# Stops what a start that failed has started, so that nothing counts as running.
# shellcheck disable=SC2317  # called by a trap
undo_start() {
    local status=$?
    trap - EXIT
    say "The start failed: stopping what was started."
    if [[ $mode == native ]]; then
        stop_native
    else
        if docker compose logs --tail 200 >"$LOG_DIR/compose.log" 2>&1; then
            say "Its logs are in $LOG_DIR/compose.log."
        fi
        COMPOSE_PROFILES=observability docker compose down --remove-orphans --volumes || true
    fi
    clear_mode
    exit "$status"
}

require_writable_run_dir
take_lock
running=$(running_mode)
[[ -z $running || $running == "$mode" ]] || fail "the $running cluster is up: end it first with bin/stop_emulator.sh"
if [[ $mode == compose ]]; then require_docker; fi
ensure_env
load_env
check_tls
if [[ $mode == compose && -z $running ]]; then
    folder=$(compose_folder)
    [[ -z $folder ]] ||
        fail "the cluster of $folder is up under this one's name: set COMPOSE_PROJECT_NAME and other ports in $ENV_FILE"
    # Redis has no port of this machine there.
    require_free_ports "${SERVICES[@]:1}"
    if [[ $observability == yes ]]; then require_free_ports alertmanager prometheus grafana jaeger; fi
fi
# Before the environment is kept: who starts a part again needs the same.
if [[ $mode == compose && $observability == yes ]]; then
    export COMPOSE_PROFILES=observability
    export OTEL_EXPORTER_OTLP_ENDPOINT=${OTEL_EXPORTER_OTLP_ENDPOINT:-http://jaeger:4318}
    export CENTRIFUGO_OPENTELEMETRY_ENABLED=${CENTRIFUGO_OPENTELEMETRY_ENABLED:-true}
fi
# Without what the scripts do not let anybody change, should the user have exported a variable of that name.
if [[ -z $running ]]; then (umask 077 && export -p | grep -v '^declare -[a-z]*r' >"$ENVIRONMENT_FILE"); fi
# Noted before it is done, so that bin/stop_emulator.sh can stop what a start that was killed has left.
set_mode "$mode"
# A cluster that was up stays up.
if [[ -z $running ]]; then
    trap undo_start EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
fi
say "Starting the cluster ($mode) …"
if [[ $mode == native ]]; then start_native ${options[@]+"${options[@]}"}; else start_compose; fi
trap - EXIT INT TERM
# The load test may last: a stop during it is legitimate.
exec 9>&-

demo=
if [[ ${DEMO_PAGE:-} == true ]]; then
    demo="  Demo page    http://127.0.0.1:$HTTP_PORT/
"
fi
pages=
if [[ $observability == yes ]]; then
    pages="  Prometheus   http://127.0.0.1:$PROMETHEUS_PORT/, with Alertmanager at http://127.0.0.1:$ALERTMANAGER_PORT/
"
    if [[ $mode == compose ]]; then
        pages+="  Grafana      http://127.0.0.1:$GRAFANA_PORT/
"
    fi
    outlets=-Dmetrics=$METRICS_PORT
    if [[ $mode == compose ]]; then outlets=-Dmetrics=0.0.0.0:$METRICS_PORT; fi
    if [[ $mode == compose ]] || has_jaeger; then
        pages+="  Jaeger       http://127.0.0.1:$JAEGER_PORT/
"
        outlets+=" -Dtraceparent=true"
    fi
    pages+="  Load test    seen there with $outlets
"
fi
say "
The cluster is up.
${demo}${pages}  HTTP         http://127.0.0.1:$HTTP_PORT/api/run
  WebSocket    ws://127.0.0.1:$WS_PORT/connection/websocket
${TLS_CERTIFICATE:+  with TLS     https://localhost:$HTTPS_PORT/api/run, wss://localhost:$WSS_PORT/connection/websocket
}  Statistics   http://127.0.0.1:$STATS_PORT/stats
  Admin UI     http://127.0.0.1:$CENTRIFUGO1_PORT/ and http://127.0.0.1:$CENTRIFUGO2_PORT/
               (password: CENTRIFUGO_ADMIN_PASSWORD in .env)
"
[[ $load == yes ]] || exit 0

status=0
# What the run prints tells which folder is its own, and its verdict: Maven ends with 1, whatever the load test ended
# with. Ctrl-C is for the load test, which prints its block then.
log=$RUN_DIR/load-$$.log
trap 'rm -f "$log"' EXIT
mvn -B -ntp gatling:test -Dtarget=cluster ${load_options[@]+"${load_options[@]}"} | tee -i "$log" || status=$?
page=$(sed -n 's/^page  *//p' "$log")
if [[ $status != 0 ]] && grep -q '^INVALID: ' "$log"; then status=3; fi
if [[ $status != 0 ]] && grep -q '^UNDECIDED: ' "$log"; then status=4; fi
say "
The cluster stays up; bin/stop_emulator.sh stops it.
  Statistics   http://127.0.0.1:$STATS_PORT/stats
  Admin UI     http://127.0.0.1:$CENTRIFUGO1_PORT/
  Page         ${page:-none: the run measured nothing, or was interrupted and may still write it}"
exit "$status"
