package dev.berth.cli;

import dev.berth.server.ServerOptions;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/// How `berth up` loads models.
final class LoadingOptions implements UpOptions {
    /// Besides what the file system announces, which some network drives do not.
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(2);

    @Option(
            names = "--no-watch",
            description = "Take the system as it is now; do not load what changes on disk.")
    private boolean notWatching;

    @Override
    public ServerOptions applyTo(ServerOptions options) {
        return options.withServing(
                options.serving()
                        .withWatching(
                                notWatching ? Optional.empty() : Optional.of(WATCH_INTERVAL)));
    }
}
