package dev.berth.endpoint.graph;

import dev.berth.core.endpoint.Callee;
import dev.berth.core.signature.Signature;
import java.util.List;

/// A model, or another endpoint, as a step calls it.
public final class BoundCallee {
    private final Callee callee;
    private final Signature signature;
    private final List<Binding> bindings;

    /// Which instance's signature was found to be the same, so that it is compared once for each.
    private volatile Signature seen;

    /// @param signature for which the bindings are made
    public BoundCallee(Callee callee, Signature signature, List<Binding> bindings) {
        this.callee = callee;
        this.signature = signature;
        this.bindings = List.copyOf(bindings);
        this.seen = signature;
    }

    public Callee callee() {
        return callee;
    }

    public Signature signature() {
        return signature;
    }

    public List<Binding> bindings() {
        return bindings;
    }

    /// Whether what has this signature can be called as this one.
    @SuppressWarnings("ReferenceEquality") // The same object is the same; others are compared.
    public boolean fits(Signature found) {
        if (found == seen) {
            return true;
        }
        boolean same = found.equals(signature);
        if (same) {
            seen = found;
        }
        return same;
    }

    @Override
    public String toString() {
        return callee.toString();
    }
}
