package dev.berth.examples.transcription;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Sound of one channel: samples from -1 to 1 at 16,000 a second. Immutable.
public final class Sound {
    /// Samples a second.
    public static final int RATE = 16_000;

    private static final int HEADER_BYTES = 44;
    private static final float FULL_SCALE = 32_768;

    /// Half the width of the filter that changes rates, in samples of the lower rate.
    private static final int FILTER_SIDE = 16;

    private final float[] samples;

    private Sound(float[] samples) {
        this.samples = samples;
    }

    public static Sound of(float[] samples) {
        return new Sound(samples.clone());
    }

    /// Reads a WAV file of 16-bit samples of one channel, at any rate. Sizes in its header are not
    /// read: programs that write to a pipe do not know them.
    ///
    /// @throws IOException if it is none
    public static Sound parse(byte[] wav) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
        if (wav.length < HEADER_BYTES
                || !new String(wav, 0, 4, StandardCharsets.US_ASCII).equals("RIFF")
                || bytes.getShort(22) != 1
                || bytes.getShort(34) != 16) {
            throw new IOException(
                    wav.length + " bytes (expected: a WAV file of 16-bit samples, one channel)");
        }
        int rate = bytes.getInt(24);
        var samples = new float[(wav.length - HEADER_BYTES) / 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = bytes.getShort(HEADER_BYTES + 2 * i) / FULL_SCALE;
        }
        return new Sound(rate == RATE ? samples : resample(samples, rate));
    }

    /// Band-limited interpolation: each new sample is a sum of old ones, weighted by a sinc under a
    /// Hann window. Source: J. O. Smith, Digital Audio Resampling.
    private static float[] resample(float[] from, int rate) {
        double step = (double) rate / RATE;
        double cutoff = Math.min(1, 1 / step);
        double side = FILTER_SIDE / cutoff;
        var into = new float[(int) (from.length / step)];
        for (int i = 0; i < into.length; i++) {
            double center = i * step;
            double sum = 0;
            int last = Math.min(from.length - 1, (int) (center + side));
            for (int j = Math.max(0, (int) Math.ceil(center - side)); j <= last; j++) {
                double x = j - center;
                double hann = 0.5 + 0.5 * Math.cos(Math.PI * x / side);
                sum += from[j] * cutoff * sinc(cutoff * x) * hann;
            }
            into[i] = (float) sum;
        }
        return into;
    }

    private static double sinc(double x) {
        return Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    /// Writes 16-bit samples as a WAV file.
    public void write(Path file) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(HEADER_BYTES + 2 * samples.length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * samples.length);
        bytes.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        bytes.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(2 * RATE);
        bytes.putShort((short) 2).putShort((short) 16);
        bytes.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * samples.length);
        for (float sample : samples) {
            bytes.putShort((short) Math.clamp(Math.round(sample * FULL_SCALE), -32_768, 32_767));
        }
        Files.write(file, bytes.array());
    }

    public int size() {
        return samples.length;
    }

    public float[] samples() {
        return samples.clone();
    }

    public float at(int index) {
        return samples[index];
    }

    /// The part without what is 40 dB below its loudest 10 ms, at both ends.
    public Sound trimmed() {
        int frame = RATE / 100;
        int frames = samples.length / frame;
        var energy = new double[frames];
        for (int i = 0; i < frames * frame; i++) {
            energy[i / frame] += (double) samples[i] * samples[i];
        }
        double floor = Arrays.stream(energy).max().orElse(0) * 1e-4;
        int first = 0;
        int last = frames - 1;
        while (first < last && energy[first] < floor) {
            first++;
        }
        while (last > first && energy[last] < floor) {
            last--;
        }
        return new Sound(Arrays.copyOfRange(samples, first * frame, (last + 1) * frame));
    }

    /// The root of the mean square.
    public double level() {
        double sum = 0;
        for (float sample : samples) {
            sum += (double) sample * sample;
        }
        return Math.sqrt(sum / Math.max(1, samples.length));
    }
}
