package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.endpoint.EndpointName;
import dev.berth.endpoint.execution.TrafficSplitter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Traffic splits among variants.
final class TrafficTest {
    private static final int KEYS = 1_000_000;

    /// Of the normal distribution: 99.9 % lie within so many standard deviations.
    private static final double DEVIATIONS = 3.29;

    @TempDir private Path directory;

    private EndpointSystem system;

    @BeforeEach
    void writeModels() {
        system = new EndpointSystem(directory);
        system.scores("small", 1).scores("large", 100).numbers("double", "1", 2);
    }

    @AfterEach
    void close() {
        system.closeWithNothingLeft();
    }

    private static String traffic(String stickyBy, double stable, double fresh, double third) {
        return """
        inputs: [{name: user, type: string, meaning: who asks, default: nobody}]
        steps: {it: {model: small}}
        traffic:
        %s  variants:
            stable: {weight: %s}
            fresh: {weight: %s, replace: {small: large}}
            third: {weight: %s}
        """
                .formatted(stickyBy, stable, fresh, third);
    }

    private static String byUser(double stable, double fresh, double third) {
        return traffic("  sticky-by: input.user\n", stable, fresh, third);
    }

    private TrafficSplitter split(String endpoint) {
        return system.endpoints()
                .plan(new EndpointName(endpoint))
                .alternatives()
                .split()
                .orElseThrow();
    }

    @Test
    void sticky_aMillionKeys_landInProportionToTheWeights() {
        system.endpoint("e", byUser(90, 9, 1)).open();
        assertThat(system.errors("e")).isEmpty();
        Map<String, Integer> counts = new HashMap<>();
        TrafficSplitter split = split("e");
        for (int key = 0; key < KEYS; key++) {
            counts.merge(split.choose("user-" + key).name(), 1, Integer::sum);
        }
        Map.of("stable", 0.9, "fresh", 0.09, "third", 0.01)
                .forEach(
                        (name, share) -> {
                            double deviation = Math.sqrt(KEYS * share * (1 - share));
                            assertThat((double) counts.getOrDefault(name, 0))
                                    .as(name)
                                    .isBetween(
                                            KEYS * share - DEVIATIONS * deviation,
                                            KEYS * share + DEVIATIONS * deviation);
                        });
    }

    @Test
    void sticky_aWeightThatShrinks_movesOnlyKeysOfThatVariant() {
        system.endpoint("before", byUser(90, 9, 1)).endpoint("after", byUser(80, 9, 1)).open();
        TrafficSplitter before = split("before");
        TrafficSplitter after = split("after");
        int moved = 0;
        for (int key = 0; key < KEYS; key++) {
            String was = before.choose("user-" + key).name();
            String is = after.choose("user-" + key).name();
            if (!was.equals(is)) {
                assertThat(was).isEqualTo("stable");
                moved++;
            }
        }
        // As many as the share of `stable` shrinks: from 90 of 100 to 80 of 90.
        double share = 0.9 - 80.0 / 90;
        assertThat(moved).isBetween((int) (0.95 * share * KEYS), (int) (1.05 * share * KEYS));
    }

    @Test
    void sticky_theSameUser_meetsTheSameVariantAgainAndAgain() {
        system.endpoint("e", byUser(1, 1, 0)).open();
        for (String user : List.of("ann", "bob", "eve", "joe")) {
            Object first = system.predict("e", Map.of("user", user, "x", 2)).get("score");
            for (int i = 0; i < 20; i++) {
                assertThat(system.predict("e", Map.of("user", user, "x", 2)).get("score"))
                        .isEqualTo(first);
            }
        }
    }

    @Test
    void byChance_bothVariantsAnswer() {
        system.endpoint("e", traffic("", 1, 1, 0)).open();
        Map<Object, Integer> scores = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            scores.merge(
                    String.valueOf(system.predict("e", Map.of("x", 2)).get("score")),
                    1,
                    Integer::sum);
        }
        // Within eight standard deviations.
        assertThat(scores).hasSize(2);
        assertThat(scores.get("200.0")).isBetween(100 - 57, 100 + 57);
    }

    @Test
    void weightOfNothing_isNeverMet() {
        system.endpoint("e", traffic("", 1, 0, 0)).open();
        for (int i = 0; i < 100; i++) {
            assertThat(system.predict("e", Map.of("x", 2)).get("score")).isEqualTo(2f);
        }
    }

    @Test
    void severalRecords_eachMeetsItsOwnVariant() {
        system.endpoint("e", byUser(1, 1, 0)).open();
        List<Map<String, Object>> records =
                List.of(
                        Map.of("user", "ann", "x", 2),
                        Map.of("user", "bob", "x", 2),
                        Map.of("user", "eve", "x", 2));
        List<Map<String, Object>> together = system.predictAll("e", records);
        for (int i = 0; i < records.size(); i++) {
            assertThat(together.get(i)).isEqualTo(system.predict("e", records.get(i)));
        }
    }

    @Test
    void refresh_changedWeights_applyAtOnce() {
        system.endpoint("e", traffic("", 1, 0, 0)).open();
        assertThat(system.predict("e", Map.of("x", 2)).get("score")).isEqualTo(2f);
        system.endpoint("e", traffic("", 0, 1, 0));
        system.serving().refresh().join();
        assertThat(system.predict("e", Map.of("x", 2)).get("score")).isEqualTo(200f);
    }

    @Test
    void variant_thatTakesSomethingElse_isAnError() {
        system.endpoint(
                        "e",
                        """
                        steps: {it: {model: small}}
                        traffic:
                          variants:
                            stable: {weight: 9}
                            odd: {weight: 1, replace: {small: double}}
                        """)
                .open();
        assertThat(system.errors("e"))
                .hasSize(2)
                .allMatch(error -> error.startsWith("6: variant 'odd'"));
    }

    @Test
    void variant_inPlaceOfWhatNoStepCalls_isAnError() {
        system.endpoint(
                        "e",
                        """
                        steps: {it: {model: small}}
                        traffic:
                          variants:
                            stable: {weight: 9}
                            odd: {weight: 1, replace: {smal: large}}
                        """)
                .open();
        assertThat(system.errors("e"))
                .singleElement()
                .asString()
                .contains("6: in place of 'smal' (expected: something that a step calls: small)");
    }

    @Test
    void stickyBy_thatIsNotDefined_failsTheRecordAlone() {
        system.endpoint(
                        "e",
                        """
                        steps: {it: {model: small}}
                        traffic:
                          sticky-by: 1 / int(input.x)
                          variants: {a: {weight: 1}, b: {weight: 1}}
                        """)
                .open();
        assertThat(system.errors("e")).isEmpty();
        assertThat(system.predict("e", Map.of("x", 1)).get("score")).isEqualTo(1f);
        assertThatThrownBy(() -> system.predict("e", Map.of("x", 0)))
                .hasMessageContaining("sticky-by '1 / int(input.x)' failed");
        assertThatThrownBy(() -> system.predictAll("e", List.of(Map.of("x", 1), Map.of("x", 0))))
                .hasMessageContaining("record 1: sticky-by");
    }
}
