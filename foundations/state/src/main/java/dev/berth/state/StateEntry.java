package dev.berth.state;

/// An entry of a log, which never changes.
///
/// @param number the place in its log, from 1 on without gaps, unless an older log was taken over
///   without its beginning
public record StateEntry(StateKey key, long number, StateChange change) {}
