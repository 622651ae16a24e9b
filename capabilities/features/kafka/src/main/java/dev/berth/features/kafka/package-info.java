/// Ingestion of events from Kafka topics into the online store.
///
/// Start with [KafkaIngestorManager], which follows the definitions of a system; a [KafkaIngestor]
/// reads one topic. Consumer groups are deliberately absent: the position in a topic is stored with
/// the rows, so that both are written at once.
@NullMarked
package dev.berth.features.kafka;

import org.jspecify.annotations.NullMarked;
