# The cluster as plain processes on this machine: sourced by the scripts of this folder after lib.sh.
# shellcheck shell=bash

# As many open files as the cluster's default load needs, where this machine allows it.
readonly WANTED_OPEN_FILES=65536
# For few processors and short runs, as in the Dockerfile. docs/decisions.md gives the reasons.
readonly EMULATOR_JAVA_DEFAULTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
readonly INSTALLED_JAR=$RUN_DIR/llm-emulator.jar
# Longer than an emulator's SHUTDOWN_GRACE_SECONDS and Centrifugo's shutdown.timeout.
readonly STOP_LIMIT_SECONDS=30

# True if a service of ours runs, has its port itself, and answers there. Another program on the port is not ours.
is_healthy() {
    local pid
    pid=$(our_pid "$1") && listens "$pid" "$(port_of "$1")" || return 1
    case $1 in
        redis) [[ $(redis_command ping) == PONG ]] ;;
        *) http_ok "http://127.0.0.1:$(port_of "$1")/health" ;;
    esac
}

# listens <pid> <port>: whether the process accepts connections there.
listens() {
    local socket
    while read -r socket; do
        if [[ -n $(find "/proc/$1/fd" -lname "socket:\[$socket\]" 2>/dev/null) ]]; then return 0; fi
    done < <(awk -v port="$(printf ':%04X' "$2")" \
        '$4 == "0A" && substr($2, length($2) - 4) == port { print $10 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null)
    return 1
}

redis_command() { REDISCLI_AUTH=$REDIS_PASSWORD limited 2 redis-cli -h 127.0.0.1 -p "$REDIS_PORT" "$@" 2>/dev/null; }

require_native() {
    local program missing=()
    is_linux || fail "--native needs Linux. Docker Compose does not: leave --native out."
    for program in redis-server redis-cli haproxy curl setsid; do
        has "$program" || missing+=("$program")
    done
    ((${#missing[@]} == 0)) ||
        fail "not installed: ${missing[*]}. bin/prepare --native installs them on Debian and Ubuntu."
    require_java
    ensure_centrifugo
}

raise_open_files() {
    local hard
    hard=$(ulimit -Hn)
    if [[ $hard == unlimited ]] || ((hard > WANTED_OPEN_FILES)); then hard=$WANTED_OPEN_FILES; fi
    ulimit -n "$hard"
}

# Starts a service with the settings that only it needs.
run_service() {
    local service=$1
    # Centrifugo warns of every CENTRIFUGO_ name that it does not know, and it reads the .env of its working folder.
    # These names belong to Compose and to the emulators.
    local not_for_centrifugo=(-u CENTRIFUGO_IMAGE -u CENTRIFUGO_CPUS -u CENTRIFUGO_MEMORY -u CENTRIFUGO_API_URLS
        -u CENTRIFUGO_CA_FILE)
    case $service in
        redis)
            # In a file, because everybody can read the arguments of a process.
            (umask 077 && printf 'requirepass %s\n' "$REDIS_PASSWORD" >"$RUN_DIR/redis.conf")
            spawn redis redis-server "$RUN_DIR/redis.conf" --bind 127.0.0.1 --port "$REDIS_PORT" --save "" \
                --appendonly no --maxmemory "${REDIS_MAXMEMORY:-1gb}" --maxmemory-policy noeviction
            ;;
        centrifugo1 | centrifugo2)
            CENTRIFUGO_NODE_NAME=$service CENTRIFUGO_HTTP_SERVER_PORT=$(port_of "$service") \
                CENTRIFUGO_ENGINE_REDIS_ADDRESS=redis://127.0.0.1:$REDIS_PORT \
                CENTRIFUGO_ENGINE_REDIS_PASSWORD=$REDIS_PASSWORD \
                CENTRIFUGO_CLIENT_ALLOWED_ORIGINS=${ALLOWED_ORIGINS:-} \
                spawn "$service" env --chdir "$RUN_DIR" "${not_for_centrifugo[@]}" \
                "$(find_centrifugo)" -c "$ROOT/centrifugo/config.json"
            ;;
        emulator1 | emulator2)
            HOST=127.0.0.1 PORT=$(port_of "$service") \
                CENTRIFUGO_API_URLS=http://127.0.0.1:$CENTRIFUGO1_PORT,http://127.0.0.1:$CENTRIFUGO2_PORT \
                JDK_JAVA_OPTIONS=${EMULATOR_JAVA_OPTIONS:-$EMULATOR_JAVA_DEFAULTS} \
                spawn "$service" java -Xmx512m -XX:+ExitOnOutOfMemoryError -jar "$INSTALLED_JAR" serve
            ;;
        haproxy)
            HAPROXY_BIND=${PLAIN_BIND_ADDRESS:-${BIND_ADDRESS:-127.0.0.1}} HAPROXY_TLS_BIND=${BIND_ADDRESS:-127.0.0.1} \
                EMULATOR1_ADDRESS=127.0.0.1:$EMULATOR1_PORT \
                EMULATOR2_ADDRESS=127.0.0.1:$EMULATOR2_PORT CENTRIFUGO1_ADDRESS=127.0.0.1:$CENTRIFUGO1_PORT \
                CENTRIFUGO2_ADDRESS=127.0.0.1:$CENTRIFUGO2_PORT spawn haproxy haproxy -db -f haproxy/haproxy.cfg
            ;;
    esac
}

# Starts a service unless it runs.
launch() {
    local service=$1
    if our_pid "$service" >/dev/null; then
        say "$service runs already."
        return 0
    fi
    run_service "$service"
}

# Returns when a service is healthy. Fails when it ends, or is not healthy within a minute.
await() {
    local service=$1 deadline=$((SECONDS + 60))
    until is_healthy "$service"; do
        our_pid "$service" >/dev/null || fail "$service ended; its log says: $(tail -n 5 "$LOG_DIR/$service.log")"
        ((SECONDS < deadline)) || fail "$service is not healthy after 60 s; see $LOG_DIR/$service.log"
        sleep 0.1
    done
}

# The emulators run a copy of the jar, so that a build cannot take their classes away. A new jar ends those that run the
# old one.
install_jar() {
    local service
    ensure_jar
    if cmp -s "$JAR" "$INSTALLED_JAR"; then return 0; fi
    for service in emulator1 emulator2; do end_process "$service" "$STOP_LIMIT_SECONDS"; done
    cp "$JAR" "$INSTALLED_JAR"
}

start_native() {
    local group service
    require_native
    require_free_ports "${SERVICES[@]}"
    install_jar
    raise_open_files
    for group in redis "centrifugo1 centrifugo2" "emulator1 emulator2" haproxy; do
        for service in $group; do launch "$service"; done
        for service in $group; do await "$service"; done
    done
}

stop_native() {
    local i
    for ((i = ${#SERVICES[@]} - 1; i >= 0; i--)); do end_process "${SERVICES[i]}" "$STOP_LIMIT_SECONDS"; done
}
