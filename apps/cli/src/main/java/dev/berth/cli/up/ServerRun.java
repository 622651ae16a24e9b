package dev.berth.cli.up;

import dev.berth.cli.console.ProblemReport;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Quantities;
import dev.berth.cli.console.Table;
import dev.berth.cli.console.Terminal;
import dev.berth.core.ShellWord;
import dev.berth.core.system.ModelPackage;
import dev.berth.endpoint.EndpointStatus;
import dev.berth.scheduling.LowPriority;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import dev.berth.serving.execution.ModelState;
import dev.berth.serving.execution.ModelStatus;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/// Execution of a server from start to stop.
final class ServerRun {
    /// Models with an example call; a terminal shows no more at once.
    private static final int SHOWN_MAX = 10;

    private ServerRun() {}

    /// Serves until the process is signalled to stop or this thread is interrupted; returns the
    /// exit status.
    static int serve(Path system, ServerOptions options, Terminal terminal) {
        BerthServer server;
        try (var progress = Progress.of(terminal, "loading " + system)) {
            server = BerthServer.start(system, options);
            progress.now("ready");
        }
        announce(server, system, options, terminal);
        // Not before: the start itself waits for compiled code most.
        LowPriority.ofCompilers();
        Thread hook =
                Thread.ofPlatform()
                        .name("berth-stop")
                        .unstarted(() -> stop(server, options, terminal));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            OldGenCollector.bound(server::connections);
        } catch (InterruptedException e) {
            Runtime.getRuntime().removeShutdownHook(hook);
            server.close();
        }
        return 0;
    }

    private static void stop(BerthServer server, ServerOptions options, Terminal terminal) {
        terminal.say(
                "stopping; "
                        + (options.lameDuck().isZero()
                                ? ""
                                : "answers on for "
                                        + Quantities.duration(options.lameDuck().toNanos())
                                        + ", then ")
                        + "requests in flight have "
                        + Quantities.duration(options.grace().toNanos()));
        boolean drained = server.drain(options.grace());
        terminal.say(drained ? "stopped" : "stopped with requests unanswered");
        terminal.err().flush();
        // Otherwise the JVM's status would be the signal's, and an orderly stop look like a
        // failure.
        Runtime.getRuntime().halt(drained ? 0 : ProblemReport.STATUS_FAILED);
    }

    private static void announce(
            BerthServer server, Path system, ServerOptions options, Terminal terminal) {
        String host =
                options.host().equals("0.0.0.0") || options.host().equals("127.0.0.1")
                        ? "localhost"
                        : options.host();
        String address =
                (options.tls().isPresent() ? "https://" : "http://")
                        + (host.contains(":") ? "[" + host + "]" : host)
                        + ":"
                        + server.port();
        var table = new Table("MODEL", "VERSION", "STATE", "MEMORY");
        for (ModelStatus status : server.serving().index()) {
            long bytes = status.memory().totalBytes();
            table.row(
                    status.name(),
                    status.version(),
                    status.state().label(),
                    bytes == 0 ? "-" : Quantities.bytes(bytes));
            if (status.state() == ModelState.FAILED) {
                table.note(status.reason());
            }
        }
        var out = terminal.out();
        if (server.serving().index().isEmpty()) {
            terminal.say(
                    "no models yet; `berth init --model FILE --output "
                            + ShellWord.of(system)
                            + "` adds one, and it is served at once");
        } else {
            table.print(out);
            out.println();
        }
        out.println("listening   " + address + "   (HTTP/1.1, HTTP/2, gRPC)");
        out.println("try it      " + address + "/docs");
        out.println("interface   " + address + "/openapi.json");
        out.println("metrics     " + address + "/metrics");
        if (!server.serving().system().access().consumers().isEmpty()) {
            out.println(
                    "callers     need a key: add -H 'Authorization: Bearer KEY' to what follows");
        }
        printCalls(server, address, out);
        out.flush();
    }

    /// Endpoints first: they are what clients should call.
    private static void printCalls(BerthServer server, String address, PrintStream out) {
        List<EndpointStatus> endpoints = server.endpoints().statuses();
        List<ModelPackage> packages = server.serving().packages();
        int shown = 0;
        for (EndpointStatus endpoint : endpoints) {
            if (shown++ < SHOWN_MAX) {
                out.println();
                out.println(endpoint.name() + ": " + describe(endpoint));
                if (endpoint.isReady()) {
                    out.println("  " + CurlLine.of(endpoint, address));
                }
            }
        }
        for (ModelPackage served : packages) {
            if (shown++ < SHOWN_MAX) {
                out.println();
                out.println(served.reference() + ": " + served.summary());
                out.println("  " + CurlLine.of(served, address));
            }
        }
        if (shown > SHOWN_MAX) {
            out.println();
            out.println("and " + (shown - SHOWN_MAX) + " more, see " + address + "/docs");
        }
    }

    private static String describe(EndpointStatus endpoint) {
        if (endpoint.errors().isEmpty()) {
            return endpoint.summary();
        }
        return (endpoint.isReady() ? "answers as before its file broke: " : "is broken: ")
                + endpoint.errors().getFirst();
    }
}
