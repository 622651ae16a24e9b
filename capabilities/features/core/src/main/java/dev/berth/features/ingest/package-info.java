/// Brings events that arrive, pushed or from a topic, into the online store: exactly once in
/// effect, beside the history that is materialized (ADR 0033).
///
/// Start with [StreamIngestor]. What reads events from somewhere is not here: it fills an
/// [EventBatch].
@NullMarked
package dev.berth.features.ingest;

import org.jspecify.annotations.NullMarked;
