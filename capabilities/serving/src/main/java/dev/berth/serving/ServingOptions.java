package dev.berth.serving;

import dev.berth.catalog.artifact.ArtifactStore;
import dev.berth.catalog.artifact.TransferProgress;
import dev.berth.core.ModelReference;
import dev.berth.core.system.Tuning;
import dev.berth.runtime.ModelRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// How a process serves.
///
/// @param cacheDirectory where artifacts that come from elsewhere are kept
/// @param listener hears of requests and of changes
/// @param watching how often the system's directory is looked at for changes, besides what the file
///   system announces; empty to take it as it is at the start
/// @param runtimes engines besides those that are found by `java.util.ServiceLoader`
/// @param transferProgress hears of artifacts on their way here
/// @param executionThreads threads that run encoders, engines and decoders, for all models
///   together, at least 1
/// @param lanes how many [Lane]s there are, 0 for none
/// @param loadPolicy when a model comes into memory that nobody has asked for yet
/// @param memoryBytesMax native memory that models may hold all together, at least 1; when a model
///   needs more, those used least recently are evicted, and loaded again by their next request;
///   empty for no limit
/// @param tunings how to execute these models, in place of what their profiles say
public record ServingOptions(
        Path cacheDirectory,
        ServingListener listener,
        Optional<Duration> watching,
        List<ModelRuntime> runtimes,
        TransferProgress transferProgress,
        int executionThreads,
        int lanes,
        LoadPolicy loadPolicy,
        OptionalLong memoryBytesMax,
        Map<ModelReference, Tuning> tunings) {

    public ServingOptions {
        runtimes = List.copyOf(runtimes);
        tunings = Map.copyOf(tunings);
        if (executionThreads < 1) {
            throw new IllegalArgumentException(
                    "execution threads: " + executionThreads + " (expected: >= 1)");
        }
        if (memoryBytesMax.orElse(1) < 1) {
            throw new IllegalArgumentException(
                    "memory limit: " + memoryBytesMax + " (expected: >= 1)");
        }
    }

    /// The user's cache directory, no listener, no watching, one execution thread per processor.
    public static ServingOptions defaults() {
        return new ServingOptions(
                ArtifactStore.usualCache(System.getenv(), Path.of(System.getProperty("user.home"))),
                new ServingListener() {},
                Optional.empty(),
                List.of(),
                TransferProgress.silent(),
                Runtime.getRuntime().availableProcessors(),
                0,
                LoadPolicy.AT_START,
                OptionalLong.empty(),
                Map.of());
    }

    public ServingOptions withCacheDirectory(Path directory) {
        return new ServingOptions(
                directory,
                listener,
                watching,
                runtimes,
                transferProgress,
                executionThreads,
                lanes,
                loadPolicy,
                memoryBytesMax,
                tunings);
    }

    public ServingOptions withListener(ServingListener other) {
        return new ServingOptions(
                cacheDirectory,
                other,
                watching,
                runtimes,
                transferProgress,
                executionThreads,
                lanes,
                loadPolicy,
                memoryBytesMax,
                tunings);
    }

    public ServingOptions withWatching(Optional<Duration> interval) {
        return new ServingOptions(
                cacheDirectory,
                listener,
                interval,
                runtimes,
                transferProgress,
                executionThreads,
                lanes,
                loadPolicy,
                memoryBytesMax,
                tunings);
    }

    public ServingOptions withExecutionThreads(int count) {
        return new ServingOptions(
                cacheDirectory,
                listener,
                watching,
                runtimes,
                transferProgress,
                count,
                lanes,
                loadPolicy,
                memoryBytesMax,
                tunings);
    }

    public ServingOptions withRuntimes(List<ModelRuntime> further) {
        return new ServingOptions(
                cacheDirectory,
                listener,
                watching,
                further,
                transferProgress,
                executionThreads,
                lanes,
                loadPolicy,
                memoryBytesMax,
                tunings);
    }

    public ServingOptions withTransferProgress(TransferProgress progress) {
        return new ServingOptions(
                cacheDirectory,
                listener,
                watching,
                runtimes,
                progress,
                executionThreads,
                lanes,
                loadPolicy,
                memoryBytesMax,
                tunings);
    }

    public ServingOptions withLanes(int count) {
        return new ServingOptions(
                cacheDirectory,
                listener,
                watching,
                runtimes,
                transferProgress,
                executionThreads,
                count,
                loadPolicy,
                memoryBytesMax,
                tunings);
    }

    public ServingOptions withLoadPolicy(LoadPolicy other) {
        return new ServingOptions(
                cacheDirectory,
                listener,
                watching,
                runtimes,
                transferProgress,
                executionThreads,
                lanes,
                other,
                memoryBytesMax,
                tunings);
    }

    public ServingOptions withMemoryBytesMax(OptionalLong limit) {
        return new ServingOptions(
                cacheDirectory,
                listener,
                watching,
                runtimes,
                transferProgress,
                executionThreads,
                lanes,
                loadPolicy,
                limit,
                tunings);
    }

    public ServingOptions withTunings(Map<ModelReference, Tuning> others) {
        return new ServingOptions(
                cacheDirectory,
                listener,
                watching,
                runtimes,
                transferProgress,
                executionThreads,
                lanes,
                loadPolicy,
                memoryBytesMax,
                others);
    }
}
