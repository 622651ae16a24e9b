package dev.berth.audit.syntax;

/// A source that is not read, with the reason as the rest of a sentence.
public final class UnreadableSource extends Exception {
    private static final long serialVersionUID = 1L;

    public UnreadableSource(String reason) {
        super(reason);
    }

    /// The reason, such as `is nested more than 400 levels deep`.
    public String reason() {
        return String.valueOf(getMessage());
    }
}
