package dev.berth.features.ingest;

/// A part of a topic whose events have an order, and each an offset in it.
public record Partition(String topic, int number) {
    @Override
    public String toString() {
        return topic + "/" + number;
    }
}
