package dev.berth.server.inference;

import dev.berth.serving.request.TraceContextProvider;

/// The call of a front that predictions are made for.
public interface RequestContext extends TraceContextProvider {
    /// What the logs and traces call it.
    String requestId();
}
