package dev.berth.features.ingest;

/// Partition of a topic, within which records are ordered by offset.
public record Partition(String topic, int number) {
    @Override
    public String toString() {
        return topic + "/" + number;
    }
}
