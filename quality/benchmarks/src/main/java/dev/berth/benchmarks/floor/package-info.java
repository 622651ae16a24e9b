/// Floors: bare Vert.x servers that do for a request what no server of this protocol on Vert.x can
/// leave out, one for each form. What Berth takes beyond its floor pays for checks against the
/// signature, queue, batching, the engine, metrics and limits.
///
/// [dev.berth.benchmarks.floor.FloorServer] is the process. Deliberately absent: everything that
/// could be done without for one well-formed request.
@NullMarked
package dev.berth.benchmarks.floor;

import org.jspecify.annotations.NullMarked;
