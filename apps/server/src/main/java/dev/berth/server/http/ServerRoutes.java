package dev.berth.server.http;

import dev.berth.protocol.openapi.FeatureSchemas;
import dev.berth.protocol.openapi.OipSchemas;
import dev.berth.protocol.openapi.OpenApiPath;
import dev.berth.protocol.openapi.OpenApiSchema;
import dev.berth.server.feature.FeatureReading;
import dev.berth.server.inference.RequestReaderCache;
import java.util.ArrayList;
import java.util.List;

/// The complete list of the routes of a server: its own, group by group, and those of capabilities.
final class ServerRoutes {
    private ServerRoutes() {}

    /// Those of one event loop.
    ///
    /// @throws IllegalArgumentException if two have the same paths
    static Router router(HttpServerHandler handler, HttpServerContext context) {
        var codecs = new RequestReaderCache(context.predictions().serving().pool());
        List<Route> routes = new ArrayList<>();
        var infer = new InferRoute(handler, codecs);
        routes.addAll(infer.routes());
        var sockets = new OpenSockets(handler.loop(), context.traffic());
        routes.addAll(new StreamRoute(handler, sockets, infer).routes());
        routes.addAll(new PredictRoute(handler, codecs).routes());
        routes.addAll(new V2Routes(handler, context.version(), context.observers()).routes());
        routes.addAll(new V1Routes(context.predictions().serving()).routes());
        routes.addAll(new EndpointRoutes(context.predictions().endpoints()).routes());
        routes.addAll(new TrafficRoutes(handler).routes());
        List<OpenApiSchema> schemas = new ArrayList<>(OipSchemas.all());
        context.features()
                .ifPresent(
                        offered -> {
                            var reading = new FeatureReading(handler.loop(), offered);
                            routes.addAll(new FeatureRoutes(handler, reading).routes());
                            routes.addAll(new MaterializeRoutes(handler, reading).routes());
                            routes.addAll(new FeastRoutes(handler, reading).routes());
                            schemas.addAll(FeatureSchemas.all());
                        });
        routes.addAll(PageRoutes.of(context.contributions().pages()));
        routes.addAll(new ContributedRoutes(handler).of(context.contributions().routes()));
        schemas.addAll(context.contributions().schemas());
        List<OpenApiPath> paths =
                routes.stream()
                        .filter(route -> !route.operations().isEmpty())
                        .map(Route::path)
                        .toList();
        var openApi = new OpenApi(context.predictions(), context.version(), paths, schemas);
        var metrics = context.observers().metrics();
        routes.addAll(new DocumentRoutes(handler.vertx(), metrics, openApi).routes());
        routes.addAll(UnknownRoutes.routes());
        return new Router(routes);
    }
}
