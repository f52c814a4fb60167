# Shared by the start scripts of the examples, which source it; it runs nothing by itself.
# shellcheck shell=bash

# shellcheck source=bin/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../bin/lib.sh"

# Prints what is the same in every usage.
usage_of_settings() {
    cat <<'EOT'
Settings, from the environment or .env:
  PORT                      where it listens, on 127.0.0.1 alone
  OPENAI_BASE_URL           the LLM; default: the emulators of the cluster, http://127.0.0.1:9000/v1
  OPENAI_API_KEY            default: none
  OPENAI_MODEL              default: emulated
  CENTRIFUGO_API_URL        default: the first node of the cluster, http://127.0.0.1:8100/api
  CENTRIFUGO_HTTP_API_KEY   Centrifugo's; bin/start_emulator.sh writes it to .env
EOT
}

# check_arguments <argument...>: --install, or none.
check_arguments() {
    if (($# > 1)) || [[ ${1:---install} != --install ]]; then fail_with_usage "unknown option $1"; fi
}

# settle_backend <port>: exports the settings.
settle_backend() {
    load_env
    [[ -n ${CENTRIFUGO_HTTP_API_KEY:-} ]] ||
        fail "CENTRIFUGO_HTTP_API_KEY is not set: bin/start_emulator.sh --no-load starts a cluster and writes it to .env"
    export CENTRIFUGO_HTTP_API_KEY
    export PORT=${PORT:-$1}
    export OPENAI_BASE_URL=${OPENAI_BASE_URL:-http://127.0.0.1:$HTTP_PORT/v1}
    export OPENAI_API_KEY=${OPENAI_API_KEY:-none}
    export OPENAI_MODEL=${OPENAI_MODEL:-emulated}
    export CENTRIFUGO_API_URL=${CENTRIFUGO_API_URL:-http://127.0.0.1:$CENTRIFUGO1_PORT/api}
    # Nobody may ask a proxy for this machine.
    export NO_PROXY=127.0.0.1,localhost${NO_PROXY:+,$NO_PROXY}
    export no_proxy=$NO_PROXY
}

require_python() {
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null ||
        fail "Python 3.10 or newer is needed (Debian, Ubuntu: apt-get install python3)"
}
