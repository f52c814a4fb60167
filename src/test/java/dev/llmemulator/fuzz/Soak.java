package dev.llmemulator.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.llmemulator.load.run.LoadTestProcess;
import dev.llmemulator.load.simulations.ArrivingUsers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Emulator and stand-in in a process of their own, good users for a long time, hostile ones beside them: {@code bin/soak}.
 * First the good users alone for a sixth of the time, then both. The good ones have to get every answer whole and in
 * time, and the servers must not hold ever more.
 */
final class Soak {
    private static final int SAMPLES = 80;
    private static final double MOST_DELAY_P99_MS = 250;
    private static final int MOST_LEAVING_S = 60;
    private static final int FILES_LEFT = 20;

    private final List<String> faults = new ArrayList<>();
    private final Path folder;
    private final double rate;

    private Soak(Path folder, double rate) {
        this.folder = folder;
        this.rate = rate;
    }

    /**
     * Runs the soak, prints what it found and exits with 0 if that is nothing.
     *
     * @param arguments the seconds, the users who arrive in a second, and a folder for logs and reports
     */
    public static void main(String... arguments) throws Exception {
        var folder = Files.createDirectories(Path.of(arguments[2]));
        var soak = new Soak(folder, Double.parseDouble(arguments[1]));
        soak.run(Long.parseLong(arguments[0]));
        soak.faults.forEach(fault -> System.out.println("FAULT: " + fault));
        System.out.println(soak.faults.isEmpty() ? "PASSED" : "FAILED, see " + folder);
        System.exit(soak.faults.isEmpty() ? 0 : 1);
    }

    private void run(long seconds) throws Exception {
        var log = folder.resolve("servers.log");
        var server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        // The program's own configuration, not the quieter one of the tests.
                        "-Dlogback.configurationFile=logback.xml",
                        "-Djava.rmi.server.hostname=127.0.0.1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Target.class.getName())
                .redirectError(log.toFile())
                .start();
        try {
            var urls = server.inputReader().readLine().split(" ", -1);
            var alone = startLoad("alone", urls, Math.max(10, seconds / 6));
            judge("alone", alone);
            attack(server.pid(), urls, seconds - seconds / 6);
        } finally {
            server.getOutputStream().close();
            if (!server.waitFor(20, TimeUnit.SECONDS)) {
                faults.add("the servers do not stop");
                server.destroyForcibly();
            }
        }
        for (var line : Files.readAllLines(log)) {
            if (line.matches(".* (WARN|ERROR) .*") || Target.tells(line)) {
                faults.add("logged: " + line);
                break;
            }
        }
    }

    // The address of the JMX agent is that of a process that this one started.
    @SuppressWarnings("BanJNDI")
    private void attack(long pid, String[] urls, long seconds) throws Exception {
        var samples = new ArrayList<Resources>();
        // One in a hundred clients, but one a second at least.
        try (var connector = JMXConnectorFactory.connect(managementOf(pid))) {
            var jvm = connector.getMBeanServerConnection();
            var before = Resources.of(jvm);
            try (var hostiles = new Hostiles(URI.create(urls[0]), URI.create(urls[1]), Math.max(1, rate / 100));
                    var health = new HealthProbe(URI.create(urls[0]))) {
                var load = startLoad("attacked", urls, seconds);
                while (!load.waitFor(Math.max(1_000, seconds * 1_000 / SAMPLES), TimeUnit.MILLISECONDS)) {
                    samples.add(Resources.of(jvm));
                }
                judge("attacked", load);
                System.out.println("hostile clients: " + hostiles.count());
                health.fault().ifPresent(faults::add);
            }
            judgeWhatIsLeft(jvm, before);
        }
        // The last ones see how the good users leave.
        var growth = Resources.growth(samples.subList(samples.size() / 4, samples.size() * 19 / 20));
        growth.forEach(System.out::println);
        growth.stream()
                .filter(each -> each.isLeak() && !each.what().equals(Resources.OPEN_FILES))
                .forEach(each -> faults.add("there is ever more: " + each));
    }

    /**
     * How many files are open at once follows how long users stay, and so how busy the machine is. How many are open once
     * everybody has left does not.
     */
    private void judgeWhatIsLeft(MBeanServerConnection jvm, Resources before) throws Exception {
        var endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_LEAVING_S);
        var left = Resources.of(jvm);
        while (left.files() > before.files() + FILES_LEFT && System.nanoTime() < endNs) {
            TimeUnit.SECONDS.sleep(1);
            left = Resources.of(jvm);
        }
        System.out.printf("open files       %d before, %d after everybody had left%n", before.files(), left.files());
        if (left.files() > before.files() + FILES_LEFT) {
            faults.add("files stay open");
        }
    }

    private static JMXServiceURL managementOf(long pid) throws IOException, AttachNotSupportedException {
        var jvm = VirtualMachine.attach(String.valueOf(pid));
        try {
            return new JMXServiceURL(jvm.startLocalManagementAgent());
        } finally {
            jvm.detach();
        }
    }

    private Process startLoad(String name, String[] urls, long seconds) throws IOException {
        return LoadTestProcess.start(
                List.of(),
                ArrivingUsers.class,
                Files.createDirectories(folder.resolve(name)),
                "-Drate=" + rate + " -Dduration=" + seconds,
                "-Dhttp_url=" + urls[0] + " -Dws_url=" + urls[1],
                "-DCENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY=" + Target.secret());
    }

    /** Waits for the end of a load test, and judges what it measured. */
    private void judge(String name, Process load) throws IOException, InterruptedException {
        load.waitFor();
        JsonNode summary;
        try {
            summary = LoadTestProcess.summary(folder.resolve(name));
        } catch (NoSuchElementException e) {
            faults.add(name + ": the load test measured nothing: "
                    + Files.readString(LoadTestProcess.printed(folder.resolve(name)))
                            .lines()
                            .reduce("", (a, b) -> b));
            return;
        }
        var failed = summary.at("/answers/failed").asInt();
        var delay = summary.at("/percentiles_ms/token_delay/p99").asDouble(Double.NaN);
        System.out.printf(
                Locale.ROOT,
                "%-9s %s: %d answers whole, %d failed, violations %s, token delay p99 %.1f ms%n",
                name,
                summary.path("verdict").asText(),
                summary.at("/answers/passed").asInt(),
                failed,
                summary.path("violations"),
                delay);
        if (failed > 0 || !summary.path("violations").isEmpty() || !(delay <= MOST_DELAY_P99_MS)) {
            faults.add(name + ": the good users did not get every answer whole and in time"
                    + (summary.path("verdict").asText().equals("INVALID") ? ", on a machine that was too busy" : ""));
        }
    }
}
