package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random graphs of models that multiply, held against an oracle that computes them one step after
/// the other. All numbers are positive, so that rounding never adds up.
final class EndpointPropertyTest {
    private static final Map<String, Double> FACTORS =
            Map.of("half", 0.5, "double", 2.0, "treble", 3.0);

    private static final int GRAPHS = 40;
    private static final int STEPS_MAX = 9;
    private static final Percentage ROUNDING = Percentage.withPercentage(0.01);

    @TempDir private Path directory;

    /// A step as text, and as what it makes of the values before it.
    private record Node(String name, String text, Oracle oracle) {}

    private interface Oracle {
        double[] compute(Map<String, double[]> before);
    }

    @Test
    void graphs_ofRandomSteps_answerAsTheOracleDoes() {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        var system = new EndpointSystem(directory);
        FACTORS.forEach((model, factor) -> system.numbers(model, "1", factor));
        List<List<Node>> graphs = new ArrayList<>();
        for (int i = 0; i < GRAPHS; i++) {
            List<Node> graph = graph(random);
            graphs.add(graph);
            system.endpoint("e" + i, text(graph, random));
        }
        system.open();
        for (int i = 0; i < GRAPHS; i++) {
            String what = "seed " + seed + ", graph " + i + ":\n" + text(graphs.get(i), random);
            assertThat(system.errors("e" + i)).as(what).isEmpty();
            check(system, "e" + i, graphs.get(i), random, what);
        }
        system.closeWithNothingLeft();
    }

    private static void check(
            EndpointSystem system, String endpoint, List<Node> graph, Random random, String what) {
        List<Map<String, Object>> records = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            records.add(Map.of("x", random.doubles(3, 1, 9).boxed().toList()));
        }
        List<Map<String, Object>> answers = system.predictAll(endpoint, records);
        for (int i = 0; i < count; i++) {
            Map<String, double[]> expected = new LinkedHashMap<>();
            expected.put("input.x", numbers(records.get(i), "x"));
            for (Node node : graph) {
                expected.put(node.name() + ".y", node.oracle().compute(expected));
                double[] found = numbers(answers.get(i), node.name());
                double[] wanted = Objects.requireNonNull(expected.get(node.name() + ".y"));
                assertThat(found).as(what).hasSameSizeAs(wanted);
                for (int j = 0; j < found.length; j++) {
                    assertThat(found[j]).as(what).isCloseTo(wanted[j], ROUNDING);
                }
            }
        }
    }

    private static double[] numbers(Map<String, Object> record, String field) {
        return ((List<?>) Objects.requireNonNull(record.get(field)))
                .stream().mapToDouble(number -> ((Number) number).doubleValue()).toArray();
    }

    private static List<Node> graph(Random random) {
        List<Node> graph = new ArrayList<>();
        List<String> values = new ArrayList<>(List.of("input.x"));
        int steps = 1 + random.nextInt(STEPS_MAX);
        for (int i = 0; i < steps; i++) {
            String name = "s" + i;
            String source = pick(values, random);
            graph.add(
                    switch (random.nextInt(5)) {
                        case 0 -> sum(name, source, pick(values, random));
                        case 1 -> ensemble(name, source, random);
                        case 2 -> choice(name, source, pick(values, random), random);
                        default -> call(name, source, model(random));
                    });
            values.add(name + ".y");
        }
        return graph;
    }

    private static String pick(List<String> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    private static String model(Random random) {
        return pick(List.of("half", "double", "treble"), random);
    }

    private static double factor(String model) {
        return Objects.requireNonNull(FACTORS.get(model));
    }

    /// Computed values are of twice the precision, so that they are bound as expressions.
    private static String with(String source) {
        return "inputs: {x: \"" + source + ".map(n, n)\"}";
    }

    private static Node call(String name, String source, String model) {
        return new Node(
                name,
                "{model: " + model + ", " + with(source) + "}",
                before -> times(before, source, factor(model)));
    }

    private static Node sum(String name, String a, String b) {
        return new Node(
                name,
                "{compute: {y: \"[0, 1, 2].map(i, %s[i] + %s[i])\"}}".formatted(a, b),
                before -> {
                    double[] sum = times(before, a, 1);
                    double[] other = times(before, b, 1);
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += other[i];
                    }
                    return sum;
                });
    }

    private static Node ensemble(String name, String source, Random random) {
        List<String> members = new ArrayList<>();
        double sum = 0;
        double weights = 0;
        int count = 2 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            String model = model(random);
            int weight = 1 + random.nextInt(4);
            members.add("{model: " + model + ", weight: " + weight + "}");
            sum += weight * factor(model);
            weights += weight;
        }
        double mean = sum / weights;
        return new Node(
                name,
                "{ensemble: " + members + ", " + with(source) + "}",
                before -> times(before, source, mean));
    }

    private static Node choice(String name, String source, String decides, Random random) {
        String first = model(random);
        String second = model(random);
        return new Node(
                name,
                "{switch: [{when: \"%s[0] > %s[1]\", model: %s}, {model: %s}], %s}"
                        .formatted(decides, decides, first, second, with(source)),
                before -> {
                    double[] compared = Objects.requireNonNull(before.get(decides));
                    boolean isFirst = compared[0] > compared[1];
                    return times(before, source, factor(isFirst ? first : second));
                });
    }

    private static double[] times(Map<String, double[]> before, String source, double factor) {
        double[] result = Objects.requireNonNull(before.get(source)).clone();
        for (int i = 0; i < result.length; i++) {
            result[i] *= factor;
        }
        return result;
    }

    /// Steps may be written in any order; all of them are outputs.
    private static String text(List<Node> graph, Random random) {
        List<Node> shuffled = new ArrayList<>(graph);
        Collections.shuffle(shuffled, random);
        // The input has no type of its own where all read it in expressions.
        var text =
                new StringBuilder(
                        "inputs: [{name: x, type: float32, shape: [3], meaning: numbers}]\nsteps:\n");
        shuffled.forEach(node -> text.append("  " + node.name() + ": " + node.text() + "\n"));
        text.append("outputs:\n");
        graph.forEach(node -> text.append("  %1$s: %1$s.y\n".formatted(node.name())));
        return text.toString();
    }
}
