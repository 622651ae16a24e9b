/// Feature requests and responses: Feast's forms, in JSON and as gRPC messages, and Berth's own.
///
/// Start with [dev.berth.protocol.feature.FeatureRequest], into which all forms are read.
/// `EventJsonReader` reads pushed events as JSON objects, also those of gRPC (`EventMessages`) and
/// of Feast's columns (`EventColumns`). Deliberately absent: the values, which come from the
/// feature store.
@NullMarked
package dev.berth.protocol.feature;

import org.jspecify.annotations.NullMarked;
