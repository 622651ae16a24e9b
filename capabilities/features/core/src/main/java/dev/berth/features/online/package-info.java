/// Online features: rows of a store, read with one call.
///
/// Start with [OnlineFeatureReader]. A list of features becomes a `QueryPlan`: rows of views
/// (`StoredViewReader`), then what is computed of them (`CompiledOnDemandView`).
/// `StoreFeatureReader` reads the bytes of an `OnlineStore`, which stores bytes by key and has no
/// notion of features; `MemoryStore` is for tests. Rows are in a generation of their view
/// (`ViewKeyspace`). `ServedRowMapper` gives the form that `ServedFeatureLogger` receives. Every
/// store has to pass `OnlineStoreContract` and `StoreUnderLoadContract`.
@NullMarked
package dev.berth.features.online;

import org.jspecify.annotations.NullMarked;
