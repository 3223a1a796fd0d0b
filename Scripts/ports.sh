# shellcheck shell=bash
# To be sourced: prints a loopback port that nothing listens on.
#
# The ports lie below the range that Linux takes outgoing connections' ports from, so that only another start of this
# kind can take one between this look and the server's start; Scripts/cluster tries again then.
free_port() {
    local port
    for _ in $(seq 200); do
        port=$((20000 + RANDOM % 12000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo $port
            return
        fi
    done
    echo "found no free port" >&2
    return 1
}
