package dev.berth.features.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.features.RandomHistory;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests of serializing definitions for executors.
class SerializedDefinitionsTest {
    private static final long SEED = Long.getLong("berth.seed", 1);

    @Test
    void definitions_byChance_comeBackAsTheyWere() {
        for (int i = 0; i < 50; i++) {
            FeatureDefinitions definitions =
                    RandomHistory.together(
                            List.of(
                                    new RandomHistory(SEED + i, 1),
                                    new RandomHistory(SEED + 100 + i, 2)));
            assertThat(SerializedDefinitions.of(definitions).read())
                    .as("seed %d", SEED + i)
                    .isEqualTo(definitions);
        }
    }
}
