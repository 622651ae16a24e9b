package dev.berth.verification;

import static dev.berth.testkit.onnx.OnnxElementType.FLOAT;
import static dev.berth.testkit.onnx.OnnxType.tensor;

import dev.berth.Berth;
import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Training of the head of `examples/two-phase`: multinomial logistic regression over the
/// embeddings of `sentences.csv`.
///
/// Design: the topic's probability is the softmax of a linear function of the embedding; the
/// weights minimize the mean cross-entropy plus `DECAY / 2` times the sum of their squares. The
/// minimum is unique, so training is reproducible.
///
/// Steps: embed every sentence by the larger model; then gradient descent from zero, each step over
/// all sentences. With vectors of length 1 and a constant beside them the gradient's Lipschitz
/// constant is at most `1 + DECAY`, so that steps of 1 descend.
///
/// Cost: some seconds, most of them for the embeddings. Reference: C. M. Bishop, Pattern
/// Recognition and Machine Learning, 4.3.4.
final class TopicTraining {
    /// The classes of the head in alphabetical order.
    static final List<String> TOPICS = List.of("food", "money", "space", "sport");

    /// Length of an embedding.
    private static final int SIZE = 384;

    /// Little, because probabilities near 1 from vectors of length 1 need large weights.
    private static final double DECAY = 0.001;

    /// Each leaves at most `1 - DECAY` of the distance to the minimum: all of them less than a
    /// ten-thousandth.
    private static final int STEPS = 10_000;

    private TopicTraining() {}

    /// Sentence with its topic.
    record Labelled(String topic, String text) {}

    /// Writes `head.onnx`.
    public static void main(String[] arguments) throws IOException {
        Files.write(head(), onnx(train()));
    }

    /// The file of the trained head.
    static Path head() {
        return Repository.example("two-phase").resolve("models/topic-head/1/head.onnx");
    }

    /// A row of weights for each topic, with its constant at the end.
    static float[][] train() {
        List<Labelled> table = read();
        int[] topics = table.stream().mapToInt(row -> TOPICS.indexOf(row.topic())).toArray();
        return descend(embed(table), topics);
    }

    private static List<Labelled> read() {
        try (var lines = Files.lines(Repository.example("two-phase").resolve("sentences.csv"))) {
            return lines.skip(1)
                    .map(line -> line.split(",", -1))
                    .map(cells -> new Labelled(cells[0], cells[1]))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Each sentence's embedding with a 1 at its end, for the constant.
    private static List<float[]> embed(List<Labelled> table) {
        try (var berth = Berth.open(Repository.example("two-phase"))) {
            List<float[]> rows = new ArrayList<>();
            for (Labelled row : table) {
                Map<String, Object> answer =
                        berth.model("minilm-large").predict(Map.of("text", row.text()));
                List<?> embedding = (List<?>) Objects.requireNonNull(answer.get("embedding"));
                var numbers = new float[SIZE + 1];
                for (int i = 0; i < SIZE; i++) {
                    numbers[i] = ((Number) embedding.get(i)).floatValue();
                }
                numbers[SIZE] = 1;
                rows.add(numbers);
            }
            return rows;
        }
    }

    private static float[][] descend(List<float[]> rows, int[] topics) {
        var weights = new double[TOPICS.size()][SIZE + 1];
        for (int step = 0; step < STEPS; step++) {
            var gradient = new double[TOPICS.size()][SIZE + 1];
            for (int i = 0; i < rows.size(); i++) {
                double[] errors = softmax(weights, rows.get(i));
                errors[topics[i]]--;
                for (int topic = 0; topic < errors.length; topic++) {
                    add(gradient[topic], errors[topic] / rows.size(), rows.get(i));
                }
            }
            for (int topic = 0; topic < weights.length; topic++) {
                for (int i = 0; i <= SIZE; i++) {
                    weights[topic][i] -= gradient[topic][i] + DECAY * weights[topic][i];
                }
            }
        }
        var trained = new float[weights.length][SIZE + 1];
        for (int topic = 0; topic < weights.length; topic++) {
            for (int i = 0; i <= SIZE; i++) {
                trained[topic][i] = (float) weights[topic][i];
            }
        }
        return trained;
    }

    private static void add(double[] sum, double factor, float[] row) {
        for (int i = 0; i < row.length; i++) {
            sum[i] += factor * row[i];
        }
    }

    private static double[] softmax(double[][] weights, float[] row) {
        var exponentials = new double[weights.length];
        double sum = 0;
        for (int topic = 0; topic < weights.length; topic++) {
            double score = 0;
            for (int i = 0; i < row.length; i++) {
                score += weights[topic][i] * row[i];
            }
            exponentials[topic] = Math.exp(score);
            sum += exponentials[topic];
        }
        for (int topic = 0; topic < exponentials.length; topic++) {
            exponentials[topic] /= sum;
        }
        return exponentials;
    }

    /// Row-major, a row for each element of the embedding, as in `Gemm`.
    static float[] weights(float[][] trained) {
        var weights = new float[SIZE * trained.length];
        for (int j = 0; j < weights.length; j++) {
            weights[j] = trained[j % trained.length][j / trained.length];
        }
        return weights;
    }

    static float[] constants(float[][] trained) {
        var constants = new float[trained.length];
        for (int topic = 0; topic < constants.length; topic++) {
            constants[topic] = trained[topic][SIZE];
        }
        return constants;
    }

    /// The head as a file: `probabilities = softmax(embedding · weights + constants)`.
    static byte[] onnx(float[][] trained) {
        long classes = trained.length;
        OnnxGraph graph =
                OnnxGraph.named("topic_head")
                        .input("embedding", tensor(FLOAT, "batch", SIZE))
                        .output("probabilities", tensor(FLOAT, "batch", classes))
                        .initializer(
                                "weights",
                                OnnxTensor.floats(List.of((long) SIZE, classes), weights(trained)))
                        .initializer(
                                "constants",
                                OnnxTensor.floats(List.of(classes), constants(trained)))
                        .node(
                                OnnxNode.of(
                                        "Gemm",
                                        List.of("embedding", "weights", "constants"),
                                        List.of("scores")))
                        .node(
                                OnnxNode.of("Softmax", List.of("scores"), List.of("probabilities"))
                                        .integer("axis", -1));
        return OnnxModelFile.of(graph).metadata("topics", String.join("\n", TOPICS)).toByteArray();
    }
}
