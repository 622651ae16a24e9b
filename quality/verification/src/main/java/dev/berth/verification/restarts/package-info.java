/// Rolling restarts of two servers while clients of several kinds call them.
/// [dev.berth.verification.restarts.Restarts] is the command; a
/// [dev.berth.verification.restarts.Balancer] represents the load balancer, which notices changes
/// of readiness with a delay.
///
/// Nothing is retried: a request that was sent without a response is lost. One that was not sent,
/// since no connection could be made, is not.
@NullMarked
package dev.berth.verification.restarts;

import org.jspecify.annotations.NullMarked;
