package dev.berth.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.server.ServerOptions;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class MemoryPlanTest {
    private static final long MIB = 1 << 20;

    private static MemoryPlan plan(long limitMib) {
        return MemoryPlan.of(limitMib * MIB, limitMib * MIB / 4, limitMib * MIB / 4);
    }

    @Test
    void of_limit_isDividedWithoutRest() {
        MemoryPlan plan = plan(512);

        assertThat(plan.heap() + plan.direct() + plan.jvm() + plan.inFlight() + plan.models())
                .isEqualTo(512 * MIB);
        assertThat(plan.models()).isEqualTo(136 * MIB);
    }

    @Test
    void of_tooSmallALimit_saysWhichIsEnough() {
        assertThatThrownBy(() -> plan(200))
                .hasMessageStartingWith("memory-insufficient: a memory limit of 200 MiB")
                .hasMessageContaining("(expected: at least 238 MiB)");
        assertThat(plan(238).models()).isGreaterThanOrEqualTo(MemoryPlan.MODELS_BYTES_MIN);
    }

    @Test
    void of_heapThatTakesAll_isRefused() {
        assertThatThrownBy(() -> MemoryPlan.of(512 * MIB, 512 * MIB, 512 * MIB))
                .hasMessageContaining("room for more than these");
    }

    @Test
    void applyTo_options_lowersLimitsAndNeverRaisesThem() {
        ServerOptions lowered = plan(512).applyTo(ServerOptions.defaults());

        assertThat(lowered.limits().bodyBytesMax()).isEqualTo(16 * MIB);
        assertThat(lowered.limits().bytesUnderWayMax()).isEqualTo(32 * MIB);
        assertThat(lowered.serving().memoryBytesMax()).hasValue(136 * MIB);

        ServerOptions asked =
                ServerOptions.defaults()
                        .withServing(
                                ServerOptions.defaults()
                                        .serving()
                                        .withMemoryBytesMax(OptionalLong.of(MIB)));
        assertThat(plan(512).applyTo(asked).serving().memoryBytesMax()).hasValue(MIB);
    }
}
