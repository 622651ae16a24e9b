package dev.berth.core.assignment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Order in which the servers of a group are preferred for a model: weighted rendezvous hashing.
///
/// *Idea.* Each pair of a model and a server draws a number, uniform in (0, 1), from a hash of both
/// names. The server with the greatest `weight / -ln(draw)` is the first for the model, and so on.
/// Everyone who knows the names finds the same order.
///
/// *Properties.* Each server is the first of a share of the models in proportion to its weight. A
/// server that is added takes its share, evenly from all others, and moves no other model. One that
/// is removed leaves each of its models to the next in that model's order. So are the first *k* of
/// an order: at most one of them changes.
///
/// *Names.* A server's identity is the address that clients see, `host:port`. A model's name is
/// without its version: two versions share files and callers.
///
/// *Stability.* The hash is part of the contract between releases: clients of two releases choose
/// the same servers. It is FNV-1a over UTF-16 units, then the finalizer of SplitMix64.
///
/// Cost: one logarithm for each server. Sources: Thaler and Ravishankar, *Using Name-Based Mappings
/// to Increase Hit Rates*, 1998; Schindelhauer and Schomaker, *Weighted Distributed Hash Tables*,
/// 2005.
public final class ModelAssignment {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /// Bits of a draw: those that a double holds exactly, less one for the half that keeps it off
    /// 0.
    private static final int DRAW_BITS = 52;

    private ModelAssignment() {}

    /// The hash of a model's name or a server's identity, for [#score].
    public static long hash(String name) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /// The score of a server for a model, above 0: the greatest is the first.
    ///
    /// @param model [#hash] of its name
    /// @param server [#hash] of its identity
    /// @param weight its share in relation to the others, above 0
    public static double score(long model, long server, double weight) {
        double draw = (mix(model + Long.rotateLeft(server, 32)) >>> (Long.SIZE - DRAW_BITS)) + 0.5;
        return weight / -Math.log(draw / (1L << DRAW_BITS));
    }

    /// The servers of equal weight in the order for a model.
    public static List<String> order(String model, Iterable<String> servers) {
        List<String> names = new ArrayList<>();
        servers.forEach(names::add);
        return sorted(model, names, Map.of());
    }

    /// The servers in the order for a model.
    ///
    /// @param weights by the server's identity, each above 0
    /// @throws IllegalArgumentException if a weight is not above 0, or not finite
    public static List<String> order(String model, Map<String, Double> weights) {
        weights.forEach(
                (server, weight) -> {
                    if (!(weight > 0) || weight.isInfinite()) {
                        throw new IllegalArgumentException(
                                "weight of " + server + ": " + weight + " (expected: > 0)");
                    }
                });
        return sorted(model, new ArrayList<>(weights.keySet()), weights);
    }

    private static List<String> sorted(
            String model, List<String> servers, Map<String, Double> weights) {
        long key = hash(model);
        servers.sort(
                Comparator.comparingDouble(
                                (String server) ->
                                        -score(
                                                key,
                                                hash(server),
                                                weights.getOrDefault(server, 1.0)))
                        .thenComparing(Comparator.naturalOrder()));
        return List.copyOf(servers);
    }

    /// The finalizer of SplitMix64: every bit of the result depends on every bit.
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
