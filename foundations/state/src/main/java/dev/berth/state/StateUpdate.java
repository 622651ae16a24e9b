package dev.berth.state;

import java.util.List;

/// Entries of a [StateStore] after a reader's position.
///
/// @param position to read from the next time
/// @param isComplete whether logs that are not in it have no entries; otherwise nothing changed in
///   them
/// @param last the last entry of each log
public record StateUpdate(StatePosition position, boolean isComplete, List<StateEntry> last) {
    public StateUpdate {
        last = List.copyOf(last);
    }
}
