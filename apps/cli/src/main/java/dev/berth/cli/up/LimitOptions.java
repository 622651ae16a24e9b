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

/// What `berth up` bounds for its callers.
final class LimitOptions implements UpOptions {
    private final OptionSpec lameDuck =
            OptionSpec.builder("--lame-duck")
                    .paramLabel("DURATION")
                    .defaultValue("0s")
                    .type(Duration.class)
                    .converters(new DurationConverter())
                    .description(
                            "How long stopping first answers on as one that is not ready, so that "
                                    + "load balancers find out; 5s in Kubernetes. Default: "
                                    + "${DEFAULT-VALUE}.")
                    .build();

    private final OptionSpec grace =
            OptionSpec.builder("--shutdown-grace-period")
                    .paramLabel("DURATION")
                    .defaultValue("25s")
                    .type(Duration.class)
                    .converters(new DurationConverter())
                    .description(
                            "How long stopping then waits for requests in flight. Default: "
                                    + "${DEFAULT-VALUE}.")
                    .build();

    private final OptionSpec bodyBytesMax =
            OptionSpec.builder("--max-request-bytes")
                    .paramLabel("BYTES")
                    .defaultValue("64M")
                    .type(int.class)
                    .converters(new BytesConverter())
                    .description(
                            "The largest body of a request, and gRPC message: bytes, or with k, M, "
                                    + "G. Default: ${DEFAULT-VALUE}.")
                    .build();

    private final OptionSpec bytesUnderWayMax =
            OptionSpec.builder("--max-in-flight-bytes")
                    .paramLabel("BYTES")
                    .type(Long.class)
                    .converters(new ManyBytesConverter())
                    .description(
                            "What the bodies of all requests in flight and answers not yet sent may "
                                    + "take together; new bodies beyond are refused. Default: a "
                                    + "quarter of the JVM's heap, and at least twice --max-request-bytes.")
                    .build();

    private final OptionSpec connectionsMax =
            OptionSpec.builder("--max-connections")
                    .paramLabel("N")
                    .defaultValue("10000")
                    .type(int.class)
                    .converters(new CountConverter())
                    .description("Connections at the same time. Default: ${DEFAULT-VALUE}.")
                    .build();

    private final OptionSpec idleTimeout =
            OptionSpec.builder("--idle-timeout")
                    .paramLabel("DURATION")
                    .defaultValue("5m")
                    .type(Duration.class)
                    .converters(new DurationConverter())
                    .description(
                            "How long a connection may stay without a byte. Default: "
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
