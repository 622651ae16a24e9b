package dev.berth.cli.target;

import dev.berth.catalog.traffic.TrafficWeightStatus;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.TrafficWeightChange;
import dev.berth.protocol.json.JsonValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Traffic weights of a server's endpoints.
record RemoteTrafficWeights(RemoteTarget server) implements TrafficWeightTarget {
    @Override
    public TrafficWeightStatus status(String endpoint) {
        return status(server.get(path(endpoint)));
    }

    @Override
    public TrafficWeightStatus change(
            String endpoint, Map<String, Double> weights, String actor, String reason) {
        var body = Map.of("weights", weights, "actor", actor, "reason", reason);
        return status(server.post(path(endpoint), JsonValues.text(body)));
    }

    @Override
    public TrafficWeightStatus rollBack(
            String endpoint, String actor, String reason, OptionalInt to) {
        Map<String, @Nullable Object> body =
                new LinkedHashMap<>(Map.of("actor", actor, "reason", reason));
        to.ifPresent(number -> body.put("revision", number));
        return status(server.post(path(endpoint) + ":rollback", JsonValues.text(body)));
    }

    private static String path(String endpoint) {
        return "/v1/endpoints/" + new EndpointName(endpoint) + "/traffic";
    }

    private static TrafficWeightStatus status(@Nullable Object answer) {
        Map<String, @Nullable Object> status = JsonResponseReader.object(answer);
        List<TrafficWeightChange> changes = new ArrayList<>();
        for (Object element : JsonResponseReader.list(status.get("changes"))) {
            Map<String, @Nullable Object> change = JsonResponseReader.object(element);
            changes.add(
                    new TrafficWeightChange(
                            Instant.parse(JsonResponseReader.text(change.get("timestamp"))),
                            JsonResponseReader.text(change.get("actor")),
                            change.get("claimed") instanceof String claimed ? claimed : "",
                            JsonResponseReader.text(change.get("reason")),
                            weights(change.get("declared")),
                            weights(change.get("before")),
                            weights(change.get("after"))));
        }
        return new TrafficWeightStatus(
                new EndpointName(JsonResponseReader.text(status.get("endpoint"))),
                weights(status.get("declared")),
                weights(status.get("weights")),
                earlier(JsonResponseReader.list(status.get("changes"))),
                changes);
    }

    private static int earlier(List<?> changes) {
        return !changes.isEmpty()
                        && JsonResponseReader.object(changes.getFirst()).get("revision")
                                instanceof Number first
                ? first.intValue() - 1
                : 0;
    }

    private static Map<String, Double> weights(@Nullable Object value) {
        Map<String, Double> weights = new LinkedHashMap<>();
        JsonResponseReader.object(value)
                .forEach(
                        (variant, weight) -> {
                            if (weight instanceof Number number) {
                                weights.put(variant, number.doubleValue());
                            }
                        });
        return weights;
    }
}
