# shellcheck shell=bash
# To be sourced: what is to be known of a program of Kubernetes, whose options come and go with the releases.

# Whether a program's help names an option.
knows() {
    local help
    help=$("$1" --help 2>&1) || true
    grep -q -e "^ *$2" <<<"$help"
}
