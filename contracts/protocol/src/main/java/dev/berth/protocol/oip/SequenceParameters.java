package dev.berth.protocol.oip;

import dev.berth.core.ProblemException;
import dev.berth.core.SessionPosition;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the session of a request from its parameters `sequence_id`, `sequence_start` and
/// `sequence_end`. An id of 0 or without characters names none, as in Triton.
///
/// Source: Triton's sequence extension of the Open Inference Protocol.
public final class SequenceParameters {
    public static final String ID = "sequence_id";
    public static final String START = "sequence_start";
    public static final String END = "sequence_end";

    private SequenceParameters() {}

    /// The place in a session; null for a request that names none.
    ///
    /// @param parameters each a String, Boolean, Long or Double
    /// @throws ProblemException `session-invalid`, `parameter-invalid`
    public static @Nullable SessionPosition read(Map<String, Object> parameters) {
        if (parameters.isEmpty()) {
            return null;
        }
        boolean starts = flag(parameters, START);
        boolean ends = flag(parameters, END);
        String id = id(parameters.get(ID));
        if (!id.isEmpty()) {
            return new SessionPosition(id, starts, ends);
        }
        if (starts || ends) {
            throw InferRequestValidator.wrongParameter(
                    starts ? START : END, "true without " + ID, "a session to begin or end");
        }
        return null;
    }

    private static String id(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case String text -> text;
            case Long number when number == 0 -> "";
            case Long number when number > 0 -> Long.toString(number);
            default ->
                    throw InferRequestValidator.wrongParameter(
                            ID, value.toString(), "text, or a whole number of 0 or more");
        };
    }

    private static boolean flag(Map<String, Object> parameters, String name) {
        return switch (parameters.get(name)) {
            case null -> false;
            case Boolean truth -> truth;
            case Object other ->
                    throw InferRequestValidator.wrongParameter(
                            name, other.toString(), "true or false");
        };
    }
}
