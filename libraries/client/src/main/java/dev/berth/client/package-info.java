/// Client for endpoints and models of Berth, and models of other servers of the Open Inference
/// Protocol.
///
/// Begin at [dev.berth.client.BerthClient]. A `Predictor` encodes a call's body once, by a
/// `ProtocolCodec`. [dev.berth.client.ActiveCall] makes attempts until there is a response or the
/// deadline passes, all on one event loop. Retries and hedges come out of one `RetryBudget`. The
/// client has no signatures: the server validates. ADR 0020, ADR 0027 and ADR 0054 give the
/// reasons.
@NullMarked
package dev.berth.client;

import org.jspecify.annotations.NullMarked;
