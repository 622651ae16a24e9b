/// Steps of endpoints that call other servers: what `berth.yaml` has under `remotes`, reached
/// through the client with its balancing, retries and deadlines. Start at [ClientRemotes].
@NullMarked
package dev.berth.remote;

import org.jspecify.annotations.NullMarked;
