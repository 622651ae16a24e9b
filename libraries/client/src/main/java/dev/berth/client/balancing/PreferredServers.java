package dev.berth.client.balancing;

import dev.berth.core.assignment.ModelAssignment;
import java.util.ArrayList;
import java.util.List;

/// Choice of the servers that are preferred for a model among candidates, by a [ModelAffinity].
///
/// Cost: a logarithm for each candidate and a comparison for each copy.
final class PreferredServers {
    private static final double EQUAL_WEIGHT = 1;

    private PreferredServers() {}

    /// The preferred candidates, in their order; the first of the order if all have too many
    /// attempts in flight. The next one is added if a server by itself is starting: it gets a
    /// growing share of its calls, as every starting server does.
    ///
    /// @param candidates at least one
    /// @param inFlight attempts in flight of all usable servers
    /// @param usableCount number of these
    static List<ServerState> of(
            String model,
            ModelAffinity affinity,
            List<ServerState> candidates,
            long inFlight,
            int usableCount,
            long nowNanos) {
        int most = affinity.bound().requestsMax(inFlight + 1, usableCount);
        long key = ModelAssignment.hash(model);
        int wanted = Math.min(affinity.copies() + 1, candidates.size());
        List<ServerState> order = new ArrayList<>(wanted);
        List<Double> scores = new ArrayList<>(wanted);
        ServerState first = candidates.getFirst();
        double greatest = -1;
        for (ServerState candidate : candidates) {
            double score = ModelAssignment.score(key, candidate.identityHash(), EQUAL_WEIGHT);
            if (score > greatest) {
                greatest = score;
                first = candidate;
            }
            if (candidate.load.inFlight() < most) {
                insert(candidate, score, order, scores, wanted);
            }
        }
        if (order.isEmpty()) {
            return List.of(first);
        }
        boolean isStartingAlone = affinity.copies() == 1 && order.getFirst().isStarting(nowNanos);
        return isStartingAlone || order.size() <= affinity.copies()
                ? order
                : order.subList(0, affinity.copies());
    }

    private static void insert(
            ServerState server,
            double score,
            List<ServerState> order,
            List<Double> scores,
            int wanted) {
        int place = order.size();
        while (place > 0 && scores.get(place - 1) < score) {
            place--;
        }
        if (place < wanted) {
            order.add(place, server);
            scores.add(place, score);
            if (order.size() > wanted) {
                order.removeLast();
                scores.removeLast();
            }
        }
    }
}
