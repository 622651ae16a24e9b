package dev.berth.encoding.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResamplerTest {

    private static Picture row(int... samples) {
        var bytes = new byte[samples.length];
        for (int i = 0; i < samples.length; i++) {
            bytes[i] = (byte) samples[i];
        }
        return new Picture(samples.length, 1, 1, bytes);
    }

    private static Picture resize(Picture picture, int width, int height, Interpolation how) {
        return Resampler.resize(
                picture, Resampler.Axis.whole(width), Resampler.Axis.whole(height), how);
    }

    @Test
    void bilinear_twoPixelsToFour_areQuarterSteps() {
        // Centres at 0.25, 0.75, 1.25, 1.75 of two pixels with centres at 0.5 and 1.5.
        assertThat(resize(row(0, 100), 4, 1, Interpolation.BILINEAR).samples())
                .containsExactly(0, 25, 75, 100);
    }

    @Test
    void bilinear_fourPixelsToTwo_weighsTheNeighbours() {
        // The triangle of radius 2 around 1: weights 3, 3, 1 of 7 for pixels 0, 1, 2.
        assertThat(resize(row(70, 0, 0, 0), 2, 1, Interpolation.BILINEAR).samples())
                .containsExactly(30, 0);
        assertThat(resize(row(0, 0, 70, 0), 2, 1, Interpolation.BILINEAR).samples())
                .containsExactly(10, 30);
    }

    @Test
    void nearest_threePixelsToTwo_picksCentres() {
        assertThat(resize(row(1, 2, 3), 2, 1, Interpolation.NEAREST).samples())
                .containsExactly(1, 3);
    }

    @ParameterizedTest
    @EnumSource
    void plainPicture_anySize_staysPlain(Interpolation how) {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            var samples = new byte[(1 + random.nextInt(30)) * 3];
            Arrays.fill(samples, (byte) 200);
            Picture plain = new Picture(samples.length / 3, 1, 3, samples);
            int width = 1 + random.nextInt(40);
            int height = 1 + random.nextInt(10);
            assertThat(resize(plain, width, height, how).samples())
                    .as("seed %d", seed)
                    .hasSize(width * height * 3)
                    .containsOnly((byte) 200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void randomPictures_equalTheNaiveSum(Interpolation how) {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            int from = 1 + random.nextInt(20);
            int to = 1 + random.nextInt(20);
            var samples = new byte[from];
            random.nextBytes(samples);
            byte[] found = resize(new Picture(from, 1, 1, samples), to, 1, how).samples();
            for (int x = 0; x < to; x++) {
                assertThat((double) (found[x] & 0xff))
                        .as("seed %d: %d to %d, pixel %d", seed, from, to, x)
                        .isCloseTo(naive(samples, to, x, how), within(0.51));
            }
        }
    }

    /// The definition, over all old pixels, as doubles.
    private static double naive(byte[] samples, int to, int x, Interpolation how) {
        double scale = (double) samples.length / to;
        double centre = (x + 0.5) * scale;
        if (how == Interpolation.NEAREST) {
            return samples[(int) centre] & 0xff;
        }
        double spread = Math.max(1, scale);
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < samples.length; i++) {
            double weight = how.weight((i + 0.5 - centre) / spread);
            sum += weight * (samples[i] & 0xff);
            weights += weight;
        }
        return Math.clamp(sum / weights, 0, 255);
    }

    @Test
    void crop_whileScaling_equalsCropAfterwards() {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        var samples = new byte[31 * 17 * 3];
        random.nextBytes(samples);
        Picture picture = new Picture(31, 17, 3, samples);
        Picture whole = resize(picture, 20, 12, Interpolation.BICUBIC);
        Picture part =
                Resampler.resize(
                        picture,
                        new Resampler.Axis(20, 3, 11),
                        new Resampler.Axis(12, 2, 5),
                        Interpolation.BICUBIC);
        for (int y = 0; y < 5; y++) {
            for (int x = 0; x < 11; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    assertThat(part.sample(x, y, channel))
                            .as("seed %d", seed)
                            .isEqualTo(whole.sample(x + 3, y + 2, channel));
                }
            }
        }
    }

    @Test
    void longThinPicture_goesThroughColumnsFirst() {
        Picture thin = new Picture(1, 1_000_000, 1, new byte[1_000_000]);
        Picture scaled = resize(thin, 224, 224, Interpolation.BILINEAR);
        assertThat(scaled.samples()).hasSize(224 * 224).containsOnly((byte) 0);
    }
}
