package dev.berth.cli.up;

import dev.berth.cli.console.ManyBytesConverter;
import dev.berth.server.ServerOptions;
import dev.berth.serving.lifecycle.LoadPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/// Options of `berth up` for loading models.
final class LoadingOptions implements UpOptions {
    /// Polling besides file system events, which some network drives do not send.
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(2);

    private final OptionSpec notWatching =
            OptionSpec.builder("--no-watch")
                    .type(boolean.class)
                    .description("Serve the system as it is now; ignore later changes on disk.")
                    .build();

    private final OptionSpec policy =
            OptionSpec.builder("--load-policy")
                    .paramLabel("WHEN")
                    .defaultValue("eager")
                    .type(LoadPolicy.class)
                    .completionCandidates(List.of("eager", "on-demand"))
                    .converters(new LoadPolicyConverter())
                    .description(
                            "When models are loaded: eager, all at the start, or on-demand, each "
                                    + "at its first request. Default: ${DEFAULT-VALUE}.")
                    .build();

    private final OptionSpec memoryBytesMax =
            OptionSpec.builder("--model-memory-limit")
                    .paramLabel("BYTES")
                    .type(Long.class)
                    .converters(new ManyBytesConverter())
                    .description(
                            "Native memory for all models, like 500M or 8G. When it is full, the "
                                    + "least recently used models are unloaded until their next "
                                    + "request. Default: no limit.")
                    .build();

    @Override
    public List<OptionSpec> all() {
        return List.of(notWatching, policy, memoryBytesMax);
    }

    @Override
    public ServerOptions applyTo(ServerOptions options) {
        @Nullable Long bytes = memoryBytesMax.getValue();
        return options.withServing(
                options.serving()
                        .withLoadPolicy(policy.getValue())
                        .withMemoryBytesMax(
                                bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes))
                        .withWatching(
                                Boolean.TRUE.equals(notWatching.getValue())
                                        ? Optional.empty()
                                        : Optional.of(WATCH_INTERVAL)));
    }
}
