package dev.berth.cli;

import dev.berth.server.ServerOptions;
import dev.berth.serving.LoadPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How `berth up` loads models.
final class LoadingOptions implements UpOptions {
    /// Besides what the file system announces, which some network drives do not.
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(2);

    @Option(
            names = "--no-watch",
            description = "Take the system as it is now; do not load what changes on disk.")
    private boolean notWatching;

    @Option(
            names = "--load",
            paramLabel = "WHEN",
            defaultValue = "at-start",
            converter = LoadPolicyConverter.class,
            description =
                    "When models are loaded: at-start, or on-demand, each by its first request. "
                            + "Default: ${DEFAULT-VALUE}.")
    private LoadPolicy policy = LoadPolicy.AT_START;

    @Option(
            names = "--memory-limit",
            paramLabel = "BYTES",
            converter = ManyBytesConverter.class,
            description =
                    "Native memory for all models together, like 500M or 8G. When it is full, those "
                            + "used least recently make room, and their next request loads them "
                            + "again. Default: no limit.")
    private @Nullable Long memoryBytesMax;

    @Override
    public ServerOptions applyTo(ServerOptions options) {
        return options.withServing(
                options.serving()
                        .withLoadPolicy(policy)
                        .withMemoryBytesMax(
                                memoryBytesMax == null
                                        ? OptionalLong.empty()
                                        : OptionalLong.of(memoryBytesMax))
                        .withWatching(
                                notWatching ? Optional.empty() : Optional.of(WATCH_INTERVAL)));
    }
}
