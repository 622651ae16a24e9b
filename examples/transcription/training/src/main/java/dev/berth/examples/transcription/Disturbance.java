package dev.berth.examples.transcription;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Random changes of a word, so that the network learns what they leave the same. Not thread-safe.
///
/// Design: the sound is changed as speakers, rooms and the detector of voice do: faster and deeper
/// or slower and higher, cut a little too early or late, in noise. The spectrum is changed as
/// microphones do, smoothly over its bands; then some bands and frames are hidden. Source: D. Park
/// et al., SpecAugment, Interspeech 2019.
final class Disturbance {
    /// Most that a clip begins before, and ends after, its word; and too late or early.
    private static final double BEFORE_SECONDS = 0.16;

    private static final double AFTER_SECONDS = 0.22;
    private static final double MISSING_SECONDS = 0.02;

    private static final double SPEED_RANGE = 0.15;
    private static final double DECIBELS_MIN = 4;
    private static final double DECIBELS_MAX = 50;
    private static final double COLOUR = 0.25;
    private static final int HIDDEN_MAX = 7;

    /// Value of silence in a spectrum.
    private static final float FLOOR = -LogMel.CENTER * LogMel.SCALE;

    private final RandomGenerator random;

    Disturbance(RandomGenerator random) {
        this.random = random;
    }

    /// The word as the detector of voice cuts it out of a recording.
    float[] clip(Sound sound) {
        double speed = 1 - SPEED_RANGE + 2 * SPEED_RANGE * random.nextDouble();
        int before = samples(BEFORE_SECONDS);
        int after = samples(AFTER_SECONDS);
        int word = (int) (sound.size() / speed);
        var part = new float[Math.max(Sound.RATE / 10, before + word + after)];
        for (int i = 0; i < part.length; i++) {
            double at = (i - before) * speed;
            int index = (int) Math.floor(at);
            if (index >= 0 && index + 1 < sound.size()) {
                float share = (float) (at - index);
                part[i] = sound.at(index) * (1 - share) + sound.at(index + 1) * share;
            }
        }
        double decibels = DECIBELS_MIN + (DECIBELS_MAX - DECIBELS_MIN) * random.nextDouble();
        new Noise(random).add(part, sound.level() * Math.pow(10, -decibels / 20));
        return centered(part);
    }

    private int samples(double seconds) {
        double range = seconds + MISSING_SECONDS;
        return (int) ((random.nextDouble() * range - MISSING_SECONDS) * Sound.RATE);
    }

    /// The middle of a sound, in a second that is otherwise silent.
    static float[] centered(float[] sound) {
        var clip = new float[LogMel.CLIP];
        int size = Math.min(sound.length, clip.length);
        System.arraycopy(sound, (sound.length - size) / 2, clip, (clip.length - size) / 2, size);
        return clip;
    }

    /// Changes a spectrum in place.
    void apply(float[][] spectrum) {
        double tilt = COLOUR * random.nextGaussian();
        double wave = COLOUR * random.nextGaussian();
        double length = 1 + 2 * random.nextDouble();
        double phase = 2 * Math.PI * random.nextDouble();
        for (float[] frame : spectrum) {
            for (int band = 0; band < frame.length; band++) {
                double at = (double) band / frame.length;
                double colour =
                        tilt * (2 * at - 1) + wave * Math.cos(2 * Math.PI * length * at + phase);
                // Silence has no colour.
                frame[band] += (float) (colour * Math.min(1, frame[band] - FLOOR));
            }
        }
        int bands = random.nextInt(HIDDEN_MAX);
        int firstBand = random.nextInt(LogMel.BANDS - bands);
        for (float[] frame : spectrum) {
            Arrays.fill(frame, firstBand, firstBand + bands, FLOOR / 2);
        }
        int frames = random.nextInt(HIDDEN_MAX);
        int firstFrame = random.nextInt(LogMel.FRAMES - frames);
        for (int i = firstFrame; i < firstFrame + frames; i++) {
            Arrays.fill(spectrum[i], FLOOR / 2);
        }
    }
}
