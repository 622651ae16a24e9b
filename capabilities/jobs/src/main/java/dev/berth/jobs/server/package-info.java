/// Jobs as routes, events and metrics of a server.
///
/// Start reading at [dev.berth.jobs.server.JobsContribution].
@NullMarked
package dev.berth.jobs.server;

import org.jspecify.annotations.NullMarked;
