/// Calls endpoints and models of Berth, and models of other servers of the Open Inference Protocol.
///
/// Begin at [dev.berth.client.BerthClient]. [dev.berth.client.ActiveCall] is a call: its attempts,
/// its retries, its hedge and its end. The client does not know signatures: what fits a model is
/// the server's to say.
@NullMarked
package dev.berth.client;

import org.jspecify.annotations.NullMarked;
