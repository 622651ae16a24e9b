package dev.berth.cli.up;

import dev.berth.cli.console.BytesConverter;
import dev.berth.cli.console.CountConverter;
import dev.berth.cli.console.DurationConverter;
import dev.berth.cli.console.ManyBytesConverter;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.server.ServerLimits;
import dev.berth.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/// Limits of `berth up` on requests and connections.
final class LimitOptions implements UpOptions {
    private final OptionSpec lameDuck =
            OptionSpec.builder("--lame-duck")
                    .paramLabel("DURATION")
                    .defaultValue("0s")
                    .type(Duration.class)
                    .converters(new DurationConverter())
                    .description(
                            "Time after a stop signal in which the server reports not ready and "
                                    + "still responds, so that load balancers remove it; 5s in "
                                    + "Kubernetes. Default: ${DEFAULT-VALUE}.")
                    .build();

    private final OptionSpec grace =
            OptionSpec.builder("--shutdown-grace-period")
                    .paramLabel("DURATION")
                    .defaultValue("25s")
                    .type(Duration.class)
                    .converters(new DurationConverter())
                    .description(
                            "Time to wait then for requests in flight. Default: ${DEFAULT-VALUE}.")
                    .build();

    private final OptionSpec bodyBytesMax =
            OptionSpec.builder("--max-request-bytes")
                    .paramLabel("BYTES")
                    .defaultValue("64M")
                    .type(int.class)
                    .converters(new BytesConverter())
                    .description(
                            "Size limit of a request body or gRPC message: bytes, or with k, M, G. "
                                    + "Default: ${DEFAULT-VALUE}.")
                    .build();

    private final OptionSpec bytesUnderWayMax =
            OptionSpec.builder("--max-in-flight-bytes")
                    .paramLabel("BYTES")
                    .type(Long.class)
                    .converters(new ManyBytesConverter())
                    .description(
                            "Memory limit for the bodies of all requests in flight and unsent "
                                    + "responses; further bodies are rejected. Default: a quarter "
                                    + "of the JVM's heap, and at least twice --max-request-bytes.")
                    .build();

    private final OptionSpec connectionsMax =
            OptionSpec.builder("--max-connections")
                    .paramLabel("N")
                    .defaultValue("10000")
                    .type(int.class)
                    .converters(new CountConverter())
                    .description("Limit of open connections. Default: ${DEFAULT-VALUE}.")
                    .build();

    private final OptionSpec idleTimeout =
            OptionSpec.builder("--idle-timeout")
                    .paramLabel("DURATION")
                    .defaultValue("5m")
                    .type(Duration.class)
                    .converters(new DurationConverter())
                    .description(
                            "Time without traffic after which a connection is closed. Default: "
                                    + "${DEFAULT-VALUE}.")
                    .build();

    @Override
    public List<OptionSpec> all() {
        return List.of(
                lameDuck, grace, bodyBytesMax, bytesUnderWayMax, connectionsMax, idleTimeout);
    }

    @Override
    public ServerOptions applyTo(ServerOptions options) {
        Duration idle = idleTimeout.getValue();
        if (idle.isZero()) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--idle-timeout 0 (expected: 1ms or more)",
                    "allow longer than the slowest answer takes");
        }
        int body = bodyBytesMax.<Integer>getValue();
        ServerLimits limits =
                options.limits()
                        .withBodyBytesMax(body)
                        .withConnectionsMax(connectionsMax.<Integer>getValue())
                        .withIdleTimeout(idle);
        @Nullable Long underWay = bytesUnderWayMax.getValue();
        return options.withLameDuck(lameDuck.getValue())
                .withGrace(grace.getValue())
                .withLimits(
                        underWay == null
                                ? limits
                                : limits.withBytesUnderWayMax(enough(underWay, body)));
    }

    private static long enough(long bytes, int bodyBytesMax) {
        long least = ServerLimits.leastUnderWay(bodyBytesMax);
        if (bytes < least) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--max-in-flight-bytes " + bytes + " (expected: at least " + least + ")",
                    "allow twice what --max-request-bytes allows one body, or lower that");
        }
        return bytes;
    }
}
