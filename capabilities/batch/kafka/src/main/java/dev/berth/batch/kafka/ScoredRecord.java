package dev.berth.batch.kafka;

import dev.berth.core.ProblemCode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Record of the source with what it came to.
sealed interface ScoredRecord {
    ConsumerRecord<byte[], byte[]> record();

    /// Record with its prediction.
    ///
    /// @param output value for the destination, as JSON
    record Predicted(ConsumerRecord<byte[], byte[]> record, String output)
            implements ScoredRecord {}

    /// Record without a value: what was predicted for its key is to be deleted.
    record Deleted(ConsumerRecord<byte[], byte[]> record) implements ScoredRecord {}

    /// Record that cannot be scored.
    ///
    /// @param column field that is at fault; empty if it is the record as a whole
    record Faulty(
            ConsumerRecord<byte[], byte[]> record, String column, ProblemCode code, String message)
            implements ScoredRecord {}
}
