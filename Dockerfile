# The emulator as an image. Needs BuildKit, which builds only the stages that the last one asks for.
#   BUILD_IMAGE, JRE_IMAGE   the bases; any with Maven and a JDK 17+, and any with a JRE 17+ and bash
#   JAR_STAGE                "build" compiles in the image; "prebuilt" takes target/llm-emulator.jar of the checkout
ARG BUILD_IMAGE=maven:3.9.11-eclipse-temurin-21
ARG JRE_IMAGE=eclipse-temurin:21.0.12_8-jre-jammy
ARG JAR_STAGE=build

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
# Everything that pom.xml asks of a repository, fetched by a real build of an empty program: a layer that a code change keeps.
COPY pom.xml ./
COPY .mvn .mvn
RUN mkdir -p src/main/java/empty \
    && echo 'package empty; final class Empty { private Empty() {} }' > src/main/java/empty/Empty.java \
    && mvn -B -q -Dmaven.test.skip=true package \
    && rm -r src target
COPY src/main src/main
RUN mvn -B -q -o -Dmaven.test.skip=true package

FROM scratch AS prebuilt
COPY target/llm-emulator.jar /src/target/llm-emulator.jar

FROM ${JAR_STAGE} AS jar

FROM ${JRE_IMAGE}
# A number and not a name, so that the base needs no such user and an orchestrator can see that it is not root.
USER 10001:10001
WORKDIR /app
COPY --from=jar /src/target/llm-emulator.jar llm-emulator.jar
ENV HOST=0.0.0.0 PORT=8001
# For few processors and runs of minutes; docs/decisions.md says why, and what suits others.
ENV JDK_JAVA_OPTIONS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
EXPOSE 8001
# JAVA_TOOL_OPTIONS of the environment adds to these; JDK_JAVA_OPTIONS too, in place of the default above.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", "-jar", "llm-emulator.jar"]
CMD ["serve"]
# By bash itself: a JRE image need not have curl or wget.
HEALTHCHECK --interval=2s --timeout=2s --start-period=20s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${ADMIN_PORT:-$PORT} && printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
