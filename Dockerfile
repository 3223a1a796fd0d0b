# syntax=docker/dockerfile:1

FROM swift:6.3-bookworm AS build
RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends libcurl4-openssl-dev libgit2-dev libyaml-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN swift build --configuration release --static-swift-stdlib --product martlet \
    && install -D -m 755 "$(swift build --configuration release --static-swift-stdlib --show-bin-path)/martlet" /out/martlet \
    && strip /out/martlet

FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="Martlet" \
      org.opencontainers.image.description="A GitOps operator for Kubernetes, written in Swift" \
      org.opencontainers.image.base.name="docker.io/library/debian:bookworm-slim"
# openssh-client: git over ssh runs the system's ssh, which insists on a user with a name.
RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends \
        ca-certificates libcurl4 libgit2-1.5 libstdc++6 libyaml-0-2 openssh-client \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 65532 martlet \
    && useradd --uid 65532 --gid 65532 --home-dir /var/cache/martlet --shell /usr/sbin/nologin martlet \
    && install -d -o 65532 -g 65532 -m 700 /var/cache/martlet
COPY --from=build /out/martlet /usr/local/bin/martlet
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/martlet"]
CMD ["controller"]
