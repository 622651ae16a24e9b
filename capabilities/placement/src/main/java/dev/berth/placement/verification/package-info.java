/// Verification of a plan: it is executed on this machine and measured.
///
/// The models of the plan are measured first, one at a time; then a process for each site serves
/// items, relays in this process carry them over TCP sockets on the loopback interface, and
/// arrivals do not wait for responses. Start reading at
/// [dev.berth.placement.verification.Verification].
@NullMarked
package dev.berth.placement.verification;

import org.jspecify.annotations.NullMarked;
