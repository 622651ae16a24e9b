/// Hostile clients beside well-behaved ones: what the latter see of each way to keep a server busy
/// at little cost, and whether the server is as before when it ends.
/// [dev.berth.benchmarks.hostile.Hostile] is the command, [dev.berth.benchmarks.hostile.Attacks]
/// are the ways. Packets that get lost are not among them: a loopback loses none, so that a client
/// that stopped answering is one that neither reads nor writes.
@NullMarked
package dev.berth.benchmarks.hostile;

import org.jspecify.annotations.NullMarked;
