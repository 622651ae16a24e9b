package dev.berth.examples.transcription;

import java.util.random.RandomGenerator;

/// Noise of several colours. Not thread-safe.
final class Noise {
    private final RandomGenerator random;

    Noise(RandomGenerator random) {
        this.random = random;
    }

    /// Adds noise with a level of its own: white, or with ever less of the high tones.
    ///
    /// @param level the root of its mean square
    void add(float[] samples, double level) {
        double smoothness = random.nextInt(3) == 0 ? 0 : 0.5 + 0.48 * random.nextDouble();
        // The variance of a first-order filter's output.
        double scale = level * Math.sqrt(1 - smoothness * smoothness);
        double hum = random.nextInt(4) == 0 ? 0.5 * level : 0;
        double last = 0;
        for (int i = 0; i < samples.length; i++) {
            last = smoothness * last + scale * random.nextGaussian();
            samples[i] += (float) (last + hum * Math.sin(2 * Math.PI * 50 * i / Sound.RATE));
        }
    }
}
