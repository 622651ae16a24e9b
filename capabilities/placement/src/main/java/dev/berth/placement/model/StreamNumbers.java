package dev.berth.placement.model;

/// Counter of streams of uniform numbers. Scenarios of the same structure number them alike.
final class StreamNumbers {
    private int next;

    int take(int count) {
        int first = next;
        next += count;
        return first;
    }
}
