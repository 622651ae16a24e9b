/// Ingestion of stream events, pushed or from a topic, into the online store: exactly once in
/// effect, beside materialized history (ADR 0033).
///
/// Start with [StreamIngestor], which takes an [EventBatch] from a `KafkaIngestor`, from the
/// server's `EventPush` and `FeastRows`, or from `berth features push`. A view takes its own
/// columns (`EventDecoder`), since it may have been published with others. `EntityKeyGroup` finds
/// the entities, `EventDeduplicator` drops duplicates and what the history has, `RowChanges`
/// updates the states. Rows, event ids, positions and an entry of the `EventLog` are written at
/// once. Deliberately absent: what reads events from a source.
@NullMarked
package dev.berth.features.ingest;

import org.jspecify.annotations.NullMarked;
