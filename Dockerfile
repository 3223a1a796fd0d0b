FROM docker.io/library/swift:6.3-bookworm AS build
RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends \
        libcurl4-openssl-dev libgit2-dev libre2-dev libssl-dev libyaml-dev pkg-config rsync zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
COPY . /src
ARG VERSION=
# The build is kept outside of the image, for the next one. rsync leaves files alone that are the same, so that only what
# changed is compiled.
RUN --mount=type=cache,id=martlet-build,target=/build,sharing=locked \
    mkdir -p /build/martlet \
    && cd /build/martlet \
    && rsync --recursive --links --perms --checksum --delete --exclude /.build /src/ ./ \
    && if [ -n "$VERSION" ]; then \
        sed -i "/^enum Version /,/^}/s/text = \".*\"/text = \"$VERSION\"/" Sources/Apps/martlet/Martlet.swift; \
    fi \
    && swift build --configuration release --static-swift-stdlib --product martlet \
    && install -D -m 755 .build/release/martlet /out/martlet \
    && strip /out/martlet \
    && if [ -n "$VERSION" ]; then [ "$(/out/martlet --version)" = "$VERSION" ]; fi

FROM docker.io/library/debian:bookworm-slim
# openssh-client: git over ssh runs the system's ssh, which insists on a user with a name.
RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends \
        ca-certificates libcurl4 libgit2-1.5 libre2-9 libssl3 libstdc++6 libyaml-0-2 openssh-client tzdata zlib1g \
    && groupadd --gid 65532 martlet \
    && useradd --uid 65532 --gid 65532 --key UID_MAX=65532 --no-log-init \
        --home-dir /var/cache/martlet --shell /usr/sbin/nologin martlet \
    && install -d -o 65532 -g 65532 -m 700 /var/cache/martlet \
    && rm -rf /var/lib/apt/lists/* /var/log/*
COPY --from=build /out/martlet /usr/local/bin/martlet
USER 65532:65532
# Fails where a library is missing.
RUN ["/usr/local/bin/martlet", "--version"]
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/martlet"]
CMD ["controller"]
ARG VERSION=
ARG REVISION=
ARG SOURCE=
LABEL org.opencontainers.image.title="Martlet" \
      org.opencontainers.image.description="A GitOps operator for Kubernetes, written in Swift" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.base.name="docker.io/library/debian:bookworm-slim"
