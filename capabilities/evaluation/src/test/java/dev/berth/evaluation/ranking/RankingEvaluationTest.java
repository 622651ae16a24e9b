package dev.berth.evaluation.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.tensor.ElementType;
import dev.berth.evaluation.bootstrap.PoissonBootstrap;
import dev.berth.evaluation.description.EvaluationDescription.Score;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.testing.TaskRun;
import dev.berth.evaluation.testing.TestSignatures;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RankingEvaluationTest {
    private static final Score NO_SCORE =
            new Score(Optional.empty(), Optional.empty(), Optional.empty());

    private final RankingEvaluation task =
            RankingEvaluation.of(
                    "query",
                    "relevance",
                    TestSignatures.single("score", ElementType.FLOAT64),
                    NO_SCORE,
                    List.of(1, 10));
    private final TaskRun<RankedItems> run = new TaskRun<>(task, new PoissonBootstrap(50, 3, 0.95));
    private long number = 1;

    private PredictedRow row(@Nullable Object relevance, @Nullable Object score) {
        Map<String, @Nullable Object> values = new java.util.HashMap<>();
        values.put("query", "q");
        values.put("relevance", relevance);
        Map<String, @Nullable Object> prediction = new java.util.HashMap<>();
        prediction.put("score", score);
        return TaskRun.row(number++, values, prediction);
    }

    private double value(String name) {
        return Objects.requireNonNull(run.metrics().get(name)).value();
    }

    @Test
    void metrics_ofSeveralQueries_areTheirWeightedMeans() throws InvalidRowException {
        run.add(1, row(1, 0.9), row(0, 0.1));
        run.add(3, row(false, 0.9f), row(true, 0.1f));
        assertThat(value("recall@1")).isEqualTo(0.25, within(1e-15));
        assertThat(value("mrr")).isEqualTo((1 + 3 * 0.5) / 4, within(1e-15));
        assertThat(value("map")).isEqualTo((1 + 3 * 0.5) / 4, within(1e-15));
        double ndcg = (1 + 3 * Math.log(2) / Math.log(3)) / 4;
        assertThat(value("ndcg@10")).isEqualTo(ndcg, within(1e-15));
        MetricValue mrr = Objects.requireNonNull(run.metrics().get("mrr"));
        assertThat(mrr.low()).isGreaterThanOrEqualTo(0.5);
        assertThat(mrr.high()).isLessThanOrEqualTo(1).isGreaterThan(mrr.low());
    }

    @Test
    void query_withoutRelevantItem_isInNoMean() throws InvalidRowException {
        run.add(1, row(1, 0.9), row(0, 0.1));
        run.add(1, row(0, 0.9), row(0, 0.1));
        assertThat(value("ndcg@1")).isOne();
        assertThat(value("queries-without-relevant-item")).isEqualTo(0.5);
    }

    @Test
    void metrics_withoutQueries_areUndefined() {
        assertThat(run.metrics().values()).isNotEmpty().allMatch(each -> !each.isDefined());
    }

    @Test
    void score_inAList_isItsElement() throws InvalidRowException {
        RankingEvaluation second =
                RankingEvaluation.of(
                        "query",
                        "relevance",
                        TestSignatures.list("score", ElementType.FLOAT32, 2),
                        new Score(Optional.of("score"), Optional.of(1), Optional.empty()),
                        List.of(1));
        RankedItems items =
                second.outcome(List.of(row(1, List.of(0.0, 0.9)), row(0, List.of(1.0, 0.1))));
        assertThat(items.recall(1)).isOne();
    }

    @Test
    void rows_thatAreInvalid_areNamed() {
        assertInvalid("relevance", "relevance missing", row(null, 1));
        assertInvalid("relevance", "relevance -1", row(-1, 1));
        assertInvalid("relevance", "relevance good", row("good", 1));
        assertInvalid("score", "prediction is NaN", row(0, Double.NaN));
        assertInvalid("score", "prediction is [1, 2]", row(0, List.of(1, 2)));
        assertInvalid("score", "prediction is null", row(1, 1), row(1, null));
    }

    private void assertInvalid(String column, String message, PredictedRow... rows) {
        assertThatThrownBy(() -> task.outcome(Arrays.asList(rows)))
                .isInstanceOf(InvalidRowException.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(((InvalidRowException) e).column()).isEqualTo(column));
    }

    @Test
    void loss_ofAQuery_growsWithItsDisorder() throws InvalidRowException {
        assertThat(task.loss(task.outcome(List.of(row(1, 2), row(0, 1))))).isZero();
        assertThat(task.loss(task.outcome(List.of(row(0, 2), row(1, 1))))).isPositive();
        assertThat(task.loss(task.outcome(List.of(row(0, 2))))).isZero();
    }
}
