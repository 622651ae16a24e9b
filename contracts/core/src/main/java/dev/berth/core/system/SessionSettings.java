package dev.berth.core.system;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The sessions of a stateful model, as `session` of its `model.yaml` has them.
///
/// @param state the state tensors, at least one
/// @param constants artifact inputs that have one value for all sessions, by name; each element is
///   that number
/// @param sessionsMax sessions that may be open at a time
/// @param bytesMax bytes of the state of all open sessions together
/// @param idle how long a session may be without a request before it expires
/// @param moves whether a session goes on with another version when its own is no longer loaded, if
///   the state tensors are of the same types and shapes
/// @param joins whether rows of several sessions share an execution; the engine may then round
///   otherwise than for each session alone
public record SessionSettings(
        List<SessionState> state,
        Map<String, Double> constants,
        int sessionsMax,
        long bytesMax,
        Duration idle,
        boolean moves,
        boolean joins) {

    public static final int SESSIONS_MAX_DEFAULT = 10_000;

    /// The default number of sessions with some kilobytes of state each.
    public static final long BYTES_MAX_DEFAULT = 64L << 20;

    /// A caller that pauses for longer has most likely gone.
    public static final Duration IDLE_DEFAULT = Duration.ofMinutes(10);

    public SessionSettings {
        state = List.copyOf(state);
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        if (state.isEmpty()) {
            throw new IllegalArgumentException("no state (expected: at least one tensor)");
        }
        if (sessionsMax < 1 || bytesMax < 1) {
            throw new IllegalArgumentException(
                    sessionsMax + " sessions of " + bytesMax + " bytes (expected: >= 1)");
        }
        if (idle.isNegative() || idle.isZero()) {
            throw new IllegalArgumentException("idle: " + idle + " (expected: > 0)");
        }
    }
}
