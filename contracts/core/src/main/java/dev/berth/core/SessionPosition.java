package dev.berth.core;

/// The place of one request in a session of a stateful model, as the Open Inference Protocol's
/// parameters `sequence_id`, `sequence_start` and `sequence_end` give it.
///
/// @param id the caller's name for the session: 1 to 128 letters, digits and `. _ : -`
/// @param starts whether it begins the session, from the initial state
/// @param ends whether the state is given up after it
public record SessionPosition(String id, boolean starts, boolean ends) {
    /// Longer than the text form of a UUID with a name before it.
    public static final int ID_LENGTH_MAX = 128;

    /// @throws ProblemException `session-invalid` if no session can have this id
    public SessionPosition {
        if (id.isEmpty() || id.length() > ID_LENGTH_MAX) {
            throw invalid(
                    "a session id of " + id.length() + " characters", "1 to " + ID_LENGTH_MAX);
        }
        if (!id.chars().allMatch(SessionPosition::isAllowed)) {
            throw invalid(
                    "the session id '" + SanitizedText.of(id) + "'",
                    "letters, digits and . _ : - alone");
        }
    }

    private static boolean isAllowed(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '.'
                || character == '_'
                || character == ':'
                || character == '-';
    }

    private static ProblemException invalid(String found, String expected) {
        return new ProblemException(
                ProblemCode.SESSION_INVALID,
                found + " (expected: " + expected + ")",
                "send another sequence_id, such as a UUID");
    }
}
