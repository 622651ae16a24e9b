package dev.berth.server.http;

import dev.berth.protocol.feature.FeastMaterialize;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the paths of Feast's Python feature server mean, but for the read.
///
/// Source: Feast 0.6x, `feature_server.py`, and what earlier and sibling servers had at these
/// paths.
final class FeastPaths {
    private static final String READ = "read features with POST /get-online-features";
    private static final String VECTORS =
            "keep vectors in a store for them; " + READ.replace("read", "read other");

    private static final Map<String, Route.Feast> ROUTES =
            Map.ofEntries(
                    Map.entry("health", new Route.FeastHealth()),
                    Map.entry("push", new Route.FeastPush()),
                    Map.entry("write-to-online-store", new Route.FeastWrite()),
                    Map.entry(
                            "materialize", new Route.FeastMaterialize(FeastMaterialize.Form.RANGE)),
                    Map.entry(
                            "materialize-incremental",
                            new Route.FeastMaterialize(FeastMaterialize.Form.INCREMENTAL)));

    /// By the first part of the path, whatever follows it.
    private static final Map<String, Route.Feast> MISSING =
            Map.of(
                    "search", none("the search of documents", VECTORS),
                    "retrieve-online-documents", none("the search of documents", VECTORS),
                    "read-document", none("reading documents", VECTORS),
                    "save-document", none("saving documents", VECTORS),
                    "chat", none("the chat", READ),
                    "ws", none("the chat", READ),
                    "static", none("its static files", "see /docs for this server's pages"),
                    "mcp", none("its MCP server", READ),
                    "registry", none("the registry", "see GET /v1/features for what there is"));

    private static final Route.Feast VECTOR_STORES = none("the API of vector stores", VECTORS);

    private FeastPaths() {}

    private static Route.Feast none(String what, String instead) {
        return new Route.FeastNotOffered(what, instead);
    }

    /// @param parts of the path, decoded; at least one
    static Optional<Route> route(List<String> parts) {
        String first = parts.getFirst();
        if (first.equals("v1") && parts.size() > 1) {
            return parts.get(1).equals("vector_stores")
                    ? Optional.of(VECTOR_STORES)
                    : Optional.empty();
        }
        Route.Feast route = parts.size() == 1 ? ROUTES.get(first) : null;
        return Optional.ofNullable(route == null ? MISSING.get(first) : route);
    }
}
