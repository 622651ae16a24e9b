/// Fault injection: three server processes, each behind a proxy, and a client under steady load
/// while one of them is harmed. [dev.berth.verification.faults.Faults] is the command,
/// [dev.berth.verification.faults.Trial] the course of each fault.
///
/// Randomness has a seed: damaged bytes, delayed packets. Timing of processes and the network is
/// not reproducible.
@NullMarked
package dev.berth.verification.faults;

import org.jspecify.annotations.NullMarked;
