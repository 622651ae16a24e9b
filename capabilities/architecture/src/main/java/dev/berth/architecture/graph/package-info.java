/// Architecture of a system as a graph: components and the flows between them.
///
/// [dev.berth.architecture.graph.SystemGraph] is what views draw and predictions are made of. It is
/// put together from the system's descriptions and from `architecture:` in `berth.yaml`, which adds
/// what Berth does not serve itself.
@NullMarked
package dev.berth.architecture.graph;

import org.jspecify.annotations.NullMarked;
