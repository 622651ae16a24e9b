package dev.berth.server.contribution;

import dev.berth.contribution.HttpRoute;
import dev.berth.contribution.Metric;
import dev.berth.contribution.Page;
import dev.berth.contribution.ServerContribution;
import dev.berth.contribution.ServerServices;
import dev.berth.protocol.openapi.OpenApiSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The contributions of capabilities to a server, gathered once before its port opens. Immutable.
public record Contributions(
        List<HttpRoute> routes,
        List<OpenApiSchema> schemas,
        List<Page> pages,
        List<Metric> metrics,
        List<ServerContribution> contributors)
        implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Contributions.class);

    public Contributions {
        routes = List.copyOf(routes);
        schemas = List.copyOf(schemas);
        pages = List.copyOf(pages);
        metrics = List.copyOf(metrics);
        contributors = List.copyOf(contributors);
    }

    /// Those of the server itself and of the jars of the class path.
    public static Contributions find(ServerServices services) {
        List<ServerContribution> all = new ArrayList<>();
        all.add(new ServerPages());
        for (ServerContribution found : ServiceLoader.load(ServerContribution.class)) {
            LOG.debug("{} contributes to the server", found.name());
            all.add(found);
        }
        return of(all, services);
    }

    static Contributions of(List<ServerContribution> all, ServerServices services) {
        List<HttpRoute> routes = new ArrayList<>();
        List<OpenApiSchema> schemas = new ArrayList<>();
        List<Page> pages = new ArrayList<>();
        List<Metric> metrics = new ArrayList<>();
        boolean isMade = false;
        try {
            for (ServerContribution each : all) {
                routes.addAll(each.routes(services));
                schemas.addAll(each.schemas());
                pages.addAll(each.pages());
                metrics.addAll(each.metrics(services));
            }
            isMade = true;
        } finally {
            if (!isMade) {
                all.forEach(ServerContribution::close);
            }
        }
        return new Contributions(routes, schemas, pages, metrics, all);
    }

    /// Closes all of them; one that fails keeps no other from it.
    @Override
    public void close() {
        for (ServerContribution each : contributors) {
            try {
                each.close();
            } catch (RuntimeException e) {
                LOG.warn("what {} contributes could not be closed", each.name(), e);
            }
        }
    }
}
