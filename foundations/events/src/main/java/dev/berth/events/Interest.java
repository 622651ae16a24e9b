package dev.berth.events;

import java.util.Set;

/// The predictions that a listener receives, and how many of them may wait for it.
///
/// @param names of models and endpoints; empty for all
/// @param share of the predictions, in [0, 1]; chosen by the id of a prediction, so that listeners
///   with the same share receive the same ones
/// @param eventsMax events that wait, at least 1
/// @param bytesMax bytes of payload that wait, at least 1; an event with more is lost
public record Interest(
        Set<String> names, double share, Content content, int eventsMax, long bytesMax) {
    /// Some hundred milliseconds of a busy server.
    private static final int EVENTS_MAX_DEFAULT = 8192;

    private static final long BYTES_MAX_DEFAULT = 32L << 20;

    /// Content of the events that a listener receives.
    public enum Content {
        /// All but inputs, outputs and values of features.
        FACTS,
        /// Inputs, outputs and values of features too.
        PAYLOAD
    }

    public Interest {
        names = Set.copyOf(names);
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share: " + share + " (expected: 0 to 1)");
        }
        if (eventsMax < 1 || bytesMax < 1) {
            throw new IllegalArgumentException(
                    "room for " + eventsMax + " events, " + bytesMax + " bytes (expected: >= 1)");
        }
    }

    /// All predictions, without payload.
    public static Interest everything() {
        return new Interest(Set.of(), 1, Content.FACTS, EVENTS_MAX_DEFAULT, BYTES_MAX_DEFAULT);
    }

    public Interest withNames(Set<String> others) {
        return new Interest(others, share, content, eventsMax, bytesMax);
    }

    public Interest withShare(double other) {
        return new Interest(names, other, content, eventsMax, bytesMax);
    }

    public Interest withPayload() {
        return new Interest(names, share, Content.PAYLOAD, eventsMax, bytesMax);
    }

    /// The same with other bounds of the queue.
    public Interest withRoom(int events, long bytes) {
        return new Interest(names, share, content, events, bytes);
    }

    boolean wantsPayload() {
        return content == Content.PAYLOAD;
    }

    boolean includes(String name, double position) {
        return position < share && (names.isEmpty() || names.contains(name));
    }
}
