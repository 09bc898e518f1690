# Godwit's programs in an image: built from this folder, run by a user without privileges.
#
#   docker build -t godwit .
#   docker run -p 8443:8443 -p 8444:8444 -v godwit:/var/lib/godwit godwit serve --config FILE

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /source
COPY . .
RUN ./mvnw -q -B -Dmaven.test.skip=true -Dspotless.check.skip=true -Dcyclonedx.skip=true \
    -pl server,ble-bridge -am package

FROM eclipse-temurin:25-jre
# The embedded PostgreSQL refuses to run as root, and asks for a name behind the user's number.
RUN useradd --system --uid 10001 --home-dir /var/lib/godwit --create-home godwit
COPY --from=build /source/godwit /source/jvm.options /source/LICENSE /opt/godwit/
COPY --from=build /source/server/target/godwit-server-*.jar /opt/godwit/server/
COPY --from=build /source/server/target/lib /opt/godwit/server/lib
COPY --from=build /source/ble-bridge/target/godwit-ble-bridge-*.jar /opt/godwit/ble-bridge/
COPY --from=build /source/ble-bridge/target/lib /opt/godwit/ble-bridge/lib
USER 10001
WORKDIR /var/lib/godwit
VOLUME /var/lib/godwit
EXPOSE 8443 8444
ENTRYPOINT ["/opt/godwit/godwit"]
CMD ["--help"]
