package dev.berth.verification.sample;

import dev.berth.contribution.HttpRoute;
import dev.berth.contribution.Metric;
import dev.berth.contribution.Page;
import dev.berth.contribution.RouteAccess;
import dev.berth.contribution.RouteRequest;
import dev.berth.contribution.RouteResponse;
import dev.berth.contribution.ServerContribution;
import dev.berth.contribution.ServerServices;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.protocol.openapi.OpenApiOperation;
import dev.berth.protocol.openapi.OpenApiSchema;
import dev.berth.serving.ModelServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Server contribution of notices: routes that list, read and count them, and a page.
public final class NoticesContribution implements ServerContribution {
    private static final String TAG = "Notices";
    private static final String LIST = "NoticeList";

    private final LongAdder reads = new LongAdder();

    @Override
    public String name() {
        return "notices";
    }

    @Override
    public List<HttpRoute> routes(ServerServices services) {
        ModelServer models = services.require(ModelServer.class);
        return List.of(
                new HttpRoute(
                        "/v1/notices",
                        RouteAccess.CONSUMERS,
                        OpenApiOperation.get("notices.list", TAG, "The notices of the system")
                                .answers(LIST, "Texts by name"),
                        request -> RouteResponse.json(notices(models).texts())),
                new HttpRoute(
                        "/v1/notices/{name}:read",
                        RouteAccess.MANAGERS,
                        OpenApiOperation.post(
                                        "notices.read", TAG, "Reads a notice, and counts that")
                                .problems("403", "404"),
                        request -> read(request, models)));
    }

    private RouteResponse read(RouteRequest request, ModelServer models) {
        String name = request.variable("name");
        Notices.Notice notice = notices(models).byName().get(name);
        if (notice == null) {
            throw new ProblemException(
                    ProblemCode.ROUTE_NOT_FOUND,
                    "no notice '" + name + "'",
                    "name one that GET /v1/notices lists");
        }
        reads.increment();
        return RouteResponse.json(Map.of("text", notice.text(), "reader", request.consumer()));
    }

    private static Notices notices(ModelServer models) {
        return models.snapshot().part(Notices.class);
    }

    @Override
    public List<OpenApiSchema> schemas() {
        return List.of(
                new OpenApiSchema(
                        LIST,
                        Map.of(
                                "type",
                                "object",
                                "additionalProperties",
                                Map.of("type", "string"))));
    }

    @Override
    public List<Page> pages() {
        return List.of(Page.ofResource("/notices", NoticesContribution.class, "notices.html"));
    }

    @Override
    public List<Metric> metrics(ServerServices services) {
        ModelServer models = services.require(ModelServer.class);
        return List.of(
                new Metric(
                        "berth_notices",
                        Metric.Kind.GAUGE,
                        "Notices of the system",
                        () -> sample(notices(models).byName().size())),
                new Metric(
                        "berth_notices_read",
                        Metric.Kind.COUNTER,
                        "Notices that were read",
                        () -> sample((double) reads.sum())));
    }

    private static List<Metric.Sample> sample(double value) {
        return List.of(new Metric.Sample(Map.of("capability", "notices"), value));
    }
}
