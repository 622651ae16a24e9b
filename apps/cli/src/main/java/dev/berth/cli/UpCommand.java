package dev.berth.cli;

import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.server.ServerLimits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `berth up`: serves a system until it is stopped.
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        description = {
            "Serves a system.",
            "",
            "HTTP/1.1, HTTP/2 and gRPC share one port. SIGTERM and Ctrl-C let requests "
                    + "under way finish.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth up examples/sentences",
            "  berth up examples/sign-reader --port 9000 --host 0.0.0.0",
            "  berth up --model my-model.onnx       # writes ./my-model-system and serves it",
            "  berth up my-system --log json --otlp http://localhost:4318"
        })
final class UpCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            description = "The system's directory; not needed with --model.")
    private @Nullable Path directory;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description =
                    "Serve this ONNX file: writes a system around it (in DIR, or NAME-system) "
                            + "unless it is there already.")
    private @Nullable Path model;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The name of the model of --model. Default: the file's name.")
    private @Nullable String name;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            converter = PortConverter.class,
            description = "The port, 0 for any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "The address to listen on. Default: ${DEFAULT-VALUE}, this machine alone.")
    private String host = "";

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            defaultValue = "25s",
            converter = DurationConverter.class,
            description =
                    "How long stopping waits for requests under way. Default: ${DEFAULT-VALUE}.")
    private Duration grace = Duration.ZERO;

    @Option(
            names = "--max-body",
            paramLabel = "BYTES",
            defaultValue = "64M",
            converter = BytesConverter.class,
            description =
                    "The largest body of a request, and gRPC message: bytes, or with k, M, G. "
                            + "Default: ${DEFAULT-VALUE}.")
    private int bodyBytesMax;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            converter = CountConverter.class,
            defaultValue = "10000",
            description = "Connections at the same time. Default: ${DEFAULT-VALUE}.")
    private int connectionsMax;

    @Option(
            names = "--idle-timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            converter = DurationConverter.class,
            description =
                    "How long a connection may stay without a byte. Default: ${DEFAULT-VALUE}.")
    private Duration idleTimeout = Duration.ZERO;

    @Option(
            names = "--no-watch",
            description = "Take the system as it is now; do not load what changes on disk.")
    private boolean notWatching;

    @Option(
            names = "--log",
            paramLabel = "FORM",
            description = "The form of log lines: text or json. Default: text at a terminal.")
    private @Nullable String logForm;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "The least severe that is logged: error, warn, info, debug.")
    private String logLevel = "";

    @Option(
            names = "--access-log",
            negatable = true,
            description =
                    "Log a line for each request, or not. Default: with --log json, not with text.")
    private @Nullable Boolean accessLog;

    @Option(
            names = "--otlp",
            paramLabel = "URL",
            converter = UrlConverter.class,
            description = "Send traces to this OTLP/HTTP receiver. Default: no traces.")
    private @Nullable URI otlp;

    UpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path system = system();
        var plan =
                new ServerRun.Plan(
                        host,
                        port,
                        grace,
                        limits(),
                        !notWatching,
                        Optional.ofNullable(logForm),
                        logLevel,
                        Optional.ofNullable(accessLog),
                        Optional.ofNullable(otlp));
        return ServerRun.serve(system, plan, terminal);
    }

    private ServerLimits limits() {
        if (idleTimeout.isZero()) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--idle-timeout 0 (expected: 1ms or more)",
                    "allow longer than the slowest answer takes");
        }
        return ServerLimits.defaults()
                .withBodyBytesMax(bodyBytesMax)
                .withConnectionsMax(connectionsMax)
                .withIdleTimeout(idleTimeout);
    }

    private Path system() throws IOException {
        if (model != null) {
            return systemAround(model);
        }
        if (name != null) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--name " + name + " without --model",
                    "name the ONNX file with --model; a system's packages have their names");
        }
        if (directory == null) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "nothing to serve",
                    "name a system's directory, or an ONNX file with --model");
        }
        if (Files.isRegularFile(directory)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "'" + directory + "' is a file (expected: a system's directory)",
                    "name the directory that holds berth.yaml and models/; an ONNX file is served"
                            + " with `berth up --model FILE`");
        }
        return directory;
    }

    /// The system of a bare file: the one that an earlier call wrote, or a new one.
    private Path systemAround(Path file) throws IOException {
        var bare =
                BareModel.of(
                        file,
                        Optional.ofNullable(name),
                        ModelVersion.of(BareModel.VERSION_DEFAULT),
                        Optional.ofNullable(directory));
        if (Files.exists(bare.folder())) {
            terminal.say(bare.folder() + " is there already and is served as it is");
        } else {
            terminal.say("wrote " + bare.write() + "; fill in what its fields mean");
        }
        return bare.system();
    }
}
