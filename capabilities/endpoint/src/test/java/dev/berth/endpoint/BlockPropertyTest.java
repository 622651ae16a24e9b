package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.endpoint.block.BlockAnswer;
import dev.berth.serving.request.Prediction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Blocks of rows held against their records, over random graphs: each row has the bits and the
/// annotations of its record, and a row is left exactly where its record fails.
final class BlockPropertyTest {
    private static final int GRAPHS = Integer.getInteger("berth.graphs", 20);
    private static final int ROWS_MAX = 40;
    private static final int STEPS_MAX = 6;

    /// A number on which the model `fragile` fails.
    private static final float FATAL = 7;

    private static final String INNER =
            """
            steps: {it: {cascade: [{model: half, accept: "y[1] > 1.5"}, {model: treble}]}}
            guards:
              small: {on: input, when: "input.x[2] < -3.0", reject: too small}
              even: {on: input, when: "input.x[0] > 3.0", replace: {x: "[1.0, input.x[1], 2.0]"}}
            """;

    @TempDir private Path directory;

    @Test
    void blocks_ofRandomGraphs_giveWhatRecordsGive() {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        var system =
                new EndpointSystem(directory)
                        .numbers("half", "1", 0.5)
                        .numbers("double", "1", 2)
                        .numbers("treble", "1", 3)
                        .scores("scores", 1.5)
                        .model(
                                "fragile",
                                "1",
                                """
                                inputs: x float32 [N, 3]
                                outputs: y float32 [N, 3]
                                multiply: 4
                                fail-on: %s
                                """
                                        .formatted(FATAL),
                                """
                                  batch: N
                                  inputs:
                                    - {name: x, type: float32, shape: [N, 3], meaning: numbers}
                                  outputs:
                                    - {name: y, type: float32, shape: [N, 3], meaning: multiples}
                                """)
                        .endpoint("inner", INNER);
        List<String> graphs = new ArrayList<>();
        for (int i = 0; i < GRAPHS; i++) {
            graphs.add(graph(random));
            system.endpoint("e" + i, graphs.getLast());
        }
        system.open();
        int left = 0;
        int rows = 0;
        for (int i = 0; i < GRAPHS; i++) {
            String what = "-Dberth.seed=" + seed + ", graph " + i + ":\n" + graphs.get(i);
            assertThat(system.errors("e" + i)).as(what).isEmpty();
            List<Map<String, Object>> records = records(random);
            rows += records.size();
            left += check(system, "e" + i, records, what);
        }
        // Failures are among what is tested, and so is success.
        assertThat(left).isBetween(rows / 100, rows * 2 / 3);
        system.closeWithNothingLeft();
    }

    private static List<Map<String, Object>> records(Random random) {
        int count = 1 + random.nextInt(ROWS_MAX);
        int items = random.nextInt(4);
        List<Map<String, Object>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Double> x = new ArrayList<>();
            for (int j = 0; j < 3; j++) {
                x.add(random.nextInt(40) == 0 ? FATAL : random.nextInt(-16, 24) / 4.0);
            }
            records.add(
                    Map.of(
                            "x",
                            x,
                            "user",
                            "user " + random.nextInt(5),
                            "items",
                            random.doubles(items, -2, 5).boxed().toList()));
        }
        return records;
    }

    /// @return how many rows are left
    private static int check(
            EndpointSystem system,
            String endpoint,
            List<Map<String, Object>> records,
            String what) {
        var name = new EndpointName(endpoint);
        Signature signature = system.endpoints().signature(name);
        List<NamedTensors> groups =
                MapRecordCodec.toTensors(signature, records, system.serving().pool());
        assertThat(groups).hasSize(1);
        try (BlockAnswer block = system.endpoints().blocks().predict(name, groups.getFirst())) {
            for (int row = 0; row < records.size(); row++) {
                String where = "row " + row + " " + records.get(row) + ", " + what;
                try (Prediction alone = predict(system, name, records.get(row))) {
                    if (alone.annotations().stream()
                            .anyMatch(each -> each.startsWith("default:"))) {
                        // A step failed.
                        assertThat(block.left().get(row)).as(where).isTrue();
                        continue;
                    }
                    assertThat(block.left().get(row)).as(where).isFalse();
                    assertThat(block.outputs().names())
                            .as(where)
                            .isEqualTo(alone.outputs().names());
                    for (int i = 0; i < alone.outputs().count(); i++) {
                        assertSame(
                                alone.outputs().tensor(i), block.outputs().tensor(i), row, where);
                    }
                    assertThat(block.annotations(row))
                            .as(where)
                            .containsExactlyInAnyOrderElementsOf(alone.annotations());
                } catch (ProblemException e) {
                    assertThat(block.left().get(row)).as(e.problem() + " " + where).isTrue();
                }
            }
            return block.left().cardinality();
        }
    }

    private static Prediction predict(
            EndpointSystem system, EndpointName name, Map<String, Object> record) {
        return system.send(system.endpoints().acquireLive(name), record).await();
    }

    private static void assertSame(Tensor alone, Tensor block, int row, String where) {
        try (Tensor own = block.slice(row, 1)) {
            assertThat(own.type()).as(where).isEqualTo(alone.type());
            assertThat(own.shape()).as(where).isEqualTo(alone.shape());
            for (int i = 0; i < alone.shape().elementCount(); i++) {
                if (alone.type().isVariable()) {
                    assertThat(own.element(i)).as(where).isEqualTo(alone.element(i));
                } else {
                    int size = alone.type().byteSize();
                    assertThat(own.data().slice(i * size, size))
                            .as(where)
                            .isEqualTo(alone.data().slice(i * size, size));
                }
            }
        }
    }

    private static String graph(Random random) {
        var text =
                new StringBuilder(
                        """
                        inputs:
                          - {name: x, type: float32, shape: [3], meaning: numbers}
                          - {name: user, type: string, meaning: who}
                          - {name: items, type: float32, shape: [items], meaning: a list}
                        steps:
                          first: {model: half, inputs: {x: input.x}}
                        """);
        var outputs = new StringBuilder("outputs:\n  who: input.user\n  first: first.y\n");
        List<String> values = new ArrayList<>(List.of("input.x", "first.y"));
        int steps = 1 + random.nextInt(STEPS_MAX);
        for (int i = 0; i < steps; i++) {
            String name = "s" + i;
            String source = pick(values, random);
            text.append("  ").append(name).append(": ");
            int kind = random.nextInt(9);
            text.append(step(kind, source, pick(values, random), random)).append('\n');
            if (kind == 8) {
                outputs.append("  %1$s: %1$s.score\n  %1$s_label: %1$s.label\n".formatted(name));
            } else {
                outputs.append("  %1$s: %1$s.y\n".formatted(name));
                values.add(name + ".y");
            }
        }
        outputs.append("  sum: \"%s[0] + %s[1]\"\n".formatted(pick(values, random), "input.x"));
        return text + outputs.toString() + guards(random) + traffic(random);
    }

    private static String step(int kind, String source, String other, Random random) {
        String with = "inputs: {x: \"%s.map(n, n)\"}".formatted(source);
        return switch (kind) {
            case 0 ->
                    "{ensemble: [{model: half, weight: 2}, {model: %s}], %s}"
                            .formatted(model(random), with);
            case 1 ->
                    "{switch: [{when: \"%s[0] > %s[1]\", model: %s}, {model: %s}], %s}"
                            .formatted(source, other, model(random), model(random), with);
            case 2 ->
                    "{cascade: [{model: half, accept: \"y[0] > %s\"}, {model: %s, accept: \"y[1] < %s[2]\"}, {model: treble}], %s}"
                            .formatted(random.nextInt(-2, 3) + ".5", model(random), other, with);
            case 3 ->
                    "{compute: {y: \"[0, 1, 2].map(i, %s[i] + %s[i])\"}}".formatted(source, other);
            // Not defined for numbers beyond 2.
            case 4 ->
                    "{compute: {y: \"[0, 1, 2].map(i, [1.0, 2.0, 3.0][int(%s[i] > 5.0 ? 4 : 1)])\"}}"
                            .formatted(source);
            case 5 -> "{endpoint: inner, %s}".formatted(with);
            case 6 -> "{model: fragile, %s, default-outputs: {y: [1, 2, 3]}}".formatted(with);
            case 7 -> "{model: %s, %s}".formatted(model(random), with);
            default ->
                    "{model: scores, for-each: item in input.items, inputs: {x: \"item + %s[0]\", text: input.user}}"
                            .formatted(source);
        };
    }

    private static String guards(Random random) {
        List<String> all =
                List.of(
                        "low: {on: input, when: \"input.x[0] < -3.5\", reject: too low}",
                        "cut: {on: input, clamp: {x: {min: -3, max: 6}}}",
                        "swap: {on: input, when: \"input.x[1] > input.x[2]\", replace: {x: \"[input.x[1], input.x[0], 0.5]\", user: \"input.user + '!'\"}}",
                        "odd: {on: input, when: \"1 / int(input.x[1]) > 0\", replace: {x: \"[0.0, 1.0, 2.0]\"}, failure-policy: ignore}",
                        "none: {on: output, when: \"output.sum > 9.0\", abstain: unsure}",
                        "round: {on: output, when: \"output.sum < 0.0\", replace: {sum: \"double(int(output.sum))\"}}",
                        "narrow: {on: output, clamp: {sum: {min: -4, max: 4}}}");
        var text = new StringBuilder();
        for (String guard : all) {
            if (random.nextInt(4) == 0) {
                text.append(text.isEmpty() ? "guards:\n" : "").append("  ").append(guard);
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static String traffic(Random random) {
        return random.nextInt(4) > 0
                ? ""
                : """
                traffic:
                  sticky-by: input.user
                  variants:
                    stable: {weight: 60}
                    fresh: {weight: 40, replace: {half: double}}
                """;
    }

    private static String model(Random random) {
        return pick(List.of("half", "double", "treble", "fragile"), random);
    }

    private static String pick(List<String> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
