package dev.berth.server.http;

import dev.berth.protocol.openapi.FeatureSchemas;
import dev.berth.protocol.openapi.OipSchemas;
import dev.berth.protocol.openapi.OpenApiPath;
import dev.berth.protocol.openapi.OpenApiSchema;
import dev.berth.server.feature.FeatureReading;
import dev.berth.server.inference.RequestReaderCache;
import java.util.ArrayList;
import java.util.List;

/// The one list of the routes of a server: its own, group by group, and those of capabilities.
final class ServerRoutes {
    private ServerRoutes() {}

    /// Those of one event loop.
    ///
    /// @throws IllegalArgumentException if two have the same paths
    static Router router(HttpServerHandler front, HttpServerContext context) {
        var codecs = new RequestReaderCache(context.predictions().serving().pool());
        List<Route> routes = new ArrayList<>();
        routes.addAll(new InferRoute(front, codecs).routes());
        routes.addAll(new PredictRoute(front, codecs).routes());
        routes.addAll(new V2Routes(front, context.version(), context.observers()).routes());
        routes.addAll(new V1Routes(context.predictions().serving()).routes());
        routes.addAll(new EndpointRoutes(context.predictions().endpoints()).routes());
        routes.addAll(new TrafficRoutes(front).routes());
        List<OpenApiSchema> schemas = new ArrayList<>(OipSchemas.all());
        context.features()
                .ifPresent(
                        offered -> {
                            var reading = new FeatureReading(front.loop(), offered);
                            routes.addAll(new FeatureRoutes(front, reading).routes());
                            routes.addAll(new MaterializeRoutes(front, reading).routes());
                            routes.addAll(new FeastRoutes(front, reading).routes());
                            schemas.addAll(FeatureSchemas.all());
                        });
        routes.addAll(PageRoutes.of(context.contributions().pages()));
        routes.addAll(new ContributedRoutes(front).of(context.contributions().routes()));
        schemas.addAll(context.contributions().schemas());
        List<OpenApiPath> paths =
                routes.stream()
                        .filter(route -> !route.operations().isEmpty())
                        .map(Route::path)
                        .toList();
        var openApi = new OpenApi(context.predictions(), context.version(), paths, schemas);
        var metrics = context.observers().metrics();
        routes.addAll(new DocumentRoutes(front.vertx(), metrics, openApi).routes());
        routes.addAll(UnknownRoutes.routes());
        return new Router(routes);
    }
}
