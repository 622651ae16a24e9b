package dev.berth.benchmarks.figure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MachineTest {
    @Test
    void machine_withOthersAtWork_saysThatItIsBusy() {
        assertThat(new Machine("a processor", 2, 1024, "Linux", "25", 0.9).describe())
                .endsWith("load 0.9 at the start");
        assertThat(new Machine("a processor", 2, 1024, "Linux", "25", 1.1).describe())
                .contains("busy");
    }
}
