/// What `endpoints/<name>.yaml` says: the stable name that clients call, and what stands behind it.
/// Start at [EndpointDescription]. How it is carried out is not told here.
@NullMarked
package dev.berth.core.endpoint;

import org.jspecify.annotations.NullMarked;
