package dev.berth.evaluation.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.evaluation.explain.PartialDependence.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Explanations of models whose explanations are known.
final class ExplanationsTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final List<String> INPUTS = List.of("a", "b", "c");

    private final SplittableRandom random = new SplittableRandom(SEED);

    private List<Map<String, @Nullable Object>> records(int count) {
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, @Nullable Object> record = new HashMap<>();
            record.put("a", random.nextGaussian());
            record.put("b", 2 + random.nextGaussian());
            record.put("c", random.nextGaussian());
            records.add(record);
        }
        return records;
    }

    private static double number(Map<String, @Nullable Object> record, String input) {
        return record.get(input) instanceof Number number ? number.doubleValue() : 0;
    }

    private static RecordScorer scorer(ToDoubleFunction<Map<String, @Nullable Object>> model) {
        return records -> records.stream().mapToDouble(model).toArray();
    }

    private static double linear(Map<String, @Nullable Object> record) {
        return 3 * number(record, "a") - 2 * number(record, "b") + 7;
    }

    private static double product(Map<String, @Nullable Object> record) {
        return number(record, "a") * number(record, "b") + number(record, "c");
    }

    @Test
    void shapleyValues_ofALinearModel_areItsTerms() {
        List<Map<String, @Nullable Object>> background = records(400);
        Map<String, @Nullable Object> record = Map.of("a", 1.5, "b", 0.5, "c", 9.0);
        Map<String, Estimate> values =
                ShapleyValues.of(
                        scorer(ExplanationsTest::linear), record, background, INPUTS, 400, random);
        assertClose(estimate(values, "a"), 3 * (1.5 - mean(background, "a")));
        assertClose(estimate(values, "b"), -2 * (0.5 - mean(background, "b")));
        assertThat(estimate(values, "c").mean()).isZero();
    }

    private static double mean(List<Map<String, @Nullable Object>> records, String input) {
        double sum = 0;
        for (Map<String, @Nullable Object> record : records) {
            sum += number(record, input) / records.size();
        }
        return sum;
    }

    private static Estimate estimate(Map<String, Estimate> values, String input) {
        return Objects.requireNonNull(values.get(input));
    }

    private static void assertClose(Estimate estimate, double expected) {
        assertThat(estimate.mean())
                .as("seed %d", SEED)
                .isEqualTo(expected, within(5 * estimate.standardError() + 1e-9));
        assertThat(estimate.standardError()).isPositive().isLessThan(0.3);
    }

    /// Compares with the definition: the mean over all orders and all backgrounds.
    @Test
    void shapleyValues_ofAProduct_areThoseOfTheDefinition() {
        List<Map<String, @Nullable Object>> background = records(3);
        Map<String, @Nullable Object> record = Map.of("a", 2.0, "b", -1.0, "c", 0.5);
        double[] expected = new double[3];
        for (int[] order :
                new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
            for (Map<String, @Nullable Object> other : background) {
                Map<String, @Nullable Object> step = new HashMap<>(other);
                double before = product(step);
                for (int input : order) {
                    step.put(INPUTS.get(input), record.get(INPUTS.get(input)));
                    expected[input] += (product(step) - before) / 18;
                    before = product(step);
                }
            }
        }
        Map<String, Estimate> values =
                ShapleyValues.of(
                        scorer(ExplanationsTest::product),
                        record,
                        background,
                        INPUTS,
                        5_000,
                        random);
        for (int i = 0; i < 3; i++) {
            assertClose(estimate(values, INPUTS.get(i)), expected[i]);
        }
    }

    /// The standard error is right: estimates scatter by it.
    @Test
    void standardErrors_ofShapleyValues_areTheirSpread() {
        List<Map<String, @Nullable Object>> background = records(50);
        Map<String, @Nullable Object> record = Map.of("a", 2.0, "b", -1.0, "c", 0.5);
        double[] means = new double[200];
        double error = 0;
        for (int i = 0; i < means.length; i++) {
            Estimate estimate =
                    estimate(
                            ShapleyValues.of(
                                    scorer(ExplanationsTest::product),
                                    record,
                                    background,
                                    INPUTS,
                                    30,
                                    random),
                            "a");
            means[i] = estimate.mean();
            error += estimate.standardError() / means.length;
        }
        double spread = Estimate.of(means).standardError() * Math.sqrt(means.length);
        assertThat(spread / error).as("seed %d", SEED).isBetween(0.8, 1.25);
    }

    @Test
    void shapleyValues_ofRecordsThatAreRejected_comeFromTheOthers() {
        RecordScorer scorer = scorer(each -> number(each, "c") > 0 ? Double.NaN : linear(each));
        Map<String, @Nullable Object> record = Map.of("a", 1.0, "b", 1.0, "c", -1.0);
        Map<String, Estimate> values =
                ShapleyValues.of(scorer, record, records(2_000), INPUTS, 2_000, random);
        assertThat(estimate(values, "a").count()).isBetween(1, 1_999);
        assertThat(estimate(values, "a").mean()).isEqualTo(3, within(0.7));
    }

    @Test
    void importance_ofALinearModel_isTwiceTheVarianceOfTheTerm() {
        List<Map<String, @Nullable Object>> records = records(3_000);
        double[] labels = scorer(ExplanationsTest::linear).scores(records);
        PermutationImportance.Losses losses =
                changed -> {
                    double[] squares = new double[labels.length];
                    for (int i = 0; i < squares.length; i++) {
                        squares[i] = Math.pow(linear(changed.get(i)) - labels[i], 2);
                    }
                    return squares;
                };
        Estimate a = PermutationImportance.of(losses, records, "a", 5, random);
        assertThat(a.mean()).isEqualTo(2 * 9, within(5 * a.standardError()));
        Estimate b = PermutationImportance.of(losses, records, "b", 5, random);
        assertThat(b.mean()).isEqualTo(2 * 4, within(5 * b.standardError()));
        assertThat(PermutationImportance.of(losses, records, "c", 5, random).mean()).isZero();
    }

    @Test
    void dependence_ofAProduct_isALineOfTheMeanSlope() {
        List<Map<String, @Nullable Object>> records = records(2_000);
        List<Point> points =
                PartialDependence.of(
                        scorer(ExplanationsTest::product), records, "a", List.of(-1.0, 0.0, 2.0));
        assertThat(points).extracting(Point::value).containsExactly(-1.0, 0.0, 2.0);
        double slope = points.getLast().output().mean() - points.getFirst().output().mean();
        assertThat(slope / 3).isEqualTo(2, within(0.15));
        assertThat(points.getFirst().output().standardError()).isBetween(0.01, 0.1);
    }

    @Test
    void values_ofAnInput_areQuantilesOrTheMostFrequent() {
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (int i = 0; i <= 100; i++) {
            Map<String, @Nullable Object> record = new HashMap<>();
            record.put("number", i);
            record.put("text", i % 10 == 0 ? "rare" : i % 3 == 0 ? "b" : "a");
            record.put("list", List.of(i));
            record.put("missing", null);
            records.add(record);
        }
        assertThat(PartialDependence.values(records, "number", 5))
                .isEqualTo(List.of(0, 25, 50, 75, 100));
        assertThat(PartialDependence.values(records, "text", 2)).isEqualTo(List.of("a", "b"));
        assertThat(PartialDependence.values(records, "list", 2)).isEmpty();
        assertThat(PartialDependence.values(records, "missing", 2)).isEmpty();
    }

    @Test
    void estimate_ofFewNumbers_hasNoInterval() {
        assertThat(Estimate.of(new double[] {}).metric("x", 0.95).isDefined()).isFalse();
        assertThat(Estimate.of(new double[] {2, Double.NaN}).metric("x", 0.95).hasInterval())
                .isFalse();
        // scipy.stats.t.interval(0.95, 2, 2, 1 / 3 ** 0.5) of SciPy 1.15.3
        assertThat(Estimate.of(new double[] {1, 2, 3}).metric("x", 0.95).high())
                .isEqualTo(4.484137712, within(1e-8));
    }
}
