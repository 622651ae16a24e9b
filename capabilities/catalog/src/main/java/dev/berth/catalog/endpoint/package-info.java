/// Endpoints of a system, a part: `endpoints/*.yaml`.
///
/// Start reading at [dev.berth.catalog.endpoint.EndpointsPart]. `EndpointReader` reads one.
@NullMarked
package dev.berth.catalog.endpoint;

import org.jspecify.annotations.NullMarked;
