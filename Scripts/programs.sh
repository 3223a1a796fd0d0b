# shellcheck shell=bash
# To be sourced: what is to be known of programs, and of processes that run them.

# Whether a program's help names an option: those of Kubernetes come and go with the releases.
knows() {
    local help
    help=$("$1" --help 2>&1) || true
    grep -q -e "^ *$2" <<<"$help"
}

# Whether a process, by its id, has a text in one of its arguments.
runs_with() {
    grep -qaF -- "$2" "/proc/$1/cmdline" 2>/dev/null
}

# Waits until a process that was started in the background runs what it was started for. On a busy machine it is a copy of the
# shell for a while, with the shell's command line, and would be taken for another process.
await_program() {
    until runs_with "$1" "$2" || ! kill -0 "$1" 2>/dev/null; do
        sleep 0.01
    done
}
