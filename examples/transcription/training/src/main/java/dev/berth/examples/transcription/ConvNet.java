package dev.berth.examples.transcription;

import java.util.Arrays;
import java.util.Random;

/// Small convolutional network: three convolutions over time, mean and maximum of each channel, and
/// a linear layer.
///
/// Its weights are rows, so that a trainer needs to know no more of it: of a convolution one for
/// each tap and channel that comes in, then the biases; of the linear layer one for each value that
/// comes in, then the biases. The inner loops run over a row of each array, from its beginning,
/// which the JVM computes with vectors.
final class ConvNet {
    /// Convolution over time.
    ///
    /// @param at index of its first row; the biases follow its weights
    record Layer(int in, int out, int taps, int stride, int timeIn, int timeOut, int at) {
        int row(int tap, int channel) {
            return at + tap * in + channel;
        }

        int biases() {
            return at + taps * in;
        }

        int pad() {
            return taps / 2;
        }
    }

    static final int CHANNELS = 64;

    /// Deviation of the first weights of the linear layer.
    private static final double DENSE_DEVIATION = 0.05;

    private final Layer[] layers;
    private final int dense;
    private final float[][] weights;

    /// Of each convolution the weights from a channel that goes out, [tap × out, in].
    private final float[][][] transposed;

    ConvNet(Random random) {
        int time = LogMel.FRAMES;
        int half = (time + 1) / 2;
        int quarter = (half + 1) / 2;
        Layer first = new Layer(LogMel.BANDS, 48, 5, 2, time, half, 0);
        Layer second = new Layer(48, CHANNELS, 5, 2, half, quarter, first.biases() + 1);
        Layer third = new Layer(CHANNELS, CHANNELS, 3, 1, quarter, quarter, second.biases() + 1);
        layers = new Layer[] {first, second, third};
        dense = third.biases() + 1;
        weights = new float[dense + 2 * CHANNELS + 1][];
        transposed = new float[layers.length][][];
        for (int i = 0; i < layers.length; i++) {
            Layer layer = layers[i];
            // K. He et al., Delving deep into rectifiers, 2015.
            double deviation = Math.sqrt(2.0 / (layer.taps * layer.in));
            for (int row = layer.at; row < layer.biases(); row++) {
                weights[row] = row(layer.out, deviation, random);
            }
            weights[layer.biases()] = new float[layer.out];
            transposed[i] = new float[layer.taps * layer.out][layer.in];
        }
        for (int row = dense; row < weights.length - 1; row++) {
            weights[row] = row(Vocabulary.CLASSES, DENSE_DEVIATION, random);
        }
        weights[weights.length - 1] = new float[Vocabulary.CLASSES];
        weightsChanged();
    }

    private static float[] row(int size, double deviation, Random random) {
        var row = new float[size];
        for (int i = 0; i < size; i++) {
            row[i] = (float) (deviation * random.nextGaussian());
        }
        return row;
    }

    Layer[] layers() {
        return layers.clone();
    }

    /// The rows of the weights. [#weightsChanged] is called after a change.
    float[][] weights() {
        return weights;
    }

    /// Index of the linear layer's first row.
    int dense() {
        return dense;
    }

    int weightCount() {
        return Arrays.stream(weights).mapToInt(row -> row.length).sum();
    }

    void weightsChanged() {
        for (int i = 0; i < layers.length; i++) {
            Layer layer = layers[i];
            for (int tap = 0; tap < layer.taps; tap++) {
                for (int in = 0; in < layer.in; in++) {
                    float[] row = weights[layer.row(tap, in)];
                    for (int out = 0; out < layer.out; out++) {
                        transposed[i][tap * layer.out + out][in] = row[out];
                    }
                }
            }
        }
    }

    /// Values of one example, and their gradients; used again for the next.
    static final class Pass {
        private final float[][][] values;
        private final float[][][] gradients;
        private final float[] pooled = new float[2 * CHANNELS];
        private final int[] greatest = new int[CHANNELS];
        private final float[] scores = new float[Vocabulary.CLASSES];

        Pass(ConvNet net) {
            values = new float[net.layers.length + 1][][];
            gradients = new float[net.layers.length + 1][][];
            for (int i = 0; i < net.layers.length; i++) {
                Layer layer = net.layers[i];
                values[i + 1] = new float[layer.timeOut][layer.out];
                gradients[i + 1] = new float[layer.timeOut][layer.out];
            }
        }

        /// The probability of a class.
        float score(int label) {
            return scores[label];
        }
    }

    /// Computes the probabilities of the classes.
    ///
    /// @param input [time, channel]
    void forward(float[][] input, Pass pass) {
        pass.values[0] = input;
        for (int i = 0; i < layers.length; i++) {
            convolve(layers[i], pass.values[i], pass.values[i + 1]);
        }
        pool(pass.values[layers.length], pass);
        float[] biases = weights[weights.length - 1];
        System.arraycopy(biases, 0, pass.scores, 0, Vocabulary.CLASSES);
        for (int c = 0; c < 2 * CHANNELS; c++) {
            add(pass.scores, pass.pooled[c], weights[dense + c]);
        }
        softmax(pass.scores);
    }

    private static void pool(float[][] last, Pass pass) {
        for (int c = 0; c < CHANNELS; c++) {
            float sum = 0;
            int best = 0;
            for (int t = 0; t < last.length; t++) {
                sum += last[t][c];
                best = last[t][c] > last[best][c] ? t : best;
            }
            pass.pooled[c] = sum / last.length;
            pass.pooled[CHANNELS + c] = last[best][c];
            pass.greatest[c] = best;
        }
    }

    private static void softmax(float[] scores) {
        float greatest = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            greatest = Math.max(greatest, score);
        }
        float sum = 0;
        for (int k = 0; k < scores.length; k++) {
            scores[k] = (float) Math.exp(scores[k] - greatest);
            sum += scores[k];
        }
        for (int k = 0; k < scores.length; k++) {
            scores[k] /= sum;
        }
    }

    private static void add(float[] into, float factor, float[] row) {
        for (int i = 0; i < row.length; i++) {
            into[i] += factor * row[i];
        }
    }

    private void convolve(Layer layer, float[][] from, float[][] into) {
        for (int t = 0; t < layer.timeOut; t++) {
            float[] target = into[t];
            System.arraycopy(weights[layer.biases()], 0, target, 0, layer.out);
            for (int tap = 0; tap < layer.taps; tap++) {
                int time = t * layer.stride + tap - layer.pad();
                if (time < 0 || time >= layer.timeIn) {
                    continue;
                }
                for (int c = 0; c < layer.in; c++) {
                    add(target, from[time][c], weights[layer.row(tap, c)]);
                }
            }
            for (int o = 0; o < layer.out; o++) {
                target[o] = Math.max(0, target[o]);
            }
        }
    }

    /// Adds the gradient of the cross-entropy to `gradient`, rows as those of the weights. Follows
    /// [#forward], whose scores it changes.
    void backward(int label, Pass pass, float[][] gradient) {
        pass.scores[label] -= 1;
        float[][] into = pass.gradients[layers.length];
        for (float[] row : into) {
            Arrays.fill(row, 0);
        }
        add(gradient[weights.length - 1], 1, pass.scores);
        for (int c = 0; c < 2 * CHANNELS; c++) {
            add(gradient[dense + c], pass.pooled[c], pass.scores);
            float sum = 0;
            for (int k = 0; k < Vocabulary.CLASSES; k++) {
                sum += weights[dense + c][k] * pass.scores[k];
            }
            if (c < CHANNELS) {
                for (float[] row : into) {
                    row[c] += sum / into.length;
                }
            } else {
                into[pass.greatest[c - CHANNELS]][c - CHANNELS] += sum;
            }
        }
        for (int i = layers.length - 1; i >= 0; i--) {
            propagate(i, pass, gradient);
        }
    }

    private void propagate(int index, Pass pass, float[][] gradient) {
        Layer layer = layers[index];
        float[][] from = pass.values[index];
        float[][] before = pass.gradients[index];
        if (index > 0) {
            for (float[] row : before) {
                Arrays.fill(row, 0);
            }
        }
        for (int t = 0; t < layer.timeOut; t++) {
            float[] errors = pass.gradients[index + 1][t];
            float[] values = pass.values[index + 1][t];
            for (int o = 0; o < layer.out; o++) {
                errors[o] = values[o] > 0 ? errors[o] : 0;
            }
            add(gradient[layer.biases()], 1, errors);
            for (int tap = 0; tap < layer.taps; tap++) {
                int time = t * layer.stride + tap - layer.pad();
                if (time < 0 || time >= layer.timeIn) {
                    continue;
                }
                for (int c = 0; c < layer.in; c++) {
                    add(gradient[layer.row(tap, c)], from[time][c], errors);
                }
                if (index > 0) {
                    for (int o = 0; o < layer.out; o++) {
                        add(before[time], errors[o], transposed[index][tap * layer.out + o]);
                    }
                }
            }
        }
    }
}
