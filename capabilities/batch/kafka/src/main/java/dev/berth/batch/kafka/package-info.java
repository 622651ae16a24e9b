/// Scores for the records of a Kafka topic, written to another topic exactly once.
///
/// Start reading at [dev.berth.batch.kafka.TopicBatch]. Deliberately absent: formats other than
/// JSON, schema registries, and a balance of partitions among processes.
@NullMarked
package dev.berth.batch.kafka;

import org.jspecify.annotations.NullMarked;
