/// Replay of items on one machine: processes of sites, relays of links, queues for cores and links.
///
/// [dev.berth.placement.verification.replay.SiteMain] is the process of a site,
/// [dev.berth.placement.verification.replay.LinkRelay] a link. What is real: processes, sockets,
/// bytes, memory, clocks, and the order of events. What is emulated: services hold a core of the
/// site for a time drawn from a distribution, and users that are not replayed occupy cores and
/// links by arrivals of their own. Deliberately absent: updates of models.
@NullMarked
package dev.berth.placement.verification.replay;

import org.jspecify.annotations.NullMarked;
