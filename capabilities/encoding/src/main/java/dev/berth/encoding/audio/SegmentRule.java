package dev.berth.encoding.audio;

import dev.berth.encoding.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/// Rule by which probabilities of windows become segments.
///
/// @param window seconds of a window
/// @param threshold at or above it a segment begins
/// @param endThreshold below it a segment ends
/// @param minSilence seconds below `endThreshold` that end a segment
/// @param minSpeech seconds of the shortest segment
/// @param hangover seconds that a detector stays on after speech, taken off the end
/// @param padding seconds added at both ends; neighbours share what is between them
record SegmentRule(
        double window,
        double threshold,
        double endThreshold,
        double minSilence,
        double minSpeech,
        double hangover,
        double padding) {
    private static final double THRESHOLD_DEFAULT = 0.5;

    /// As far below the threshold as Silero has it.
    private static final double HYSTERESIS = 0.15;

    private static final double SILENCE_DEFAULT = 0.1;
    private static final double SPEECH_DEFAULT = 0.1;
    private static final double PADDING_DEFAULT = 0.03;
    private static final double SECONDS_MAX = 60;

    /// Part of a recording, in seconds.
    record Segment(double start, double end) {}

    static SegmentRule read(Options options) {
        double window = options.requireNumber("window");
        if (!(window > 0 && window <= SECONDS_MAX)) {
            options.error("window", String.valueOf(window), "seconds, more than 0 to 60");
        }
        double threshold = within(options, "threshold", THRESHOLD_DEFAULT, 1);
        double end =
                within(options, "end-threshold", Math.max(0, threshold - HYSTERESIS), threshold);
        return new SegmentRule(
                window,
                threshold,
                end,
                within(options, "min-silence", SILENCE_DEFAULT, SECONDS_MAX),
                within(options, "min-speech", SPEECH_DEFAULT, SECONDS_MAX),
                within(options, "hangover", 0, SECONDS_MAX),
                within(options, "padding", PADDING_DEFAULT, SECONDS_MAX));
    }

    private static double within(Options options, String name, double fallback, double max) {
        double value = options.number(name, fallback);
        if (!(value >= 0 && value <= max)) {
            options.error(name, String.valueOf(value), "a number from 0 to " + max);
        }
        return value;
    }

    /// @param probabilities of each window; what is no number is silence
    List<Segment> segments(IntToDoubleFunction probabilities, int windows) {
        List<Segment> segments = new ArrayList<>();
        int start = -1;
        int silentFrom = -1;
        for (int i = 0; i < windows; i++) {
            double probability = probabilities.applyAsDouble(i);
            if (start < 0) {
                if (probability >= threshold) {
                    start = i;
                }
            } else if (probability >= endThreshold) {
                silentFrom = -1;
            } else {
                silentFrom = silentFrom < 0 ? i : silentFrom;
                if ((i + 1 - silentFrom) * window >= minSilence) {
                    add(segments, start, silentFrom);
                    start = -1;
                    silentFrom = -1;
                }
            }
        }
        if (start >= 0) {
            add(segments, start, silentFrom < 0 ? windows : silentFrom);
        }
        return padded(segments, windows * window);
    }

    private void add(List<Segment> segments, int from, int to) {
        if ((to - from) * window >= minSpeech) {
            double start = from * window;
            segments.add(new Segment(start, Math.max(start, to * window - hangover)));
        }
    }

    private List<Segment> padded(List<Segment> segments, double end) {
        List<Segment> padded = new ArrayList<>(segments.size());
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            double before =
                    i == 0 ? segment.start() : (segment.start() - segments.get(i - 1).end()) / 2;
            double after =
                    i + 1 == segments.size()
                            ? end - segment.end()
                            : (segments.get(i + 1).start() - segment.end()) / 2;
            padded.add(
                    new Segment(
                            segment.start() - Math.min(padding, before),
                            segment.end() + Math.min(padding, after)));
        }
        return padded;
    }
}
