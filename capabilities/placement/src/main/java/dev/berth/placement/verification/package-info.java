/// Verification of a plan: it is executed on this machine and measured.
///
/// A process for each site serves items, relays in this process carry them over TCP sockets on the
/// loopback interface, and arrivals do not wait for responses. Start reading at
/// [dev.berth.placement.verification.Verification]; the other end is
/// [dev.berth.placement.verification.SiteMain]. What is real: processes, sockets, bytes, memory,
/// clocks, and the order of events. What is emulated: services hold a core of the site for a time
/// drawn from the component's distribution, and users that are not replayed occupy cores and links
/// by arrivals of their own. Deliberately absent: updates of models.
@NullMarked
package dev.berth.placement.verification;

import org.jspecify.annotations.NullMarked;
