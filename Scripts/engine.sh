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

# Each prints one fact about an image. `docker images` does not find an image by its full name; `docker image inspect` does.

# Nothing where there is no such image.
image_id() {
    case $engine in
    docker) docker image inspect --format '{{.Id}}' "$1" 2>/dev/null || true ;;
    buildah) buildah images --no-trunc --format '{{.ID}}' "$1" 2>/dev/null || true ;;
    esac
}

image_size() {
    case $engine in
    docker) echo "$(($(docker image inspect --format '{{.Size}}' "$1") / 1000000)) MB" ;;
    buildah) buildah images --format '{{.Size}}' "$1" ;;
    esac
}

# Nothing where it has no such label.
image_label() {
    case $engine in
    docker) docker image inspect --format "{{index .Config.Labels \"$2\"}}" "$1" ;;
    buildah) buildah inspect --type image --format "{{index .OCIv1.Config.Labels \"$2\"}}" "$1" ;;
    esac
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
