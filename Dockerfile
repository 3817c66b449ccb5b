# backupctl and nothing else: no shell, no packages. Certificate authorities and time
# zones are inside of it. Built from what a release has made:
#
#   docker build --build-arg BINARY=dist/backupctl_linux_amd64_v1/backupctl .
FROM scratch
ARG BINARY
COPY ${BINARY} /backupctl
USER 65532:65532
ENTRYPOINT ["/backupctl"]
