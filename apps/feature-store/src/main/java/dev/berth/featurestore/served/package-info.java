/// The log of what was served: one JSON object for each row of a read, on a line of its own.
///
/// Start with [ServedLog], which writes; [ServedLogFiles] reads.
@NullMarked
package dev.berth.featurestore.served;

import org.jspecify.annotations.NullMarked;
