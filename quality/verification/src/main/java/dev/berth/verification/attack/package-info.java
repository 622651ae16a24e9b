/// Attacks on a server process with little memory by anonymous clients: hostile content rather than
/// hostile protocol. Each attack is followed by a valid call.
///
/// Start reading at [dev.berth.verification.attack.AttackSuite]; what is sent stands in
/// [dev.berth.verification.attack.ContentAttacks], [dev.berth.verification.attack.RecordAttacks]
/// and [dev.berth.verification.attack.ProtocolAttacks]. Floods of connections and frames are in
/// `quality/benchmarks`, since their harm is measured in latency.
@NullMarked
package dev.berth.verification.attack;

import org.jspecify.annotations.NullMarked;
