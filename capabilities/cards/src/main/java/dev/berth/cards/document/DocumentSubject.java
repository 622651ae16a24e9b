package dev.berth.cards.document;

/// The model, endpoint or system that a document is about.
///
/// @param version of a model; empty otherwise
public record DocumentSubject(Kind kind, String name, String version) {

    /// Kind of a subject.
    public enum Kind {
        MODEL("model"),
        ENDPOINT("endpoint"),
        SYSTEM("system");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public static DocumentSubject model(String name, String version) {
        return new DocumentSubject(Kind.MODEL, name, version);
    }

    public static DocumentSubject endpoint(String name) {
        return new DocumentSubject(Kind.ENDPOINT, name, "");
    }

    public static DocumentSubject system(String name) {
        return new DocumentSubject(Kind.SYSTEM, name, "");
    }

    /// Such as `model credit@2`.
    @Override
    public String toString() {
        return kind.word() + " " + name + (version.isEmpty() ? "" : "@" + version);
    }
}
