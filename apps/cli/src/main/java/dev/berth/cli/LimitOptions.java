package dev.berth.cli;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.server.ServerLimits;
import dev.berth.server.ServerOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What `berth up` bounds for its callers.
final class LimitOptions implements UpOptions {
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
            names = "--max-under-way",
            paramLabel = "BYTES",
            converter = ManyBytesConverter.class,
            description =
                    "What the bodies of all requests under way and answers not yet sent may take "
                            + "together; new bodies beyond are refused. Default: a quarter of the "
                            + "JVM's heap, and at least twice --max-body.")
    private @Nullable Long bytesUnderWayMax;

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

    @Override
    public ServerOptions applyTo(ServerOptions options) {
        if (idleTimeout.isZero()) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--idle-timeout 0 (expected: 1ms or more)",
                    "allow longer than the slowest answer takes");
        }
        ServerLimits limits =
                options.limits()
                        .withBodyBytesMax(bodyBytesMax)
                        .withConnectionsMax(connectionsMax)
                        .withIdleTimeout(idleTimeout);
        return options.withGrace(grace)
                .withLimits(
                        bytesUnderWayMax == null
                                ? limits
                                : limits.withBytesUnderWayMax(enough(bytesUnderWayMax)));
    }

    private long enough(long bytes) {
        long least = ServerLimits.leastUnderWay(bodyBytesMax);
        if (bytes < least) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--max-under-way " + bytes + " (expected: at least " + least + ")",
                    "allow twice what --max-body allows one body, or lower that");
        }
        return bytes;
    }
}
