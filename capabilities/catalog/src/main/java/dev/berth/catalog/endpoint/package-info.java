/// The reader of endpoints: `endpoints/*.yaml`.
///
/// Start reading at [dev.berth.catalog.endpoint.EndpointReader].
@NullMarked
package dev.berth.catalog.endpoint;

import org.jspecify.annotations.NullMarked;
