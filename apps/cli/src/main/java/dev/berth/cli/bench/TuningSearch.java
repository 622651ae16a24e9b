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

/// Search for the tuned settings with the highest throughput of a package.
///
/// Design: coordinate descent. First executors and threads, together since they share the
/// processors, with the default batch limit; then the batch limit with the best of those. That is
/// some ten candidates instead of the product, and the batch limit hardly affects the first choice.
/// Settings in the package are not varied. The default settings are always the first candidate, and
/// win unless another is better beyond the noise.
public final class TuningSearch {
    /// Random difference between medians of runs of some seconds on shared processors.
    static final double NOISE = 0.03;

    /// Executors times threads beyond this per processor only wait for each other.
    private static final int THREADS_PER_CORE_MAX = 2;

    /// Powers of two besides the default; beyond, latency grows and no measured model gained.
    private static final List<Integer> BATCH_LIMITS = List.of(1, 4, 8, 16);

    private final ModelPackage modelPackage;
    private final int cores;

    /// Measurement of candidates against each other. Blocks.
    public interface Measurer {
        /// Returns the results in the order of the candidates.
        List<TuningTrialResult> measure(List<TunedSettings> candidates) throws InterruptedException;
    }

    /// Result of a search.
    ///
    /// @param stages candidates measured together, in order; each stage starts with the choice so
    ///   far
    /// @param choice of the last stage
    public record SearchResult(List<List<TuningTrialResult>> stages, TuningTrialResult choice) {
        public SearchResult {
            stages = stages.stream().map(List::copyOf).toList();
        }

        /// Whether no candidate was better than the package and the defaults.
        public boolean isAsItIs() {
            return choice.tuning().settingCount() == 0;
        }

        /// The greatest spread, if the machine was so busy that it exceeds the noise.
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

    public SearchResult run(Measurer gauge) throws InterruptedException {
        List<TuningTrialResult> ofThreads = gauge.measure(ofThreads());
        TuningTrialResult choice = best(ofThreads);
        List<TunedSettings> ofBatch = ofBatch(choice.tuning());
        if (ofBatch.size() == 1) {
            return new SearchResult(List.of(ofThreads), choice);
        }
        List<TuningTrialResult> withBatch = gauge.measure(ofBatch);
        return new SearchResult(List.of(ofThreads, withBatch), best(withBatch));
    }

    /// Measures the default settings alone.
    public static SearchResult none(Measurer gauge) throws InterruptedException {
        List<TuningTrialResult> one = gauge.measure(List.of(TunedSettings.NONE));
        return new SearchResult(List.of(one), one.getFirst());
    }

    /// The default settings, then those with the fewest threads first.
    List<TunedSettings> ofThreads() {
        RuntimeSettings declared = modelPackage.runtime();
        List<TunedSettings> candidates = new ArrayList<>(List.of(TunedSettings.NONE));
        for (int executors : counts(declared.executors(), 1, cores / 2, cores)) {
            for (int threads : counts(declared.intraOpThreads(), 1, 2, cores)) {
                var candidate =
                        new TunedSettings(
                                free(declared.executors(), executors),
                                free(declared.intraOpThreads(), threads),
                                Optional.empty());
                boolean within = executors * threads <= THREADS_PER_CORE_MAX * cores;
                if (within && candidate.settingCount() > 0) {
                    candidates.add(candidate);
                }
            }
        }
        return candidates;
    }

    private static Iterable<Integer> counts(Optional<Integer> declared, Integer... counts) {
        var distinct = new TreeSet<Integer>();
        Stream.of(counts).filter(count -> count >= 1).forEach(distinct::add);
        return declared.<Iterable<Integer>>map(List::of).orElse(distinct);
    }

    private static Optional<Integer> free(Optional<Integer> declared, int count) {
        return declared.isPresent() ? Optional.empty() : Optional.of(count);
    }

    /// `base`, then `base` with each other batch limit.
    List<TunedSettings> ofBatch(TunedSettings base) {
        List<TunedSettings> candidates = new ArrayList<>(List.of(base));
        if (modelPackage.signature().isBatched() && modelPackage.batch().hasDefaultSize()) {
            BATCH_LIMITS.stream()
                    .filter(rows -> rows != modelPackage.batch().sizeMax())
                    .forEach(rows -> candidates.add(base.withBatchSizeMax(rows)));
        }
        return candidates;
    }

    /// The candidate with the highest throughput. Candidates within the noise, or within the spread
    /// of either, are equal; of these the one with the lowest latency of a single caller wins, then
    /// the one with the fewest changes, then the one with the least memory, then the first.
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
