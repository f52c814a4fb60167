# Shared by the scripts of this folder, which source it; it runs nothing by itself.
# Bash 3.2 and the tools of macOS have to do, except where a script says that it needs Linux. ScriptsTest tells what
# that rules out; an array that may be empty is ${a[@]+"${a[@]}"}.
# shellcheck shell=bash

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

readonly RUN_DIR=.run
readonly LOG_DIR=$RUN_DIR/logs
readonly ENV_FILE=.env
# The environment with which the cluster was started, to be sourced; it has its secrets.
readonly ENVIRONMENT_FILE=$RUN_DIR/environment
# What bin/fault has done to the cluster and nobody has ended yet: a file for each, "PART FAULT".
readonly LASTING_FAULTS=$RUN_DIR/faults
readonly JAR=target/llm-emulator.jar
readonly CENTRIFUGO_VERSION=6.9.6
# Every port by its setting.
readonly PORTS="HTTP_PORT=9000 WS_PORT=9001 STATS_PORT=8404 CENTRIFUGO1_PORT=8100 CENTRIFUGO2_PORT=8200
EMULATOR1_PORT=8001 EMULATOR2_PORT=8002 REDIS_PORT=6379 HTTPS_PORT=9443 WSS_PORT=9444
REPLICA_PORT=6380 SENTINEL_PORT=26379 LINKS_PORT=8474 LINK1_PORT=8475 LINK2_PORT=8476 LINK3_PORT=8477 LINK4_PORT=8478
REDIS_TLS_PORT=6378
PROMETHEUS_PORT=9090 ALERTMANAGER_PORT=9093 REDIS_EXPORTER_PORT=9121 GRAFANA_PORT=3000 JAEGER_PORT=16686
JAEGER_OTLP_PORT=4318 METRICS_PORT=9464"
# What HAProxy takes at most; per address, of connections at once and of requests a second.
readonly LIMITS="MAX_CONNECTIONS=15000 MAX_CONNECTIONS_PER_ADDRESS=15000 MAX_REQUESTS_PER_ADDRESS=10000"
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

is_linux() { [[ $(uname -s) == Linux ]]; }

# limited <seconds> <command...>: ends it after that time, where the system can.
limited() {
    if has timeout; then timeout "$@"; else "${@:2}"; fi
}

# ---------------------------------------------------------------- settings and secrets

# Prints what .env says, a NAME=value a line, as Docker Compose would read it. Fails on a line that is no plain
# assignment, and on what Compose would expand or unescape: DotEnv.java refuses the same.
read_env() {
    local line name value number=0
    local assignment='^[[:space:]]*(export[[:space:]]+)?([A-Za-z_][A-Za-z0-9_]*)[[:space:]]*=[[:space:]]*(.*)$'
    local double='^"([^"\\$]*)"[[:space:]]*(#.*)?$' single="^'([^'\\]*)'[[:space:]]*(#.*)?\$"
    local ignored='^[[:space:]]*(#.*)?$' trailing='[[:space:]]+$'
    [[ -f $ENV_FILE ]] || return 0
    [[ -r $ENV_FILE ]] || fail "$ENV_FILE cannot be read by this user"
    while IFS= read -r line || [[ -n $line ]]; do
        number=$((number + 1))
        if ((number == 1)); then line=${line#$'\xef\xbb\xbf'}; fi
        if [[ $line =~ $ignored ]]; then continue; fi
        [[ $line =~ $assignment && $line != *$'\xc2\xa0'* ]] ||
            fail "line $number of $ENV_FILE is not NAME=value (or has a no-break space)"
        name=${BASH_REMATCH[2]} value=${BASH_REMATCH[3]}
        if [[ $value =~ $double || $value =~ $single ]]; then
            value=${BASH_REMATCH[1]}
        else
            [[ $value != [\"\']* ]] ||
                fail "line $number of $ENV_FILE: $name needs one pair of quotes on its line," \
                    "with no \\ in them, nor \$ in \"\""
            value=${value%%" #"*}
            if [[ $value =~ $trailing ]]; then value=${value%"${BASH_REMATCH[0]}"}; fi
            [[ $value != *\$* ]] ||
                fail "line $number of $ENV_FILE: \$ begins a variable; put the value of $name in single quotes"
        fi
        printf '%s=%s\n' "$name" "$value"
    done <"$ENV_FILE"
}

# put_env <name> <value>: sets a name in .env.
put_env() {
    local name=$1 value=$2 kept
    kept=$(grep -Ev "^[[:space:]]*(export[[:space:]]+)?${name}[[:space:]]*=" "$ENV_FILE" 2>/dev/null || true)
    (
        umask 077
        printf '%s%s=%s\n' "${kept:+$kept$'\n'}" "$name" "$value" >"$ENV_FILE.new" && mv "$ENV_FILE.new" "$ENV_FILE"
    ) || fail "$ROOT/$ENV_FILE cannot be written"
}

random_secret() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

# Makes .env with random secrets, or adds missing ones to it. Keeps those that are there.
ensure_env() {
    local name there
    if [[ ! -f $ENV_FILE ]]; then
        say "Making $ENV_FILE with random secrets."
        (umask 077 && : >"$ENV_FILE") || fail "$ROOT/$ENV_FILE cannot be written"
    fi
    there=$(read_env)
    for name in CENTRIFUGO_HTTP_API_KEY CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY CENTRIFUGO_ADMIN_SECRET \
        CENTRIFUGO_ADMIN_PASSWORD REDIS_PASSWORD; do
        if [[ -n $(sed -n "s/^$name=//p" <<<"$there" | tail -n 1) ]]; then continue; fi
        put_env "$name" "$(random_secret)"
        if [[ $name == CENTRIFUGO_ADMIN_PASSWORD ]]; then
            say "The password of Centrifugo's admin UI: $(read_env | sed -n "s/^$name=//p")"
        fi
    done
    # What earlier versions made.
    if grep -qx CENTRIFUGO_ADMIN_PASSWORD=admin <<<"$there"; then
        say "WARNING: the password of Centrifugo's admin UI is admin. Without its line in $ENV_FILE, a random one is made."
    fi
}

# Exports what .env says, except where the environment says otherwise: the order of precedence that Compose has too.
# Exports every port as well, and checks the settings that several programs share.
load_env() {
    local line lines given=" "
    lines=$(read_env)
    while IFS='=' read -r line _; do
        [[ -z $line || -z ${!line+set} ]] || given+="$line "
    done <<<"$lines"
    # Of a name that comes twice the last one counts.
    # shellcheck disable=SC2163  # the name and its value are in the line
    while IFS= read -r line; do
        [[ -z $line || $given == *" ${line%%=*} "* ]] || export "$line"
    done <<<"$lines"
    settle_ports
    check_origins
    settle_limits
}

settle_ports() {
    local each name port='^[1-9][0-9]{0,4}$' taken=" "
    # shellcheck disable=SC2163
    for each in $PORTS; do
        name=${each%%=*}
        [[ -n ${!name:-} ]] || export "$each"
        { [[ ${!name} =~ $port ]] && ((${!name} <= 65535)); } ||
            fail "$name has the value \"${!name}\", but must be a port from 1 to 65535"
        [[ $taken != *" ${!name} "* ]] ||
            fail "$name is ${!name}, which another port of this cluster has: see $ENV_FILE"
        taken+="${!name} "
    done
}

# Centrifugo would take another list for an origin that no page has, and refuse everybody.
check_origins() {
    local list='^(\*|[A-Za-z][A-Za-z0-9+.-]*://[^[:space:],]+)( +(\*|[A-Za-z][A-Za-z0-9+.-]*://[^[:space:],]+))*$'
    [[ -z ${ALLOWED_ORIGINS:-} || $ALLOWED_ORIGINS =~ $list ]] ||
        fail "ALLOWED_ORIGINS has the value \"$ALLOWED_ORIGINS\", but must be * or origins with a space between" \
            "(http://localhost:* https://chat.example)"
}

# HAProxy would not start, or take a part of it for the number.
settle_limits() {
    local each name number='^[1-9][0-9]{0,6}$'
    # shellcheck disable=SC2163
    for each in $LIMITS; do
        name=${each%%=*}
        [[ -n ${!name:-} ]] || export "$each"
        [[ ${!name} =~ $number ]] ||
            fail "$name has the value \"${!name}\", but must be a whole number from 1 to 9999999"
    done
}

# Docker would make a folder of a file that is not there.
check_tls() {
    [[ -z ${TLS_CERTIFICATE:-} || -r $TLS_CERTIFICATE ]] ||
        fail "TLS_CERTIFICATE is $TLS_CERTIFICATE, which cannot be read: bin/prepare --tls makes one for trying out"
}

# ---------------------------------------------------------------- which cluster

# Prints "native" or "compose" while a cluster is up, else nothing. One that "docker compose up" started counts, too.
running_mode() {
    local folder
    if [[ -s $RUN_DIR/mode ]]; then
        cat "$RUN_DIR/mode"
    elif [[ -f $ENV_FILE ]] && has_compose && folder=$(compose_folder) && [[ $folder -ef $ROOT ]]; then
        echo compose
    fi
}

# The checkout that has containers of this Compose project; nothing if there are none.
compose_folder() {
    local container
    container=$(docker compose ps --all --quiet 2>/dev/null | head -n 1)
    [[ -n $container ]] || return 0
    docker inspect --format '{{index .Config.Labels "com.docker.compose.project.working_dir"}}' "$container"
}

set_mode() { printf '%s\n' "$1" >"$RUN_DIR/mode"; }

clear_mode() { rm -rf "$RUN_DIR/mode" "$ENVIRONMENT_FILE" "$LASTING_FAULTS"; }

# ---------------------------------------------------------------- faults that last

# lasts <part> <fault>: notes that it stays so until somebody ends it.
lasts() {
    mkdir -p "$LASTING_FAULTS"
    : >"$LASTING_FAULTS/$1 $2"
}

# is_over <part> [fault]: notes that it is no longer so; without a fault, of all that the part had.
is_over() {
    if [[ -n ${2:-} ]]; then rm -f "$LASTING_FAULTS/$1 $2"; else rm -f "$LASTING_FAULTS/$1 "*; fi
}

# Prints all of them in a line.
lasting_faults() {
    local each all=
    for each in "$LASTING_FAULTS"/*; do
        if [[ -e $each ]]; then all+="${all:+, }${each##*/}"; fi
    done
    printf '%s' "$all"
}

# ---------------------------------------------------------------- one start or stop at a time

require_writable_run_dir() {
    { mkdir -p "$LOG_DIR" && echo "of start, stop and prepare" >"$RUN_DIR/lock"; } 2>/dev/null ||
        fail "$ROOT/$RUN_DIR cannot be written: it is full, read-only, or another user's"
}

# Lets only one start or stop run at a time, where the system has a lock for that. The lock ends with the script, so
# programs that go on must not inherit descriptor 9.
take_lock() {
    # A stop must succeed where nothing can be written.
    { has flock && mkdir -p "$LOG_DIR" && : >>"$RUN_DIR/lock"; } 2>/dev/null || return 0
    exec 9>>"$RUN_DIR/lock"
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

# Lets the command be so nice. Linux can group processes by session, and weighs first the groups and then what is in them,
# so the group becomes as nice; for who is not root, one in a tenth of a second.
# shellcheck disable=SC2016  # for the inner shell
readonly NICE='for try in 1 2 3 4 5; do
    [ -e /proc/self/autogroup ] || break
    { echo "$0" >/proc/self/autogroup; } 2>/dev/null && break
    sleep 0.2
done
exec nice -n "$0" "$@"'

# spawn <service> <command...>: starts it apart from this terminal, with its own log. With LOG_TO it writes that instead;
# with YIELD it is so nice.
spawn() {
    local service=$1
    shift
    if [[ -n ${YIELD:-} ]]; then set -- sh -c "$NICE" "$YIELD" "$@"; fi
    is_over "$service"
    if [[ -n ${LOG_TO:-} ]]; then lasts "$service" disk; fi
    setsid "$@" </dev/null >>"${LOG_TO:-$LOG_DIR/$service.log}" 2>&1 9>&- &
    # A process that nobody knows would stay for ever.
    remember_pid "$service" $! 2>/dev/null || {
        kill $!
        fail "$ROOT/$RUN_DIR cannot be written: it is full, read-only, or another user's"
    }
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

# The settings of the ports that a service needs; the first tells whether it is up.
port_names_of() {
    case $1 in
        redis) if has_option redis-tls; then echo REDIS_PORT REDIS_TLS_PORT; else echo REDIS_PORT; fi ;;
        replica) echo REPLICA_PORT ;;
        sentinel) echo SENTINEL_PORT ;;
        links) echo LINKS_PORT LINK1_PORT LINK2_PORT LINK3_PORT LINK4_PORT ;;
        centrifugo1) echo CENTRIFUGO1_PORT ;;
        centrifugo2) echo CENTRIFUGO2_PORT ;;
        emulator1) echo EMULATOR1_PORT ;;
        emulator2) echo EMULATOR2_PORT ;;
        redis-exporter) echo REDIS_EXPORTER_PORT ;;
        alertmanager) echo ALERTMANAGER_PORT ;;
        prometheus) echo PROMETHEUS_PORT ;;
        grafana) echo GRAFANA_PORT ;;
        jaeger) echo JAEGER_PORT JAEGER_OTLP_PORT ;;
        haproxy) echo STATS_PORT HTTP_PORT WS_PORT ${TLS_CERTIFICATE:+HTTPS_PORT WSS_PORT} ;;
    esac
}

port_of() {
    local name
    name=$(port_names_of "$1")
    name=${name%% *}
    echo "${!name}"
}

# require_free_ports <service...>: fails before anything is started if another program has one of their ports.
require_free_ports() {
    local service name show
    for service in "$@"; do
        if our_pid "$service" >/dev/null; then continue; fi
        for name in $(port_names_of "$service"); do
            port_is_open "${!name}" || continue
            show="lsof -nP -iTCP:${!name} -sTCP:LISTEN"
            if is_linux; then show="ss -ltnp 'sport = :${!name}'"; fi
            fail "port ${!name}, which $service needs, is in use: set another $name in $ENV_FILE," \
                "or end the program that has it ($show shows it)"
        done
    done
}

port_is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Asks a server of this machine, never through a proxy.
ask() { curl --noproxy '*' -fsS --max-time 2 "$@" 2>/dev/null; }

http_ok() { ask -o /dev/null "$1"; }

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

# exec_load_program <folder> <class> <argument...>: becomes a program of the load test, run in that folder. Exits with 2
# if it cannot.
exec_load_program() {
    local classpath=target/programs.classpath
    (require_java) || exit 2
    # Maven tells the class path once, and again when a source has changed.
    if [[ ! -s $classpath || -n $(find pom.xml src/main src/test/gatling -newer "$classpath") ]]; then
        (require_maven) || exit 2
        mvn -q -B -ntp test-compile org.codehaus.mojo:exec-maven-plugin:3.6.2:exec -Dexec.classpathScope=test \
            -Dexec.executable=echo -Dexec.args=%classpath -Dexec.outputFile="$classpath" >&2 || exit 2
    fi
    classpath=$(<"$classpath")
    cd "$1"
    exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$classpath" "dev.llmemulator.load.$2" "${@:3}"
}

# Builds the emulator's jar if it is missing or older than its sources.
ensure_jar() {
    if [[ -f $JAR && -z $(find pom.xml src/main -newer "$JAR") ]]; then return 0; fi
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

# Builds the proxy of the links from its pinned Go module into .run/bin, if it is not there or older than its source.
ensure_toxiproxy() {
    local program=$RUN_DIR/bin/toxiproxy
    if [[ -x $program && -z $(find toxiproxy -newer "$program") ]]; then return 0; fi
    has go || fail "links need Toxiproxy, and without Go (1.24 or newer) it cannot be built."
    say "Building Toxiproxy from its Go module …"
    build_go toxiproxy . "$program" ""
}

# Prints the path of Jaeger: the one that was built here, else one on PATH. Fails if there is none.
find_jaeger() {
    if [[ -x $RUN_DIR/bin/jaeger ]]; then
        echo "$ROOT/$RUN_DIR/bin/jaeger"
    else
        command -v jaeger
    fi
}

# Builds Jaeger from its pinned Go module into .run/bin, if there is none. It has no user interface then, only the API.
ensure_jaeger() {
    if find_jaeger >/dev/null; then return 0; fi
    has go || fail "Jaeger is not on PATH, and without Go (1.26 or newer) it cannot be built."
    say "Building Jaeger from its Go module (about ten minutes, 2,100 packages) …"
    build_go observability/jaeger github.com/jaegertracing/jaeger/cmd/jaeger "$RUN_DIR/bin/jaeger" ""
}

# build_go <module folder> <package> <output> <linker flags>: builds a static program, and tells how far it is. The output
# appears when it is complete.
build_go() {
    local module=$1 package=$2 output=$3 flags=$4 path
    mkdir -p "$(dirname "$output")"
    path=$(cd "$(dirname "$output")" && pwd)/$(basename "$output")
    (cd "$module" && CGO_ENABLED=0 go build -v -trimpath -ldflags "-s -w $flags" -o "$path.new" "$package") 2>&1 |
        tell_progress >&2
    mv "$path.new" "$path"
}

# Passes on what "go build -v" says, except that modules and packages are only counted.
tell_progress() {
    local line fetched=0 compiled=0
    while IFS= read -r line; do
        case $line in
            "go: downloading "*)
                fetched=$((fetched + 1))
                if ((fetched % 100 == 0)); then say "  $fetched modules fetched"; fi
                ;;
            *[[:space:]]*) say "$line" ;;
            *)
                # The name of a package.
                compiled=$((compiled + 1))
                if ((compiled % 200 == 0)); then say "  $compiled packages compiled"; fi
                ;;
        esac
    done
}

# Compiles what has changed, and prints the class path of the tests, the load test among them.
test_classpath() {
    local classpath=target/test.classpath
    if [[ ! -s $classpath || -n $(find pom.xml src -newer "$classpath" | head -n 1) ]]; then
        mvn -q -B -ntp test-compile org.codehaus.mojo:exec-maven-plugin:3.6.2:exec -Dexec.classpathScope=test \
            -Dexec.executable=echo -Dexec.args=%classpath -Dexec.outputFile="$classpath" >&2 || return 1
    fi
    cat "$classpath"
}

# run_test_class <class> <arguments...>: compiles what has changed, and becomes that program.
run_test_class() {
    local classpath
    require_java
    require_maven
    classpath=$(test_classpath)
    exec java -Xmx1g -XX:TieredStopAtLevel=1 -cp "$classpath" "$@"
}

# The first version number that a program tells, with the program's name.
version_of() { printf '%s %s' "$1" "$("$@" 2>&1 | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1)"; }

# Prints the seconds of a time like 30s, 10m or 2h; fails if it is none.
seconds_of() {
    local time='^([1-9][0-9]{0,5})([smh])$'
    [[ $1 =~ $time ]] || return 1
    case ${BASH_REMATCH[2]} in
        s) echo "${BASH_REMATCH[1]}" ;;
        m) echo $((BASH_REMATCH[1] * 60)) ;;
        h) echo $((BASH_REMATCH[1] * 3600)) ;;
    esac
}
