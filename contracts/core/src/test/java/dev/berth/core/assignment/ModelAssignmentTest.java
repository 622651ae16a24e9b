package dev.berth.core.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Properties of the order of servers, over random names.
final class ModelAssignmentTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int MODELS = 20_000;

    private final Random random = new Random(SEED);

    private List<String> servers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "10.%d.%d.%d:8080".formatted(random.nextInt(256), i, i % 7))
                .toList();
    }

    private static List<String> models() {
        return IntStream.range(0, MODELS).mapToObj(i -> "model-" + i).toList();
    }

    private static Map<String, Integer> firsts(List<String> servers) {
        Map<String, Integer> counts = new HashMap<>();
        models().forEach(
                        model ->
                                counts.merge(
                                        ModelAssignment.order(model, servers).getFirst(),
                                        1,
                                        Integer::sum));
        return counts;
    }

    @Test
    void models_areDividedEvenly() {
        for (int count : new int[] {2, 3, 10, 50}) {
            double share = (double) MODELS / count;
            // Five standard deviations of a binomial count.
            double noise = 5 * Math.sqrt(share * (1 - 1.0 / count));

            assertThat(firsts(servers(count)).values())
                    .as("seed " + SEED)
                    .hasSize(count)
                    .allSatisfy(n -> assertThat((double) n).isCloseTo(share, within(noise)));
        }
    }

    @Test
    void models_areDividedByWeight() {
        Map<String, Double> weights = Map.of("a:1", 1.0, "b:1", 3.0, "c:1", 4.0);
        Map<String, Integer> counts = new HashMap<>();
        models().forEach(
                        model ->
                                counts.merge(
                                        ModelAssignment.order(model, weights).getFirst(),
                                        1,
                                        Integer::sum));

        weights.forEach(
                (server, weight) -> {
                    double share = weight / 8;
                    double noise = 5 * Math.sqrt(MODELS * share * (1 - share));
                    assertThat((double) counts.getOrDefault(server, 0))
                            .isCloseTo(MODELS * share, within(noise));
                });
    }

    /// The second of an order is as evenly divided as the first, whatever the first is.
    @Test
    void modelsOfARemovedServer_areDividedAmongTheOthers() {
        List<String> servers = servers(5);
        String gone = servers.getFirst();
        Map<String, Integer> heirs = new HashMap<>();
        for (String model : models()) {
            List<String> order = ModelAssignment.order(model, servers);
            if (order.getFirst().equals(gone)) {
                heirs.merge(order.get(1), 1, Integer::sum);
            }
        }
        double share = MODELS / 5.0 / 4;

        assertThat(heirs.values())
                .as("seed " + SEED)
                .hasSize(4)
                .allSatisfy(
                        n -> assertThat((double) n).isCloseTo(share, within(6 * Math.sqrt(share))));
    }

    @Test
    void order_withoutAServer_isTheSameWithoutIt() {
        for (int round = 0; round < 200; round++) {
            List<String> servers = servers(2 + random.nextInt(9));
            String model = "m" + random.nextInt();
            List<String> without = new ArrayList<>(ModelAssignment.order(model, servers));
            String gone = servers.get(random.nextInt(servers.size()));
            without.remove(gone);

            assertThat(
                            ModelAssignment.order(
                                    model,
                                    servers.stream().filter(one -> !one.equals(gone)).toList()))
                    .as("seed " + SEED)
                    .isEqualTo(without);
        }
    }

    @Test
    void addedServer_takesItsShareAndMovesNoOtherModel() {
        List<String> before = servers(9);
        List<String> after = new ArrayList<>(before);
        after.add("10.9.9.9:8080");
        int moved = 0;
        for (String model : models()) {
            String first = ModelAssignment.order(model, before).getFirst();
            String now = ModelAssignment.order(model, after).getFirst();
            if (!now.equals(first)) {
                moved++;
                assertThat(now).isEqualTo("10.9.9.9:8080");
            }
            var preferred = new HashSet<>(ModelAssignment.order(model, before).subList(0, 3));
            preferred.removeAll(ModelAssignment.order(model, after).subList(0, 3));
            assertThat(preferred).hasSizeLessThanOrEqualTo(1);
        }
        assertThat((double) moved)
                .as("seed " + SEED)
                .isCloseTo(MODELS / 10.0, within(5 * Math.sqrt(MODELS * 0.09)));
    }

    @Test
    void order_isThatOfTheScores() {
        for (int round = 0; round < 200; round++) {
            List<String> servers = servers(1 + random.nextInt(9));
            long model = ModelAssignment.hash("m" + round);

            assertThat(ModelAssignment.order("m" + round, servers))
                    .isEqualTo(
                            servers.stream()
                                    .sorted(
                                            Comparator.comparingDouble(
                                                            (String server) ->
                                                                    ModelAssignment.score(
                                                                            model,
                                                                            ModelAssignment.hash(
                                                                                    server),
                                                                            1))
                                                    .reversed())
                                    .toList());
        }
    }

    /// Clients and manifests of other releases have to find the same. The values are those of
    /// another implementation, in Python.
    @Test
    void order_ofKnownNames_staysAsItIs() {
        List<String> servers = List.of("10.0.0.1:8080", "10.0.0.2:8080", "10.0.0.3:8080");

        assertThat(ModelAssignment.hash("sentences")).isEqualTo(-8221645548197482609L);
        assertThat(ModelAssignment.order("sentences", servers))
                .containsExactly("10.0.0.1:8080", "10.0.0.2:8080", "10.0.0.3:8080");
        assertThat(ModelAssignment.order("churn", servers))
                .containsExactly("10.0.0.2:8080", "10.0.0.1:8080", "10.0.0.3:8080");
        assertThat(ModelAssignment.order("topic", servers))
                .containsExactly("10.0.0.3:8080", "10.0.0.2:8080", "10.0.0.1:8080");
        assertThat(ModelAssignment.order("model-7", servers))
                .containsExactly("10.0.0.1:8080", "10.0.0.3:8080", "10.0.0.2:8080");
    }

    @Test
    void weight_thatIsNone_isRejected() {
        for (double weight : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> ModelAssignment.order("m", Map.of("a:1", weight)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("weight of a:1");
        }
    }
}
