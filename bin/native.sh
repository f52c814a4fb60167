# The cluster as plain processes on this machine: sourced by the scripts of this folder after lib.sh.
# shellcheck shell=bash

# As many open files as the cluster's default load needs, where this machine allows it.
readonly WANTED_OPEN_FILES=65536
# For few processors and short runs, as in the Dockerfile. docs/decisions.md gives the reasons.
readonly EMULATOR_JAVA_DEFAULTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
readonly INSTALLED_JAR=$RUN_DIR/llm-emulator.jar
# Longer than an emulator's SHUTDOWN_GRACE_SECONDS and Centrifugo's shutdown.timeout.
readonly STOP_LIMIT_SECONDS=30

# What the native cluster was started with besides, in a line: links, sentinel, clock, redis-tls,
# observability.
readonly OPTIONS_FILE=$RUN_DIR/options
readonly REDIS_CERTIFICATE=$RUN_DIR/redis.pem REDIS_KEY=$RUN_DIR/redis-key.pem
# The links that bin/fault can disturb: name, setting of the port, and setting of the port that it leads to.
readonly LINKS=("emulators-centrifugo1 LINK1_PORT CENTRIFUGO1_PORT" "emulators-centrifugo2 LINK2_PORT CENTRIFUGO2_PORT"
    "centrifugo1-redis LINK3_PORT REDIS_PORT" "centrifugo2-redis LINK4_PORT REDIS_PORT")

# How nice the processes of a cluster are that yields: a load test's thread has 28 times the weight of one of theirs.
readonly YIELD_NICE=15
has_option() { [[ -f $OPTIONS_FILE ]] && grep -qw "$1" "$OPTIONS_FILE"; }

# The services of the native cluster in the order in which they start; those that start together are on one line.
service_groups() {
    echo redis
    if has_jaeger; then echo jaeger; fi
    if has_option sentinel; then
        echo replica
        echo sentinel
    fi
    if has_option links; then echo links; fi
    echo centrifugo1 centrifugo2
    echo emulator1 emulator2
    echo haproxy
    if has_option observability; then echo redis-exporter alertmanager prometheus; fi
}

# Whether the emulators send traces to a Jaeger of this cluster.
has_jaeger() { has_option observability && find_jaeger >/dev/null; }

# link_port <name> <port>: where to reach a service, by its link if the cluster has links.
link_port() {
    local link name port
    if has_option links; then
        for link in "${LINKS[@]}"; do
            read -r name port _ <<<"$link"
            if [[ $name == "$1" ]]; then
                echo "${!port}"
                return 0
            fi
        done
    fi
    echo "$2"
}

# True if a service of ours runs, has its port itself, and answers there. Another program on the port is not ours.
is_healthy() {
    local pid
    pid=$(our_pid "$1") && listens "$pid" "$(port_of "$1")" || return 1
    case $1 in
        redis | replica | sentinel) [[ $(redis_command_at "$(port_of "$1")" ping) == PONG ]] ;;
        jaeger) http_ok "http://127.0.0.1:$JAEGER_PORT/api/services" ;;
        links) http_ok "http://127.0.0.1:$LINKS_PORT/version" ;;
        alertmanager | prometheus) http_ok "http://127.0.0.1:$(port_of "$1")/-/healthy" ;;
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

redis_command() { redis_command_at "$REDIS_PORT" "$@"; }

redis_command_at() {
    REDISCLI_AUTH=$REDIS_PASSWORD limited 2 redis-cli --no-auth-warning -h 127.0.0.1 -p "$1" "${@:2}" 2>/dev/null
}

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
    local service=$1 YIELD=''
    if has_option yield; then YIELD=$YIELD_NICE; fi
    # Centrifugo warns of every CENTRIFUGO_ name that it does not know, and it reads the .env of its working folder.
    # These names belong to Compose and to the emulators.
    local not_for_centrifugo=(-u CENTRIFUGO_IMAGE -u CENTRIFUGO_CPUS -u CENTRIFUGO_MEMORY -u CENTRIFUGO_API_URLS
        -u CENTRIFUGO_CA_FILE)
    local traces=()
    if has_jaeger; then
        traces=(OTEL_EXPORTER_OTLP_ENDPOINT="${OTEL_EXPORTER_OTLP_ENDPOINT:-http://127.0.0.1:$JAEGER_OTLP_PORT}"
            OTEL_TRACES_SAMPLER="${OTEL_TRACES_SAMPLER:-parentbased_traceidratio}"
            OTEL_TRACES_SAMPLER_ARG="${OTEL_TRACES_SAMPLER_ARG:-0.01}")
    fi
    case $service in
        redis | replica)
            local primary=(--replica-announce-ip 127.0.0.1)
            if [[ $service == replica ]]; then primary+=(--replicaof "127.0.0.1 $REDIS_PORT"); fi
            if [[ $service == redis ]] && has_option redis-tls; then
                primary+=(--tls-port "$REDIS_TLS_PORT" --tls-cert-file "$ROOT/$REDIS_CERTIFICATE"
                    --tls-key-file "$ROOT/$REDIS_KEY" --tls-auth-clients no)
            fi
            # In a file, because everybody can read the arguments of a process.
            (umask 077 && printf '%s %s\n' requirepass "$REDIS_PASSWORD" masterauth "$REDIS_PASSWORD" >"$RUN_DIR/redis.conf")
            # A replica keeps what it is sent in a file of that folder for a moment.
            spawn "$service" redis-server "$RUN_DIR/redis.conf" --dir "$ROOT/$RUN_DIR" --bind 127.0.0.1 \
                --port "$(port_of "$service")" --save "" --appendonly no \
                --maxmemory "${REDIS_MAXMEMORY:-1gb}" --maxmemory-policy noeviction "${primary[@]}"
            ;;
        sentinel)
            # It writes into this file what it learns.
            (umask 077 && printf '%s\n' "port $SENTINEL_PORT" "bind 127.0.0.1" "requirepass $REDIS_PASSWORD" \
                "sentinel monitor llm 127.0.0.1 $REDIS_PORT 1" "sentinel auth-pass llm $REDIS_PASSWORD" \
                "sentinel down-after-milliseconds llm 1000" "sentinel failover-timeout llm 5000" >"$RUN_DIR/sentinel.conf")
            spawn sentinel redis-server "$RUN_DIR/sentinel.conf" --sentinel
            ;;
        links) spawn links "$RUN_DIR/bin/toxiproxy" "127.0.0.1:$LINKS_PORT" ;;
        centrifugo1 | centrifugo2)
            local redis=(CENTRIFUGO_ENGINE_REDIS_ADDRESS="redis://127.0.0.1:$(link_port "$service-redis" "$REDIS_PORT")")
            if has_option redis-tls; then
                redis=(CENTRIFUGO_ENGINE_REDIS_ADDRESS="rediss://127.0.0.1:$(link_port "$service-redis" "$REDIS_TLS_PORT")"
                    CENTRIFUGO_ENGINE_REDIS_TLS_ENABLED=true
                    CENTRIFUGO_ENGINE_REDIS_TLS_SERVER_CA_PEM="$ROOT/$REDIS_CERTIFICATE")
            fi
            if has_option sentinel; then
                redis=(CENTRIFUGO_ENGINE_REDIS_SENTINEL_ADDRESS="127.0.0.1:$SENTINEL_PORT"
                    CENTRIFUGO_ENGINE_REDIS_SENTINEL_MASTER_NAME=llm)
                export CENTRIFUGO_ENGINE_REDIS_SENTINEL_PASSWORD=$REDIS_PASSWORD
            fi
            if has_jaeger; then
                traces+=(CENTRIFUGO_OPENTELEMETRY_ENABLED="${CENTRIFUGO_OPENTELEMETRY_ENABLED:-true}"
                    CENTRIFUGO_OPENTELEMETRY_API="${CENTRIFUGO_OPENTELEMETRY_API:-true}")
            fi
            CENTRIFUGO_NODE_NAME=$service CENTRIFUGO_HTTP_SERVER_PORT=$(port_of "$service") \
                CENTRIFUGO_ENGINE_REDIS_PASSWORD=$REDIS_PASSWORD \
                CENTRIFUGO_CLIENT_ALLOWED_ORIGINS=${ALLOWED_ORIGINS:-} OTEL_SERVICE_NAME=$service \
                spawn "$service" env --chdir "$RUN_DIR" "${not_for_centrifugo[@]}" "${redis[@]}" \
                ${traces[@]+"${traces[@]}"} \
                "$(find_centrifugo)" -c "$ROOT/centrifugo/config.json"
            ;;
        emulator1 | emulator2)
            local clock=() node1 node2
            if has_option clock; then
                echo +0 >"$RUN_DIR/$service.clock"
                # Without the last one, the JVM waits half a minute for nothing.
                clock=(LD_PRELOAD="$(faketime_library)" FAKETIME_TIMESTAMP_FILE="$ROOT/$RUN_DIR/$service.clock"
                    FAKETIME_CACHE_DURATION=1 FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0)
            fi
            node1=http://127.0.0.1:$(link_port emulators-centrifugo1 "$CENTRIFUGO1_PORT")
            node2=http://127.0.0.1:$(link_port emulators-centrifugo2 "$CENTRIFUGO2_PORT")
            HOST=127.0.0.1 PORT=$(port_of "$service") CENTRIFUGO_API_URLS=$node1,$node2 \
                DEMO_WS_URL=${DEMO_WS_URL:-ws://127.0.0.1:$WS_PORT/connection/websocket} \
                JDK_JAVA_OPTIONS=${EMULATOR_JAVA_OPTIONS:-$EMULATOR_JAVA_DEFAULTS} \
                OTEL_SERVICE_NAME=${OTEL_SERVICE_NAME:-$service} \
                spawn "$service" env ${clock[@]+"${clock[@]}"} ${traces[@]+"${traces[@]}"} java -Xmx512m -XX:+ExitOnOutOfMemoryError -jar "$INSTALLED_JAR" serve
            ;;
        haproxy)
            # One that runs passes its sockets on, and drains.
            local old=()
            if our_pid haproxy >/dev/null; then
                cat "$(pid_file haproxy)" >>"$RUN_DIR/draining"
                old=(-sf "$(our_pid haproxy)")
            fi
            HAPROXY_BIND=${PLAIN_BIND_ADDRESS:-${BIND_ADDRESS:-127.0.0.1}} HAPROXY_TLS_BIND=${BIND_ADDRESS:-127.0.0.1} \
                EMULATOR1_ADDRESS=127.0.0.1:$EMULATOR1_PORT \
                EMULATOR2_ADDRESS=127.0.0.1:$EMULATOR2_PORT CENTRIFUGO1_ADDRESS=127.0.0.1:$CENTRIFUGO1_PORT \
                CENTRIFUGO2_ADDRESS=127.0.0.1:$CENTRIFUGO2_PORT spawn haproxy haproxy -db -f haproxy/haproxy.cfg \
                ${old[@]+"${old[@]}"}
            ;;
        jaeger)
            # Go's heap would grow to twice of what is in use.
            JAEGER_LISTEN_HOST=127.0.0.1 JAEGER_PORT=$JAEGER_PORT JAEGER_OTLP_PORT=$JAEGER_OTLP_PORT GOMEMLIMIT=400MiB \
                spawn jaeger "$(find_jaeger)" --config observability/jaeger.yml
            ;;
        redis-exporter)
            REDIS_ADDR=redis://127.0.0.1:$REDIS_PORT spawn redis-exporter prometheus-redis-exporter \
                -web.listen-address "127.0.0.1:$REDIS_EXPORTER_PORT"
            ;;
        alertmanager)
            spawn alertmanager prometheus-alertmanager --config.file=observability/alertmanager.yml \
                --storage.path="$RUN_DIR/alertmanager" --web.listen-address="127.0.0.1:$ALERTMANAGER_PORT" \
                --cluster.listen-address=
            ;;
        prometheus)
            write_observability
            spawn prometheus prometheus --config.file="$RUN_DIR/prometheus.yml" --storage.tsdb.path="$RUN_DIR/prometheus" \
                --storage.tsdb.retention.time=1d --web.listen-address="127.0.0.1:$PROMETHEUS_PORT"
            ;;
    esac
}

# Prometheus' settings with the addresses of this machine.
write_observability() {
    sed -e "s|/etc/prometheus/|../observability/|" \
        -e "s|emulator1:8001|127.0.0.1:$EMULATOR1_PORT|" -e "s|emulator2:8002|127.0.0.1:$EMULATOR2_PORT|" \
        -e "s|centrifugo1:8100|127.0.0.1:$CENTRIFUGO1_PORT|" -e "s|centrifugo2:8200|127.0.0.1:$CENTRIFUGO2_PORT|" \
        -e "s|haproxy:8404|127.0.0.1:$STATS_PORT|" -e "s|redis-exporter:9121|127.0.0.1:$REDIS_EXPORTER_PORT|" \
        -e "s|alertmanager:9093|127.0.0.1:$ALERTMANAGER_PORT|" \
        -e "s|host.docker.internal:9464|127.0.0.1:$METRICS_PORT|" \
        observability/prometheus.yml >"$RUN_DIR/prometheus.yml"
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

# start_native <option...>: links, sentinel, clock, redis-tls, yield, observability; a cluster that is up keeps those that
# it has.
start_native() {
    local groups=() group service
    require_native
    require_options "$@"
    while IFS= read -r group; do groups+=("$group"); done < <(service_groups)
    # shellcheck disable=SC2068  # a group is several words
    require_free_ports ${groups[@]}
    install_jar
    raise_open_files
    for group in "${groups[@]}"; do
        for service in $group; do launch "$service"; done
        for service in $group; do await "$service"; done
        if [[ $group == links ]]; then make_links; fi
    done
}

require_options() {
    local option program
    [[ " $* " != *" sentinel "* || " $* " != *" redis-tls "* ]] ||
        fail "--sentinel and --redis-tls exclude each other: replica and Sentinel have no TLS here"
    for option in "$@"; do
        case $option in
            links) ensure_toxiproxy ;;
            redis-tls) make_redis_certificate ;;
            observability)
                for program in prometheus prometheus-alertmanager prometheus-redis-exporter; do
                    has "$program" || fail "$program is not installed (Debian, Ubuntu: bin/prepare --observability)"
                done
                ;;
            clock) faketime_library >/dev/null || fail "libfaketime is not installed (Debian, Ubuntu: apt-get install libfaketime)" ;;
        esac
    done
    if our_pid redis >/dev/null; then
        for option in "$@"; do
            has_option "$option" || fail "the cluster is up without --$option: end it first with bin/stop_emulator.sh"
        done
    else
        echo "$*" >"$OPTIONS_FILE"
    fi
}

# One that signs itself: Centrifugo takes it for its authority.
make_redis_certificate() {
    has openssl || fail "openssl is not installed (Debian, Ubuntu: apt-get install openssl)"
    if [[ -s $REDIS_CERTIFICATE ]] && openssl x509 -checkend 86400 -noout -in "$REDIS_CERTIFICATE" >/dev/null; then
        return 0
    fi
    (umask 077 && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=redis \
        -addext subjectAltName=IP:127.0.0.1 -keyout "$REDIS_KEY" -out "$REDIS_CERTIFICATE" 2>/dev/null) ||
        fail "openssl cannot make a certificate for Redis"
}

# Prints the path of the library that fakes the wall clock; fails if there is none.
faketime_library() {
    local library
    for library in /usr/lib/*/faketime/libfaketime.so.1 /usr/lib/faketime/libfaketime.so.1; do
        if [[ -r $library ]]; then
            echo "$library"
            return 0
        fi
    done
    return 1
}

make_links() {
    local link name port to body=
    for link in "${LINKS[@]}"; do
        read -r name port to <<<"$link"
        if [[ $to == REDIS_PORT ]] && has_option redis-tls; then to=REDIS_TLS_PORT; fi
        body+="${body:+,}{\"name\":\"$name\",\"listen\":\"127.0.0.1:${!port}\",\"upstream\":\"127.0.0.1:${!to}\"}"
    done
    ask -o /dev/null -X POST -d "[$body]" "http://127.0.0.1:$LINKS_PORT/populate" || fail "the links cannot be made"
}

# ---------------------------------------------------------------- lost packets

# lose_packets <port> <percent>: of those from and to this port. Linux sends them again, and nobody else is told.
lose_packets() {
    local end share
    echo "$1" >>"$RUN_DIR/losing"
    share=$(printf '%d.%02d' $(($2 / 100)) $(($2 % 100)))
    for end in --dport --sport; do
        iptables -w -A INPUT -i lo -p tcp "$end" "$1" -m statistic --mode random --probability "$share" -j DROP || return 1
    done
}

# Ends that, for a port.
let_packets_through() {
    local rule
    { ((EUID == 0)) && has iptables; } || return 0
    # shellcheck disable=SC2086  # a rule is several words
    while read -r rule; do
        iptables -w ${rule/#-A/-D}
    done < <(iptables -w -S INPUT | grep -E -- "-[ds]port $1 -m statistic ")
}

stop_native() {
    local service pid start port
    for service in prometheus alertmanager redis-exporter haproxy emulator2 emulator1 centrifugo2 centrifugo1 links sentinel \
        replica jaeger redis; do
        # One that is paused could not end by itself.
        if pid=$(our_pid "$service"); then kill -CONT "$pid" 2>/dev/null || true; fi
        end_process "$service" "$STOP_LIMIT_SECONDS"
    done
    while read -r pid start; do
        if [[ $(started_at "$pid") == "$start" ]]; then kill -TERM "$pid" 2>/dev/null || true; fi
    done < <(cat "$RUN_DIR/draining" 2>/dev/null || true)
    while read -r port; do let_packets_through "$port"; done < <(cat "$RUN_DIR/losing" 2>/dev/null || true)
    rm -f "$RUN_DIR/draining" "$RUN_DIR/losing" "$OPTIONS_FILE"
}
