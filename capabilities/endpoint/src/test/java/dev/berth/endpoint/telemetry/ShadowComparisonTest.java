package dev.berth.endpoint.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Comparison of responses.
final class ShadowComparisonTest {
    @Test
    void answers_thatDiffer_areToldApartByNumbersTextsAndShapes() {
        var pool = new TensorPool();
        try (NamedTensors one = answer(pool, "a", 1, 2);
                NamedTensors same = answer(pool, "a", 1, 2 + 1e-7f);
                NamedTensors text = answer(pool, "b", 1, 2);
                NamedTensors far = answer(pool, "a", 1, 4);
                NamedTensors none = answer(pool, "a", 1, Float.NaN);
                NamedTensors longer = answer(pool, "a", 1, 2, 3)) {
            assertThat(compare(one, same).isAgreed()).isTrue();
            assertThat(compare(one, text)).isEqualTo(new ShadowComparison(false, 0, 5, 7));
            assertThat(compare(one, far)).isEqualTo(new ShadowComparison(false, 1, 5, 7));
            assertThat(compare(one, none).distance()).isInfinite();
            assertThat(compare(none, none).isAgreed()).isTrue();
            assertThat(compare(one, longer).isAgreed()).isFalse();
        }
        assertThat(pool.blocksInUse()).isZero();
    }

    private static ShadowComparison compare(NamedTensors answer, NamedTensors shadow) {
        return ShadowComparison.of(answer, shadow, 5, 7);
    }

    private static NamedTensors answer(TensorPool pool, String text, float... numbers) {
        var answer = new NamedTensors();
        answer.put("text", Tensor.ofStrings(Shape.of(1), List.of(text)));
        answer.put("numbers", Tensor.ofFloats(pool, Shape.of(1, numbers.length), numbers));
        return answer;
    }
}
