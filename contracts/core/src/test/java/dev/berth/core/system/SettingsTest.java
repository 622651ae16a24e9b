package dev.berth.core.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static BatchPolicy policy(Duration delay, Map<String, List<Long>> buckets) {
        return new BatchPolicy(8, delay, BatchPolicy.WhenShapesDiffer.PAD, buckets);
    }

    @Test
    void batchPolicy_sizeZero_throws() {
        assertThatThrownBy(() -> BatchPolicy.ofSize(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batch size: 0 (expected: >= 1)");
    }

    @Test
    void batchPolicy_negativeDelay_throws() {
        assertThatThrownBy(() -> policy(Duration.ofMillis(-1), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void batchPolicy_bucketsOutOfOrder_throws() {
        assertThatThrownBy(() -> policy(Duration.ZERO, Map.of("seq", List.of(32L, 16L))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("buckets of seq: [32, 16] (expected: ascending, each >= 1)");
    }

    @Test
    void batchPolicy_bucketOfZero_throws() {
        assertThatThrownBy(() -> policy(Duration.ZERO, Map.of("seq", List.of(0L))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void batchPolicy_listOfBucketsChangedLater_keepsWhatItGot() {
        List<Long> sizes = new ArrayList<>(List.of(16L));
        BatchPolicy policy = policy(Duration.ZERO, Map.of("seq", sizes));
        sizes.add(32L);
        assertThat(policy.buckets()).containsEntry("seq", List.of(16L));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void runtimeSettings_executorsBelowOne_throws(int count) {
        assertThatThrownBy(() -> RuntimeSettings.of("onnx").withExecutors(count))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("executors: " + count + " (expected: >= 1)");
    }

    @Test
    void runtimeSettings_noThreads_throws() {
        assertThatThrownBy(() -> RuntimeSettings.of("onnx").withIntraOpThreads(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limits_emptyQueue_throws() {
        assertThatThrownBy(() -> new ModelLimits(0, Duration.ofSeconds(1), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limits_noTime_throws() {
        assertThatThrownBy(() -> new ModelLimits(1, Duration.ZERO, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sha256_upperCase_isLowered() {
        assertThat(new Sha256("AB".repeat(32))).hasToString("ab".repeat(32));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "zz"})
    void sha256_notSixtyFourDigits_throws(String hex) {
        assertThatThrownBy(() -> new Sha256(hex)).isInstanceOf(IllegalArgumentException.class);
    }
}
