/// Feature reads and writes, shared by HTTP and gRPC.
///
/// Start with [dev.berth.server.feature.FeatureReading]. The routes read a request into a
/// `FeatureRequest`; `FeatureResolver` resolves and caches its names, `FeatureServices` those that
/// stand for several features, models or services. A view without a version means the latest filled
/// one (`LatestVersions`). The selection is checked against the caller's `FeatureAccess`;
/// `ReadableFeatures` filters lists. `FeatureReading` calls `OnlineFeatureReader` on the event loop
/// if the store is fast and the read small, otherwise in the `ReadPool`; the response is written
/// there too (`FeastResponseWriter`, `FeatureRowsWriter`). `RowColumns` separates keys from inputs
/// among the columns sent.
///
/// `EventPush` and `FeastRows` take events. `FeatureListing` lists, `FeatureStatisticsRequest` and
/// `ViewLineage` answer for one view. Deliberately absent: computing features
/// (`capabilities/features`).
@NullMarked
package dev.berth.server.feature;

import org.jspecify.annotations.NullMarked;
