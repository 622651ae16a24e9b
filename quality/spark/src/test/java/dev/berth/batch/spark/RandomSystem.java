package dev.berth.batch.spark;

import static dev.berth.testkit.onnx.OnnxElementType.FLOAT;
import static dev.berth.testkit.onnx.OnnxType.tensor;

import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxTensor;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// System with a model of random inputs and an endpoint over it, and a table of rows for both, some
/// of which cannot be scored.
final class RandomSystem {
    private static final List<OnnxElementType> TYPES =
            List.of(
                    OnnxElementType.FLOAT,
                    OnnxElementType.DOUBLE,
                    OnnxElementType.INT64,
                    OnnxElementType.INT32,
                    OnnxElementType.BOOL,
                    OnnxElementType.STRING);
    private static final List<String> WORDS =
            List.of("", "red", "a,b", "say \"no\"", "über 100 %", "007");
    private static final double WRONG_SHARE = 0.002;

    private final Random random;
    private final List<Input> inputs = new ArrayList<>();

    /// @param length of a list; 0 for one value
    private record Input(String name, OnnxElementType type, int length) {}

    RandomSystem(long seed) {
        random = new Random(seed);
        inputs.add(new Input("x0", FLOAT, 0));
        int further = random.nextInt(4);
        for (int i = 1; i <= further; i++) {
            OnnxElementType type = TYPES.get(random.nextInt(TYPES.size()));
            boolean isList = type != OnnxElementType.STRING && random.nextInt(3) == 0;
            inputs.add(new Input("x" + i, type, isList ? 1 + random.nextInt(4) : 0));
        }
    }

    /// Writes the system: model `sum`, endpoint `decision`.
    void writeSystem(Path folder) {
        PackageBuilder model = PackageBuilder.onnx(model()).batch("N");
        for (Input input : inputs) {
            model.input(input.name(), type(input.type()), shape(input));
        }
        model.output("y", "float32", "[N]");
        if (hasText()) {
            model.output("text", "string", "[N]");
        }
        String guard =
                random.nextBoolean()
                        ? """
                          guards:
                            small:
                              on: input
                              when: input.x0 < 0.5
                              reject: x0 is too small
                          """
                        : """
                          guards:
                            unsure:
                              on: output
                              when: output.y > 60.0
                              abstain: the sum is too large
                          """;
        SystemBuilder.in(folder)
                .with("sum", model)
                .endpoint(
                        "decision",
                        """
                        owner: Tests
                        steps:
                          first:
                            model: sum
                          second:
                            compute:
                              class: "first.y > 20.0 ? 'large' : 'small'"
                        outputs:
                          y: {value: first.y, meaning: the sum}
                          class: {value: second.class, meaning: whether it is large}
                        """
                                + guard);
    }

    private boolean hasText() {
        return inputs.stream().anyMatch(each -> each.type() == OnnxElementType.STRING);
    }

    private static String type(OnnxElementType type) {
        return switch (type) {
            case FLOAT -> "float32";
            case DOUBLE -> "float64";
            default -> type.name().toLowerCase(Locale.ROOT);
        };
    }

    private static String shape(Input input) {
        return input.length() == 0 ? "[N]" : "[N, " + input.length() + "]";
    }

    /// The weighted sum of all numbers, and the first text.
    private byte[] model() {
        OnnxGraph graph = OnnxGraph.named("sum");
        String sum = "";
        String text = "";
        for (Input input : inputs) {
            String name = input.name();
            graph.input(
                    name,
                    input.length() == 0
                            ? tensor(input.type(), "N")
                            : tensor(input.type(), "N", input.length()));
            if (input.type() == OnnxElementType.STRING) {
                text = text.isEmpty() ? name : text;
                continue;
            }
            graph.node(node("Cast", List.of(name), name + "f").integer("to", 1));
            String value = name + "f";
            if (input.length() > 0) {
                graph.initializer(name + "axes", OnnxTensor.longs(List.of(1L), 1));
                graph.node(
                        node("ReduceSum", List.of(value, name + "axes"), name + "s")
                                .integer("keepdims", 0));
                value = name + "s";
            }
            graph.initializer(
                    name + "w", OnnxTensor.floats(List.of(1L), (float) random.nextGaussian()));
            graph.node(node("Mul", List.of(value, name + "w"), name + "m"));
            if (!sum.isEmpty()) {
                graph.node(node("Add", List.of(sum, name + "m"), name + "a"));
            }
            sum = sum.isEmpty() ? name + "m" : name + "a";
        }
        graph.node(node("Abs", List.of(sum), "y")).output("y", tensor(FLOAT, "N"));
        if (!text.isEmpty()) {
            graph.node(node("Identity", List.of(text), "text"))
                    .output("text", tensor(OnnxElementType.STRING, "N"));
        }
        return OnnxModelFile.of(graph).toByteArray();
    }

    private static OnnxNode node(String operator, List<String> inputs, String output) {
        return OnnxNode.of(operator, inputs, List.of(output));
    }

    /// Writes a table, as CSV or JSON lines by its ending.
    Path writeTable(Path file, int rows) throws IOException {
        boolean isCsv = file.toString().endsWith(".csv");
        var text = new StringBuilder();
        if (isCsv) {
            text.append("key");
            inputs.forEach(each -> text.append(',').append(each.name()));
            text.append('\n');
        }
        for (int row = 0; row < rows; row++) {
            text.append(isCsv ? "k%05d".formatted(row) : "{\"key\": \"k%05d\"".formatted(row));
            for (Input input : inputs) {
                String value = value(input, !isCsv);
                text.append(
                        isCsv
                                ? "," + (value.matches("(?s).*[,\"].*") ? quoted(value) : value)
                                : ", \"" + input.name() + "\": " + value);
            }
            text.append(isCsv ? "\n" : "}\n");
        }
        return Files.writeString(file, text);
    }

    private static String quoted(String value) {
        return "\"" + value.replace("\"", "\"\"") + "\"";
    }

    private String value(Input input, boolean isJson) {
        if (random.nextDouble() < WRONG_SHARE) {
            return isJson ? "\"wrong\"" : "wrong";
        }
        if (input.length() == 0) {
            return single(input.type(), isJson);
        }
        List<String> values = new ArrayList<>();
        int length = input.length() + (random.nextDouble() < WRONG_SHARE ? 1 : 0);
        for (int i = 0; i < length; i++) {
            values.add(single(input.type(), isJson));
        }
        return "[" + String.join(",", values) + "]";
    }

    private String single(OnnxElementType type, boolean isJson) {
        return switch (type) {
            case BOOL -> Boolean.toString(random.nextBoolean());
            case INT32, INT64 -> Integer.toString(random.nextInt(90));
            case STRING -> {
                String word = WORDS.get(random.nextInt(WORDS.size()));
                yield isJson ? "\"" + word.replace("\"", "\\\"") + "\"" : word;
            }
            default -> Double.toString(random.nextInt(9000) / 100.0);
        };
    }
}
