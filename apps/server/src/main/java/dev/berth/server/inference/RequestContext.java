package dev.berth.server.inference;

import dev.berth.serving.request.TraceContextProvider;

/// The request on whose behalf predictions are made.
public interface RequestContext extends TraceContextProvider {
    /// What the logs and traces call it.
    String requestId();
}
