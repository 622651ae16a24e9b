package dev.berth.state;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// A store of what is decided at run time, shared by the processes that serve one system.
///
/// It consists of logs. An appended entry is durable, never changes, and has its author, time and
/// reason. The last entry of a log is the state in force, all of them are its audit.
///
/// Thread-safe. Every method does I/O and ends within some seconds, also where the database is slow
/// or unreachable: then with a [ProblemException] of the code `state-unavailable`, whose remedy
/// says whether something may have been written. After a failure to connect, calls within the next
/// half second fail at once. A later call connects again. So a call belongs on a thread that may
/// wait, never on the path of a prediction.
public interface StateStore extends AutoCloseable {
    /// The most entries that one [#read] returns.
    int PAGE_MAX = 1_000;

    /// Appends an entry.
    StateEntry append(StateKey key, StateChange change);

    /// Appends an entry if the last one is still the expected one.
    ///
    /// @param expected the number of the last entry; 0 if there is none
    /// @return empty if the last one is another, and nothing was written
    Optional<StateEntry> compareAndAppend(StateKey key, long expected, StateChange change);

    /// The last entry of a log.
    Optional<StateEntry> findLast(StateKey key);

    /// Entries of a log in their order, at most [#PAGE_MAX].
    ///
    /// @param from the least number
    List<StateEntry> read(StateKey key, long from, int limit);

    /// What was appended to the logs of a kind after a position. Some ten microseconds plus a round
    /// trip to the database if that is nothing, so that it may be called several times a second.
    ///
    /// @return empty if there is nothing new
    Optional<StateUpdate> poll(String kind, StatePosition after);

    /// Writes the entries of a log that was kept elsewhere until now, all of them or none.
    ///
    /// @param first the number of the first entry
    /// @return false if this log has entries already, and nothing was written
    boolean takeOver(StateKey key, long first, Iterator<StateChange> changes);

    @Override
    void close();
}
