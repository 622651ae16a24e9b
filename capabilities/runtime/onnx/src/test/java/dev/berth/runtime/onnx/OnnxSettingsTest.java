package dev.berth.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.core.ProblemException;
import dev.berth.core.system.RuntimeSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OnnxSettingsTest {
    private static final long SMALL = 2L << 20;
    private static final long LARGE = 1L << 30;
    private static final int CORES = 4;
    private static final List<String> PRESENT = List.of("cuda", "cpu");

    private static OnnxSettings of(
            long bytes, List<String> providers, Map<String, String> options) {
        var settings =
                new RuntimeSettings(
                        "onnx",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        RuntimeSettings.Optimization.ALL,
                        providers,
                        options,
                        RuntimeSettings.Isolation.NONE);
        LatencyClass pace = bytes < SMALL ? LatencyClass.MICROSECONDS : LatencyClass.MILLISECONDS;
        return OnnxSettings.of(settings, bytes, pace, CORES, PRESENT);
    }

    @Test
    void of_smallModel_hasOneSessionPerCore() {
        OnnxSettings settings = of(SMALL, List.of(), Map.of());
        assertThat(settings.executors()).isEqualTo(CORES);
        assertThat(settings.sessions()).isEqualTo(CORES);
        assertThat(settings.intraOpThreads()).isOne();
        assertThat(settings.arena()).isTrue();
        assertThat(settings.entries())
                .containsEntry("session.intra_op.allow_spinning", "0")
                .containsEntry("session.inter_op.allow_spinning", "0");
    }

    @Test
    void of_largeModel_sharesOneSession() {
        OnnxSettings settings = of(LARGE, List.of(), Map.of());
        assertThat(settings.executors()).isEqualTo(CORES);
        assertThat(settings.sessions()).isOne();
    }

    @Test
    void of_quickModel_hasOneExecutorWithoutArena() {
        OnnxSettings settings = of(100, List.of(), Map.of());
        assertThat(settings.executors()).isOne();
        assertThat(settings.arena()).isFalse();
    }

    @Test
    void of_options_areTaken() {
        OnnxSettings settings =
                of(
                        LARGE,
                        List.of("cuda", "cpu"),
                        Map.of(
                                "memory.arena", "false",
                                "memory.pattern", "false",
                                "sessions", "per-executor",
                                "cuda.device_id", "1",
                                "session.set_denormal_as_zero", "1"));
        assertThat(settings.arena()).isFalse();
        assertThat(settings.memoryPattern()).isFalse();
        assertThat(settings.sessions()).isEqualTo(CORES);
        assertThat(settings.providers()).containsExactly("cuda");
        assertThat(settings.providerOptions()).containsEntry("cuda", Map.of("device_id", "1"));
        assertThat(settings.entries())
                .containsEntry("session.set_denormal_as_zero", "1")
                .doesNotContainKey("cuda.device_id");
    }

    @Test
    void of_absentProvider_namesThoseThatArePresent() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> of(SMALL, List.of("tensorrt"), Map.of()))
                .withMessageContaining("'tensorrt' (expected: one of cpu, cuda)");
    }

    @Test
    void of_optionOfAProviderNotChosen_isRefused() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> of(SMALL, List.of(), Map.of("cuda.device_id", "1")))
                .withMessageContaining("option 'cuda.device_id'");
    }
}
