package dev.berth.serving;

import dev.berth.catalog.artifact.ArtifactStore;
import dev.berth.catalog.artifact.TransferProgress;
import dev.berth.core.ModelReference;
import dev.berth.core.system.TunedSettings;
import dev.berth.events.PredictionListener;
import dev.berth.runtime.ModelRuntime;
import dev.berth.serving.execution.ServingListener;
import dev.berth.serving.lifecycle.LoadPolicy;
import dev.berth.serving.thread.ServingTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Options of serving.
///
/// @param cacheDirectory where artifacts that come from elsewhere are kept
/// @param listener is notified of requests and of changes
/// @param watching how often the system's directory is checked for changes, besides what the file
///   system announces; empty to take it as it is at the start
/// @param runtimes engines besides those that are found by `java.util.ServiceLoader`
/// @param transferProgress is notified of artifacts on their way here
/// @param executionThreads threads that run encoders, engines and decoders, for all models
///   together, at least 1
/// @param inlineExecutors how many [dev.berth.serving.request.InlineExecutor]s there are, 0 for
///   none
/// @param bulkRows see [#withBulkRows]; 0 in a process that serves requests
/// @param loadPolicy when a model is loaded that was not requested yet
/// @param memoryBytesMax native memory that models may hold all together, at least 1; when a model
///   needs more, those used least recently are evicted, and loaded again by their next request;
///   empty for no limit
/// @param tunings how to execute these models, in place of what their profiles say
/// @param predictionListeners receive an event of each prediction for a caller; closed with what is
///   opened
/// @param time the clock and the timers: the system's, but in tests of what depends on time
public record ServingOptions(
        Path cacheDirectory,
        ServingListener listener,
        Optional<Duration> watching,
        List<ModelRuntime> runtimes,
        TransferProgress transferProgress,
        int executionThreads,
        int inlineExecutors,
        int bulkRows,
        LoadPolicy loadPolicy,
        OptionalLong memoryBytesMax,
        Map<ModelReference, TunedSettings> tunings,
        List<PredictionListener> predictionListeners,
        ServingTime time) {

    public ServingOptions {
        predictionListeners = List.copyOf(predictionListeners);
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
                0,
                LoadPolicy.AT_START,
                OptionalLong.empty(),
                Map.of(),
                List.of(),
                ServingTime.SYSTEM);
    }

    public ServingOptions withCacheDirectory(Path directory) {
        return with(builder -> builder.cacheDirectory = directory);
    }

    public ServingOptions withListener(ServingListener other) {
        return with(builder -> builder.listener = other);
    }

    public ServingOptions withWatching(Optional<Duration> interval) {
        return with(builder -> builder.watching = interval);
    }

    public ServingOptions withExecutionThreads(int count) {
        return with(builder -> builder.executionThreads = count);
    }

    public ServingOptions withRuntimes(List<ModelRuntime> further) {
        return with(builder -> builder.runtimes = further);
    }

    public ServingOptions withTransferProgress(TransferProgress progress) {
        return with(builder -> builder.transferProgress = progress);
    }

    public ServingOptions withInlineExecutors(int count) {
        return with(builder -> builder.inlineExecutors = count);
    }

    /// For a process that scores tables: a model that takes microseconds executes so many rows at
    /// once, unless its package says how many, and its queue takes four times as many.
    public ServingOptions withBulkRows(int rows) {
        return with(builder -> builder.bulkRows = rows);
    }

    public ServingOptions withLoadPolicy(LoadPolicy other) {
        return with(builder -> builder.loadPolicy = other);
    }

    public ServingOptions withMemoryBytesMax(OptionalLong limit) {
        return with(builder -> builder.memoryBytesMax = limit);
    }

    public ServingOptions withTunings(Map<ModelReference, TunedSettings> others) {
        return with(builder -> builder.tunings = others);
    }

    public ServingOptions withPredictionListeners(List<PredictionListener> others) {
        return with(builder -> builder.predictionListeners = others);
    }

    public ServingOptions withTime(ServingTime other) {
        return with(builder -> builder.time = other);
    }

    private ServingOptions with(Consumer<Builder> change) {
        var builder = new Builder(this);
        change.accept(builder);
        return builder.done();
    }

    /// Options of which one is being changed.
    private static final class Builder {
        private Path cacheDirectory;
        private ServingListener listener;
        private Optional<Duration> watching;
        private List<ModelRuntime> runtimes;
        private TransferProgress transferProgress;
        private int executionThreads;
        private int inlineExecutors;
        private int bulkRows;
        private LoadPolicy loadPolicy;
        private OptionalLong memoryBytesMax;
        private Map<ModelReference, TunedSettings> tunings;
        private List<PredictionListener> predictionListeners;
        private ServingTime time;

        Builder(ServingOptions from) {
            cacheDirectory = from.cacheDirectory;
            listener = from.listener;
            watching = from.watching;
            runtimes = from.runtimes;
            transferProgress = from.transferProgress;
            executionThreads = from.executionThreads;
            inlineExecutors = from.inlineExecutors;
            bulkRows = from.bulkRows;
            loadPolicy = from.loadPolicy;
            memoryBytesMax = from.memoryBytesMax;
            tunings = from.tunings;
            predictionListeners = from.predictionListeners;
            time = from.time;
        }

        ServingOptions done() {
            return new ServingOptions(
                    cacheDirectory,
                    listener,
                    watching,
                    runtimes,
                    transferProgress,
                    executionThreads,
                    inlineExecutors,
                    bulkRows,
                    loadPolicy,
                    memoryBytesMax,
                    tunings,
                    predictionListeners,
                    time);
        }
    }
}
