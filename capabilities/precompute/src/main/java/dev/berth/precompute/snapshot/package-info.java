/// Snapshots: what they are, where they are kept, and the rows in them.
@NullMarked
package dev.berth.precompute.snapshot;

import org.jspecify.annotations.NullMarked;
