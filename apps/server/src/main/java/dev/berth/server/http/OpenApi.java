package dev.berth.server.http;

import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ModelVersion;
import dev.berth.core.system.ModelPackage;
import dev.berth.endpoint.EndpointStatus;
import dev.berth.endpoint.Endpoints;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.openapi.OpenApiDocument;
import dev.berth.protocol.openapi.OpenApiModel;
import dev.berth.protocol.openapi.OpenApiPath;
import dev.berth.protocol.openapi.OpenApiSchema;
import dev.berth.server.inference.Predictions;
import dev.berth.serving.ModelServer;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The OpenAPI document of the models and endpoints that are served now; written anew when they
/// have changed, with the paths of the server. Lives on one event loop.
final class OpenApi {
    private final ModelServer serving;
    private final Endpoints endpoints;
    private final String version;
    private final List<OpenApiPath> paths;
    private final List<OpenApiSchema> schemas;
    private List<ModelPackage> described = List.of();
    private List<EndpointStatus> describedEndpoints = List.of();
    private Buffer document = BufferInternal.buffer();

    OpenApi(
            Predictions predictions,
            String version,
            List<OpenApiPath> paths,
            List<OpenApiSchema> schemas) {
        this.serving = predictions.serving();
        this.endpoints = predictions.endpoints();
        this.version = version;
        this.paths = List.copyOf(paths);
        this.schemas = List.copyOf(schemas);
    }

    /// What answers share: a caller that reads none of them costs no copy of it.
    Buffer current() {
        List<ModelPackage> packages = serving.packages();
        List<EndpointStatus> statuses = endpoints.statuses();
        boolean same = packages.equals(described) && statuses.equals(describedEndpoints);
        if (document.length() == 0 || !same) {
            document = BufferInternal.buffer(Unpooled.wrappedBuffer(write(packages, statuses)));
            described = packages;
            describedEndpoints = statuses;
        }
        return document;
    }

    private byte[] write(List<ModelPackage> packages, List<EndpointStatus> statuses) {
        // Of several versions the latest describes the model; packages come in ascending order.
        Map<ModelName, ModelPackage> latest = new LinkedHashMap<>();
        packages.forEach(served -> latest.put(served.reference().name(), served));
        List<OpenApiModel> models = new ArrayList<>();
        statuses.stream()
                .filter(EndpointStatus::isReady)
                .forEach(status -> models.add(describe(status)));
        latest.values().forEach(served -> models.add(describe(served, packages)));
        var sink = new ByteSink(16 << 10);
        OpenApiDocument.write(serving.system().name(), version, models, paths, schemas, sink);
        return sink.toBytes();
    }

    private static OpenApiModel describe(EndpointStatus endpoint) {
        return new OpenApiModel(
                OpenApiModel.Kind.ENDPOINT,
                ModelName.of(endpoint.name()),
                List.of(),
                endpoint.signature().orElseThrow(),
                endpoint.summary());
    }

    private static OpenApiModel describe(ModelPackage latest, List<ModelPackage> packages) {
        ModelName name = latest.reference().name();
        List<ModelVersion> versions =
                packages.stream()
                        .map(ModelPackage::reference)
                        .filter(reference -> reference.name().equals(name))
                        .map(ModelReference::version)
                        .toList();
        return new OpenApiModel(
                OpenApiModel.Kind.MODEL, name, versions, latest.signature(), latest.summary());
    }
}
