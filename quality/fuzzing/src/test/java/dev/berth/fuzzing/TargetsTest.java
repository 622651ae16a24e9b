package dev.berth.fuzzing;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests that the targets work and inputs near their seeds do no harm; the fuzzer does the rest.
class TargetsTest {
    private static final int ROUNDS = 100;

    @ParameterizedTest
    @EnumSource
    void target_itsSeedsAndNearThem_isSound(TargetName name) throws Exception {
        long seed = Long.getLong("berth.seed", 1);
        var random = new Random(seed);
        try (Target target = name.open()) {
            for (byte[] bytes : target.seeds()) {
                assertThatCode(() -> target.accept(bytes)).doesNotThrowAnyException();
            }
            for (int round = 0; round < ROUNDS; round++) {
                byte[] bytes = target.seeds().get(random.nextInt(target.seeds().size())).clone();
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                assertThatCode(() -> target.accept(bytes))
                        .as("seed %d round %d: %s", seed, round, HexFormat.of().formatHex(bytes))
                        .doesNotThrowAnyException();
            }
        }
    }
}
