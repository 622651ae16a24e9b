package dev.berth.examples.transcription;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Trainer of the network: Adam on batches, whose examples are disturbed anew each time.
///
/// Design: a batch is cut into shards of fixed examples, each with a random generator and a
/// gradient of its own, which are summed in order. So the result does not depend on how many
/// threads there are. Source: D. Kingma, J. Ba, Adam, ICLR 2015.
final class Trainer {
    private static final int BATCH = 32;
    private static final int SHARDS = 4;
    private static final double STEP_SIZE = 2e-3;
    private static final double MOMENT = 0.9;
    private static final double SQUARE_MOMENT = 0.999;
    private static final double DECAY = 1e-4;
    private static final double SMALL = 1e-8;

    private final LogMel spectrum = new LogMel();
    private final ConvNet net;
    private final float[][][] gradients;
    private final ConvNet.Pass[] passes;

    Trainer(ConvNet net) {
        this.net = net;
        this.gradients = new float[SHARDS][][];
        Arrays.setAll(gradients, i -> zeros(net));
        this.passes = new ConvNet.Pass[SHARDS];
        Arrays.setAll(passes, i -> new ConvNet.Pass(net));
    }

    private static float[][] zeros(ConvNet net) {
        return Arrays.stream(net.weights())
                .map(row -> new float[row.length])
                .toArray(float[][]::new);
    }

    /// Word with its class.
    record Example(Sound sound, int label) {}

    void train(List<Example> examples, int epochs, Random random) {
        List<Example> order = new ArrayList<>(examples);
        float[][] moments = zeros(net);
        float[][] squares = zeros(net);
        int steps = epochs * (order.size() / BATCH);
        int step = 0;
        for (int epoch = 0; epoch < epochs; epoch++) {
            Collections.shuffle(order, random);
            double loss = 0;
            for (int from = 0; from + BATCH <= order.size(); from += BATCH) {
                List<Example> batch = order.subList(from, from + BATCH);
                long seed = random.nextLong();
                loss +=
                        IntStream.range(0, SHARDS)
                                .parallel()
                                .mapToDouble(shard -> shard(batch, shard, seed))
                                .boxed()
                                .toList()
                                .stream()
                                .mapToDouble(Double::doubleValue)
                                .sum();
                double rate = STEP_SIZE * 0.5 * (1 + Math.cos(Math.PI * step / steps));
                update(rate, ++step, moments, squares);
            }
            System.out.printf(Locale.ROOT, "epoch %d: loss %.4f%n", epoch + 1, loss / order.size());
        }
    }

    private double shard(List<Example> batch, int shard, long seed) {
        for (float[] row : gradients[shard]) {
            Arrays.fill(row, 0);
        }
        var disturbance = new Disturbance(new SplittableRandom(seed + shard));
        double loss = 0;
        for (int i = shard; i < batch.size(); i += SHARDS) {
            Example example = batch.get(i);
            float[][] input = spectrum.of(disturbance.clip(example.sound()));
            disturbance.apply(input);
            net.forward(input, passes[shard]);
            loss -= Math.log(Math.max(1e-9, passes[shard].score(example.label())));
            net.backward(example.label(), passes[shard], gradients[shard]);
        }
        return loss;
    }

    private void update(double rate, int step, float[][] moments, float[][] squares) {
        double first = 1 - Math.pow(MOMENT, step);
        double second = 1 - Math.pow(SQUARE_MOMENT, step);
        for (int row = 0; row < moments.length; row++) {
            float[] weights = net.weights()[row];
            for (int i = 0; i < weights.length; i++) {
                double gradient = 0;
                for (float[][] shard : gradients) {
                    gradient += shard[row][i];
                }
                gradient = gradient / BATCH + DECAY * weights[i];
                double moment = MOMENT * moments[row][i] + (1 - MOMENT) * gradient;
                double square =
                        SQUARE_MOMENT * squares[row][i] + (1 - SQUARE_MOMENT) * gradient * gradient;
                moments[row][i] = (float) moment;
                squares[row][i] = (float) square;
                weights[i] -=
                        (float) (rate * (moment / first) / (Math.sqrt(square / second) + SMALL));
            }
        }
        net.weightsChanged();
    }
}
