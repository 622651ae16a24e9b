/// Log of served features: one JSON object per row of a read, on a line of its own.
///
/// Start with [ServedLog], which writes; [ServedLogFiles] reads.
@NullMarked
package dev.berth.featurestore.served;

import org.jspecify.annotations.NullMarked;
