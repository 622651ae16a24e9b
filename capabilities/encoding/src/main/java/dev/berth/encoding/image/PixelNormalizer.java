package dev.berth.encoding.image;

import java.util.List;

/// Normalization of samples by channel: `(sample × scale − mean) / deviation`, from a table of the
/// 256 samples.
final class PixelNormalizer {
    private final float[][] values;
    private final float[] padding;

    private PixelNormalizer(float[][] values, float[] padding) {
        this.values = values;
        this.padding = padding;
    }

    /// @param means one for each channel of the tensor, in its order
    /// @param deviations likewise
    /// @param padding the sample that stands where there is no picture; need not be whole
    static PixelNormalizer of(
            double scale, List<Double> means, List<Double> deviations, double padding) {
        var values = new float[means.size()][256];
        var paddings = new float[means.size()];
        for (int channel = 0; channel < values.length; channel++) {
            double mean = means.get(channel);
            double deviation = deviations.get(channel);
            for (int sample = 0; sample < 256; sample++) {
                values[channel][sample] = (float) ((sample * scale - mean) / deviation);
            }
            paddings[channel] = (float) ((padding * scale - mean) / deviation);
        }
        return new PixelNormalizer(values, paddings);
    }

    float value(int channel, byte sample) {
        return values[channel][sample & 0xff];
    }

    float padding(int channel) {
        return padding[channel];
    }
}
