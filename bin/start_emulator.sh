#!/usr/bin/env bash
# Starts the cluster, waits until it is healthy, and runs the load test against it.

# shellcheck source=bin/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=bin/native.sh
source "$ROOT/bin/native.sh"

usage() {
    cat <<'EOF'
Usage: bin/start_emulator.sh [--native] [--no-load] [clients] [cycles] [length] [delay] [max_concurrent]

  --native         plain processes instead of Docker Compose
  --no-load        only start the cluster
  clients          virtual users                              (NUM_CLIENTS, 10)
  cycles           answers each of them asks for              (CYCLES_PER_CLIENT, 5)
  length           words of an answer                         (RESPONSE_LENGTH_WORDS, 100)
  delay            seconds between two tokens                 (TOKEN_DELAY_SECONDS, 0.01)
  max_concurrent   answers under way at once, over all users  (MAX_CONCURRENT, as clients)

What is not given is taken from the environment variable, else it is the default; MODEL=chat and the like ask for another
emulated model, whose own numbers are the defaults then. The cluster stays up afterwards:
bin/status_emulator.sh, bin/logs_emulator.sh, bin/stop_emulator.sh. The exit code is that of the load test: 0 for PASSED, 3 for
INVALID, 1 for all else.
EOF
}

mode=compose
load=yes
numbers=()
for argument in "$@"; do
    case $argument in
        --native) mode=native ;;
        --no-load) load=no ;;
        -h | --help)
            usage
            exit 0
            ;;
        -*)
            usage >&2
            fail "unknown option $argument"
            ;;
        *)
            [[ $argument =~ ^[0-9]+(\.[0-9]+)?$ ]] || fail "not a number: $argument (see --help)"
            numbers+=("$argument")
            ;;
    esac
done
names=(clients cycles length delay maxConcurrent)
((${#numbers[@]} <= ${#names[@]})) || fail "too many numbers: ${#numbers[@]} (see --help)"

load_options=()
for i in "${!numbers[@]}"; do load_options+=("-D${names[i]}=${numbers[i]}"); done
if [[ $load == yes ]]; then
    require_java
    require_maven
fi

start_compose() {
    let_containers_read
    if [[ ${JAR_STAGE:-build} == prebuilt ]]; then ensure_jar; fi
    docker compose up --detach --build --wait --wait-timeout 300 ||
        fail "the cluster did not come up: bin/logs_emulator.sh tells more. Where images cannot be pulled, bin/prepare makes local ones."
}

take_lock
running=$(running_mode)
[[ -z $running || $running == "$mode" ]] || fail "the $running cluster is up: end it first with bin/stop_emulator.sh"
# Before anything is noted as started: without an engine there would be nothing to stop, and no way to stop it.
if [[ $mode == compose ]]; then require_docker; fi
ensure_env
load_env
set_mode "$mode"
say "Starting the cluster ($mode) …"
if [[ $mode == native ]]; then start_native; else start_compose; fi
# The load test may last: a stop during it is legitimate.
exec 9>&-

say "
The cluster is up.
  HTTP         http://127.0.0.1:9000/api/run
  WebSocket    ws://127.0.0.1:9001/connection/websocket
  Statistics   http://127.0.0.1:8404/stats
  Admin UI     http://127.0.0.1:8100/ and http://127.0.0.1:8200/ (password: CENTRIFUGO_ADMIN_PASSWORD in .env)
"
[[ $load == yes ]] || exit 0

status=0
touch "$RUN_DIR/load-started"
mvn -B -ntp gatling:test -Dtarget=cluster "${load_options[@]}" || status=$?
report=$(find target/gatling -mindepth 2 -maxdepth 2 -name index.html -newer "$RUN_DIR/load-started" -printf '%T@ %p\n' 2>/dev/null | sort -n | tail -n 1 | cut -d' ' -f2-)
# Maven ends with 1, whatever the load test ended with.
if [[ $status != 0 && -n $report ]] && grep -qs '"verdict" : "INVALID"' "$(dirname "$report")/summary.json"; then status=3; fi
say "
  Report       ${report:-none yet: that of a run that was broken off may still come}
  Statistics   http://127.0.0.1:8404/stats
  Admin UI     http://127.0.0.1:8100/
The cluster stays up; bin/stop_emulator.sh ends it."
exit "$status"
