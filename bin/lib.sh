# Shared by the scripts of this folder, which source it; it runs nothing by itself.
# shellcheck shell=bash

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

readonly RUN_DIR=.run
readonly LOG_DIR=$RUN_DIR/logs
readonly ENV_FILE=.env
readonly JAR=target/llm-emulator.jar
readonly CENTRIFUGO_VERSION=6.9.6
readonly REDIS_PORT=${REDIS_PORT:-6379}
# In the order in which they start; they stop in reverse.
# shellcheck disable=SC2034  # used by the scripts that source this
readonly SERVICES=(redis centrifugo1 centrifugo2 emulator1 emulator2 haproxy)

say() { printf '%s\n' "$*"; }

fail() {
    printf 'ERROR: %s\n' "$*" >&2
    exit 1
}

# Prints the usage and ends the script if an argument asks for help. To be called before anything is done.
help_if_asked() {
    local argument
    for argument in "$@"; do
        if [[ $argument == -h || $argument == --help ]]; then
            usage
            exit 0
        fi
    done
}

# Complains about an argument that a script does not know.
fail_with_usage() {
    usage >&2
    fail "$*"
}

has() { command -v "$1" >/dev/null 2>&1; }

# ---------------------------------------------------------------- settings and secrets

# put_env <name> <value>: sets a name in .env.
put_env() {
    local name=$1 value=$2 kept
    kept=$(grep -v "^$name=" "$ENV_FILE" 2>/dev/null || true)
    (
        umask 077
        printf '%s%s=%s\n' "${kept:+$kept$'\n'}" "$name" "$value" >"$ENV_FILE.new"
    )
    mv "$ENV_FILE.new" "$ENV_FILE"
}

random_secret() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

# Makes .env with random secrets, or adds missing ones to it. Keeps those that are there.
ensure_env() {
    local name
    if [[ ! -f $ENV_FILE ]]; then
        say "Making $ENV_FILE with random secrets."
        (umask 077 && : >"$ENV_FILE")
    fi
    for name in CENTRIFUGO_HTTP_API_KEY CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY CENTRIFUGO_ADMIN_SECRET; do
        grep -q "^$name=." "$ENV_FILE" || put_env "$name" "$(random_secret)"
    done
    grep -q '^CENTRIFUGO_ADMIN_PASSWORD=' "$ENV_FILE" || put_env CENTRIFUGO_ADMIN_PASSWORD admin
}

# Exports what .env says, except where the environment says otherwise: the order of precedence that Compose has too.
load_env() {
    local line name value
    [[ -f $ENV_FILE ]] || return 0
    while IFS= read -r line || [[ -n $line ]]; do
        [[ $line =~ ^([A-Za-z_][A-Za-z0-9_]*)=(.*)$ ]] || continue
        name=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
        if [[ $value =~ ^\"(.*)\"$ || $value =~ ^\'(.*)\'$ ]]; then value=${BASH_REMATCH[1]}; fi
        [[ -n ${!name+set} ]] || export "$name=$value"
    done <"$ENV_FILE"
}

# ---------------------------------------------------------------- which cluster

# Prints "native" or "compose" while a cluster is up, else nothing. One that "docker compose up" started counts, too.
running_mode() {
    if [[ -f $RUN_DIR/mode ]]; then
        cat "$RUN_DIR/mode"
    elif [[ -f $ENV_FILE ]] && has_compose && [[ -n $(docker compose ps --all --quiet 2>/dev/null) ]]; then
        echo compose
    fi
}

set_mode() {
    mkdir -p "$LOG_DIR"
    printf '%s\n' "$1" >"$RUN_DIR/mode"
}

clear_mode() { rm -f "$RUN_DIR/mode"; }

# Lets only one start or stop run at a time. The lock ends with the script, so programs that go on must not inherit
# descriptor 9.
take_lock() {
    mkdir -p "$LOG_DIR"
    has flock || return 0
    exec 9>"$RUN_DIR/lock"
    flock -n 9 || fail "another start or stop of this cluster is under way"
}

# ---------------------------------------------------------------- processes of our own

pid_file() { printf '%s/%s.pid' "$RUN_DIR" "$1"; }

# When the kernel started a process, in clock ticks since boot; with the pid it names a process for good.
started_at() {
    local stat fields
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    # The name, in brackets, may hold spaces: count from behind it.
    read -ra fields <<<"${stat##*) }"
    printf '%s' "${fields[19]}"
}

remember_pid() { printf '%s %s\n' "$2" "$(started_at "$2")" >"$(pid_file "$1")"; }

# Prints the pid of a service that we started and that still runs. Fails if it does not, or if its pid now is another's.
our_pid() {
    local pid start
    read -r pid start 2>/dev/null <"$(pid_file "$1")" || return 1
    [[ -n $start && $(started_at "$pid") == "$start" ]] || return 1
    [[ $(process_state "$pid") != Z ]] || return 1
    printf '%s' "$pid"
}

process_state() {
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    stat=${stat##*) }
    printf '%s' "${stat%% *}"
}

uptime_seconds() {
    local ticks now
    ticks=$(started_at "$1") || return 1
    read -r now _ </proc/uptime
    printf '%d' $((${now%.*} - ticks / $(getconf CLK_TCK)))
}

# spawn <service> <command...>: starts it apart from this terminal, with its own log.
spawn() {
    local service=$1
    shift
    setsid "$@" </dev/null >>"$LOG_DIR/$service.log" 2>&1 9>&- &
    remember_pid "$service" $!
}

# end_process <service> <seconds>: asks it to end, and kills it after that time.
end_process() {
    local service=$1 limit=$2 pid
    if pid=$(our_pid "$service"); then
        kill -TERM "$pid" 2>/dev/null || true
        if ! is_gone_within "$service" "$limit"; then
            say "$service did not end within $limit s: ending it by force."
            kill -KILL "$pid" 2>/dev/null || true
            is_gone_within "$service" 5 || fail "$service (pid $pid) does not end"
        fi
    fi
    rm -f "$(pid_file "$service")"
}

is_gone_within() {
    local service=$1 deadline=$((SECONDS + $2))
    while our_pid "$service" >/dev/null; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}

# Ports that a service needs; the first tells whether it is up.
ports_of() {
    case $1 in
        redis) echo "$REDIS_PORT" ;;
        centrifugo1) echo 8100 ;;
        centrifugo2) echo 8200 ;;
        emulator1) echo 8001 ;;
        emulator2) echo 8002 ;;
        haproxy) echo 8404 9000 9001 ;;
    esac
}

require_free_port() {
    if port_is_open "$1"; then
        fail "port $1, which $2 needs, is in use: end the program that has it (ss -ltnp 'sport = :$1' shows it)"
    fi
}

port_is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

http_ok() { curl -fsS -o /dev/null --max-time 2 "$1" 2>/dev/null; }

# ---------------------------------------------------------------- Docker

# Compose's own builder is enough. Bake needs another plugin, and warns where that is missing.
export COMPOSE_BAKE=${COMPOSE_BAKE:-false}

engine_answers() { has docker && docker info >/dev/null 2>&1; }

has_compose() { has docker && docker compose version --short 2>/dev/null | grep -Eq '^v?[2-9]'; }

# Containers mount these files and run as another user. The files hold no secret. Centrifugo would start without a file
# that it cannot read.
let_containers_read() { chmod a+r centrifugo/config.json haproxy/haproxy.cfg; }

require_docker() {
    has docker ||
        fail "docker is not installed. bin/prepare installs it on Debian and Ubuntu; --native needs no Docker."
    engine_answers || fail "no Docker engine answers. bin/prepare starts one; --native needs no Docker."
    has_compose || fail "Docker Compose v2 is missing. bin/prepare installs it; --native needs no Docker."
}

# ---------------------------------------------------------------- the programs

# The major version of java: 8 calls itself 1.8.
java_major() {
    java -XshowSettings:properties -version 2>&1 |
        sed -n 's/^ *java.specification.version = \(1\.\)\{0,1\}//p'
}

require_java() {
    has java ||
        fail "java is not installed: install a JDK 17 or newer (Debian, Ubuntu: apt-get install openjdk-17-jdk-headless)."
    (($(java_major) >= 17)) ||
        fail "java is version $(java_major), but 17 or newer is needed: put a newer one first on PATH."
}

require_maven() { has mvn ||
    fail "mvn is not installed: install Maven 3.8.6 or newer (Debian, Ubuntu: apt-get install maven)."; }

# Builds the emulator's jar if it is missing or older than its sources.
ensure_jar() {
    if [[ -f $JAR && -z $(find pom.xml src/main -newer "$JAR" -print -quit) ]]; then return 0; fi
    require_java
    require_maven
    say "Building $JAR …"
    mvn -B -q -ntp -Dmaven.test.skip=true package
}

is_our_centrifugo() { "$1" version 2>/dev/null | grep -qF "v$CENTRIFUGO_VERSION "; }

# Prints the path of a Centrifugo of our version: from PATH, or the one built here; fails if there is none.
find_centrifugo() {
    local candidate
    for candidate in "$(command -v centrifugo || true)" "$ROOT/$RUN_DIR/bin/centrifugo"; do
        if [[ -n $candidate ]] && is_our_centrifugo "$candidate"; then
            printf '%s' "$candidate"
            return 0
        fi
    done
    return 1
}

# Builds Centrifugo from its pinned Go module into .run/bin if none of our version is there.
ensure_centrifugo() {
    if find_centrifugo >/dev/null; then return 0; fi
    has go || fail "Centrifugo $CENTRIFUGO_VERSION is not on PATH, and without Go (1.26 or newer) it cannot be built."
    say "Building Centrifugo $CENTRIFUGO_VERSION from its Go module (about two minutes) …"
    build_go centrifugo/server github.com/centrifugal/centrifugo/v6 "$RUN_DIR/bin/centrifugo" \
        "-X github.com/centrifugal/centrifugo/v6/internal/build.Version=$CENTRIFUGO_VERSION"
    find_centrifugo >/dev/null || fail "the Centrifugo that was built does not report version $CENTRIFUGO_VERSION"
}

# build_go <module folder> <package> <output> <linker flags>: builds a static program. The output appears when it is
# complete.
build_go() {
    local module=$1 package=$2 output=$3 flags=$4 path
    mkdir -p "$(dirname "$output")"
    path=$(cd "$(dirname "$output")" && pwd)/$(basename "$output")
    (cd "$module" && CGO_ENABLED=0 go build -trimpath -ldflags "-s -w $flags" -o "$path.new" "$package")
    mv "$path.new" "$path"
}
