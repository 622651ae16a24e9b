package dev.berth.contribution;

import dev.berth.protocol.openapi.OpenApiSchema;
import java.util.List;

/// Routes, pages and metrics that a capability adds to a server. Found by `ServiceLoader`; each
/// server makes one of its own, so the implementation needs a public constructor without
/// parameters. Each method is called once, all but the last before the port opens. Thread-safe.
public interface ServerContribution extends AutoCloseable {
    /// The capability, as messages name it.
    String name();

    /// The routes; each pair of method and path once among those of all capabilities.
    ///
    /// @param services of the server; what they find changes nothing by itself
    default List<HttpRoute> routes(ServerServices services) {
        return List.of();
    }

    /// The schemas that the operations of the routes name, in the OpenAPI document.
    default List<OpenApiSchema> schemas() {
        return List.of();
    }

    /// The pages with their scripts and styles.
    default List<Page> pages() {
        return List.of();
    }

    /// The metrics, each name once.
    default List<Metric> metrics(ServerServices services) {
        return List.of();
    }

    /// Ends what the capability does by itself, such as threads, and its streamed answers. Called
    /// when the server stops to take requests and still answers those in flight; takes no longer
    /// than some seconds.
    @Override
    default void close() {}
}
