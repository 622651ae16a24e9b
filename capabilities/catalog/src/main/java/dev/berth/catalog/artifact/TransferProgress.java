package dev.berth.catalog.artifact;

import java.util.OptionalLong;

/// Listener for the progress of a long transfer. Called often and from the transferring thread:
/// must be quick.
@FunctionalInterface
public interface TransferProgress {

    /// A part of the transfer is done.
    ///
    /// @param source what is transferred, for display
    /// @param bytesDone how much is here
    /// @param bytesTotal how much there is, where that is known
    void transferred(String source, long bytesDone, OptionalLong bytesTotal);

    /// Reports nothing.
    static TransferProgress silent() {
        return (source, bytesDone, bytesTotal) -> {};
    }
}
