package dev.berth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelReference;
import dev.berth.core.feature.PackageFeatures;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.Artifact;
import dev.berth.core.system.BatchPolicy;
import dev.berth.core.system.ModelLimits;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.system.TunedSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TuningSearchTest {
    private static final RuntimeSettings UNSAID = RuntimeSettings.of("onnx");

    private static TunedSettings threads(int executors, int threads) {
        return new TunedSettings(Optional.of(executors), Optional.of(threads), Optional.empty());
    }

    private static TuningTrialResult tried(
            TunedSettings tuning, double rate, long aloneNanos, long bytes) {
        return new TuningTrialResult(tuning, rate, 0, aloneNanos, bytes);
    }

    private static ModelPackage modelPackage(RuntimeSettings runtime, BatchPolicy batch) {
        return new ModelPackage(
                ModelReference.of("m", "1"),
                Path.of("m"),
                "",
                Optional.empty(),
                Optional.empty(),
                Map.of(
                        Artifact.MODEL,
                        new Artifact(
                                Artifact.MODEL,
                                new Artifact.Source.File("model.onnx"),
                                Optional.empty(),
                                Optional.empty())),
                runtime,
                new Signature(Optional.of("N"), List.of(), List.of()),
                PackageFeatures.NONE,
                List.of(),
                List.of(),
                batch,
                ModelLimits.defaults(),
                Optional.empty(),
                0);
    }

    private static TuningSearch search(RuntimeSettings runtime, int cores) {
        return new TuningSearch(modelPackage(runtime, BatchPolicy.ofDefaultSize(8)), cores);
    }

    @Test
    void ofThreads_nothingSaid_triesAllThatTheProcessorsCanBear() {
        assertThat(search(UNSAID, 2).ofThreads())
                .containsExactly(
                        TunedSettings.NONE,
                        threads(1, 1),
                        threads(1, 2),
                        threads(2, 1),
                        threads(2, 2));
        assertThat(search(UNSAID, 8).ofThreads())
                .contains(threads(4, 2), threads(8, 2), threads(1, 8))
                .doesNotContain(threads(4, 8), threads(8, 8));
        assertThat(search(UNSAID, 1).ofThreads())
                .containsExactly(TunedSettings.NONE, threads(1, 1), threads(1, 2));
    }

    @Test
    void ofThreads_executorsSaid_triesThreadsAlone() {
        List<TunedSettings> candidates = search(UNSAID.withExecutors(4), 4).ofThreads();

        assertThat(candidates).hasSize(3).allMatch(tuning -> tuning.executors().isEmpty());
        assertThat(candidates.getLast().intraOpThreads()).contains(2);
    }

    @Test
    void ofThreads_bothSaid_leavesThem() {
        assertThat(search(UNSAID.withExecutors(1).withIntraOpThreads(1), 4).ofThreads())
                .containsExactly(TunedSettings.NONE);
    }

    @Test
    void ofBatch_nothingSaid_triesAllButTheDefault() {
        TunedSettings base = threads(2, 1);

        assertThat(search(UNSAID, 2).ofBatch(base))
                .containsExactly(
                        base,
                        base.withBatchSizeMax(1),
                        base.withBatchSizeMax(4),
                        base.withBatchSizeMax(16));
    }

    @Test
    void ofBatch_sizeSaid_leavesIt() {
        var said = new TuningSearch(modelPackage(UNSAID, BatchPolicy.ofSize(8)), 2);

        assertThat(said.ofBatch(TunedSettings.NONE)).containsExactly(TunedSettings.NONE);
    }

    @Test
    void best_oneFarAhead_isChosenWhateverItsLatency() {
        TuningTrialResult fast = tried(threads(2, 1), 1200, 900, 500);

        assertThat(TuningSearch.best(List.of(tried(TunedSettings.NONE, 1000, 100, 10), fast)))
                .isEqualTo(fast);
    }

    @Test
    void best_equalWithinTheNoise_isTheOneThatAnswersALoneCallerSoonest() {
        TuningTrialResult soon = tried(threads(1, 2), 980, 500, 10);

        assertThat(
                        TuningSearch.best(
                                List.of(
                                        tried(threads(1, 1), 1000, 900, 10),
                                        soon,
                                        tried(threads(2, 1), 960, 100, 10))))
                .isEqualTo(soon);
    }

    @Test
    void best_measurementsThatDiffered_countAsNoise() {
        var asItIs = new TuningTrialResult(TunedSettings.NONE, 800, 0.25, 1000, 10);

        assertThat(
                        TuningSearch.best(
                                List.of(
                                        asItIs,
                                        new TuningTrialResult(
                                                threads(2, 1), 1000, 0.02, 1000, 10))))
                .isEqualTo(asItIs);
    }

    @Test
    void best_equalInBoth_changesLeast() {
        TuningTrialResult asItIs = tried(TunedSettings.NONE, 975, 1020, 900);

        assertThat(TuningSearch.best(List.of(tried(threads(2, 1), 1000, 1000, 10), asItIs)))
                .isEqualTo(asItIs);
    }

    @Test
    void best_equalInAllElse_holdsTheLeastMemoryThenComesFirst() {
        TuningTrialResult small = tried(threads(1, 2), 1000, 1000, 10);

        assertThat(
                        TuningSearch.best(
                                List.of(
                                        tried(threads(1, 1), 1000, 1000, 20),
                                        small,
                                        tried(threads(2, 1), 1000, 1000, 10))))
                .isEqualTo(small);
    }

    @Test
    void run_batchLimit_isSearchedWithTheThreadsThatWereBest() throws InterruptedException {
        TuningSearch.SearchResult found =
                search(UNSAID, 2)
                        .run(
                                candidates ->
                                        candidates.stream()
                                                .map(tuning -> tried(tuning, rate(tuning), 100, 10))
                                                .toList());

        assertThat(found.choice().tuning()).isEqualTo(threads(2, 1).withBatchSizeMax(16));
        assertThat(found.stages()).hasSize(2);
        assertThat(found.isAsItIs()).isFalse();
    }

    /// Two executors with one thread are twice as fast, and batches of 16 half as much again.
    private static double rate(TunedSettings tuning) {
        boolean two = tuning.executors().equals(Optional.of(2));
        boolean one = tuning.intraOpThreads().equals(Optional.of(1));
        boolean wide = tuning.batchSizeMax().equals(Optional.of(16));
        return 100 * (two && one ? 2 : 1) * (wide ? 1.5 : 1);
    }

    @Test
    void run_nothingBetter_leavesAllAsItIs() throws InterruptedException {
        TuningSearch.SearchResult found =
                search(UNSAID, 2)
                        .run(
                                candidates ->
                                        candidates.stream()
                                                .map(tuning -> tried(tuning, 100, 100, 10))
                                                .toList());

        assertThat(found.isAsItIs()).isTrue();
    }
}
