/// CloudEvents in JSON, in which KServe's v1 protocol may have requests and answers: start at
/// [dev.berth.protocol.cloudevent.CloudEventJson]. Batches of events are absent.
@NullMarked
package dev.berth.protocol.cloudevent;

import org.jspecify.annotations.NullMarked;
