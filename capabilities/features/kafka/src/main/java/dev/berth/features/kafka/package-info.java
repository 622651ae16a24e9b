/// Events of topics of Kafka, on their way into the online store.
///
/// Start with [KafkaIngestorManager], which follows the definitions of a system; a [KafkaIngestor]
/// reads one topic. Consumer groups are deliberately absent: how far a topic was read lies with the
/// rows, so that both are written at once.
@NullMarked
package dev.berth.features.kafka;

import org.jspecify.annotations.NullMarked;
