package dev.berth.examples.transcription;

/// Log-mel spectrum of a clip: what [DigitGraph] computes with ONNX operators, in Java for
/// training.
///
/// Design: the clip is scaled to a level of 1, cut into frames that overlap by half, weighted by a
/// Hann window, and transformed; the power of each frame is summed under triangles that are equally
/// wide in mel, a scale of pitch. 1 is added before the logarithm, so that what is 40 to 50 dB
/// below the loudest sounds the same, whatever it is. Source: S. Davis, P. Mermelstein, Comparison
/// of parametric representations, IEEE ASSP 28, 1980.
final class LogMel {
    /// Samples of a clip: a second.
    static final int CLIP = Sound.RATE;

    static final int FRAME = 512;
    static final int STEP = 256;
    static final int FRAMES = (CLIP - FRAME) / STEP + 1;
    static final int BINS = FRAME / 2 + 1;
    static final int BANDS = 40;

    /// Added to the mean square of a clip: silence stays silence.
    static final float SILENCE = 1e-8f;

    /// Subtracted and multiplied after the logarithm, for values about 0 and 1.
    static final float CENTER = 4;

    static final float SCALE = 0.5f;

    private static final double LOWEST_HERTZ = 60;
    private static final double HIGHEST_HERTZ = 7_600;

    private final float[] window = window();
    private final float[] triangles = triangles();

    /// Of each bin the first of the two bands that have it.
    private final int[] bands = bands();

    private final double[] cosines = new double[FRAME / 2];
    private final double[] sines = new double[FRAME / 2];

    LogMel() {
        for (int i = 0; i < FRAME / 2; i++) {
            cosines[i] = Math.cos(2 * Math.PI * i / FRAME);
            sines[i] = -Math.sin(2 * Math.PI * i / FRAME);
        }
    }

    /// Periodic Hann window.
    static float[] window() {
        var window = new float[FRAME];
        for (int i = 0; i < FRAME; i++) {
            window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / FRAME));
        }
        return window;
    }

    /// Weights of the bins in each band, [BINS, BANDS].
    static float[] triangles() {
        var weights = new float[BINS * BANDS];
        for (int bin = 0; bin < BINS; bin++) {
            double at = position(bin);
            for (int band = 0; band < BANDS; band++) {
                weights[bin * BANDS + band] = (float) Math.max(0, 1 - Math.abs(at - band - 1));
            }
        }
        return weights;
    }

    /// Where a bin lies, in widths of half a triangle: 1 is the middle of the first band.
    private static double position(int bin) {
        double low = mel(LOWEST_HERTZ);
        double width = (mel(HIGHEST_HERTZ) - low) / (BANDS + 1);
        return (mel((double) bin * Sound.RATE / FRAME) - low) / width;
    }

    private static double mel(double hertz) {
        return 1127 * Math.log1p(hertz / 700);
    }

    /// Computes the spectrum of a clip.
    ///
    /// @param clip [CLIP] samples
    /// @return [FRAMES, BANDS]
    float[][] of(float[] clip) {
        double square = 0;
        for (float sample : clip) {
            square += (double) sample * sample;
        }
        double scale = 1 / Math.sqrt(square / clip.length + SILENCE);
        var spectrum = new float[FRAMES][];
        var real = new double[FRAME];
        var imaginary = new double[FRAME];
        for (int frame = 0; frame < FRAMES; frame += 2) {
            // Two frames at once: one as the real part, the next one as the imaginary part.
            int next = Math.min(frame + 1, FRAMES - 1);
            for (int i = 0; i < FRAME; i++) {
                real[i] = clip[frame * STEP + i] * scale * window[i];
                imaginary[i] = clip[next * STEP + i] * scale * window[i];
            }
            transform(real, imaginary);
            spectrum[frame] = bands(real, imaginary, 1);
            spectrum[next] = next == frame ? spectrum[frame] : bands(real, imaginary, -1);
        }
        return spectrum;
    }

    /// Sums of the power in the bands, from the transform of two real signals.
    ///
    /// @param sign 1 for the first signal, -1 for the second
    private float[] bands(double[] real, double[] imaginary, int sign) {
        var sums = new double[BANDS];
        for (int bin = 0; bin < BINS; bin++) {
            int mirrored = (FRAME - bin) % FRAME;
            double re = real[bin] + sign * real[mirrored];
            double im = imaginary[bin] - sign * imaginary[mirrored];
            double power = (re * re + im * im) / 4;
            int last = Math.min(bands[bin] + 2, BANDS);
            for (int band = Math.max(0, bands[bin]); band < last; band++) {
                sums[band] += power * triangles[bin * BANDS + band];
            }
        }
        var values = new float[BANDS];
        for (int band = 0; band < BANDS; band++) {
            values[band] = (float) ((Math.log(sums[band] + 1) - CENTER) * SCALE);
        }
        return values;
    }

    private static int[] bands() {
        var bands = new int[BINS];
        for (int bin = 0; bin < BINS; bin++) {
            bands[bin] = (int) Math.floor(position(bin)) - 1;
        }
        return bands;
    }

    /// Fast Fourier transform in place. Source: Cooley and Tukey, 1965.
    private void transform(double[] real, double[] imaginary) {
        for (int i = 1, j = 0; i < FRAME; i++) {
            int bit = FRAME >> 1;
            while ((j & bit) != 0) {
                j ^= bit;
                bit >>= 1;
            }
            j |= bit;
            if (i < j) {
                swap(real, i, j);
                swap(imaginary, i, j);
            }
        }
        for (int length = 2; length <= FRAME; length <<= 1) {
            int half = length / 2;
            int stride = FRAME / length;
            for (int from = 0; from < FRAME; from += length) {
                for (int i = 0; i < half; i++) {
                    double cosine = cosines[i * stride];
                    double sine = sines[i * stride];
                    int low = from + i;
                    int high = low + half;
                    double re = real[high] * cosine - imaginary[high] * sine;
                    double im = real[high] * sine + imaginary[high] * cosine;
                    real[high] = real[low] - re;
                    imaginary[high] = imaginary[low] - im;
                    real[low] += re;
                    imaginary[low] += im;
                }
            }
        }
    }

    private static void swap(double[] values, int i, int j) {
        double swapped = values[i];
        values[i] = values[j];
        values[j] = swapped;
    }
}
