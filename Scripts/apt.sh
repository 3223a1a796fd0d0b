# shellcheck shell=bash
# To be sourced: apt with lists and a cache of its own in the working folder. It fetches from whatever mirror this machine
# uses, and changes nothing on the machine.
private_apt() {
    local program=$1
    shift
    mkdir -p lists/partial apt/archives/partial
    "$program" -q -o "Dir::State::Lists=$PWD/lists" -o "Dir::Cache=$PWD/apt" -o APT::Sandbox::User= "$@"
}
