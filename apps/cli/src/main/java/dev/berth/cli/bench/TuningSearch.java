package dev.berth.cli.bench;

import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.system.TunedSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Finds the tuning under which a package answers most.
///
/// Design: one coordinate after the other. First executors and threads, together since they share
/// the processors, with the batch limit as it is; then the batch limit with those that were best.
/// Some ten candidates in place of their product, and a batch limit matters little to which of the
/// former is best. What the package says itself is not tried. Leaving all as it is is always the
/// first candidate, and wins unless another is better beyond the noise.
public final class TuningSearch {
    /// Medians of runs of some seconds on shared processors differ by as much without a reason.
    static final double NOISE = 0.03;

    /// Executors times threads beyond this share of the processors only wait for each other.
    private static final int THREADS_PER_CORE_MAX = 2;

    /// Powers of two beside the default; beyond, latency grows and no model that was measured
    /// gained.
    private static final List<Integer> BATCH_LIMITS = List.of(1, 4, 8, 16);

    private final ModelPackage modelPackage;
    private final int cores;

    /// Measures candidates against each other. Blocks.
    public interface Gauge {
        /// What each did, in their order.
        List<TuningTrialResult> measure(List<TunedSettings> candidates) throws InterruptedException;
    }

    /// What a search found.
    ///
    /// @param stages what was measured together, in order; each begins with what was chosen so far
    /// @param choice what was chosen in the last of them
    public record Found(List<List<TuningTrialResult>> stages, TuningTrialResult choice) {
        public Found {
            stages = stages.stream().map(List::copyOf).toList();
        }

        /// Whether nothing was better than what the package and the defaults say.
        public boolean isAsItIs() {
            return choice.tuning().settingCount() == 0;
        }

        /// The greatest spread of all, if the machine was so busy that it exceeds the noise.
        public OptionalDouble disturbance() {
            return stages.stream()
                    .flatMap(List::stream)
                    .mapToDouble(TuningTrialResult::spread)
                    .filter(spread -> spread > NOISE)
                    .max();
        }
    }

    public TuningSearch(ModelPackage modelPackage, int cores) {
        this.modelPackage = modelPackage;
        this.cores = cores;
    }

    public Found run(Gauge gauge) throws InterruptedException {
        List<TuningTrialResult> ofThreads = gauge.measure(ofThreads());
        TuningTrialResult choice = best(ofThreads);
        List<TunedSettings> ofBatch = ofBatch(choice.tuning());
        if (ofBatch.size() == 1) {
            return new Found(List.of(ofThreads), choice);
        }
        List<TuningTrialResult> withBatch = gauge.measure(ofBatch);
        return new Found(List.of(ofThreads, withBatch), best(withBatch));
    }

    /// Only measures the package as it is.
    public static Found none(Gauge gauge) throws InterruptedException {
        List<TuningTrialResult> one = gauge.measure(List.of(TunedSettings.NONE));
        return new Found(List.of(one), one.getFirst());
    }

    /// All as it is, then those with the fewest threads first.
    List<TunedSettings> ofThreads() {
        RuntimeSettings said = modelPackage.runtime();
        List<TunedSettings> candidates = new ArrayList<>(List.of(TunedSettings.NONE));
        for (int executors : counts(said.executors(), 1, cores / 2, cores)) {
            for (int threads : counts(said.intraOpThreads(), 1, 2, cores)) {
                var candidate =
                        new TunedSettings(
                                free(said.executors(), executors),
                                free(said.intraOpThreads(), threads),
                                Optional.empty());
                boolean within = executors * threads <= THREADS_PER_CORE_MAX * cores;
                if (within && candidate.settingCount() > 0) {
                    candidates.add(candidate);
                }
            }
        }
        return candidates;
    }

    private static Iterable<Integer> counts(Optional<Integer> said, Integer... counts) {
        var distinct = new TreeSet<Integer>();
        Stream.of(counts).filter(count -> count >= 1).forEach(distinct::add);
        return said.<Iterable<Integer>>map(List::of).orElse(distinct);
    }

    private static Optional<Integer> free(Optional<Integer> said, int count) {
        return said.isPresent() ? Optional.empty() : Optional.of(count);
    }

    /// `base`, then it with each other batch limit.
    List<TunedSettings> ofBatch(TunedSettings base) {
        List<TunedSettings> candidates = new ArrayList<>(List.of(base));
        if (modelPackage.signature().isBatched() && modelPackage.batch().hasDefaultSize()) {
            BATCH_LIMITS.stream()
                    .filter(rows -> rows != modelPackage.batch().sizeMax())
                    .forEach(rows -> candidates.add(base.withBatchSizeMax(rows)));
        }
        return candidates;
    }

    /// The one that does most. Those that do as much within the noise, or within what the
    /// measurements of either differed by, are equal; of them those are preferred under which a
    /// lone caller waits least; among those that are equal in this too, the one that changes least,
    /// then the one that holds the least memory, then the first.
    static TuningTrialResult best(List<TuningTrialResult> tried) {
        TuningTrialResult most =
                tried.stream()
                        .max(Comparator.comparingDouble(TuningTrialResult::recordsPerSecond))
                        .orElseThrow();
        List<TuningTrialResult> fast = tried.stream().filter(t -> isAsMuch(t, most)).toList();
        long least = fast.stream().mapToLong(TuningTrialResult::aloneNanos).min().orElseThrow();
        return fast.stream()
                .filter(t -> t.aloneNanos() <= least * (1 + NOISE))
                .min(
                        Comparator.comparingInt((TuningTrialResult t) -> t.tuning().settingCount())
                                .thenComparingLong(TuningTrialResult::memoryBytes))
                .orElseThrow();
    }

    private static boolean isAsMuch(TuningTrialResult tried, TuningTrialResult most) {
        double noise = Math.max(NOISE, Math.max(tried.spread(), most.spread()));
        return tried.recordsPerSecond() >= most.recordsPerSecond() * (1 - noise);
    }
}
