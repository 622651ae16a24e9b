package dev.berth.encoding.audio;

import dev.berth.encoding.BatchLayout;
import dev.berth.encoding.Options;
import dev.berth.encoding.StepContext;

/// Recordings that a step takes, and their problems.
///
/// @param kind of the step
/// @param from the field with the WAV file
/// @param rate samples a second
/// @param samplesMax of one recording
record AudioSettings(String kind, String from, int rate, int samplesMax, BatchLayout rows) {
    /// A bound for mistyped numbers; recordings of studios have half of it.
    private static final int RATE_MAX = 384_000;

    private static final int SECONDS_DEFAULT = 60;

    /// An hour; at 16 kHz its samples are 230 MB.
    private static final int SECONDS_MAX = 3600;

    static AudioSettings read(String kind, String from, Options options, StepContext context) {
        int rate = options.requireInteger("rate", 1, RATE_MAX);
        int seconds = options.integer("max-seconds", SECONDS_DEFAULT, 1, SECONDS_MAX);
        return new AudioSettings(
                kind,
                from,
                rate,
                (int) Math.min(Integer.MAX_VALUE, (long) rate * seconds),
                BatchLayout.of(context));
    }

    /// The samples of one record, at the rate and with a length that are expected.
    Waveform read(byte[] file, int row) {
        Waveform wave;
        try {
            wave = WaveReader.read(file);
        } catch (WaveReader.UnreadableException failure) {
            throw rows.failure(
                    kind,
                    row,
                    "'" + from + "' has " + failure.getMessage(),
                    "send a whole WAV file with one channel, uncompressed, "
                            + rate
                            + " samples a second");
        }
        if (wave.rate() != rate) {
            throw rows.failure(
                    kind,
                    row,
                    "'%s' has %d samples a second (expected: %d)"
                            .formatted(from, wave.rate(), rate),
                    "convert it, for example with `sox in.wav -r " + rate + " out.wav`");
        }
        if (wave.count() < 1 || wave.count() > samplesMax) {
            throw rows.failure(
                    kind,
                    row,
                    "'%s' has %d samples (expected: 1 to %d)"
                            .formatted(from, wave.count(), samplesMax),
                    wave.count() < 1
                            ? "send a recording that is not empty"
                            : "cut it into parts, or raise `max-seconds` in model.yaml");
        }
        return wave;
    }

    /// A sample that is a number.
    float sample(Waveform wave, int index, int row) {
        float sample = wave.sample(index);
        if (!Float.isFinite(sample)) {
            throw rows.failure(
                    kind,
                    row,
                    "'%s' has %s as sample %d (expected: a number)".formatted(from, sample, index),
                    "send samples from -1 to 1");
        }
        return Math.clamp(sample, -1, 1);
    }
}
