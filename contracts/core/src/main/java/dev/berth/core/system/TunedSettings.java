package dev.berth.core.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Settings measured for a package on one machine. They replace the engine's defaults; what the
/// package says itself takes precedence.
///
/// @param executors how many executions run at the same time, at least 1
/// @param intraOpThreads threads within one operator, at least 1
/// @param batchSizeMax the most rows of one execution, at least 1
public record TunedSettings(
        Optional<Integer> executors,
        Optional<Integer> intraOpThreads,
        Optional<Integer> batchSizeMax) {

    /// Everything as the package and the defaults say.
    public static final TunedSettings NONE =
            new TunedSettings(Optional.empty(), Optional.empty(), Optional.empty());

    public TunedSettings {
        requirePositive("executors", executors);
        requirePositive("intra-op threads", intraOpThreads);
        requirePositive("batch limit", batchSizeMax);
    }

    private static void requirePositive(String setting, Optional<Integer> count) {
        if (count.isPresent() && count.get() < 1) {
            throw new IllegalArgumentException(setting + ": " + count.get() + " (expected: >= 1)");
        }
    }

    public TunedSettings withBatchSizeMax(int rows) {
        return new TunedSettings(executors, intraOpThreads, Optional.of(rows));
    }

    /// How many settings it makes.
    public int settingCount() {
        return settings().size();
    }

    /// The package with these settings where it says nothing itself.
    public ModelPackage applyTo(ModelPackage modelPackage) {
        RuntimeSettings runtime = modelPackage.runtime();
        if (executors.isPresent() && runtime.executors().isEmpty()) {
            runtime = runtime.withExecutors(executors.get());
        }
        if (intraOpThreads.isPresent() && runtime.intraOpThreads().isEmpty()) {
            runtime = runtime.withIntraOpThreads(intraOpThreads.get());
        }
        BatchPolicy batch = modelPackage.batch();
        boolean free = modelPackage.signature().isBatched() && batch.hasDefaultSize();
        if (batchSizeMax.isPresent() && free) {
            batch = batch.withSizeMax(batchSizeMax.get());
        }
        return runtime.equals(modelPackage.runtime()) && batch.equals(modelPackage.batch())
                ? modelPackage
                : modelPackage.with(runtime, batch);
    }

    private List<String> settings() {
        List<String> settings = new ArrayList<>();
        executors.ifPresent(count -> settings.add("executors " + count));
        intraOpThreads.ifPresent(count -> settings.add("intra-op threads " + count));
        batchSizeMax.ifPresent(rows -> settings.add("batch limit " + rows));
        return settings;
    }

    /// In a few words, for people.
    @Override
    public String toString() {
        return settingCount() == 0 ? "as it is" : String.join(", ", settings());
    }
}
