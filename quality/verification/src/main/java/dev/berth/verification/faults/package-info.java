/// Three servers as processes of their own, each behind a proxy, and a client under steady load
/// while one of them is harmed. [dev.berth.verification.faults.Faults] is the command,
/// [dev.berth.verification.faults.Trial] what happens with each fault.
///
/// Chance comes from a seed: which bytes are damaged, which packets are late and by how much. What
/// does not repeat exactly is the time that processes and the network of the machine take.
@NullMarked
package dev.berth.verification.faults;

import org.jspecify.annotations.NullMarked;
