package dev.berth.evaluation.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.tensor.ElementType;
import dev.berth.evaluation.bootstrap.PoissonBootstrap;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.testing.TaskRun;
import dev.berth.evaluation.testing.TestSignatures;
import dev.berth.scoring.row.InvalidRowException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TextRecognitionEvaluationTest {
    private final TextRecognitionEvaluation task =
            TextRecognitionEvaluation.of(
                    "text",
                    TestSignatures.single("recognised", ElementType.STRING),
                    Optional.empty());
    private final TaskRun<TextEdits> run = new TaskRun<>(task, new PoissonBootstrap(50, 3, 0.95));
    private long number = 1;

    private void add(Object text, Object recognised) throws InvalidRowException {
        run.add(1, TaskRun.row(number++, Map.of("text", text), Map.of("recognised", recognised)));
    }

    private MetricValue metric(String name) {
        return Objects.requireNonNull(run.metrics().get(name));
    }

    @Test
    void rates_ofSeveralTexts_areByTheirLength() throws InvalidRowException {
        add("one two", List.of("one too"));
        add("x", "");
        add("same", "same");
        assertThat(metric("character-error-rate").value()).isEqualTo(2 / 12.0, within(1e-15));
        assertThat(metric("character-deletion-rate").value()).isEqualTo(1 / 12.0, within(1e-15));
        assertThat(metric("character-insertion-rate").value()).isZero();
        assertThat(metric("word-error-rate").value()).isEqualTo(2 / 4.0, within(1e-15));
        assertThat(metric("exact-match").value()).isEqualTo(1 / 3.0, within(1e-15));
        assertThat(metric("character-error-rate").high()).isGreaterThan(2 / 12.0);
    }

    @Test
    void texts_thatAreEmpty_haveNoRate() throws InvalidRowException {
        add("", "");
        assertThat(metric("character-error-rate").reason())
                .contains("no character in any reference");
        assertThat(metric("exact-match").value()).isOne();
    }

    @Test
    void rows_thatAreInvalid_areNamed() {
        assertThatThrownBy(() -> run.add(1, TaskRun.row(1, Map.of(), Map.of("recognised", "a"))))
                .isInstanceOf(InvalidRowException.class)
                .hasMessageContaining("no label");
        assertThatThrownBy(() -> add("a", List.of("a", "b"))).hasMessageContaining("one value");
        assertThatThrownBy(() -> add("a".repeat(300_000), "b".repeat(300_000)))
                .isInstanceOf(InvalidRowException.class)
                .hasMessageContaining("300,000 and 300,000 characters");
    }

    @Test
    void rates_withoutRows_areUndefined() {
        assertThat(run.metrics().values()).isNotEmpty().allMatch(each -> !each.isDefined());
    }
}
