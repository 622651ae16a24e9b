package dev.berth.protocol.oip;

/// One entry of the repository index.
///
/// @param name the model's folder name, which may be one that no model can have
/// @param version the version's; empty for a model of which no version is known
/// @param reason why it is in this state; empty if there is nothing to say
/// @param memory what it holds
public record RepositoryEntry(
        String name, String version, State state, String reason, Memory memory) {

    /// Native memory in bytes, by what for; Berth's addition to the index.
    public record Memory(long weightBytes, long arenaBytes, long bufferBytes) {
        public static final Memory NONE = new Memory(0, 0, 0);

        long totalBytes() {
            return weightBytes + arenaBytes + bufferBytes;
        }
    }

    /// The states of Triton's model repository extension.
    public enum State {
        UNKNOWN,
        READY,
        UNAVAILABLE,
        LOADING,
        UNLOADING
    }
}
