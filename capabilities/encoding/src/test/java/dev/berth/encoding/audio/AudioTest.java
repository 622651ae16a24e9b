package dev.berth.encoding.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Dimension;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.Workbench;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AudioTest {
    private static final int MUTATIONS = 20_000;

    private final Workbench bench = Workbench.single();

    @AfterEach
    void noMemoryIsHeld() {
        bench.close();
    }

    private Workbench audio() {
        return bench.tensor("sound", ElementType.BYTES)
                .step(
                        "audio",
                        "from",
                        "sound",
                        "rate",
                        16_000,
                        "max-seconds",
                        1,
                        "into",
                        "samples");
    }

    private static Tensor file(byte[] file) {
        return Tensor.ofElements(ElementType.BYTES, Shape.of(), List.of(file));
    }

    private float[] samples(byte[] file) {
        return audio().apply("sound", file(file)).require("samples").toFloats();
    }

    private ProblemException failure(byte[] file) {
        return audio().failure("sound", file(file));
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    @Test
    void samples_ofEachFormat_areBetweenMinusOneAndOne() throws Exception {
        assertThat(samples(TestWaves.wave(0, 16_384, -32_768))).containsExactly(0, 0.5f, -1);
        assertThat(read(1, 8, bytes(128, 192, 0))).containsExactly(0, 0.5f, -1);
        assertThat(read(1, 24, bytes(0, 0, 0, 0, 0, 0x40, 0, 0, 0x80)))
                .containsExactly(0, 0.5f, -1);
        assertThat(read(1, 32, bytes(0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0x80)))
                .containsExactly(0, 0.5f, -1);
        assertThat(read(3, 32, floats(0, 0.5f, -1))).containsExactly(0, 0.5f, -1);
    }

    private static float[] read(int format, int bits, byte[] data) throws Exception {
        Waveform wave = WaveReader.read(TestWaves.wave(format, 1, 16_000, bits, data));
        var samples = new float[wave.count()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = wave.sample(i);
        }
        return samples;
    }

    @Test
    void floats_beyondOne_areClamped() {
        assertThat(samples(TestWaves.wave(3, 1, 16_000, 32, floats(7, -2)))).containsExactly(1, -1);
    }

    @Test
    void sample_thatIsNoNumber_isAProblem() {
        assertThat(failure(TestWaves.wave(3, 1, 16_000, 32, floats(0, Float.NaN))))
                .hasMessageContaining("'sound' has NaN as sample 1 (expected: a number)")
                .extracting(e -> e.problem().code())
                .isEqualTo(ProblemCode.PIPELINE_STEP_FAILED);
    }

    @Test
    void chunks_thatAreUnknown_areSkipped() {
        byte[] plain = TestWaves.wave(100, 200);
        ByteBuffer wave = ByteBuffer.allocate(plain.length + 12).order(ByteOrder.LITTLE_ENDIAN);
        wave.put(plain, 0, 12)
                .put("LIST".getBytes(StandardCharsets.US_ASCII))
                .putInt(3)
                .put(new byte[4])
                .put(plain, 12, plain.length - 12);
        assertThat(samples(wave.array())).hasSize(2);
    }

    @Test
    void data_ofAPipe_endsWithTheFile() {
        byte[] wave = TestWaves.wave(100, 200, 300);
        ByteBuffer.wrap(wave).order(ByteOrder.LITTLE_ENDIAN).putInt(40, -1);
        assertThat(samples(wave)).hasSize(3);
    }

    @Test
    void recording_thatIsEmpty_isAProblem() {
        assertThat(failure(TestWaves.wave()))
                .hasMessageContaining("0 samples (expected: 1 to 16000)");
    }

    @Test
    void recording_thatIsTooLong_isAProblem() {
        assertThat(failure(TestWaves.wave(new int[16_001])))
                .hasMessageContaining("16001 samples (expected: 1 to 16000)");
    }

    @Test
    void recording_ofAnotherRate_isAProblem() {
        assertThat(failure(TestWaves.wave(1, 1, 44_100, 16, new byte[4])))
                .hasMessageContaining("44100 samples a second (expected: 16000)");
    }

    @Test
    void recording_ofTwoChannels_isAProblem() {
        assertThat(failure(TestWaves.wave(1, 2, 16_000, 16, new byte[4])))
                .hasMessageContaining("2 channels (expected: 1)");
    }

    @Test
    void file_thatIsNoWave_isAProblem() {
        assertThat(failure("no sound".getBytes(StandardCharsets.US_ASCII)))
                .hasMessageContaining("'sound' has 8 bytes that are no WAV file");
    }

    @Test
    void options_thatAreWrong_areReportedTogether() {
        assertThat(
                        bench.tensor("sound", ElementType.BYTES)
                                .step("audio", "from", "sound", "rate", 0, "max-seconds", 9_999)
                                .complaints())
                .contains("rate", "max-seconds", "into");
    }

    @Test
    void mutatedFiles_areReadOrRefused() {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutant = TestWaves.wave(1, 1, 16_000, 8 * (1 + random.nextInt(4)), new byte[64]);
            for (int j = 0; j < 3; j++) {
                mutant[random.nextInt(48)] = (byte) random.nextInt();
            }
            mutant = Arrays.copyOf(mutant, random.nextInt(mutant.length + 1));
            try {
                Waveform wave = WaveReader.read(mutant);
                for (int j = 0; j < wave.count(); j++) {
                    wave.sample(j);
                }
            } catch (WaveReader.UnreadableException expected) {
                refused++;
            } catch (RuntimeException | Error other) {
                fail("seed %d, mutant %d: %s".formatted(seed, i, other), other);
            }
        }
        assertThat(refused).as("seed %d", seed).isBetween(1, MUTATIONS - 1);
    }

    private float[] segments(float... probabilities) {
        return segments(0, probabilities);
    }

    private float[] segments(double hangover, float[] probabilities) {
        NamedTensors found =
                bench.tensor("probability", ElementType.FLOAT32, Dimension.dynamic("windows"))
                        .step(
                                "speech-segments",
                                "from",
                                "probability",
                                "window",
                                0.5,
                                "min-silence",
                                1.0,
                                "min-speech",
                                1.0,
                                "hangover",
                                hangover,
                                "padding",
                                0.25,
                                "into",
                                "segments")
                        .apply(
                                "probability",
                                Tensor.ofFloats(
                                        bench.pool(),
                                        Shape.of(probabilities.length),
                                        probabilities));
        return found.require("segments").toFloats();
    }

    @Test
    void segments_beginAtTheThreshold_andEndAfterSilence() {
        assertThat(segments(0, 0.4f, 0.6f, 0.4f, 0.1f, 0.4f, 0.1f, 0.1f, 0))
                .containsExactly(0.75f, 3.25f);
    }

    @Test
    void hangover_isTakenOffTheEnd() {
        assertThat(segments(0.5, new float[] {0, 1, 1, 1, 0, 0, 0})).containsExactly(0.25f, 1.75f);
    }

    @Test
    void hangover_longerThanTheSegment_leavesThePadding() {
        assertThat(segments(9, new float[] {0, 1, 1, 0, 0, 0, 0})).containsExactly(0.25f, 0.75f);
    }

    @Test
    void segments_thatAreShort_areDropped() {
        assertThat(segments(0, 0.9f, 0, 0, 0)).isEmpty();
    }

    @Test
    void segments_atBothEnds_stayWithinTheRecording() {
        assertThat(segments(1, 1, 0, 0, 1, 1)).containsExactly(0, 1.25f, 1.75f, 3);
    }

    @Test
    void probabilities_thatAreNoNumbers_areSilence() {
        assertThat(segments(Float.NaN, Float.NaN, Float.NaN)).isEmpty();
    }

    private Workbench clips() {
        return bench.tensor("sound", ElementType.BYTES)
                .tensor(
                        "segments",
                        ElementType.FLOAT32,
                        Dimension.dynamic("segments"),
                        Dimension.fixed(2))
                .step(
                        "audio-clips",
                        "from",
                        "sound",
                        "segments",
                        "segments",
                        "rate",
                        4,
                        "length",
                        6,
                        "margin",
                        0.25,
                        "into",
                        "clips");
    }

    private Tensor times(float... times) {
        return Tensor.ofFloats(bench.pool(), Shape.of(times.length / 2, 2), times);
    }

    private static byte[] ramp() {
        return TestWaves.wave(1, 1, 4, 8, bytes(129, 130, 131, 132, 133, 134, 135, 136));
    }

    @Test
    void clips_haveTheirSegmentInTheMiddle() {
        NamedTensors found = clips().apply("sound", file(ramp()), "segments", times(0.5f, 1, 0, 2));
        float unit = 1 / 128f;
        assertThat(found.require("clips").toFloats())
                .containsExactly(
                        0, 2 * unit, 3 * unit, 4 * unit, 5 * unit, 0, 2 * unit, 3 * unit, 4 * unit,
                        5 * unit, 6 * unit, 7 * unit);
    }

    @Test
    void clips_withoutSegments_areNone() {
        assertThat(
                        clips().apply("sound", file(ramp()), "segments", times())
                                .require("clips")
                                .shape())
                .isEqualTo(Shape.of(0, 6));
    }

    @Test
    void segment_beyondTheRecording_isAProblem() {
        for (float[] wrong :
                new float[][] {{-1, 1}, {1, 0}, {3, 4}, {0, 9}, {Float.NaN, 1}, {0, Float.NaN}}) {
            try (Workbench own = Workbench.single()) {
                ProblemException failure =
                        own.tensor("sound", ElementType.BYTES)
                                .tensor(
                                        "segments",
                                        ElementType.FLOAT32,
                                        Dimension.dynamic("segments"),
                                        Dimension.fixed(2))
                                .step(
                                        "audio-clips",
                                        "from",
                                        "sound",
                                        "segments",
                                        "segments",
                                        "rate",
                                        4,
                                        "length",
                                        6,
                                        "into",
                                        "clips")
                                .failure(
                                        "sound",
                                        file(ramp()),
                                        "segments",
                                        Tensor.ofFloats(own.pool(), Shape.of(1, 2), wrong));
                assertThat(failure).hasMessageContaining("expected: within the recording of 2.0 s");
            }
        }
    }
}
