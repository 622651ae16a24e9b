package dev.berth.evaluation.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.evaluation.report.Finding;
import dev.berth.evaluation.sample.RowSample;
import dev.berth.evaluation.task.LabelNumber.Kind;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LeakageSearchTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int QUIET_ROUNDS = 50 * Integer.getInteger("berth.cases.factor", 1);

    private final SplittableRandom random = new SplittableRandom(SEED);

    /// A row: its number, a column of numbers, one of few texts, one that is different in each row.
    private record Row(long number, double amount, String city) {}

    private RowSample sample(int rows, ToDoubleFunction<Row> target, Leak leak) {
        RowSample sample = new RowSample(List.of("amount", "city", "id", "leak"));
        for (int i = 1; i <= rows; i++) {
            Row row = new Row(i, random.nextDouble(), "city " + random.nextInt(8));
            double value = target.applyAsDouble(row);
            sample.add(
                    i,
                    0,
                    value,
                    new @Nullable Object[] {row.amount, row.city, "id " + i, leak.of(row, value)});
        }
        return sample;
    }

    private interface Leak {
        @Nullable Object of(Row row, double target);
    }

    private static List<String> subjects(List<Finding> findings) {
        return findings.stream().map(Finding::subject).toList();
    }

    @Test
    void column_thatIsMissingWhereTheLabelIsNegative_leaks() {
        RowSample sample =
                sample(
                        2_000,
                        row -> random.nextInt(10) == 0 ? 1 : 0,
                        (row, target) -> target == 1 ? (Object) random.nextInt(1_000) : null);
        List<Finding> findings = LeakageSearch.search(sample, Kind.BINARY);
        assertThat(subjects(findings)).containsExactly("leak");
        Finding finding = findings.getFirst();
        assertThat(finding.kind()).isEqualTo(Finding.Kind.LEAKING_COLUMN);
        assertThat(finding.evidence().name()).isEqualTo("roc-auc");
        assertThat(finding.message()).contains("column leak alone", "(roc-auc ");
    }

    @Test
    void column_withABoundBetweenTheLabels_leaks() {
        RowSample sample =
                sample(
                        4_000,
                        row -> random.nextInt(2),
                        (row, target) -> random.nextDouble() + (target == 1 ? 0.99 : 0));
        assertThat(subjects(LeakageSearch.search(sample, Kind.BINARY))).containsExactly("leak");
    }

    @Test
    void column_thatIsAGoodFeature_doesNotLeak() {
        RowSample sample =
                sample(
                        4_000,
                        row -> random.nextInt(2),
                        (row, target) -> random.nextGaussian() + (target == 1 ? 2.5 : 0));
        assertThat(LeakageSearch.search(sample, Kind.BINARY)).isEmpty();
    }

    @Test
    void column_ofAnIdentifier_doesNotLeak() {
        RowSample sample =
                sample(3_000, row -> random.nextInt(2), (row, target) -> "u" + row.number);
        assertThat(LeakageSearch.search(sample, Kind.BINARY)).isEmpty();
    }

    @Test
    void column_thatNamesTheClass_leaks() {
        RowSample sample =
                sample(
                        2_000,
                        row -> random.nextInt(4),
                        (row, target) -> random.nextInt(500) == 0 ? "?" : "code " + (int) target);
        List<Finding> findings = LeakageSearch.search(sample, Kind.CLASSES);
        assertThat(subjects(findings)).containsExactly("leak");
        assertThat(findings.getFirst().evidence().name()).isEqualTo("explained-entropy");
    }

    @Test
    void column_thatIsTheNumberInOtherUnits_leaks() {
        RowSample sample =
                sample(
                        3_000,
                        row -> Math.exp(2 * random.nextGaussian()),
                        (row, target) -> 1.8 * target + 32);
        List<Finding> findings = LeakageSearch.search(sample, Kind.NUMBER);
        assertThat(subjects(findings)).containsExactly("leak");
        assertThat(findings.getFirst().evidence().name()).isEqualTo("rank-r2");
    }

    @Test
    void columns_withNothingPlanted_neverLeak() {
        for (int round = 0; round < QUIET_ROUNDS; round++) {
            int rows = 100 + random.nextInt(400);
            Leak noise = (row, target) -> random.nextInt(3);
            RowSample binary = sample(rows, row -> random.nextInt(3) == 0 ? 1 : 0, noise);
            RowSample classes = sample(rows, row -> random.nextInt(3), noise);
            RowSample numbers = sample(rows, row -> random.nextGaussian(), noise);
            assertThat(LeakageSearch.search(binary, Kind.BINARY)).as("seed %d", SEED).isEmpty();
            assertThat(LeakageSearch.search(classes, Kind.CLASSES)).as("seed %d", SEED).isEmpty();
            assertThat(LeakageSearch.search(numbers, Kind.NUMBER)).as("seed %d", SEED).isEmpty();
        }
    }

    @Test
    void rows_thatAreTooFew_proveNothing() {
        RowSample sample = sample(1_000, row -> row.number <= 20 ? 1 : 0, (row, target) -> target);
        assertThat(LeakageSearch.search(sample, Kind.BINARY)).isEmpty();
        assertThat(LeakageSearch.search(new RowSample(List.of("x")), Kind.NUMBER)).isEmpty();
    }

    @Test
    void labels_thatAreAllEqual_proveNothing() {
        RowSample sample = sample(1_000, row -> 5, (row, target) -> target);
        assertThat(LeakageSearch.search(sample, Kind.NUMBER)).isEmpty();
        assertThat(LeakageSearch.search(sample(1_000, row -> 0, (row, t) -> t), Kind.CLASSES))
                .isEmpty();
    }
}
