/// Number and size of a system's replicas, computed from profiles and an expected load.
///
/// Start with [ReplicaSizing]; [ReplicaQueue] has the queueing formulas and their sources. Nothing
/// here reads files but [ProfileFiles], and nothing has defaults for what was not measured.
@NullMarked
package dev.berth.deploy.sizing;

import org.jspecify.annotations.NullMarked;
