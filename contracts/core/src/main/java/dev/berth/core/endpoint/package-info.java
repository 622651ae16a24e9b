/// Descriptions of endpoints, as `endpoints/<name>.yaml` has them. Start at [EndpointDescription].
/// The endpoint capability executes them.
@NullMarked
package dev.berth.core.endpoint;

import org.jspecify.annotations.NullMarked;
