package dev.berth.cli.target;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.endpoint.EndpointEntry;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.catalog.traffic.TrafficWeightService;
import dev.berth.catalog.traffic.TrafficWeightStatus;
import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.state.ChangedBy;
import dev.berth.state.StateStore;
import dev.berth.state.SystemStateStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/// Traffic weights in the state store of a system's directory. Loads no models.
record LocalTrafficWeights(Path system) implements TrafficWeightTarget {
    @Override
    public TrafficWeightStatus status(String endpoint) {
        return with(endpoint, TrafficWeightService::status);
    }

    @Override
    public TrafficWeightStatus change(
            String endpoint, Map<String, Double> weights, String actor, String reason) {
        return with(endpoint, service -> service.change(weights, changedBy(actor), reason));
    }

    @Override
    public TrafficWeightStatus rollBack(
            String endpoint, String actor, String reason, OptionalInt to) {
        return with(endpoint, service -> service.rollBack(changedBy(actor), reason, to));
    }

    /// The account is verified, an actor from the command line is not.
    private static ChangedBy changedBy(String actor) {
        return new ChangedBy(System.getProperty("user.name", ""), actor);
    }

    private TrafficWeightStatus with(
            String endpoint, Function<TrafficWeightService, TrafficWeightStatus> use) {
        CatalogSnapshot snapshot = Catalog.open(system).read();
        try (StateStore store = SystemStateStore.of(snapshot::system, System.getenv())) {
            return use.apply(
                    TrafficWeightService.of(
                            store,
                            system,
                            description(endpoint, snapshot.part(EndpointEntries.class)),
                            InstantSource.system()));
        }
    }

    private EndpointDescription description(String endpoint, EndpointEntries entries) {
        return switch (entries.find(endpoint).orElseThrow(() -> unknown(endpoint, entries))) {
            case EndpointEntry.Valid(EndpointDescription description) -> description;
            case EndpointEntry.Broken broken ->
                    throw new ProblemException(
                            ProblemCode.ENDPOINT_NOT_READY,
                            "endpoint '" + endpoint + "' is broken: " + broken.errors().getFirst(),
                            "correct its file; `berth check` lists all errors");
        };
    }

    private ProblemException unknown(String endpoint, EndpointEntries entries) {
        List<String> names = entries.names();
        return new ProblemException(
                ProblemCode.ENDPOINT_NOT_FOUND,
                "no endpoint '" + endpoint + "' in " + system + NearestName.hint(endpoint, names),
                names.isEmpty() ? "add a file under endpoints/" : "name one of " + names);
    }
}
