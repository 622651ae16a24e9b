/// Two servers that are restarted in turn while clients of several kinds call them.
/// [dev.berth.verification.restarts.Restarts] is the command; a
/// [dev.berth.verification.restarts.Balancer] stands for the load balancer that sends requests to
/// servers that say that they are ready, some time after they have begun or ceased to say so.
///
/// Nothing is tried twice here: a request that was sent and is not answered is lost. One that was
/// not sent, since no connection could be made, is not.
@NullMarked
package dev.berth.verification.restarts;

import org.jspecify.annotations.NullMarked;
