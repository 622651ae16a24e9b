package dev.berth.examples.transcription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
    private final long seed = Long.getLong("berth.seed", 1L);
    private final Random random = new Random(seed);

    private float[] noise(int samples, double level) {
        var noise = new float[samples];
        for (int i = 0; i < samples; i++) {
            noise[i] = (float) (level * random.nextGaussian());
        }
        return noise;
    }

    /// The oracle: the transform of each frame by its definition.
    @Test
    void spectrum_isThatOfTheDefinition() {
        float[] clip = noise(LogMel.CLIP, 0.1);
        double square = 0;
        for (float sample : clip) {
            square += (double) sample * sample;
        }
        double scale = 1 / Math.sqrt(square / clip.length + LogMel.SILENCE);
        float[][] spectrum = new LogMel().of(clip);
        float[] window = LogMel.window();
        float[] triangles = LogMel.triangles();
        assertThat(spectrum).hasNumberOfRows(LogMel.FRAMES);
        for (int frame : new int[] {0, 1, 30, LogMel.FRAMES - 2, LogMel.FRAMES - 1}) {
            var sums = new double[LogMel.BANDS];
            for (int bin = 0; bin < LogMel.BINS; bin++) {
                double real = 0;
                double imaginary = 0;
                for (int i = 0; i < LogMel.FRAME; i++) {
                    double value = clip[frame * LogMel.STEP + i] * scale * window[i];
                    real += value * Math.cos(2 * Math.PI * bin * i / LogMel.FRAME);
                    imaginary += value * Math.sin(2 * Math.PI * bin * i / LogMel.FRAME);
                }
                for (int band = 0; band < LogMel.BANDS; band++) {
                    sums[band] +=
                            (real * real + imaginary * imaginary)
                                    * triangles[bin * LogMel.BANDS + band];
                }
            }
            for (int band = 0; band < LogMel.BANDS; band++) {
                double expected = (Math.log(sums[band] + 1) - LogMel.CENTER) * LogMel.SCALE;
                assertThat((double) spectrum[frame][band])
                        .as("seed %d, frame %d, band %d", seed, frame, band)
                        .isCloseTo(expected, within(1e-5));
            }
        }
    }

    @Test
    void gradient_isThatOfDifferences() {
        var net = new ConvNet(random);
        float[][] input = new LogMel().of(noise(LogMel.CLIP, 0.1));
        var pass = new ConvNet.Pass(net);
        float[][] gradient = zeros(net);
        net.forward(input, pass);
        net.backward(3, pass, gradient);
        // Together: single precision and the corners of the activations blur each one.
        double difference = 0;
        double length = 0;
        for (int i = 0; i < 300; i++) {
            int row = random.nextInt(net.weights().length);
            int column = random.nextInt(net.weights()[row].length);
            double slope = slope(net, input, pass, row, column);
            difference += Math.pow(gradient[row][column] - slope, 2);
            length += slope * slope;
        }
        assertThat(Math.sqrt(difference / length)).as("seed %d", seed).isLessThan(0.05);
    }

    private static float[][] zeros(ConvNet net) {
        return Arrays.stream(net.weights())
                .map(weights -> new float[weights.length])
                .toArray(float[][]::new);
    }

    private static double slope(
            ConvNet net, float[][] input, ConvNet.Pass pass, int row, int column) {
        float step = 2e-3f;
        float weight = net.weights()[row][column];
        net.weights()[row][column] = weight + step;
        net.forward(input, pass);
        double above = -Math.log(pass.score(3));
        net.weights()[row][column] = weight - step;
        net.forward(input, pass);
        double below = -Math.log(pass.score(3));
        net.weights()[row][column] = weight;
        return (above - below) / (2 * step);
    }

    @Test
    void file_givesTheProbabilitiesOfTheNetwork() throws Exception {
        var net = new ConvNet(random);
        OrtEnvironment engine = OrtEnvironment.getEnvironment();
        float[][] clips = {noise(LogMel.CLIP, 0.2), new float[LogMel.CLIP]};
        try (OrtSession session = engine.createSession(DigitGraph.of(net).toByteArray());
                var input = OnnxTensor.createTensor(engine, clips);
                OrtSession.Result result = session.run(Map.of("clip", input))) {
            var read = (float[][]) result.get(0).getValue();
            var pass = new ConvNet.Pass(net);
            for (int i = 0; i < clips.length; i++) {
                net.forward(new LogMel().of(clips[i]), pass);
                for (int k = 0; k < Vocabulary.CLASSES; k++) {
                    assertThat(read[i][k])
                            .as("seed %d, clip %d, class %d", seed, i, k)
                            .isCloseTo(pass.score(k), within(1e-4f));
                }
            }
        }
    }

    /// Tones instead of words: the network learns which is which, the same each time.
    @Test
    void training_learnsAndRepeats() {
        List<Trainer.Example> examples = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            int label = i % 2;
            var tone = new float[Sound.RATE / 2];
            for (int j = 0; j < tone.length; j++) {
                tone[j] = (float) Math.sin(2 * Math.PI * (300 + 900 * label) * j / Sound.RATE);
            }
            examples.add(new Trainer.Example(Sound.of(tone), label));
        }
        ConvNet first = trained(examples);
        ConvNet second = trained(examples);
        assertThat(first.weights()).isDeepEqualTo(second.weights());
        var pass = new ConvNet.Pass(first);
        for (Trainer.Example example : examples.subList(0, 2)) {
            first.forward(new LogMel().of(Disturbance.centered(example.sound().samples())), pass);
            assertThat(pass.score(example.label())).isGreaterThan(0.8f);
        }
    }

    private static ConvNet trained(List<Trainer.Example> examples) {
        var net = new ConvNet(new Random(1));
        new Trainer(net).train(examples, 6, new Random(2));
        return net;
    }

    @Test
    void sound_isWrittenAndRead(@TempDir Path folder) throws IOException {
        Sound sound = Sound.of(new float[] {0, 0.5f, -1, 0.25f});
        Path file = folder.resolve("sound.wav");
        sound.write(file);
        assertThat(Sound.parse(Files.readAllBytes(file)).samples())
                .containsExactly(sound.samples());
    }

    @Test
    void trimmed_keepsWhatIsLoud() {
        var samples = new float[Sound.RATE];
        Arrays.fill(samples, 4_000, 8_000, 0.5f);
        assertThat(Sound.of(samples).trimmed().size()).isBetween(4_000, 4_400);
    }
}
