package dev.berth.endpoint.execution;

import dev.berth.core.endpoint.StepOperation.Combination;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.util.Arrays;
import java.util.List;

/// Combines the outputs of an ensemble's members to one tensor.
public final class EnsembleCombiner {
    private EnsembleCombiner() {}

    /// The combination of the members' outputs.
    ///
    /// @param parts of one type, at least one, whose shapes must be equal
    /// @param weights one for each
    /// @throws IllegalArgumentException if the shapes differ
    public static Tensor combine(
            List<Tensor> parts, List<Double> weights, Combination combination, TensorPool pool) {
        Tensor first = parts.getFirst();
        for (Tensor part : parts) {
            if (!part.shape().equals(first.shape())) {
                throw new IllegalArgumentException(
                        "one says " + first.shape() + ", another " + part.shape());
            }
        }
        Tensor combined = Tensor.allocate(pool, first.type(), first.shape());
        int count = (int) first.shape().elementCount();
        for (int i = 0; i < count; i++) {
            switch (combination) {
                case MEAN -> combined.setNumber(i, mean(parts, weights, i));
                case VOTE -> copy(parts.get(winner(parts, weights, i)), combined, i);
            }
        }
        return combined;
    }

    private static double mean(List<Tensor> parts, List<Double> weights, int index) {
        double sum = 0;
        double weight = 0;
        for (int part = 0; part < parts.size(); part++) {
            sum += weights.get(part) * parts.get(part).number(index);
            weight += weights.get(part);
        }
        return sum / weight;
    }

    /// The first of those whose value has the most weight.
    private static int winner(List<Tensor> parts, List<Double> weights, int index) {
        int winner = 0;
        double most = 0;
        for (int part = 0; part < parts.size(); part++) {
            double weight = 0;
            for (int other = 0; other < parts.size(); other++) {
                if (saysTheSame(parts.get(part), parts.get(other), index)) {
                    weight += weights.get(other);
                }
            }
            if (weight > most) {
                most = weight;
                winner = part;
            }
        }
        return winner;
    }

    private static boolean saysTheSame(Tensor a, Tensor b, int index) {
        if (a.type().isVariable()) {
            return Arrays.equals(a.element(index), b.element(index));
        }
        int size = a.type().byteSize();
        return a.data().slice(index * size, size).equals(b.data().slice(index * size, size));
    }

    private static void copy(Tensor from, Tensor into, int index) {
        if (from.type().isVariable()) {
            into.setElement(index, from.element(index));
        } else {
            int size = from.type().byteSize();
            into.data().put(index * size, from.data(), index * size, size);
        }
    }
}
