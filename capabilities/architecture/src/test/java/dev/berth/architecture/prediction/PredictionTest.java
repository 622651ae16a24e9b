package dev.berth.architecture.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.ComponentFacts;
import dev.berth.architecture.graph.ComponentKind;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.Flow.CallUse;
import dev.berth.architecture.graph.SystemGraph;
import dev.berth.core.system.SourceLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PredictionTest {
    private static final SourceLocation HERE = new SourceLocation(Path.of("x.yaml"), 1);

    private final List<Component> components = new ArrayList<>();
    private final List<Flow> flows = new ArrayList<>();

    private void service(
            String name, long millis, double availability, int replicas, String... causes) {
        components.add(
                Component.of(
                        ComponentKind.SERVICE,
                        name,
                        new ComponentFacts(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Set.of(),
                                Set.of(),
                                Set.of(causes),
                                OptionalInt.of(replicas),
                                OptionalDouble.of(availability),
                                Optional.of(Duration.ofMillis(millis)),
                                OptionalDouble.of(10),
                                Map.of()),
                        HERE));
    }

    private void call(String from, String to, int stage, boolean isOptional, String oneOf) {
        flows.add(
                new Flow(
                        Flow.Kind.CALL,
                        "service " + from,
                        "service " + to,
                        Set.of(),
                        OptionalDouble.empty(),
                        from + to,
                        new CallUse(
                                stage,
                                isOptional,
                                Optional.of(oneOf).filter(text -> !text.isEmpty())),
                        HERE));
    }

    private SystemGraph graph() {
        return SystemGraph.of("s", components, flows);
    }

    private static Prediction of(Map<String, Prediction> predictions, String name) {
        return Objects.requireNonNull(predictions.get("service " + name));
    }

    @Test
    void latency_isThatOfStagesOneAfterTheOther_andOfTheLongestCallOfEach() {
        service("a", 1, 0.9, 1);
        service("b", 10, 0.9, 1);
        service("c", 20, 0.9, 1);
        service("d", 5, 0.9, 1);
        call("a", "b", 1, false, "");
        call("a", "c", 1, false, "");
        call("a", "d", 2, false, "");
        Prediction found = of(LatencyPrediction.of(graph()), "a");
        assertThat(found.value()).hasValue(26);
        assertThat(found.path()).containsExactly("service a", "service c", "service d");
        assertThat(found.first()).isEqualTo("service c");
    }

    @Test
    void latency_ofAChainOfThousands_andOfACycle_comesToAnEnd() {
        int count = 5_000;
        for (int i = 0; i < count; i++) {
            service("s" + i, 1, 0.9, 1);
        }
        for (int i = 0; i < count; i++) {
            call("s" + i, "s" + (i + 1) % count, 1, false, "");
        }
        var predictions = LatencyPrediction.of(graph(), List.of("service s0"));
        assertThat(of(predictions, "s0").value().orElse(0)).isBetween(1.0, (double) count);
    }

    @Test
    void availability_ofASeries_ofReplicas_ofAChoice_andOfWhatIsOptional() {
        service("a", 1, 0.99, 1);
        service("b", 1, 0.9, 2);
        service("c", 1, 0.8, 1);
        service("d", 1, 0.7, 1);
        service("e", 1, 0.1, 1);
        call("a", "b", 1, false, "");
        call("a", "c", 1, false, "one");
        call("a", "d", 1, false, "one");
        call("a", "e", 1, true, "");
        double expected = 0.99 * (1 - 0.1 * 0.1) * (1 - 0.2 * 0.3);
        assertThat(of(AvailabilityPrediction.of(graph()), "a").value().orElse(0))
                .isCloseTo(expected, within(1e-12));
    }

    @Test
    void availability_ofWhatFailsTogether_isThatOfTheWorst() {
        service("a", 1, 0.99, 3, "rack");
        service("b", 1, 0.95, 3, "rack");
        call("a", "b", 1, false, "");
        assertThat(of(AvailabilityPrediction.of(graph()), "a").value().orElse(0))
                .isCloseTo(0.95, within(1e-12));
    }

    @Test
    void availability_ofRandomSystems_isThatOfAllStatesSummedUp() {
        var random = new Random(7);
        for (int round = 0; round < 200; round++) {
            components.clear();
            flows.clear();
            int count = 3 + random.nextInt(5);
            for (int i = 0; i < count; i++) {
                service("s" + i, 1, 0.5 + random.nextDouble() / 2, 1);
            }
            for (int from = 0; from < count; from++) {
                for (int to = from + 1; to < count; to++) {
                    if (random.nextInt(3) == 0) {
                        call(
                                "s" + from,
                                "s" + to,
                                1,
                                random.nextInt(5) == 0,
                                random.nextBoolean() ? "g" : "");
                    }
                }
            }
            assertThat(of(AvailabilityPrediction.of(graph()), "s0").value().orElse(-1))
                    .as("round %d", round)
                    .isCloseTo(summedUp(count), within(1e-9));
        }
    }

    private double summedUp(int count) {
        double sum = 0;
        for (int state = 0; state < 1 << count; state++) {
            double probability = 1;
            for (int i = 0; i < count; i++) {
                double up = components.get(i).facts().availability().orElseThrow();
                probability *= (state >> i & 1) == 1 ? up : 1 - up;
            }
            sum += isUp(0, state) ? probability : 0;
        }
        return sum;
    }

    private boolean isUp(int at, int state) {
        if ((state >> at & 1) == 0) {
            return false;
        }
        boolean hasGroup = false;
        boolean isOneUp = false;
        for (Flow flow : flows) {
            if (flow.from().equals("service s" + at)) {
                boolean isCalleeUp = isUp(Integer.parseInt(flow.to().substring(9)), state);
                if (flow.use().oneOf().isPresent()) {
                    hasGroup = true;
                    isOneUp |= isCalleeUp;
                } else if (!flow.use().isOptional() && !isCalleeUp) {
                    return false;
                }
            }
        }
        return !hasGroup || isOneUp;
    }

    @Test
    void thousandsOfComponents_arePredicted() {
        int count = 5_000;
        for (int i = 0; i < count; i++) {
            service("s" + i, 1, 0.999999, 1);
        }
        for (int i = 1; i < count; i++) {
            call("s" + (i - 1) / 2, "s" + i, 1, false, i % 7 == 0 ? "g" : "");
        }
        assertThat(AvailabilityPrediction.of(graph())).hasSize(count);
        assertThat(CostPrediction.of(graph())).hasSize(count);
        assertThat(LatencyPrediction.of(graph())).hasSize(count);
    }

    @Test
    void cost_countsWhatIsCalledOnce_byItsInstances() {
        service("a", 1, 0.9, 1);
        service("b", 1, 0.9, 3);
        service("c", 1, 0.9, 2);
        call("a", "b", 1, false, "");
        call("a", "c", 1, false, "");
        call("b", "c", 1, false, "");
        Prediction found = of(CostPrediction.of(graph()), "a");
        assertThat(found.value()).hasValue(60);
        assertThat(found.first()).isEqualTo("service b");
    }
}
