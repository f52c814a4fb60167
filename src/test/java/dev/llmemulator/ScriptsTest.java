package dev.llmemulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.llmemulator.needs.FreePorts;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.ProcessRun;
import dev.llmemulator.needs.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the scripts of {@code bin/} in a checkout that has nothing else, with stubs for the programs that they start.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ScriptsTest {
    private static final long LIMIT_S = 30;

    private static final String CLOSED = "http://127.0.0.1:9";
    private static final List<String> PORTS = List.of(
            "HTTP_PORT",
            "WS_PORT",
            "STATS_PORT",
            "CENTRIFUGO1_PORT",
            "CENTRIFUGO2_PORT",
            "EMULATOR1_PORT",
            "EMULATOR2_PORT",
            "REDIS_PORT",
            "HTTPS_PORT",
            "WSS_PORT");

    private final Path checkout;
    private final Map<String, String> environment = new HashMap<>();

    ScriptsTest(@TempDir Path folder) throws IOException {
        checkout = Files.createDirectory(folder.resolve("a folder with spaces"));
    }

    @BeforeEach
    void copyScripts() throws IOException {
        var bin = Files.createDirectory(checkout.resolve("bin"));
        try (var scripts = Files.list(Path.of("bin"))) {
            for (Path each : scripts.toList()) {
                Files.copy(each, bin.resolve(each.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prepare --help",
                "prepare --native --help",
                "check --help",
                "check -Dit.test=AnyIT -h",
                "bench --help",
                "bench cluster --help",
                "compare --help",
                "size --help",
                "fuzz --help",
                "fuzz 10m --help",
                "soak --help",
                "fault --help",
                "fault kill redis -h",
                "chaos --help",
                "profile --help",
                "profile load -h",
                "start_emulator.sh --help",
                "start_emulator.sh --native 100 -h",
                "stop_emulator.sh --help",
                "status_emulator.sh --help",
                "logs_emulator.sh --help"
            })
    void help_anyScript_helpsAndDoesNothingElse(String command) throws Exception {
        var result = run(command);
        assertThat(result.exitCode()).as(result.printed()).isZero();
        assertThat(result.printed()).startsWith("Usage: bin/" + command.split(" ", -1)[0]);
        try (var files = Files.list(checkout)) {
            assertThat(files).containsExactly(checkout.resolve("bin"));
        }
    }

    /** A flag of a help text that no line of the script looks at would have no effect. */
    @Test
    void help_everyFlagOfAnyScript_isHandled() throws Exception {
        var checked = 0;
        for (var script : List.of(
                "prepare",
                "check",
                "bench",
                "compare",
                "size",
                "fuzz",
                "soak",
                "fault",
                "chaos",
                "profile",
                "start_emulator.sh",
                "stop_emulator.sh",
                "status_emulator.sh",
                "logs_emulator.sh")) {
            var text = Files.readString(Path.of("bin", script));
            // Without what it prints as help, and without comments.
            var code = text.replaceFirst("(?s)cat <<'EOF'.*?\nEOF\n", "").replaceAll("(?m)^ *#.*$", "");
            var flags = Pattern.compile("(?<![\\w-])--?[a-z][a-z-]*")
                    .matcher(run(script + " --help")
                            .printedBySuccess()
                            .lines()
                            .filter(line -> line.startsWith("Usage:") || line.startsWith("  "))
                            .collect(Collectors.joining("\n")))
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toSet());
            for (var flag : flags) {
                assertThat(code).as(script + " " + flag).containsPattern("(?<![\\w-])" + flag + "(?![\\w-])");
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(8);
    }

    @ParameterizedTest
    @CsvSource({
        "fuzz 10, is no time",
        "fuzz --seed x, --seed takes a whole number",
        "fuzz --replay http, --replay takes a kind",
        "fuzz --replay x 1, --replay takes a kind",
        "fuzz --loud, is no time",
        "soak 0m, is no time",
        "soak 5s, a soak takes from 60s",
        "soak --rate 0, --rate takes a whole number"
    })
    void fuzzAndSoak_wrongArgument_isRefused(String command, String message) throws Exception {
        var result = run(command);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.printed()).contains(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            fault | 1 | takes an action, a part
            fault kill | 1 | takes an action, a part
            fault explode redis | 1 | unknown action explode
            fault kill links | 1 | kill needs one of redis centrifugo1 centrifugo2 emulator1 emulator2 haproxy, not links
            fault kill redis now | 1 | kill redis needs nothing more, not "now"
            fault reload redis | 1 | reload needs one of haproxy, not redis
            fault delay centrifugo-redis soon | 1 | delay centrifugo-redis needs a whole number, not "soon"
            fault loss centrifugo-redis 101 | 1 | needs 1 to 100 percent, not "101"
            fault cut centrifugo-redis up | 1 | needs nothing, requests or replies, not "up"
            fault limit haproxy 100% | 1 | limit haproxy needs a number of connections, 1% to 99%, or off, not "100%"
            fault files haproxy 5 | 1 | files haproxy needs none or normal, not "5"
            fault disk links full | 1 | disk needs one of redis
            fault drop centrifugo-redis 0 | 1 | needs 1 to 100 percent, not "0"
            fault kill redis | 1 | no cluster of this checkout is up
            chaos --tokens many | 2 | --tokens takes a whole number from 1000
            chaos no-such-plan | 2 | there is no plan no-such-plan: see --list
            profile redis | 1 | "redis" is none of emulator1, emulator2 and load
            profile load 0 | 1 | "0" is no whole number of seconds from 1 to 3600
            profile load 1m | 1 | "1m" is no whole number of seconds from 1 to 3600
            profile load 3601 | 1 | "3601" is no whole number of seconds from 1 to 3600
            profile load 5 6 | 1 | bin/profile takes a part and a number of seconds
            profile emulator2 | 1 | emulator2 does not run from this checkout
            profile load | 1 | no load test runs from this checkout
            """)
    void faultChaosAndProfile_wrongArgument_isRefused(String command, int exitCode, String message) throws Exception {
        var result = run(command);
        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(result.printed()).contains("ERROR: ").contains(message);
    }

    /** A load test that causes a fault has settings of its own, which a part of the cluster must not take for its. */
    @Test
    void fault_partIsStartedAgain_hasTheEnvironmentOfItsFirstStart() throws Exception {
        makeStubs("exit 1");
        environment.putAll(FreePorts.of(PORTS));
        environment.put("TOKEN_DELAY_SECONDS", "0.2 'and' \"$PATH\"");
        environment.put("JAR", "a name that the scripts use, too");
        for (String each : List.of("centrifugo/config.json", "haproxy/haproxy.cfg")) {
            Files.createFile(Files.createDirectory(checkout.resolve(each).getParent())
                    .resolve(Path.of(each).getFileName()));
        }
        stub("docker", """
                case "$*" in
                    *version*) echo v2.40.3 ;;
                    *' up '*) echo "$* $TOKEN_DELAY_SECONDS $OF_THE_LOAD_TEST." >>up ;;
                esac""");
        run("start_emulator.sh --no-load").printedBySuccess();
        var kept = checkout.resolve(".run/environment");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-------");

        environment.put("TOKEN_DELAY_SECONDS", "9");
        environment.put("OF_THE_LOAD_TEST", "yes");
        run("fault start emulator1").printedBySuccess();

        assertThat(Files.readAllLines(checkout.resolve("up")))
                .hasSize(2)
                .allMatch(line -> line.endsWith(" 0.2 'and' \"$PATH\" ."));
        run("stop_emulator.sh").printedBySuccess();
        assertThat(kept).doesNotExist();
    }

    /** Of the cluster there is one part, which does nothing. What changes nothing must not count as caused. */
    @Test
    void fault_thatChangesNothing_isRefusedWithTheReason_andWhatLastsIsTold() throws Exception {
        makeStubs("exit 1");
        environment.putAll(FreePorts.of(PORTS));
        var part = new ProcessBuilder("sleep", "60").start();
        try {
            var folder = Files.createDirectory(checkout.resolve(".run"));
            Files.writeString(folder.resolve("mode"), "native\n");
            Files.writeString(folder.resolve("redis.pid"), part.pid() + " " + startOf(part.pid()) + "\n");

            assertThat(runInVain("fault start redis")).isEqualTo("ERROR: redis runs already\n");
            assertThat(runInVain("fault resume redis")).isEqualTo("ERROR: redis is not paused\n");
            assertThat(runInVain("fault kill haproxy")).isEqualTo("ERROR: haproxy does not run\n");
            assertThat(runInVain("fault restart all")).isEqualTo("ERROR: centrifugo1 does not run\n");
            assertThat(run("fault pause redis").printedBySuccess()).isEmpty();
            assertThat(runInVain("fault pause redis")).isEqualTo("ERROR: redis is paused already\n");
            assertThat(runInVain("status_emulator.sh")).contains("Faults of bin/fault that last: ", "redis paused");
            run("fault resume redis").printedBySuccess();
            run("fault files redis none").printedBySuccess();
            run("fault files redis normal").printedBySuccess();
            assertThat(runInVain("status_emulator.sh")).doesNotContain("redis paused", "redis files");
            run("fault kill redis").printedBySuccess();
            assertThat(runInVain("fault kill redis")).isEqualTo("ERROR: redis does not run\n");
            assertThat(runInVain("fault pause redis")).isEqualTo("ERROR: redis does not run\n");
            assertThat(runInVain("status_emulator.sh")).contains("redis ended");
            assertThat(run("stop_emulator.sh").printedBySuccess()).endsWith("The cluster is stopped.\n");
            assertThat(folder.resolve("faults")).doesNotExist();
        } finally {
            part.destroyForcibly();
        }
    }

    /** The next plan needs the logs of the part whose disk the first one has left full. */
    @Test
    @Needs({Program.CURL, Program.PYTHON})
    void chaos_planLeavesAFault_nextPlanHasAClusterWithoutIt() throws Exception {
        makeStubs("exit 1");
        environment.putAll(FreePorts.of(PORTS));
        stub("curl", "exec " + pathOf("curl") + " \"$@\"");
        stub("mvn", "exit 1");
        Files.writeString(checkout.resolve("health"), "");
        Files.writeString(checkout.resolve("server.py"), """
                import http.server, sys
                handler = http.server.SimpleHTTPRequestHandler
                handler.log_message = lambda *told: None
                http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), handler).serve_forever()
                """);
        var plans = Files.createDirectories(checkout.resolve("src/test/gatling/resources/faults"));
        for (var plan : List.of("first", "second")) {
            Files.writeString(plans.resolve(plan + ".faults"), "# A plan.\n");
        }
        // After the sources, so that Maven has nothing to do.
        Files.writeString(checkout.resolve("target/test.classpath"), "any");
        // Of the cluster there is one emulator, and the load test causes the fault that its plan would.
        Files.writeString(checkout.resolve("bin/start_emulator.sh"), """
                #!/usr/bin/env bash
                source bin/lib.sh
                source bin/native.sh
                mkdir -p "$LOG_DIR"
                load_env
                echo "$*" | sed 's/--native --no-load *//' >"$OPTIONS_FILE"
                launch emulator1
                await emulator1
                set_mode native
                """);
        stub("java", """
                case "$*" in
                    *XshowSettings*) echo '    java.specification.version = 17' ;;
                    *serve) exec python3 server.py "$PORT" ;;
                    *Gatling*)
                        read -r pid _ <.run/emulator1.pid
                        readlink /proc/$pid/fd/1 >>logs
                        case "$*" in *-Dfaults=first*) bin/fault disk emulator1 full ;; esac
                        readlink /proc/$(cut -d' ' -f1 .run/emulator1.pid)/fd/1 >>logs
                        echo PASSED: nothing ;;
                esac""");

        var printed = run("chaos first second").printedBySuccess();

        assertThat(printed).contains("The plan before left this: emulator1 disk. The cluster is started anew.\n");
        var log = checkout.toRealPath().resolve(".run/logs/emulator1.log").toString();
        assertThat(Files.readAllLines(checkout.resolve("logs"))).containsExactly(log, "/dev/full", log, log);
        assertThat(checkout.resolve(".run/faults")).doesNotExist();
    }

    @ParameterizedTest
    @FieldSource("PORTS")
    void start_portInUse_namesItsSettingAndLeavesNothingNotedAsRunning(String name) throws Exception {
        makeStubs("exit 1");
        environment.putAll(FreePorts.of(PORTS));
        environment.put("TLS_CERTIFICATE", "bin/lib.sh");
        try (var busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put(name, String.valueOf(busy.getLocalPort()));
            assertThat(runInVain("start_emulator.sh --native --no-load"))
                    .contains("ERROR: port " + busy.getLocalPort() + ", which ")
                    .contains("is in use: set another " + name + " in .env");
            assertThat(run("status_emulator.sh").printed()).startsWith("No cluster is up.");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HTTP_PORT=web | HTTP_PORT has the value "web", but must be a port from 1 to 65535
            WS_PORT=65536 | WS_PORT has the value "65536", but must be a port from 1 to 65535
            REDIS_PORT=09 | REDIS_PORT has the value "09", but must be a port from 1 to 65535
            WS_PORT=9000 | WS_PORT is 9000, which another port of this cluster has
            ALLOWED_ORIGINS=chat.example | ALLOWED_ORIGINS has the value "chat.example", but must be
            ALLOWED_ORIGINS=http://a,http://b | ALLOWED_ORIGINS has the value "http://a,http://b", but must be
            MAX_CONNECTIONS=many | MAX_CONNECTIONS has the value "many", but must be a whole number from 1 to
            MAX_REQUESTS_PER_ADDRESS=0 | MAX_REQUESTS_PER_ADDRESS has the value "0", but must be a whole number from 1 to
            TLS_CERTIFICATE=none.pem | TLS_CERTIFICATE is none.pem, which cannot be read: bin/prepare --tls makes one
            MODEL=$HOME | line 1 of .env: $ begins a variable
            """)
    void start_badSetting_isRefused(String line, String message) throws Exception {
        makeStubs("exit 1");
        Files.writeString(checkout.resolve(".env"), line);
        assertThat(runInVain("start_emulator.sh --native --no-load")).contains("ERROR: " + message);
    }

    @Test
    void start_secretsThatAreMissing_areMadeAtRandomAndThePasswordIsToldOnce() throws Exception {
        makeStubs("exit 1");
        environment.putAll(FreePorts.of(PORTS));
        var first = runInVain("start_emulator.sh --native --no-load");
        var env = Files.readString(checkout.resolve(".env"));
        assertThat(env.lines())
                .hasSize(5)
                .allMatch(line -> line.matches("[A-Z_]+=[0-9a-f]{64}"))
                .anyMatch(line -> line.startsWith("REDIS_PASSWORD="));
        var password = env.replaceAll("(?s).*CENTRIFUGO_ADMIN_PASSWORD=(\\w+).*", "$1");
        assertThat(first).contains("The password of Centrifugo's admin UI: " + password + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(checkout.resolve(".env"))))
                .isEqualTo("rw-------");
        assertThat(runInVain("start_emulator.sh --native --no-load")).doesNotContain(password);
    }

    @Test
    @Needs(Program.OPENSSL)
    void prepareTls_namesOfHosts_makesTheirCertificateAndKeysForTheOwnerOnly() throws Exception {
        assertThat(run("prepare --tls chat.example 10.0.0.5").printedBySuccess())
                .contains("-Dca=.run/tls/ca.pem");
        var folder = checkout.resolve(".run/tls");
        for (var secret : List.of("ca-key.pem", "haproxy.pem")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(secret))))
                    .isEqualTo("rw-------");
        }
        var authority = certificate(folder.resolve("ca.pem"));
        var server = certificate(folder.resolve("haproxy.pem"));
        server.verify(authority.getPublicKey());
        server.checkValidity();
        assertThat(server.getBasicConstraints()).isEqualTo(-1);
        assertThat(server.getSubjectAlternativeNames().stream()
                        .map(name -> name.get(1).toString()))
                .containsExactly("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "chat.example", "10.0.0.5");
        assertThat(Files.readAllLines(checkout.resolve(".env")))
                .contains(
                        "TLS_CERTIFICATE=.run/tls/haproxy.pem",
                        "COMPOSE_FILE=docker-compose.yml:docker-compose.tls.yml",
                        "PLAIN_BIND_ADDRESS=127.0.0.1");

        run("prepare --tls").printedBySuccess();
        assertThat(certificate(folder.resolve("ca.pem"))).isEqualTo(authority);
        certificate(folder.resolve("haproxy.pem")).verify(authority.getPublicKey());
        assertThat(certificate(folder.resolve("haproxy.pem"))).isNotEqualTo(server);
        assertThat(runInVain("prepare --tls a,DNS:b")).contains("not the name or the address of a host: a,DNS:b");
    }

    @Test
    void preparePin_imagesOfARegistry_areNamedByDigestOnce() throws Exception {
        makeStubs("exit 1");
        Files.copy(Path.of("docker-compose.yml"), checkout.resolve("docker-compose.yml"));
        var digest = "sha256:" + "0af7651916cd43dd8448eb211c80319c".repeat(2);
        stub(
                "docker",
                "echo \"docker $*\" >> docker.log; case \"$*\" in *inspect*) printf '%s\\n' other@sha256:1 \"$DIGESTS\" ;; esac");
        environment.put("DIGESTS", "mine/redis@" + digest);
        environment.put("REDIS_IMAGE", "mine/redis:8");
        for (var pinned : List.of("CENTRIFUGO", "BUILD", "JRE", "HAPROXY")) {
            environment.put(pinned + "_IMAGE", "any:1@" + digest);
        }

        assertThat(run("prepare --pin").printedBySuccess()).contains("REDIS_IMAGE=mine/redis:8@" + digest);
        assertThat(Files.readAllLines(checkout.resolve(".env"))).contains("REDIS_IMAGE=mine/redis:8@" + digest);
        environment.remove("REDIS_IMAGE");
        assertThat(run("prepare --pin").printedBySuccess()).doesNotContain("@");
        assertThat(Files.readString(checkout.resolve("docker.log"))).containsOnlyOnce("docker pull");

        environment.put("HAPROXY_IMAGE", "haproxy:1");
        assertThat(runInVain("prepare --pin")).contains("ERROR: the registry gave no digest of haproxy:1");
        environment.put("JAR_STAGE", "prebuilt");
        assertThat(runInVain("prepare --pin")).contains("ERROR: these images were made here");
    }

    private static X509Certificate certificate(Path file) throws Exception {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    @Test
    void start_folderOfItsOwnThatCannotBeWritten_isSaid() throws Exception {
        makeStubs("exit 1");
        Files.createFile(checkout.resolve(".run"));
        assertThat(runInVain("start_emulator.sh --native --no-load")).contains("/.run cannot be written: ");
    }

    /** The one on the port is this process: the service itself, or a stranger beside a service that has no port. */
    @ParameterizedTest
    @CsvSource({"true, ✔, 5 of 6", "false, ✘, 6 of 6"})
    void status_redisAnswers_countsOnlyOneOfOurs(boolean ours, String mark, String down) throws Exception {
        makeStubs("exit 1");
        stub("redis-cli", "printf 'redis_version:7.0.15\\r\\nconnected_clients:1\\r\\n'");
        environment.putAll(FreePorts.of(PORTS));
        var other = new ProcessBuilder("sleep", "30").start();
        try (var redis = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("REDIS_PORT", String.valueOf(redis.getLocalPort()));
            var pid = ours ? ProcessHandle.current().pid() : other.pid();
            var folder = Files.createDirectory(checkout.resolve(".run"));
            Files.writeString(folder.resolve("mode"), "native\n");
            Files.writeString(folder.resolve("redis.pid"), pid + " " + startOf(pid) + "\n");
            assertThat(runInVain("status_emulator.sh"))
                    .containsPattern(" " + mark + "  redis ")
                    .contains(down + " services are down");
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void status_whatWatchesTheCluster_isAmongItsServices() throws Exception {
        makeStubs("exit 1");
        environment.putAll(FreePorts.of(PORTS));
        var folder = Files.createDirectory(checkout.resolve(".run"));
        Files.writeString(folder.resolve("mode"), "native\n");
        Files.writeString(folder.resolve("options"), "links observability\n");
        assertThat(runInVain("status_emulator.sh"))
                .contains(" ✘  haproxy ", " ✘  links ", " ✘  redis-exporter ", " ✘  alertmanager ", " ✘  prometheus ")
                .doesNotContain("sentinel")
                .containsPattern("(?<all>\\d+) of \\k<all> services are down");
    }

    private static String startOf(long pid) throws IOException {
        var fields = Files.readString(Path.of("/proc/" + pid + "/stat")).replaceFirst(".*\\) ", "");
        return fields.split(" ", -1)[19];
    }

    @Test
    @Needs(Program.CURL)
    void ask_proxyInTheEnvironment_isNotAsked() throws Exception {
        for (var name : List.of("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")) {
            environment.put(name, CLOSED);
        }
        environment.put("no_proxy", "");
        environment.put("NO_PROXY", "");
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            var url = "http://127.0.0.1:%d/health".formatted(server.getAddress().getPort());
            ProcessRun.of(checkout, LIMIT_S, environment, "bash", "-c", "source bin/lib.sh; http_ok " + url)
                    .printedBySuccess();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void start_serviceThatEnds_isStoppedAgainAndLeavesNothingNotedAsRunning() throws Exception {
        makeStubs("echo no memory for redis; exit 1");
        environment.putAll(FreePorts.of(PORTS));
        assertThat(runInVain("start_emulator.sh --native --no-load"))
                .contains("ERROR: ")
                .contains("The start failed: stopping what was started.");
        assertThat(checkout.resolve(".run/mode")).doesNotExist();
        assertThat(checkout.resolve(".run/redis.pid")).doesNotExist();
        assertThat(run("status_emulator.sh").printed()).startsWith("No cluster is up.");
    }

    /** Two clusters on one machine: the Prometheus of each looks at its own parts, and at a load test of its own. */
    @Test
    void prometheus_ofANativeCluster_looksAtThePortsOfItsSettings() throws Exception {
        Files.createDirectory(checkout.resolve(".run"));
        Files.copy(
                Path.of("observability", "prometheus.yml"),
                Files.createDirectory(checkout.resolve("observability")).resolve("prometheus.yml"));
        var ports = FreePorts.of(List.of(
                "EMULATOR1_PORT",
                "EMULATOR2_PORT",
                "CENTRIFUGO1_PORT",
                "CENTRIFUGO2_PORT",
                "STATS_PORT",
                "REDIS_EXPORTER_PORT",
                "ALERTMANAGER_PORT",
                "METRICS_PORT"));
        environment.putAll(ports);
        var script = "source bin/lib.sh; source bin/native.sh; load_env; write_observability";
        ProcessRun.of(checkout, LIMIT_S, environment, "bash", "-c", script).printedBySuccess();

        var targets = Pattern.compile("\"([^\"]+:\\d+)\"")
                .matcher(Files.readString(checkout.resolve(".run/prometheus.yml")))
                .results()
                .map(target -> target.group(1));
        assertThat(targets)
                .containsExactlyInAnyOrderElementsOf(
                        ports.values().stream().map(port -> "127.0.0.1:" + port).toList());
    }

    @Test
    void build_ofAGoProgramThatFails_tellsHowFarItCameAndWhy() throws Exception {
        stub("go", """
                for each in $(seq 250); do echo "go: downloading example.org/$each v1.0.0"; done
                for each in $(seq 450); do echo "example.org/package/$each"; done
                echo "main.go:3:30: undefined: foo"
                exit 1""");
        var script = "source bin/lib.sh; build_go bin . .run/bin/any ''; say built";
        var result = ProcessRun.of(checkout, LIMIT_S, environment, "bash", "-c", script);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.printed()).isEqualTo("""
                  100 modules fetched
                  200 modules fetched
                  200 packages compiled
                  400 packages compiled
                main.go:3:30: undefined: foo
                """);
    }

    @Test
    void start_clusterThatYields_isNicerThanALoadTestAndSoIsItsGroup() throws Exception {
        var group = Path.of("/proc/self/autogroup");
        makeStubs("echo niceness $(nice) $(cat %s 2>&1); exit 1".formatted(group));
        environment.putAll(FreePorts.of(PORTS));
        var own = Integer.parseInt(ProcessRun.of(checkout, LIMIT_S, environment, "nice")
                .printedBySuccess()
                .strip());

        assertThat(runInVain("start_emulator.sh --native --no-load")).contains("niceness " + own + " ");

        assertThat(runInVain("start_emulator.sh --native --yield --no-load"))
                .containsPattern("niceness %d %s"
                        .formatted(Math.min(own + 15, 19), Files.exists(group) ? "/autogroup-\\d+ nice 15" : ""));
    }

    @Test
    void start_composeFails_isStoppedAgainAndLeavesNothingNotedAsRunning() throws Exception {
        makeStubs("exit 1");
        environment.putAll(FreePorts.of(PORTS));
        stub(
                "docker",
                "echo \"docker $*\" >> docker.log; case \"$*\" in *version*) echo v2.40.3 ;; *' up '*) exit 1 ;; esac");
        for (String each : List.of("centrifugo/config.json", "haproxy/haproxy.cfg")) {
            Files.createDirectory(checkout.resolve(each).getParent());
            Files.createFile(checkout.resolve(each));
        }
        assertThat(runInVain("start_emulator.sh --no-load")).contains("ERROR: the cluster did not come up.");
        assertThat(Files.readString(checkout.resolve("docker.log")))
                .endsWith("docker compose down --remove-orphans --volumes\n");
        assertThat(checkout.resolve(".run/mode")).doesNotExist();
    }

    @Test
    void start_javaTooOld_saysWhichIsNeeded() throws Exception {
        makeStubs("exit 1");
        stub("java", "echo '    java.specification.version = 1.8'");
        assertThat(runInVain("start_emulator.sh --native --no-load"))
                .contains("ERROR: java is version 8, but 17 or newer is needed");
        assertThat(checkout.resolve(".run/mode")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"size", "size pom.xml --user 5", "size pom.xml -x"})
    void size_wrongArguments_areRefusedBeforeMavenIsAsked(String command) throws Exception {
        makeStubs("exit 1");
        stub("mvn", "echo Maven was asked");

        var result = run(command);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.printed()).contains("Usage: bin/size").doesNotContain("Maven was asked");
    }

    @Test
    void compare_classPathThatAFailedMavenLeftEmpty_asksMavenAgain() throws Exception {
        makeStubs("exit 1");
        stub("mvn", "echo Maven was asked");
        Files.createDirectories(checkout.resolve("src/test/gatling"));
        Files.createFile(checkout.resolve("target/programs.classpath"));

        assertThat(run("compare pom.xml pom.xml").printed()).contains("Maven was asked");
    }

    /** The commands of a user of macOS, with its kind of tools: nothing is asked of them that only GNU has. */
    @Test
    void composeCluster_withToolsOfMacOs_startsShowsAndStops() throws Exception {
        makeStubs("exit 1");
        makeToolsOfMacOs();
        environment.putAll(FreePorts.of(PORTS));
        for (String each : List.of("centrifugo/config.json", "haproxy/haproxy.cfg")) {
            Files.createFile(Files.createDirectory(checkout.resolve(each).getParent())
                    .resolve(Path.of(each).getFileName()));
        }
        stub("curl", "echo '\"version\":\"1.2\",\"answers\":0'");
        stub("docker", """
                case "$*" in
                    *version*) echo v2.40.3 ;;
                    *StartedAt*) echo 2026-01-02T03:04:05.678Z ;;
                    *working_dir*) echo "$PWD" ;;
                    *' up '*) touch up ;;
                    *down*) rm up ;;
                    *' logs '*) echo "$@" ;;
                    *redis-cli*) printf 'redis_version:7.0.15\\r\\nconnected_clients:1\\r\\n' ;;
                    *' --status '*) ;;
                    *' --services') printf 'redis\\nprometheus\\n' ;;
                    *' ps '*) [ ! -f up ] || echo id ;;
                esac""");
        stub("mvn", "echo 'PASSED: 50 answers'; echo 'page       target/gatling/mine/summary.html'");
        Files.writeString(checkout.resolve("target/programs.classpath"), "any");
        Files.createDirectories(checkout.resolve("src/test/gatling"));

        assertThat(run("start_emulator.sh").printedBySuccess())
                .contains("Page         target/gatling/mine/summary.html");
        Files.delete(checkout.resolve(".run/mode"));
        assertThat(run("status_emulator.sh").printedBySuccess())
                .contains(" ✔  redis          7.0.15 ", " ✔  prometheus ");
        assertThat(run("logs_emulator.sh -f").printedBySuccess()).isEqualTo("compose logs --tail 200 --follow\n");
        assertThat(run("stop_emulator.sh").printedBySuccess()).endsWith("The cluster is stopped.\n");
        assertThat(run("compare pom.xml pom.xml").printedBySuccess()).contains("specification");
        assertThat(run("size pom.xml").printedBySuccess()).contains("specification");
        assertThat(run("prepare").printed()).doesNotContain("refuses");
        assertThat(runInVain("start_emulator.sh --native")).contains("ERROR: --native needs Linux.");
        assertThat(runInVain("prepare --native")).contains("ERROR: --native needs Linux.");
        assertThat(checkout.resolve("refused")).doesNotExist();
    }

    /** Makes {@code PATH} lead to tools that refuse what only GNU's know, and to nothing that macOS lacks. */
    private void makeToolsOfMacOs() throws IOException {
        var refused = Map.of(
                "find", "-printf|-quit|-regextype",
                "date", "-d*|-I*|*%N*",
                "sed", "-i*|-r|-z|-s|*\\\\+*|*\\\\'?'*|*\\\\'|'*",
                "grep", "-*P*|-z*",
                "readlink", "-f",
                "stat", "-c*",
                "sort", "-V|-h",
                "xargs", "-r|-d",
                "mktemp", "-p",
                "ps", "-o*");
        for (var tool : List.of("bash", "env", "sh")) {
            stub(tool, "exec " + pathOf(tool) + " \"$@\"");
        }
        var tools = Stream.of("cat rm mv cp cmp mkdir chmod touch head tail awk dirname basename od tr tee sleep ls id"
                .split(" ", -1));
        for (var tool : Stream.concat(tools, refused.keySet().stream()).toList()) {
            stub(tool, """
                    for each in "$@"; do
                        case $each in
                            --*|%s) echo "%s refuses $each" >> "%s"; exit 64 ;;
                        esac
                    done
                    exec %s "$@"
                    """.formatted(
                            refused.getOrDefault(tool, "--*"), tool, checkout.resolve("refused"), pathOf(tool)));
        }
        stub("uname", "echo Darwin");
        environment.put("PATH", checkout.resolve("stubs").toString());
    }

    private static Path pathOf(String tool) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    /** The scripts that are not for Linux only do without what came after Bash 3.2, which is what macOS has. */
    @Test
    void scripts_forEverySystem_keepToBash32() throws IOException {
        var later = Pattern.compile(String.join(
                "|",
                "\\b(mapfile|readarray|coproc|globstar|lastpipe|EPOCHSECONDS|EPOCHREALTIME|BASHPID|wait -n)\\b",
                "\\b(declare|local|typeset) -[a-zA-Z]*[Agnlu]",
                "\\$\\{[^}]*(\\^|,,)\\}",
                "\\$\\{\\w+@",
                "\\[-1\\]",
                "\\[\\[ -v ",
                "&>>|\\|&|;&",
                "printf '%\\(",
                "exec \\{",
                // Asking a proxy for this machine.
                "\\bwget\\b",
                "\\bcurl -",
                // Under set -u an array without elements is an error there.
                "(?<!\\+)\"\\$\\{(?!(SERVICES|options|files|names)\\b)\\w+\\[[@*]\\]\\}"));
        for (var name : List.of(
                "lib.sh",
                "start_emulator.sh",
                "status_emulator.sh",
                "stop_emulator.sh",
                "logs_emulator.sh",
                "compare",
                "size")) {
            assertThat(Files.readAllLines(Path.of("bin", name)))
                    .as(name)
                    .noneMatch(line -> !line.strip().startsWith("#")
                            && later.matcher(line.replace("curl --noproxy '*'", ""))
                                    .find());
        }
    }

    /** Programs that a native cluster needs, so that none of this machine's is started. */
    private void makeStubs(String redisServer) throws IOException {
        stub("java", "echo '    java.specification.version = 17'");
        stub("centrifugo", "echo \"Centrifugo v$CENTRIFUGO_VERSION (stub)\"");
        stub("redis-server", redisServer);
        stub("redis-cli", "exit 1");
        stub("haproxy", "exit 1");
        stub("curl", "exit 1");
        stub("docker", "exit 1");
        // Nothing is to be built.
        Files.createFile(checkout.resolve("pom.xml"));
        Files.createDirectories(checkout.resolve("src/main"));
        Files.createFile(Files.createDirectory(checkout.resolve("target")).resolve("llm-emulator.jar"));
    }

    private void stub(String name, String command) throws IOException {
        var folder = Files.createDirectories(checkout.resolve("stubs"));
        var version = Files.readAllLines(Path.of("bin/lib.sh")).stream()
                .filter(line -> line.startsWith("readonly CENTRIFUGO_VERSION="))
                .findFirst()
                .orElseThrow()
                .replace("readonly ", "");
        var file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + version + "\n" + command + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        environment.put("PATH", folder + ":" + System.getenv("PATH"));
    }

    /** Runs a command that fails, and returns what it printed. */
    private String runInVain(String command) throws IOException, InterruptedException {
        var result = run(command);
        assertThat(result.exitCode()).as(result.printed()).isEqualTo(1);
        return result.printed();
    }

    private ProcessRun run(String command) throws IOException, InterruptedException {
        return ProcessRun.of(checkout, LIMIT_S, environment, ("bin/" + command).split(" ", -1));
    }
}
