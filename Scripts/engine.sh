# shellcheck shell=bash
# To be sourced: one way to speak to the two programs that can build an image, docker and buildah.
#
# docker is used where its engine answers; buildah otherwise. Both keep layers between builds.

choose_engine() {
    if docker info >/dev/null 2>&1; then
        engine=docker
        export DOCKER_BUILDKIT=1
        return
    fi
    command -v buildah >/dev/null || "$(dirname "${BASH_SOURCE[0]}")/deps" image >&2
    engine=buildah
    # Needs no rights beyond those of the caller, and no OCI runtime.
    export BUILDAH_ISOLATION=chroot
    # Copies whole layers, but works on every file system.
    buildah info >/dev/null 2>&1 || export STORAGE_DRIVER=vfs
}

# The name as the engines and containerd complete it, so that one image has one name everywhere.
full_name() {
    local name=$1
    case ${name##*/} in
    *:*) ;;
    *) name=$name:latest ;;
    esac
    case $name in
    localhost/* | *.*/* | *:*/*) echo "$name" ;;
    */*) echo "docker.io/$name" ;;
    *) echo "docker.io/library/$name" ;;
    esac
}

# build_image NAME CONTEXT [OPTION…]
build_image() {
    local name=$1 context=$2
    shift 2
    if [ "$engine" = docker ]; then
        docker build --tag "$name" "$@" "$context"
    else
        buildah build --layers --network host --pull-never --tag "$name" "$@" "$context"
    fi
}

# Prints the id of an image, or nothing where there is none.
image_id() {
    "$engine" images --no-trunc --format '{{.ID}}' "$1" 2>/dev/null || true
}

image_size() { "$engine" images --format '{{.Size}}' "$1"; }

# Prints a label of an image, or nothing where it has none.
image_label() {
    if [ "$engine" = docker ]; then
        docker image inspect --format "{{index .Config.Labels \"$2\"}}" "$1"
    else
        buildah inspect --type image --format "{{index .OCIv1.Config.Labels \"$2\"}}" "$1"
    fi
}

# Pulls it even if there is one already.
pull_image() {
    local options=()
    [ "$engine" = docker ] || options+=(--policy always)
    timeout 1200 "$engine" pull "${options[@]}" "$1"
}

# save_image NAME FILE: as an archive that `docker load` and `ctr images import` take.
save_image() {
    if [ "$engine" = docker ]; then
        docker save --output "$2" "$1"
    else
        rm -f "$2"      # buildah adds to no archive
        buildah push --quiet "$1" "docker-archive:$2:$1"
    fi
}
