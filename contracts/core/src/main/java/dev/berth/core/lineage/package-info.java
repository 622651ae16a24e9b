/// Lineage: what depends on what in a system, from sources to consumers, as a graph.
///
/// Start with [Lineage]. It is made by the catalog and drawn by the architecture.
@NullMarked
package dev.berth.core.lineage;

import org.jspecify.annotations.NullMarked;
