package dev.berth.verification;

import static dev.berth.testkit.onnx.OnnxElementType.FLOAT;
import static dev.berth.testkit.onnx.OnnxType.tensor;

import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Network with one hidden layer, trained in plain Java and written as an ONNX file.
///
/// Design: `targets = end(tanh(inputs · first) · second)`, with weights of low mean squared error
/// (numbers) or cross-entropy (probabilities) over the examples. Steps: inputs and numeric targets
/// are normalized to mean 0 and deviation 1; then Adam (Kingma and Ba 2015), each step over all
/// examples; then the scales are folded into the weights. Everything is computed by `StrictMath` in
/// a fixed order, so that training is reproducible.
final class SmallNetwork {
    private static final double STEP_SIZE = 0.02;
    private static final double MOMENT = 0.9;
    private static final double SQUARE_MOMENT = 0.999;
    private static final double SMALL = 1e-8;

    /// Lower bound of a logarithm's argument.
    private static final float LOG_MIN = 1e-3f;

    private final Task task;
    private final double[][] first;
    private final double[][] second;

    private SmallNetwork(Task task, double[][] first, double[][] second) {
        this.task = task;
        this.first = first;
        this.second = second;
    }

    /// Kind of outputs.
    enum End {
        NUMBERS,
        PROBABILITY,
        CLASSES
    }

    /// Training task.
    ///
    /// @param logarithms inputs of which the network reads the logarithm
    /// @param outputs names of the outputs; for classes the labels
    /// @param rows inputs, followed by targets
    record Task(
            String name,
            List<String> inputs,
            List<String> logarithms,
            List<String> outputs,
            End end,
            int hidden,
            int steps,
            List<List<Double>> rows) {
        Task {
            inputs = List.copyOf(inputs);
            logarithms = List.copyOf(logarithms);
            outputs = List.copyOf(outputs);
            rows = List.copyOf(rows);
        }
    }

    static SmallNetwork train(Task task) {
        int in = task.inputs().size();
        int out = task.outputs().size();
        var x = new double[task.rows().size()][in];
        var y = new double[task.rows().size()][out];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < in; j++) {
                double value = task.rows().get(i).get(j);
                boolean isLog = task.logarithms().contains(task.inputs().get(j));
                x[i][j] = isLog ? StrictMath.log(Math.max(value, LOG_MIN)) : value;
            }
            for (int j = 0; j < out; j++) {
                y[i][j] = task.rows().get(i).get(in + j);
            }
        }
        double[][] scaleX = scale(x);
        double[][] scaleY = task.end() == End.NUMBERS ? scale(y) : none(out);
        var first = random(in + 1, task.hidden(), 1);
        var second = random(task.hidden() + 1, out, 2);
        descend(task, x, y, first, second);
        return new SmallNetwork(task, foldedInputs(first, scaleX), foldedOutputs(second, scaleY));
    }

    /// Normalizes each column to mean 0 and deviation 1.
    ///
    /// @return means and deviations
    private static double[][] scale(double[][] table) {
        int columns = table[0].length;
        var scale = new double[2][columns];
        for (int j = 0; j < columns; j++) {
            double sum = 0;
            double squares = 0;
            for (double[] row : table) {
                sum += row[j];
                squares += row[j] * row[j];
            }
            double mean = sum / table.length;
            scale[0][j] = mean;
            scale[1][j] = StrictMath.sqrt(Math.max(SMALL, squares / table.length - mean * mean));
            for (double[] row : table) {
                row[j] = (row[j] - mean) / scale[1][j];
            }
        }
        return scale;
    }

    private static double[][] none(int columns) {
        var scale = new double[2][columns];
        Arrays.fill(scale[1], 1);
        return scale;
    }

    private static double[][] random(int rows, int columns, long seed) {
        var random = new Random(seed);
        var weights = new double[rows][columns];
        for (int i = 0; i < rows - 1; i++) {
            for (int j = 0; j < columns; j++) {
                weights[i][j] = random.nextGaussian() / StrictMath.sqrt(rows);
            }
        }
        return weights;
    }

    private static void descend(
            Task task, double[][] x, double[][] y, double[][] first, double[][] second) {
        var moments = new Adam(first);
        var secondMoments = new Adam(second);
        for (int step = 1; step <= task.steps(); step++) {
            var firstGradient = new double[first.length][first[0].length];
            var secondGradient = new double[second.length][second[0].length];
            for (int i = 0; i < x.length; i++) {
                double[] hidden = hidden(x[i], first);
                double[] error = end(task.end(), linear(hidden, second));
                for (int k = 0; k < error.length; k++) {
                    error[k] = (error[k] - y[i][k]) / x.length;
                }
                addGradients(x[i], hidden, error, second, firstGradient, secondGradient);
            }
            double size = STEP_SIZE * (1 - 0.9 * step / task.steps());
            moments.step(first, firstGradient, step, size);
            secondMoments.step(second, secondGradient, step, size);
        }
    }

    private static void addGradients(
            double[] x,
            double[] hidden,
            double[] error,
            double[][] second,
            double[][] firstGradient,
            double[][] secondGradient) {
        for (int j = 0; j <= hidden.length; j++) {
            double value = j < hidden.length ? hidden[j] : 1;
            double back = 0;
            for (int k = 0; k < error.length; k++) {
                secondGradient[j][k] += error[k] * value;
                back += error[k] * second[j][k];
            }
            if (j < hidden.length) {
                back *= 1 - value * value;
                for (int i = 0; i <= x.length; i++) {
                    firstGradient[i][j] += back * (i < x.length ? x[i] : 1);
                }
            }
        }
    }

    private static double[] hidden(double[] x, double[][] first) {
        double[] hidden = linear(x, first);
        for (int j = 0; j < hidden.length; j++) {
            hidden[j] = StrictMath.tanh(hidden[j]);
        }
        return hidden;
    }

    /// The last row of the weights is the bias.
    private static double[] linear(double[] x, double[][] weights) {
        double[] result = weights[x.length].clone();
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < result.length; j++) {
                result[j] += x[i] * weights[i][j];
            }
        }
        return result;
    }

    private static double[] end(End end, double[] scores) {
        return switch (end) {
            case NUMBERS -> scores;
            case PROBABILITY -> {
                for (int k = 0; k < scores.length; k++) {
                    scores[k] = 1 / (1 + StrictMath.exp(-scores[k]));
                }
                yield scores;
            }
            case CLASSES -> {
                double sum = 0;
                for (int k = 0; k < scores.length; k++) {
                    scores[k] = StrictMath.exp(scores[k]);
                    sum += scores[k];
                }
                for (int k = 0; k < scores.length; k++) {
                    scores[k] /= sum;
                }
                yield scores;
            }
        };
    }

    private static final class Adam {
        private final double[][] means;
        private final double[][] squares;

        Adam(double[][] weights) {
            means = new double[weights.length][weights[0].length];
            squares = new double[weights.length][weights[0].length];
        }

        void step(double[][] weights, double[][] gradient, int step, double size) {
            double meanScale = 1 - StrictMath.pow(MOMENT, step);
            double squareScale = 1 - StrictMath.pow(SQUARE_MOMENT, step);
            for (int i = 0; i < weights.length; i++) {
                for (int j = 0; j < weights[i].length; j++) {
                    double g = gradient[i][j];
                    means[i][j] = MOMENT * means[i][j] + (1 - MOMENT) * g;
                    squares[i][j] = SQUARE_MOMENT * squares[i][j] + (1 - SQUARE_MOMENT) * g * g;
                    weights[i][j] -=
                            size
                                    * (means[i][j] / meanScale)
                                    / (StrictMath.sqrt(squares[i][j] / squareScale) + SMALL);
                }
            }
        }
    }

    private static double[][] foldedInputs(double[][] first, double[][] scale) {
        int in = first.length - 1;
        for (int j = 0; j < first[0].length; j++) {
            for (int i = 0; i < in; i++) {
                first[i][j] /= scale[1][i];
                first[in][j] -= scale[0][i] * first[i][j];
            }
        }
        return first;
    }

    private static double[][] foldedOutputs(double[][] second, double[][] scale) {
        for (double[] row : second) {
            for (int k = 0; k < row.length; k++) {
                row[k] *= scale[1][k];
            }
        }
        double[] added = second[second.length - 1];
        for (int k = 0; k < added.length; k++) {
            added[k] += scale[0][k];
        }
        return second;
    }

    private static OnnxTensor floats(double[][] weights, int from, int to, List<Long> shape) {
        var values = new float[(to - from) * weights[0].length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) weights[from + i / weights[0].length][i % weights[0].length];
        }
        return OnnxTensor.floats(shape, values);
    }

    /// The network as a file: an input of `[batch]` for each column, an output of `[batch]` for
    /// each number, or `probabilities` of all classes.
    byte[] onnx() {
        long in = task.inputs().size();
        long out = task.outputs().size();
        long hidden = task.hidden();
        OnnxGraph graph =
                OnnxGraph.named(task.name())
                        .initializer("column", OnnxTensor.longs(List.of(1L), 1))
                        .initializer("least", OnnxTensor.floats(List.of(), LOG_MIN))
                        .initializer("w1", floats(first, 0, (int) in, List.of(in, hidden)))
                        .initializer("b1", floats(first, (int) in, (int) in + 1, List.of(hidden)))
                        .initializer("w2", floats(second, 0, (int) hidden, List.of(hidden, out)))
                        .initializer(
                                "b2", floats(second, (int) hidden, (int) hidden + 1, List.of(out)));
        List<String> columns = new ArrayList<>();
        for (String input : task.inputs()) {
            graph = graph.input(input, tensor(FLOAT, "batch"));
            String read = input;
            if (task.logarithms().contains(input)) {
                read = input + "_log";
                graph =
                        graph.node(node("Max", List.of(input, "least"), input + "_least"))
                                .node(node("Log", List.of(input + "_least"), read));
            }
            graph = graph.node(node("Unsqueeze", List.of(read, "column"), input + "_column"));
            columns.add(input + "_column");
        }
        graph =
                graph.node(node("Concat", columns, "x").integer("axis", 1))
                        .node(node("Gemm", List.of("x", "w1", "b1"), "sums"))
                        .node(node("Tanh", List.of("sums"), "hidden"))
                        .node(node("Gemm", List.of("hidden", "w2", "b2"), "scores"));
        return finish(graph, out).toByteArray();
    }

    private OnnxModelFile finish(OnnxGraph graph, long out) {
        if (task.end() == End.CLASSES) {
            return OnnxModelFile.of(
                            graph.node(
                                            node("Softmax", List.of("scores"), "probabilities")
                                                    .integer("axis", -1))
                                    .output("probabilities", tensor(FLOAT, "batch", out)))
                    .metadata("labels", String.join("\n", task.outputs()));
        }
        String from = "scores";
        OnnxGraph finished = graph;
        if (task.end() == End.PROBABILITY) {
            from = "probabilities";
            finished = finished.node(node("Sigmoid", List.of("scores"), from));
        }
        for (int k = 0; k < out; k++) {
            String name = task.outputs().get(k);
            finished =
                    finished.initializer("at_" + k, OnnxTensor.longs(List.of(), k))
                            .node(node("Gather", List.of(from, "at_" + k), name).integer("axis", 1))
                            .output(name, tensor(FLOAT, "batch"));
        }
        return OnnxModelFile.of(finished);
    }

    private static OnnxNode node(String operator, List<String> inputs, String output) {
        return OnnxNode.of(operator, inputs, List.of(output));
    }

    /// The outputs for a row of inputs.
    List<Double> predict(List<Double> inputs) {
        var x = new double[inputs.size()];
        for (int j = 0; j < x.length; j++) {
            boolean isLog = task.logarithms().contains(task.inputs().get(j));
            x[j] = isLog ? StrictMath.log(Math.max(inputs.get(j), LOG_MIN)) : inputs.get(j);
        }
        List<Double> answer = new ArrayList<>();
        for (double value : end(task.end(), linear(hidden(x, first), second))) {
            answer.add(value);
        }
        return answer;
    }
}
