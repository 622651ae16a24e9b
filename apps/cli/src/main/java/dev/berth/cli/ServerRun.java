package dev.berth.cli;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ModelPackage;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerLimits;
import dev.berth.server.ServerOptions;
import dev.berth.server.logging.LogOptions;
import dev.berth.serving.ModelState;
import dev.berth.serving.ModelStatus;
import dev.berth.serving.ServingOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// A server from its start to its end.
final class ServerRun {
    /// Besides what the file system announces, which some network drives do not.
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(2);

    private ServerRun() {}

    /// What the command line said of the server.
    ///
    /// @param logForm `text` or `json`; empty for what suits the terminal
    /// @param accessLog empty for what is usual with the form
    record Plan(
            String host,
            int port,
            Duration grace,
            ServerLimits limits,
            boolean watching,
            Optional<String> logForm,
            String logLevel,
            Optional<Boolean> accessLog,
            Optional<URI> otlp) {

        ServerOptions options() {
            var options =
                    ServerOptions.defaults()
                            .withHost(host)
                            .withPort(port)
                            .withGrace(grace)
                            .withLimits(limits)
                            .withLog(log())
                            .withServing(
                                    ServingOptions.defaults()
                                            .withWatching(
                                                    watching
                                                            ? Optional.of(WATCH_INTERVAL)
                                                            : Optional.empty()));
            return otlp.map(options::withOtlpEndpoint).orElse(options);
        }

        private LogOptions log() {
            LogOptions leveled =
                    LogOptions.defaults()
                            .withLevel(choice(LogOptions.Level.class, "--log-level", logLevel));
            LogOptions options =
                    logForm.map(form -> choice(LogOptions.Format.class, "--log", form))
                            .map(leveled::withFormat)
                            .orElse(leveled);
            return accessLog
                    .map(on -> on ? LogOptions.Access.ON : LogOptions.Access.OFF)
                    .map(options::withAccess)
                    .orElse(options);
        }

        private static <E extends Enum<E>> E choice(Class<E> type, String option, String text) {
            for (E constant : type.getEnumConstants()) {
                if (constant.name().equalsIgnoreCase(text)) {
                    return constant;
                }
            }
            throw new ProblemException(
                    ProblemCode.USAGE,
                    option + " " + text,
                    "write one of "
                            + java.util.Arrays.toString(type.getEnumConstants())
                                    .toLowerCase(Locale.ROOT));
        }
    }

    /// Serves until the process is told to stop or this thread is interrupted; gives the exit
    /// status.
    static int serve(Path system, Plan plan, Terminal terminal) {
        BerthServer server;
        try (var progress = Progress.of(terminal, "loading " + system)) {
            server = BerthServer.start(system, plan.options());
            progress.now("ready");
        }
        announce(server, system, plan, terminal);
        Thread hook =
                Thread.ofPlatform()
                        .name("berth-stop")
                        .unstarted(() -> stop(server, plan, terminal));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Runtime.getRuntime().removeShutdownHook(hook);
            server.close();
        }
        return 0;
    }

    private static void stop(BerthServer server, Plan plan, Terminal terminal) {
        terminal.say(
                "stopping; requests under way have " + Quantities.duration(plan.grace().toNanos()));
        boolean drained = server.drain(plan.grace());
        server.close();
        terminal.say(drained ? "stopped" : "stopped with requests unanswered");
        terminal.err().flush();
        // Without this the JVM's status would be the signal's, and an orderly stop look like a
        // failure.
        Runtime.getRuntime().halt(drained ? 0 : BerthCommand.STATUS_FAILED);
    }

    private static void announce(BerthServer server, Path system, Plan plan, Terminal terminal) {
        String host =
                plan.host().equals("0.0.0.0") || plan.host().equals("127.0.0.1")
                        ? "localhost"
                        : plan.host();
        String address =
                "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.port();
        var table = new Table("MODEL", "VERSION", "STATE", "MEMORY");
        for (ModelStatus status : server.serving().index()) {
            table.row(
                    status.name(),
                    status.version(),
                    status.state().name().toLowerCase(Locale.ROOT),
                    status.memoryBytes() == 0 ? "-" : Quantities.bytes(status.memoryBytes()));
            if (status.state() == ModelState.QUARANTINED) {
                table.note(status.reason());
            }
        }
        var out = terminal.out();
        if (server.serving().index().isEmpty()) {
            terminal.say(
                    "no models yet; `berth init --model FILE --out "
                            + system
                            + "` adds one, and it is served at once");
        } else {
            table.print(out);
            out.println();
        }
        out.println("listening   " + address + "   (HTTP/1.1, HTTP/2, gRPC)");
        out.println("try it      " + address + "/docs");
        out.println("interface   " + address + "/openapi.json");
        out.println("metrics     " + address + "/metrics");
        for (ModelPackage served : server.serving().packages()) {
            out.println();
            out.println(served.reference() + ": " + served.summary());
            out.println("  " + CurlLine.of(served, address));
        }
        out.flush();
    }
}
