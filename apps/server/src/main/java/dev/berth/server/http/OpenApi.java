package dev.berth.server.http;

import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ModelVersion;
import dev.berth.core.system.ModelPackage;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.openapi.OpenApiDocument;
import dev.berth.protocol.openapi.OpenApiModel;
import dev.berth.serving.Serving;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The OpenAPI document of the models that are served now; written anew when they have changed.
/// Lives on one event loop.
final class OpenApi {
    private final Serving serving;
    private final String version;
    private List<ModelPackage> described = List.of();
    private byte[] document = {};

    OpenApi(Serving serving, String version) {
        this.serving = serving;
        this.version = version;
    }

    /// What answers share: a caller that reads none of them costs no copy of it.
    Buffer current() {
        List<ModelPackage> packages = serving.packages();
        if (document.length == 0 || !packages.equals(described)) {
            document = write(packages);
            described = packages;
        }
        return BufferInternal.buffer(Unpooled.wrappedBuffer(document));
    }

    private byte[] write(List<ModelPackage> packages) {
        // Of several versions the latest describes the model; packages come in ascending order.
        Map<ModelName, ModelPackage> latest = new LinkedHashMap<>();
        packages.forEach(served -> latest.put(served.reference().name(), served));
        List<OpenApiModel> models =
                latest.values().stream().map(served -> describe(served, packages)).toList();
        var sink = new ByteSink(16 << 10);
        OpenApiDocument.write(serving.system().name(), version, models, sink);
        return sink.toBytes();
    }

    private static OpenApiModel describe(ModelPackage latest, List<ModelPackage> packages) {
        ModelName name = latest.reference().name();
        List<ModelVersion> versions =
                packages.stream()
                        .map(ModelPackage::reference)
                        .filter(reference -> reference.name().equals(name))
                        .map(ModelReference::version)
                        .toList();
        return new OpenApiModel(name, versions, latest.signature(), latest.summary());
    }
}
