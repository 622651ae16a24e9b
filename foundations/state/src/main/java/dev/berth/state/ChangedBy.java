package dev.berth.state;

/// The author of a change.
///
/// @param known a consumer, or the account at a command line, as far as that is known
/// @param claimed the name that the author gives; empty if it gives none or the known one
public record ChangedBy(String known, String claimed) {
    /// The name of an unknown caller.
    private static final String UNIDENTIFIED = "unidentified";

    /// More than names of people and programs have.
    private static final int LENGTH_MAX = 200;

    public ChangedBy {
        known = StoredText.of(known, LENGTH_MAX);
        claimed = claimed.equals(known) ? "" : StoredText.of(claimed, LENGTH_MAX);
    }

    /// A known author without a claim of its own.
    public static ChangedBy known(String name) {
        return new ChangedBy(name, "");
    }

    /// An author known by its own claim only.
    public static ChangedBy unidentified(String claimed) {
        return new ChangedBy(UNIDENTIFIED, claimed);
    }
}
