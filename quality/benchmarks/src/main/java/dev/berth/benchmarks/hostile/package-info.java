/// Hostile clients beside well-behaved ones: the effect of each denial-of-service attack on the
/// latter, and whether the server recovers. [dev.berth.benchmarks.hostile.Hostile] is the command,
/// [dev.berth.benchmarks.hostile.Attacks] the catalog. Lost packets are absent, since a loopback
/// loses none: an unresponsive client is one that neither reads nor writes.
@NullMarked
package dev.berth.benchmarks.hostile;

import org.jspecify.annotations.NullMarked;
