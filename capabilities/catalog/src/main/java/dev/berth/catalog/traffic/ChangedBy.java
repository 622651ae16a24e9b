package dev.berth.catalog.traffic;

/// Who changes weights.
///
/// @param known a consumer, or the account at a command line, as far as that is known
/// @param claimed who it says it is; empty if it says nothing
public record ChangedBy(String known, String claimed) {
    /// The name of a caller of whom nothing is known.
    private static final String UNIDENTIFIED = "unidentified";

    public ChangedBy {
        claimed = claimed.equals(known) ? "" : claimed;
    }

    /// One who is known and claims nothing else.
    public static ChangedBy known(String name) {
        return new ChangedBy(name, "");
    }

    /// One of whom nothing is known but what it says.
    public static ChangedBy unidentified(String claimed) {
        return new ChangedBy(UNIDENTIFIED, claimed);
    }
}
