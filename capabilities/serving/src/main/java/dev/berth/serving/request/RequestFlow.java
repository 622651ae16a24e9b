package dev.berth.serving.request;

/// The parts of one request, equal only to itself. A queue that several of them come to gives them
/// one share of its room together, and keeps back what is beyond it (`FlowShares`), so that a
/// request is not refused for what it sends itself.
///
/// Source of the term: fair queueing (A. Demers, S. Keshav, S. Shenker, SIGCOMM 1989).
public final class RequestFlow {}
