package dev.berth.batch;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Time that the stages of a run were at work. They run at the same time, so that their sum may be
/// more than the run took. Thread-safe.
final class StageTimes {
    private final Map<Stage, LongAdder> nanos = new EnumMap<>(Stage.class);

    /// Stage of a run, in the order in which a row passes.
    enum Stage {
        /// Digest, and count of the rows.
        CHECKING,
        /// Rows out of the source.
        READING,
        /// Requests, with inputs and values carried through; all that are in flight together.
        PREDICTING,
        /// Rows into the table of a part.
        GATHERING,
        /// Parts to files.
        WRITING,
        /// The output out of the parts.
        COMPLETING
    }

    StageTimes() {
        for (Stage stage : Stage.values()) {
            nanos.put(stage, new LongAdder());
        }
    }

    /// Adds the time since then.
    void addSince(Stage stage, long startNanos) {
        requireNonNull(nanos.get(stage)).add(System.nanoTime() - startNanos);
    }

    /// Adds what another process has measured.
    ///
    /// @param seconds by the names of the stages
    void add(Map<String, Double> seconds) {
        nanos.forEach(
                (stage, time) -> time.add((long) (seconds.getOrDefault(name(stage), 0.0) * 1e9)));
    }

    private static String name(Stage stage) {
        return stage.name().toLowerCase(Locale.ROOT);
    }

    /// Seconds by the names of the stages.
    Map<String, Double> seconds() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        nanos.forEach((stage, time) -> seconds.put(name(stage), time.sum() / 1e9));
        return seconds;
    }
}
